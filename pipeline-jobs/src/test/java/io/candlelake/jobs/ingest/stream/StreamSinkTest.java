package io.candlelake.jobs.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.lake.SmallBatches;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.collector.StreamMeters;
import io.candlelake.exchanges.spool.Spool;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.spool.SpoolWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From spool lines to tables: exactly once, whatever is killed where. */
class StreamSinkTest {
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Pair BTC = new Pair("BTC", "USDT");
  private static final StructType LINES = StructType.fromDDL("value STRING, file STRING");

  private final SparkSession spark = LocalSpark.session();
  private final SpoolLines lines = new SpoolLines("binance", pair -> pair.base() + pair.quote());
  private final InstantSource clock = InstantSource.fixed(START.plusSeconds(86_400));
  private final StreamMeters meters = new StreamMeters(clock);
  @TempDir Path temporary;
  private Lakehouse lake;
  private JobContext context;

  @BeforeEach
  void open() {
    lake = new Lakehouse(spark, temporary.resolve("lake").toString());
    context =
        new JobContext(
            new IngestTables(),
            lake,
            ConfigReader.read(Optional.empty(), Map.of()),
            new RunId("r1"),
            START,
            Progress.SILENT);
  }

  @Test
  void aBatchKilledAfterAnyCommitAndBroughtAgainIsThereOnce() {
    List<String> batch =
        List.of(
            trade(1, 0, "100", "1"),
            trade(2, 1, "101", "2"),
            trade(2, 1, "101", "2"),
            trade(3, 2, "-5", "1"),
            trade(4, 3, "0", "0"),
            trade(5, 90_000, "100", "1"),
            trade(8, -63_800_000_000L, "100", "1"), // the year 1
            lines.malformed("BTCUSDT", "{oops", "no price", START),
            trade(6, 4, "1" + "0".repeat(30), "1"),
            lines.event(BTC, "connected", "by test", START),
            lines.book(BTC, book(4, "99", "101"), 5, SpoolLines.STREAM, START.plusSeconds(4)),
            lines.book(BTC, book(5, "103", "101"), 5, SpoolLines.STREAM, START.plusSeconds(5)),
            "no message at all",
            // An hour later: the first hour's candle closes.
            trade(7, 3_700, "110", "1"));
    for (Table last :
        List.of(
            Tables.BRONZE_TRADES,
            Tables.MARKET_TRADES,
            Tables.REJECTED_TRADES,
            Tables.BRONZE_ORDER_BOOKS,
            Tables.ORDER_BOOKS,
            Tables.STREAM_EVENTS,
            Tables.BRONZE_CANDLES)) {
      CommitListener killed =
          table -> {
            if (table.equals(last)) {
              throw new IllegalStateException("killed after " + table);
            }
          };
      assertThatThrownBy(() -> bring(sink(killed), batch, 0)).hasMessage("killed after " + last);
    }
    bring(sink(CommitListener.UNWATCHED), batch, 0);

    assertThat(lake.read(Tables.BRONZE_TRADES).count()).isEqualTo(10);
    assertThat(
            lake.read(Tables.MARKET_TRADES)
                .orderBy("time")
                .select("trade_id", "price", "pair", "source")
                .collectAsList())
        .extracting(
            row ->
                row.getString(0)
                    + " "
                    + row.getDecimal(1).stripTrailingZeros().toPlainString()
                    + " "
                    + row.getString(2)
                    + " "
                    + row.getString(3))
        .containsExactly("1 100 BTC-USDT stream", "2 101 BTC-USDT stream", "7 110 BTC-USDT stream");
    assertThat(
            lake.read(Tables.REJECTED_TRADES)
                .selectExpr("coalesce(trade_id, '-') id", "array_join(reasons, ' ') reasons")
                .orderBy("id")
                .collectAsList())
        .containsExactly(
            RowFactory.create("-", "malformed"),
            RowFactory.create("3", "non-positive-price"),
            RowFactory.create("4", "non-positive-price non-positive-amount"),
            RowFactory.create("5", "future-time"),
            RowFactory.create("6", "malformed"),
            RowFactory.create("8", "impossible-time"));
    assertThat(lake.read(Tables.BRONZE_ORDER_BOOKS).count()).isEqualTo(2);
    Row book = lake.read(Tables.ORDER_BOOKS).head();
    assertThat(lake.read(Tables.ORDER_BOOKS).count()).isEqualTo(1);
    assertThat(book.<Double>getAs("spread_bps")).isEqualTo(200.0);
    // By hand: bids 99 x 1, 98 x 2; asks 101 x 3, 102 x 4.
    assertThat(book.<Double>getAs("micro_price")).isEqualTo((99 * 3 + 101 * 1) / 4.0);
    assertThat(book.<Double>getAs("imbalance")).isEqualTo((3.0 - 7.0) / 10);
    assertThat(book.<Double>getAs("bid_depth_10bps")).isZero();
    assertThat(lake.read(Tables.STREAM_EVENTS).orderBy("event").select("event").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("connected", "rejected_book", "unreadable");
    Row candle = lake.read(Tables.BRONZE_CANDLES).head();
    assertThat(lake.read(Tables.BRONZE_CANDLES).count()).isEqualTo(1);
    assertThat(candle.<String>getAs("source")).isEqualTo("trades");
    assertThat(candle.<Instant>getAs("open_time")).isEqualTo(START);
    assertThat(candle.<BigDecimal>getAs("close")).isEqualByComparingTo("101");
    assertThat(candle.<Long>getAs("trades")).isEqualTo(2);
  }

  @Test
  void aLateTradeMakesItsCandleAnewAndNothingElse() {
    BatchSink sink = sink(CommitListener.UNWATCHED);
    bring(sink, List.of(trade(1, 0, "100", "1"), trade(3, 3_700, "110", "1")), 0);
    bring(sink, List.of(trade(4, 3_800, "111", "1")), 1);
    assertThat(candles()).containsExactly("100 100 100 100 1 1");
    bring(sink, List.of(trade(2, 10, "90", "2")), 2);
    assertThat(candles()).containsExactly("100 100 100 100 1 1", "100 100 90 90 3 2");
    // The second hour has not closed; a process that starts later closes it.
    TradeCandles later = new TradeCandles(Interval.ONE_HOUR, clock);
    later.resume(context, (exchange, pair) -> "BTCUSDT");
    BatchSink again = new BatchSink(context, later, meters, CommitListener.UNWATCHED);
    bring(again, List.of(trade(5, 7_300, "112", "1")), 3);
    assertThat(candles())
        .containsExactly("100 100 100 100 1 1", "100 100 90 90 3 2", "110 111 110 111 2 2");
  }

  @Test
  void theQueryBringsTheSpoolOverRestartsAndCleansIt() throws IOException {
    Path folder = temporary.resolve("spool");
    for (int run = 0; run < 2; run++) {
      try (SpoolWriter writer = new SpoolWriter(Spool.open(folder), Duration.ofHours(1), clock)) {
        writer.put(trade(10 + run, run, "100", "1"));
        writer.put(trade(20 + run, run, "100", "1"));
      }
      SpoolQuery sink =
          new SpoolQuery(
              spark, folder, Duration.ofMillis(100), sink(CommitListener.UNWATCHED), meters);
      SmallBatches.in(
          spark,
          () -> {
            sink.start();
            sink.look();
            sink.finish();
          });
      assertThat(Spool.segments(folder)).isEmpty();
      assertThat(Files.exists(folder.resolve(".checkpoint"))).isFalse();
    }
    assertThat(
            lake.read(Tables.MARKET_TRADES).orderBy("trade_id").select("trade_id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("10", "11", "20", "21");
    assertThat(lake.read(Tables.BRONZE_TRADES).count()).isEqualTo(4);
  }

  private BatchSink sink(CommitListener commits) {
    return new BatchSink(context, new TradeCandles(Interval.ONE_HOUR, clock), meters, commits);
  }

  private void bring(BatchSink sink, List<String> texts, long batch) {
    SmallBatches.in(spark, () -> sink.bring(rows(texts), "application", batch));
  }

  private List<String> candles() {
    return lake
        .read(Tables.BRONZE_CANDLES)
        .where("source = 'trades'")
        .orderBy("open_time", "trades")
        .collectAsList()
        .stream()
        .map(
            row ->
                List.of("open", "high", "low", "close", "volume").stream()
                        .map(name -> row.<BigDecimal>getAs(name))
                        .map(price -> price.stripTrailingZeros().toPlainString())
                        .collect(java.util.stream.Collectors.joining(" "))
                    + " "
                    + row.getAs("trades"))
        .toList();
  }

  private String trade(long id, long second, String price, String amount) {
    Instant time = START.plusSeconds(second);
    Instant received = id == 5 && second > 80_000 ? START : time;
    return lines.trade(
        BTC,
        new ExchangeTrade(
            Long.toString(id),
            time,
            new BigDecimal(price),
            new BigDecimal(amount),
            Optional.of(ExchangeTrade.Side.BUY)),
        SpoolLines.STREAM,
        received);
  }

  private static ExchangeOrderBook book(long second, String bid, String ask) {
    BigDecimal b = new BigDecimal(bid);
    BigDecimal a = new BigDecimal(ask);
    return new ExchangeOrderBook(
        START.plusSeconds(second),
        OptionalLong.of(second),
        List.of(level(b, 1), level(b.subtract(BigDecimal.ONE), 2)),
        List.of(level(a, 3), level(a.add(BigDecimal.ONE), 4)));
  }

  private static ExchangeOrderBook.Level level(BigDecimal price, int amount) {
    return new ExchangeOrderBook.Level(price, BigDecimal.valueOf(amount));
  }

  private Dataset<Row> rows(List<String> texts) {
    List<Row> rows = new ArrayList<>();
    texts.forEach(text -> rows.add(RowFactory.create(text, "00000001-0000000001.jsonl")));
    return spark.createDataFrame(rows, LINES);
  }

  /** A job that may write what the stage writes. */
  static final class IngestTables implements Job {
    @Override
    public String name() {
      return "stream";
    }

    @Override
    public String summary() {
      return "test";
    }

    @Override
    public Set<Table> reads() {
      return writes();
    }

    @Override
    public Set<Table> writes() {
      return Set.of(
          Tables.BRONZE_TRADES,
          Tables.MARKET_TRADES,
          Tables.REJECTED_TRADES,
          Tables.BRONZE_ORDER_BOOKS,
          Tables.ORDER_BOOKS,
          Tables.STREAM_EVENTS,
          Tables.BRONZE_CANDLES);
    }

    @Override
    public JobResult run(JobContext context) {
      throw new UnsupportedOperationException();
    }
  }
}
