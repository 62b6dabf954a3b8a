package io.candlelake.jobs.ingest;

import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a source fills; the job adds when and by which run. */
final class BronzeRows {
  static final StructType CANDLES = without(Tables.BRONZE_CANDLES, "fetched_at", "run_id");
  static final StructType OUTAGES = without(Tables.BRONZE_OUTAGES, "run_id");

  private BronzeRows() {}

  private static StructType without(Table table, String... columns) {
    List<String> omitted = List.of(columns);
    return new StructType(
        Arrays.stream(table.schema().fields())
            .filter(field -> !omitted.contains(field.name()))
            .toArray(StructField[]::new));
  }
}
