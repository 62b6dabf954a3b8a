package io.candlelake.jobs.ingest;

import io.candlelake.common.table.Tables;
import org.apache.spark.sql.types.StructType;

/** The columns that a source fills; the job adds when and by which run. */
final class BronzeRows {
  static final StructType CANDLES = Tables.BRONZE_CANDLES.schemaWithout("fetched_at", "run_id");
  static final StructType OUTAGES = Tables.BRONZE_OUTAGES.schemaWithout("run_id");

  private BronzeRows() {}
}
