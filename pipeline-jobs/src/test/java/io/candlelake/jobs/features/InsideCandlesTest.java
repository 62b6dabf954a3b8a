package io.candlelake.jobs.features;

import static io.candlelake.jobs.features.MadeUpMarket.at;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features from order books and market trades: what they know, and when. */
class InsideCandlesTest {
  private static final int CANDLES = 200;
  private static final double MAX_AGE = 200;
  private static final double COVERAGE = 50;
  private static final String BOTH = "[{order_book: {max_age: 200}}, {trade_flow: {coverage: 50}}]";

  private static final MadeUpMarket MARKET = MadeUpMarket.random(7, CANDLES);

  private final SparkSession spark = LocalSpark.session();

  @Test
  void equalToGoingThroughEverythingSlowly() {
    Map<String, List<Float>> vectors = vectors(MARKET.inputs(1), config(BOTH));
    int known = 0;
    for (MadeUpMarket.Candle candle : MARKET.candles) {
      double[] expected = MARKET.slowly(candle, MAX_AGE, COVERAGE / 100);
      String key = candle.pair() + " " + candle.open();
      if (expected.length == 0) {
        assertThat(vectors).doesNotContainKey(key);
        continue;
      }
      known++;
      assertThat(vectors).containsKey(key);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) vectors.get(key).get(i))
            .as("%s feature %d", key, i)
            .isCloseTo(expected[i], within(1e-6 * Math.abs(expected[i]) + 1e-11));
      }
    }
    assertThat(vectors).hasSize(known);
    assertThat(known).isBetween(CANDLES / 4, CANDLES * 2 * 3 / 4);
  }

  @Test
  void sameBitsWhateverTheOrderAndNumberOfPartitions() {
    Map<String, List<Float>> expected = vectors(MARKET.inputs(1), config(BOTH));
    for (String partitions : List.of("1", "7")) {
      String before = spark.conf().get("spark.sql.shuffle.partitions");
      spark.conf().set("spark.sql.shuffle.partitions", partitions);
      spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
      try {
        assertThat(vectors(MARKET.inputs(2), config(BOTH))).isEqualTo(expected);
      } finally {
        spark.conf().set("spark.sql.shuffle.partitions", before);
        spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "true");
      }
    }
  }

  @Test
  void whatIsKnownLaterChangesNothing() {
    Map<String, List<Float>> whole = vectors(MARKET.inputs(1), config(BOTH));
    for (int candle : new int[] {61, 62, 150}) {
      assertThat(lateDifferences(InsideCandlesTest::honest, whole, at(candle))).isEmpty();
    }
  }

  @Test
  void aBookOfAfterTheCloseIsCaught() {
    Maker peeking =
        (inputs, config) ->
            FeaturesJob.compute(
                new FeatureInputs(
                    inputs.candles(), earlier(inputs.books(), 30), inputs.trades()),
                config);
    Map<String, List<Float>> whole = vectors(peeking, MARKET.inputs(1), config(BOTH));
    assertThat(
            java.util.stream.IntStream.of(61, 62, 150)
                .mapToObj(candle -> lateDifferences(peeking, whole, at(candle)))
                .flatMap(differences -> differences.keySet().stream()))
        .isNotEmpty();
  }

  @Test
  void aTradeThatCameAfterTheCloseIsCaught() {
    Maker believingTheExchangesTime =
        (inputs, config) ->
            FeaturesJob.compute(
                new FeatureInputs(
                    inputs.candles(),
                    inputs.books(),
                    inputs.trades().withColumn("fetched_at", expr("time"))),
                config);
    Map<String, List<Float>> whole =
        vectors(believingTheExchangesTime, MARKET.inputs(1), config(BOTH));
    assertThat(
            java.util.stream.IntStream.range(100, 110)
                .mapToObj(c -> lateDifferences(believingTheExchangesTime, whole, at(c)))
                .flatMap(differences -> differences.keySet().stream()))
        .isNotEmpty();
  }

  @Test
  void atTheCloseIsTooLateAndALiveRowIsKnownWhenItIsReceived() {
    Instant open = at(10);
    Instant close = at(11);
    Instant years = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(topImbalanceSeen(book(close, "tardis-books", years))).isEmpty();
    assertThat(topImbalanceSeen(book(close.minusNanos(1_000), "tardis-books", years))).isPresent();
    assertThat(topImbalanceSeen(book(open, "stream", close.minusNanos(1_000)))).isPresent();
    assertThat(topImbalanceSeen(book(open, "stream", close))).isEmpty();
    assertThat(topImbalanceSeen(book(open, "rest", close))).isEmpty();
    // A clock that is behind: the exchange's own time counts.
    assertThat(topImbalanceSeen(book(close, "stream", open))).isEmpty();
    assertThat(topImbalanceSeen(book(open.minusNanos(1_000), "stream", open))).isEmpty();

    assertThat(flowSeen(trade(close, "tardis-trades", years))).isEmpty();
    assertThat(flowSeen(trade(open, "tardis-trades", years))).isPresent();
    assertThat(flowSeen(trade(open, "rest", years))).isPresent();
    assertThat(flowSeen(trade(open, "stream", close.minusNanos(1_000)))).isPresent();
    assertThat(flowSeen(trade(open, "stream", close))).isEmpty();
    assertThat(flowSeen(trade(close, "stream", open))).isEmpty();
  }

  @Test
  void booksOfOneSetChangeNothingInAnother() {
    Config plain = config("[{return: {period: 3}}, {return_rank: {period: 3}}]");
    FeatureInputs inputs = MARKET.inputs(1);
    FeatureInputs bare =
        new FeatureInputs(
            inputs.candles(), inputs.books().where("false"), inputs.trades().where("false"));
    assertThat(vectors(inputs, plain)).hasSize(2 * (CANDLES - 3)).isEqualTo(vectors(bare, plain));

    Config books = config("[{return: {period: 3}}, {return_rank: {period: 3}}, order_book]");
    Map<String, List<Float>> beside = vectors(inputs, books);
    assertThat(beside).isNotEmpty();
    beside.forEach(
        (key, vector) ->
            assertThat(vector.subList(0, 2)).isEqualTo(vectors(inputs, plain).get(key)));
  }

  @Test
  void aRunOfSomeDaysEqualsTheWholeAndTellsWhatIsMissing(@TempDir Path root) {
    Lakehouse lake = lake(root);
    FeatureInputs inputs = MARKET.inputs(1);
    Map<String, List<Float>> whole = vectors(inputs, config(BOTH));
    Config some = config(BOTH, "run.from", "2024-01-01T05:00:00Z", "run.to", "2024-01-01T06:00:00Z");
    JobResult result = run(lake, some);
    whole.keySet().removeIf(key -> !key.contains(" 2024-01-01T05:"));
    Map<String, List<Float>> stored = byKey(lake.read(Tables.FEATURES).drop("run_id"));
    assertThat(stored).isEqualTo(whole).isNotEmpty();
    long btc = stored.keySet().stream().filter(key -> key.startsWith("BTC")).count();
    assertThat(result.notes())
        .contains(
            "BTC-USDT on test: features for "
                + btc
                + " of 12 candles; the others are warm-up, or too few books or trades were known at"
                + " their close");
    assertThat(run(lake, some)).isEqualTo(result);
  }

  @Test
  void withoutAnyBookOrTradeItSaysWhatToDo(@TempDir Path root) {
    assertThatThrownBy(
            () -> run(lake(root), config(BOTH, "run.from", "2025-01-01", "run.to", "2025-02-01")))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot compute features: indicators are declared that are made from"
                + " silver.order_books and silver.trades, without a row in the run's range. Bring"
                + " some with stream or from archives, widen --from and --to, or drop these"
                + " indicators from features.indicators.");
  }

  @FunctionalInterface
  private interface Maker {
    Dataset<Row> compute(FeatureInputs inputs, Config config);
  }

  private static Dataset<Row> honest(FeatureInputs inputs, Config config) {
    return FeaturesJob.compute(inputs, config);
  }

  /** The rows of a time that seconds later would have. */
  private static Dataset<Row> earlier(Dataset<Row> rows, int seconds) {
    return rows.withColumn("time", expr("time - INTERVAL " + seconds + " SECONDS"))
        .withColumn("fetched_at", expr("fetched_at - INTERVAL " + seconds + " SECONDS"));
  }

  /** Vectors of candles closed by the cut that change when only what was known then is there. */
  private Map<String, List<Float>> lateDifferences(
      Maker maker, Map<String, List<Float>> whole, Instant cut) {
    Map<String, List<Float>> then =
        vectors(maker, MARKET.inputs(1).knownAt(cut), config(BOTH));
    Map<String, List<Float>> differences = new TreeMap<>();
    for (MadeUpMarket.Candle candle : MARKET.candles) {
      String key = candle.pair() + " " + candle.open();
      if (!candle.end().isAfter(cut)) {
        List<Float> stored = whole.getOrDefault(key, List.of());
        if (!stored.equals(then.getOrDefault(key, List.of()))) {
          differences.put(key, stored);
        }
      }
    }
    assertThat(then.keySet()).isNotEmpty();
    return differences;
  }

  private static MadeUpMarket.Book book(Instant time, String source, Instant fetchedAt) {
    List<BigDecimal[]> bids = List.<BigDecimal[]>of(level("100", "3"));
    List<BigDecimal[]> asks = List.<BigDecimal[]>of(level("101", "1"));
    return new MadeUpMarket.Book("BTC-USDT", time, bids, asks, source, fetchedAt);
  }

  private static BigDecimal[] level(String price, String amount) {
    return new BigDecimal[] {new BigDecimal(price), new BigDecimal(amount)};
  }

  private static MadeUpMarket.Trade trade(Instant time, String source, Instant fetchedAt) {
    BigDecimal two = new BigDecimal("2");
    return new MadeUpMarket.Trade("BTC-USDT", time, two, two, "buy", source, fetchedAt);
  }

  /** The top imbalance in the vector of candle 10, with that book alone: (3 − 1) ÷ 4. */
  private Optional<Float> topImbalanceSeen(MadeUpMarket.Book book) {
    MadeUpMarket market = candleTen(0);
    market.books.add(book);
    Map<String, List<Float>> vectors =
        vectors(market.inputs(1), config("[{order_book: {max_age: 300}}]"));
    Optional<Float> seen = Optional.ofNullable(vectors.get("BTC-USDT " + at(10))).map(v -> v.get(1));
    seen.ifPresent(value -> assertThat(value).isEqualTo(0.5f));
    return seen;
  }

  private Optional<Float> flowSeen(MadeUpMarket.Trade trade) {
    MadeUpMarket market = candleTen(2);
    market.trades.add(trade);
    Map<String, List<Float>> vectors = vectors(market.inputs(1), config("[trade_flow]"));
    Optional<Float> seen = Optional.ofNullable(vectors.get("BTC-USDT " + at(10))).map(v -> v.get(0));
    seen.ifPresent(value -> assertThat(value).isEqualTo(1f));
    return seen;
  }

  private static MadeUpMarket candleTen(double volume) {
    MadeUpMarket market = new MadeUpMarket();
    market.candles.add(new MadeUpMarket.Candle("BTC-USDT", at(10), 2, volume));
    return market;
  }

  private Lakehouse lake(Path root) {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    FeatureInputs inputs = MARKET.inputs(1);
    lake.append(
        Tables.CANDLES,
        inputs
            .candles()
            .selectExpr(
                "*",
                "cast(null as bigint) trades",
                "cast(array() as array<string>) quality",
                "0 revision",
                "'test' source",
                "open_time fetched_at",
                "'r' run_id"));
    lake.append(Tables.ORDER_BOOKS, inputs.books());
    lake.append(Tables.MARKET_TRADES, inputs.trades());
    return lake;
  }

  private static JobResult run(Lakehouse lake, Config config) {
    FeaturesJob job = new FeaturesJob();
    return job.run(
        new JobContext(job, lake, config, "run", MadeUpMarket.START, Progress.SILENT));
  }

  private static Map<String, List<Float>> vectors(FeatureInputs inputs, Config config) {
    return vectors(InsideCandlesTest::honest, inputs, config);
  }

  private static Map<String, List<Float>> vectors(
      Maker maker, FeatureInputs inputs, Config config) {
    return byKey(maker.compute(inputs, config));
  }

  private static Map<String, List<Float>> byKey(Dataset<Row> features) {
    Map<String, List<Float>> vectors = new HashMap<>();
    for (Row row : features.collectAsList()) {
      String key = row.getAs("pair") + " " + row.getAs("open_time");
      assertThat(vectors.put(key, row.getList(row.fieldIndex("vector")))).as(key).isNull();
    }
    return vectors;
  }

  private static Config config(String indicators, String... settings) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("run.interval", "5m");
    overrides.put("features.indicators", indicators);
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    return ConfigReader.read(Optional.empty(), overrides);
  }
}
