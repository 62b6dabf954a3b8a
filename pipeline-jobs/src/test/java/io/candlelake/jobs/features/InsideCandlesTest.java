package io.candlelake.jobs.features;

import static io.candlelake.jobs.features.MadeUpMarket.at;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.indicator.IntrabarSource;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  private static final Map<String, List<Float>> usual = new HashMap<>();

  private final SparkSession spark = LocalSpark.session();

  @Test
  void equalToGoingThroughEverythingSlowly() {
    Map<String, List<Float>> vectors = usual();
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
    Map<String, List<Float>> expected = usual();
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
    Map<String, List<Float>> whole = usual();
    for (int candle : new int[] {61, 62, 150}) {
      assertThat(lateDifferences(InsideCandlesTest::honest, whole, at(candle))).isEmpty();
    }
  }

  @Test
  void aBookOfAfterTheCloseIsCaught() {
    Maker peeking =
        (inputs, config) ->
            FeaturesJob.compute(
                new FeatureInputs(inputs.candles(), earlier(inputs.books(), 30), inputs.trades()),
                config,
                TimeRange.ALL);
    Map<String, List<Float>> whole = vectors(peeking, MARKET.inputs(1), config(BOTH));
    assertThat(
            IntStream.of(61, 62, 150)
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
                config,
                TimeRange.ALL);
    Map<String, List<Float>> whole =
        vectors(believingTheExchangesTime, MARKET.inputs(1), config(BOTH));
    Stream<Instant> endsOfCandlesWithLateTrades =
        MARKET.candles.stream()
            .filter(candle -> whole.containsKey(candle.pair() + " " + candle.open()))
            .filter(candle -> MARKET.trades.stream().anyMatch(trade -> isLate(trade, candle)))
            .map(MadeUpMarket.Candle::end)
            .limit(2);
    assertThat(
            endsOfCandlesWithLateTrades.flatMap(
                cut -> lateDifferences(believingTheExchangesTime, whole, cut).keySet().stream()))
        .isNotEmpty();
  }

  @Test
  void atTheCloseIsTooLateAndALiveRowIsKnownWhenItIsReceived() {
    Instant open = at(10);
    Instant last = at(11).minusNanos(1_000);
    Instant close = at(11);
    Instant years = Instant.parse("2026-01-01T00:00:00Z");
    // A clock of ours that is behind changes nothing: the exchange's own time counts then.
    List<Arrival> arrivals =
        List.of(
            new Arrival(close, "tardis", years, false, false),
            new Arrival(last, "tardis", years, true, true),
            new Arrival(open, "tardis", years, true, true),
            new Arrival(open.minusNanos(1_000), "tardis", years, false, false),
            new Arrival(open, "stream", last, true, true),
            new Arrival(open, "stream", close, false, false),
            new Arrival(close, "stream", open, false, false),
            new Arrival(open.minusNanos(1_000), "stream", open, false, false),
            new Arrival(last, "stream", open, true, true),
            new Arrival(open, "rest", years, false, true),
            new Arrival(open, "rest", last, true, true));
    MadeUpMarket market = new MadeUpMarket();
    for (int i = 0; i < arrivals.size(); i++) {
      arrivals.get(i).addTo(market, i + "-USDT");
    }
    Map<String, List<Float>> books =
        vectors(market.inputs(1), config("[{order_book: {max_age: 300}}]"));
    Map<String, List<Float>> flows = vectors(market.inputs(1), config("[trade_flow]"));
    for (int i = 0; i < arrivals.size(); i++) {
      String key = i + "-USDT " + open;
      Arrival arrival = arrivals.get(i);
      assertThat(books.containsKey(key)).as("book, %s", arrival).isEqualTo(arrival.bookKnown());
      assertThat(flows.containsKey(key)).as("trade, %s", arrival).isEqualTo(arrival.tradeKnown());
    }
    assertThat(books.values()).allMatch(vector -> vector.get(1) == 0.5f);
    assertThat(flows.values()).allMatch(vector -> vector.get(0) == 1f);
  }

  /** A book and a trade of one time, and whether candle 10 may know them. */
  private record Arrival(
      Instant time, String source, Instant fetchedAt, boolean bookKnown, boolean tradeKnown) {
    /** One candle, one book of 3 bid and 1 asked, one trade that buys. */
    void addTo(MadeUpMarket market, String pair) {
      BigDecimal two = BigDecimal.valueOf(2);
      market.candles.add(new MadeUpMarket.Candle(pair, at(10), 2, 2));
      market.books.add(
          new MadeUpMarket.Book(
              pair, time, List.of(level(100, 3)), List.of(level(101, 1)), source, fetchedAt));
      market.trades.add(new MadeUpMarket.Trade(pair, time, two, two, "buy", source, fetchedAt));
    }

    private static MadeUpMarket.Level level(int price, int amount) {
      return new MadeUpMarket.Level(BigDecimal.valueOf(price), BigDecimal.valueOf(amount));
    }
  }

  @Test
  void booksOfOneSetChangeNothingInAnother() {
    Config plain = config("[{return: {period: 3}}, {return_rank: {period: 3}}]");
    FeatureInputs inputs = MARKET.inputs(1);
    FeatureInputs bare =
        new FeatureInputs(
            inputs.candles(), inputs.books().where("false"), inputs.trades().where("false"));
    Map<String, List<Float>> without = vectors(bare, plain);
    assertThat(vectors(inputs, plain)).hasSize(2 * (CANDLES - 3)).isEqualTo(without);

    Config books = config("[{return: {period: 3}}, {return_rank: {period: 3}}, order_book]");
    Map<String, List<Float>> beside = vectors(inputs, books);
    assertThat(beside).isNotEmpty();
    beside.forEach((key, vector) -> assertThat(vector.subList(0, 2)).isEqualTo(without.get(key)));
  }

  @Test
  void aRunOfSomeDaysEqualsTheWholeAndTellsWhatIsMissing(@TempDir Path root) {
    Lakehouse lake = lake(root);
    Map<String, List<Float>> whole = usual();
    Config some =
        config(BOTH, "run.from", "2024-01-01T05:00:00Z", "run.to", "2024-01-01T06:00:00Z");
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
  void withoutAnyBookOrTradeItSaysWhatToDo() {
    FeatureInputs inputs = MARKET.inputs(1).knownAt(MadeUpMarket.START);
    inputs.requireRows(Set.of());
    assertThatThrownBy(
            () ->
                inputs.requireRows(
                    Set.of(IntrabarSource.ORDER_BOOKS, IntrabarSource.MARKET_TRADES)))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot compute features: indicators are declared that are made from"
                + " silver.order_books and silver.trades, without a row in the run's range. Bring"
                + " some with stream or from archives, widen --from and --to, or drop these"
                + " indicators from features.indicators.");
  }

  private static boolean isLate(MadeUpMarket.Trade trade, MadeUpMarket.Candle candle) {
    return trade.pair().equals(candle.pair())
        && trade.source().equals("stream")
        && trade.side() != null
        && !trade.time().isBefore(candle.open())
        && trade.time().isBefore(candle.end())
        && !trade.fetchedAt().isBefore(candle.end());
  }

  @FunctionalInterface
  private interface Maker {
    Dataset<Row> compute(FeatureInputs inputs, Config config);
  }

  private static Dataset<Row> honest(FeatureInputs inputs, Config config) {
    return FeaturesJob.compute(inputs, config, TimeRange.ALL);
  }

  /** The rows of a time that seconds later would have. */
  private static Dataset<Row> earlier(Dataset<Row> rows, int seconds) {
    return rows.withColumn("time", expr("time - INTERVAL " + seconds + " SECONDS"))
        .withColumn("fetched_at", expr("fetched_at - INTERVAL " + seconds + " SECONDS"));
  }

  /** Vectors of candles closed by the cut that change when only what was known then is there. */
  private Map<String, List<Float>> lateDifferences(
      Maker maker, Map<String, List<Float>> whole, Instant cut) {
    Map<String, List<Float>> then = vectors(maker, MARKET.inputs(1).knownAt(cut), config(BOTH));
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
        new JobContext(job, lake, config, new RunId("run"), MadeUpMarket.START, Progress.SILENT));
  }

  /** The vectors of the random market, computed once for all tests. */
  private static Map<String, List<Float>> usual() {
    if (usual.isEmpty()) {
      usual.putAll(vectors(MARKET.inputs(1), config(BOTH)));
    }
    return new HashMap<>(usual);
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
