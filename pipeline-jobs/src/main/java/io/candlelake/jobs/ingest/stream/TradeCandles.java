package io.candlelake.jobs.ingest.stream;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Candles built from {@code silver.trades} into {@code bronze.candles}, source {@code trades}. A
 * slot is built when the exchange's trades have passed its end, and again when a late trade changes
 * it. The trades' own time is the clock, so replayed history closes its candles as it goes.
 */
final class TradeCandles {
  static final String SOURCE = "trades";

  /** How far trades must have passed a slot's end: exchanges send a little out of order. */
  private static final long GRACE_MICROS = Duration.ofSeconds(2).toMillis() * 1_000;

  private static final StructType SLOTS =
      StructType.fromDDL("exchange STRING, pair STRING, symbol STRING, slot BIGINT");
  private static final String[] VALUES = {"open", "high", "low", "close", "volume", "trades"};

  private final Interval interval;
  private final InstantSource clock;

  /** Slots with trades that no candle has yet, with the exchange's spelling of the pair. */
  private final Map<Slot, String> waiting = new LinkedHashMap<>();

  /** The latest trade of each exchange, microseconds since 1970 UTC. */
  private final Map<String, Long> passed = new HashMap<>();

  TradeCandles(Interval interval, InstantSource clock) {
    this.interval = requireNonNull(interval, "interval is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** A candle's place; {@code micros} is its open time. */
  private record Slot(String exchange, String pair, long micros) {}

  /** How an exchange spells a pair. */
  @FunctionalInterface
  interface Spelling {
    String symbol(String exchange, String pair);
  }

  /** The newest slot of each pair, which a process before this one may have left without candle. */
  void resume(JobContext context, Spelling spelling) {
    Dataset<Row> trades = context.read(Tables.MARKET_TRADES);
    Dataset<Row> newestDays =
        trades.groupBy("exchange").agg(max("day").as("newest")).withColumnRenamed("exchange", "e");
    List<Row> newest =
        trades
            .join(
                broadcast(newestDays),
                col("exchange").equalTo(col("e")).and(col("day").geq(expr("newest - 1"))))
            .groupBy("exchange", "pair")
            .agg(max("time").as("time"))
            .select(col("exchange"), col("pair"), unix_micros(col("time")))
            .collectAsList();
    for (Row row : newest) {
      String exchange = row.getString(0);
      String pair = row.getString(1);
      touch(exchange, pair, spelling.symbol(exchange, pair), row.getLong(2), row.getLong(2));
    }
  }

  /**
   * Notes the slots of trades that silver holds by now.
   *
   * @param trades exchange, pair, symbol, time
   */
  void touch(Dataset<Row> trades) {
    List<Row> slots =
        trades
            .where(col("pair").isNotNull().and(col("time").isNotNull()))
            .withColumn("micros", unix_micros(col("time")))
            .withColumn("slot", slot(col("micros")))
            .where("time <= fetched_at + INTERVAL 60 SECONDS")
            .groupBy("exchange", "pair", "slot")
            .agg(min("symbol"), max("micros"))
            .collectAsList();
    for (Row row : slots) {
      touch(row.getString(0), row.getString(1), row.getString(3), row.getLong(2), row.getLong(4));
    }
  }

  private void touch(String exchange, String pair, String symbol, long inSlot, long latest) {
    long open = Math.floorDiv(inSlot, interval.micros()) * interval.micros();
    waiting.put(new Slot(exchange, pair, open), symbol);
    passed.merge(exchange, latest, Math::max);
  }

  /** Builds the candles of touched slots that have closed; returns how many were news. */
  long update(JobContext context) {
    Map<Slot, String> closed = new LinkedHashMap<>(waiting);
    closed.keySet().removeIf(slot -> !isClosed(slot));
    if (closed.isEmpty()) {
      return 0;
    }
    long added = append(context, closed);
    waiting.keySet().removeAll(closed.keySet());
    return added;
  }

  private boolean isClosed(Slot slot) {
    return passed.get(slot.exchange()) >= slot.micros() + interval.micros() + GRACE_MICROS;
  }

  private long append(JobContext context, Map<Slot, String> slots) {
    List<Row> rows =
        slots.entrySet().stream()
            .map(
                entry ->
                    RowFactory.create(
                        entry.getKey().exchange(),
                        entry.getKey().pair(),
                        entry.getValue(),
                        entry.getKey().micros()))
            .toList();
    Dataset<Row> wanted = context.spark().createDataFrame(rows, SLOTS).coalesce(1);
    Bounds bounds = Bounds.of(slots.keySet(), interval);
    Dataset<Row> built =
        candles(context.read(Tables.MARKET_TRADES).where(bounds.ofTrades()), wanted, interval)
            .withColumn("fetched_at", lit(clock.instant()));
    Dataset<Row> known =
        newest(
            context
                .read(Tables.BRONZE_CANDLES)
                .where(col("interval").equalTo(interval.code()).and(col("source").equalTo(SOURCE)))
                .where(bounds.ofCandles()));
    Dataset<Row> news = withoutKnown(built, known).persist();
    try {
      return news.isEmpty() ? 0 : context.append(Tables.BRONZE_CANDLES, news);
    } finally {
      news.unpersist();
    }
  }

  /**
   * The candles of slots, rows of {@code bronze.candles} but for {@code fetched_at} and run. Trades
   * of one time are ordered by id.
   *
   * @param trades rows of {@code silver.trades}
   * @param slots exchange, pair, symbol, slot
   */
  static Dataset<Row> candles(Dataset<Row> trades, Dataset<Row> slots, Interval interval) {
    String place = "struct(time, length(trade_id), trade_id)";
    return trades
        .withColumn("slot", slot(unix_micros(col("time")), interval))
        .join(broadcast(slots), new String[] {"exchange", "pair", "slot"})
        .groupBy("exchange", "pair", "slot", "symbol")
        .agg(
            expr("min_by(price, " + place + ")").as("open"),
            max("price").as("high"),
            min("price").as("low"),
            expr("max_by(price, " + place + ")").as("close"),
            sum("amount").cast(Tables.EXACT).as("volume"),
            count(lit(1)).as("trades"))
        .withColumn("interval", lit(interval.code()))
        .withColumn("open_time", timestamp_micros(col("slot")))
        .withColumn("source", lit(SOURCE))
        .withColumn("source_ref", lit(Tables.MARKET_TRADES.qualifiedName()))
        .withColumn("source_line", lit(null).cast("bigint"))
        .withColumn("malformed", lit(null).cast("string"))
        .withColumn("raw", lit(null).cast("string"));
  }

  private Column slot(Column micros) {
    return slot(micros, interval);
  }

  private static Column slot(Column micros, Interval interval) {
    return micros.minus(pmod(micros, lit(interval.micros())));
  }

  /** The newest candle of each slot. */
  private static Dataset<Row> newest(Dataset<Row> candles) {
    return candles
        .withColumn("known", expr("struct(" + String.join(", ", VALUES) + ")"))
        .groupBy("exchange", "symbol", "open_time")
        .agg(max_by(col("known"), col("fetched_at")).as("known"));
  }

  private static Dataset<Row> withoutKnown(Dataset<Row> built, Dataset<Row> known) {
    return built
        .withColumn("now", expr("struct(" + String.join(", ", VALUES) + ")"))
        .join(known, new String[] {"exchange", "symbol", "open_time"}, "left")
        .where(col("known").isNull().or(col("known").notEqual(col("now"))))
        .drop("known", "now");
  }

  /** Where slots lie, so that few files are read. */
  private record Bounds(List<String> exchanges, List<String> pairs, long from, long to) {
    static Bounds of(Iterable<Slot> slots, Interval interval) {
      TreeSet<String> exchanges = new TreeSet<>();
      TreeSet<String> pairs = new TreeSet<>();
      long from = Long.MAX_VALUE;
      long to = Long.MIN_VALUE;
      for (Slot slot : slots) {
        exchanges.add(slot.exchange());
        pairs.add(slot.pair());
        from = Math.min(from, slot.micros());
        to = Math.max(to, slot.micros() + interval.micros());
      }
      return new Bounds(List.copyOf(exchanges), List.copyOf(pairs), from, to);
    }

    Column ofTrades() {
      return ofExchanges()
          .and(col("pair").isin(pairs.toArray()))
          .and(col("day").between(lit(day(from)), lit(day(to))))
          .and(within("time"));
    }

    Column ofCandles() {
      return ofExchanges().and(within("open_time"));
    }

    private Column ofExchanges() {
      return col("exchange").isin(exchanges.toArray());
    }

    private Column within(String time) {
      return col(time)
          .geq(lit(EpochMicros.toInstant(from)))
          .and(col(time).lt(lit(EpochMicros.toInstant(to))));
    }

    private static LocalDate day(long micros) {
      return LocalDate.ofEpochDay(EpochMicros.day(micros));
    }
  }
}
