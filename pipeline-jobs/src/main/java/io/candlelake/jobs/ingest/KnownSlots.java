package io.candlelake.jobs.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.exchanges.backfill.SlotGrid;
import io.candlelake.exchanges.backfill.SlotSet;
import io.candlelake.exchanges.backfill.SlotSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Which slots have rows, found in one Spark job; only spans reach the driver, never candles. */
final class KnownSlots {
  private KnownSlots() {}

  /** A symbol of an exchange. */
  record Series(String exchange, String symbol) {}

  /** The slots on the grid of rows with exchange, symbol and open_time. */
  static Map<Series, SlotSet> of(Dataset<Row> rows, SlotGrid grid) {
    long micros = grid.interval().micros();
    WindowSpec series = Window.partitionBy("exchange", "symbol");
    Column before = lag(col("slot"), 1).over(series.orderBy("slot"));
    Column startsSpan = col("before").isNull().or(col("before").lt(col("slot").minus(1)));
    List<Row> starts =
        rows.where(unix_micros(col("open_time")).mod(micros).equalTo(0))
            .select(
                col("exchange"),
                col("symbol"),
                unix_micros(col("open_time")).divide(micros).cast("long").as("slot"))
            .distinct()
            .withColumn("before", before)
            .withColumn("last", max(col("slot")).over(series))
            .where(startsSpan)
            .orderBy("exchange", "symbol", "slot")
            .collectAsList();
    Map<Series, List<SlotSpan>> spans = new HashMap<>();
    for (int i = 0; i < starts.size(); i++) {
      Row start = starts.get(i);
      Series of = new Series(start.getString(0), start.getString(1));
      boolean isLast = i + 1 == starts.size() || starts.get(i + 1).isNullAt(3);
      long end = isLast ? start.getLong(4) : starts.get(i + 1).getLong(3);
      spans
          .computeIfAbsent(of, none -> new ArrayList<>())
          .add(new SlotSpan(start.getLong(2), end + 1));
    }
    return sets(spans);
  }

  /** The slots of spans given by exchange, symbol, from_time and to_time. */
  static Map<Series, SlotSet> ofSpans(Dataset<Row> rows, SlotGrid grid) {
    Map<Series, List<SlotSpan>> spans = new HashMap<>();
    for (Row row : rows.select("exchange", "symbol", "from_time", "to_time").collectAsList()) {
      long from = grid.slot(row.<Instant>getAs("from_time"));
      long to = grid.slot(row.<Instant>getAs("to_time"));
      if (from < to) {
        spans
            .computeIfAbsent(
                new Series(row.getString(0), row.getString(1)), none -> new ArrayList<>())
            .add(new SlotSpan(from, to));
      }
    }
    return sets(spans);
  }

  private static Map<Series, SlotSet> sets(Map<Series, List<SlotSpan>> spans) {
    Map<Series, SlotSet> sets = new HashMap<>();
    spans.forEach((series, found) -> sets.put(series, SlotSet.of(found)));
    return sets;
  }
}
