package io.candlelake.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_date;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.Symbols;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.backfill.SlotGrid;
import io.candlelake.exchanges.backfill.SlotSet;
import io.candlelake.jobs.ingest.KnownSlots.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What the lake knows of the candles of some pairs: which slots have one, which are confirmed
 * empty, which have only a rejected one. A candle that we built from trades does not count: the
 * exchange's own is wanted still.
 */
final class LakeSlots {
  /** The source of candles that are built here from trades. */
  private static final String BUILT_FROM_TRADES = "trades";

  private static final StructType MARKETS =
      StructType.fromDDL("exchange STRING, symbol STRING, pair STRING");

  private final Map<Series, SlotSet> known;
  private final Map<Series, SlotSet> empty;
  private final Map<Series, SlotSet> rejected;
  private final Map<String, String> mapping;

  private LakeSlots(
      Map<Series, SlotSet> known,
      Map<Series, SlotSet> empty,
      Map<Series, SlotSet> rejected,
      Map<String, String> mapping) {
    this.known = known;
    this.empty = empty;
    this.rejected = rejected;
    this.mapping = mapping;
  }

  static LakeSlots of(JobContext context, List<TradedPair> pairs, SlotGrid grid) {
    Object[] exchanges = pairs.stream().map(TradedPair::exchange).distinct().toArray();
    String interval = grid.interval().code();
    Dataset<Row> candles =
        context
            .read(Tables.BRONZE_CANDLES)
            .where(col("interval").equalTo(interval).and(col("exchange").isin(exchanges)))
            .where(col("malformed").isNull().and(col("source").notEqual(BUILT_FROM_TRADES)));
    Dataset<Row> outages =
        context
            .read(Tables.BRONZE_OUTAGES)
            .where(col("interval").equalTo(interval).and(col("exchange").isin(exchanges)));
    return new LakeSlots(
        KnownSlots.of(candles, grid),
        KnownSlots.ofSpans(outages, grid),
        KnownSlots.of(rejected(context, pairs, interval), grid),
        context.config().ingest().files().pairs());
  }

  /** Slots with a candle, under whichever spelling of the pair it came. */
  SlotSet known(TradedPair pair) {
    return of(known, pair);
  }

  /** Slots that a source confirmed to be empty, for this pair or all of its exchange. */
  SlotSet empty(TradedPair pair) {
    SlotSet ofAll = empty.getOrDefault(new Series(pair.exchange(), "*"), SlotSet.EMPTY);
    return of(empty, pair).plus(ofAll);
  }

  /** Slots whose candle was rejected and not replaced by a good one. */
  SlotSet rejected(TradedPair pair) {
    return of(rejected, pair);
  }

  private SlotSet of(Map<Series, SlotSet> slots, TradedPair pair) {
    SlotSet all = SlotSet.EMPTY;
    for (Map.Entry<Series, SlotSet> entry : slots.entrySet()) {
      Series series = entry.getKey();
      boolean same =
          series.exchange().equals(pair.exchange())
              && (series.symbol().equals(pair.symbol())
                  || Symbols.pair(series.symbol(), mapping).equals(Optional.of(pair.pair())));
      if (same) {
        all = all.plus(entry.getValue());
      }
    }
    return all;
  }

  /** Rejected candles of the days on which {@code silver.completeness} counts some. */
  private static Dataset<Row> rejected(
      JobContext context, List<TradedPair> pairs, String interval) {
    List<Row> rows = new ArrayList<>();
    for (TradedPair pair : pairs) {
      rows.add(RowFactory.create(pair.exchange(), pair.symbol(), pair.pair().toString()));
    }
    Dataset<Row> days =
        context
            .read(Tables.COMPLETENESS)
            .where(col("interval").equalTo(interval).and(col("rejected").gt(lit(0))))
            .select("exchange", "pair", "day");
    return context
        .read(Tables.REJECTED_CANDLES)
        .where(col("interval").equalTo(interval).and(col("open_time").isNotNull()))
        .join(
            broadcast(context.spark().createDataFrame(rows, MARKETS)),
            new String[] {"exchange", "symbol"})
        .withColumn("day", to_date(col("open_time")))
        .join(days, new String[] {"exchange", "pair", "day"}, "left_semi");
  }
}
