package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.Candlelake;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesJobTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final List<String> PAIRS = List.of("ADA-USDT", "BTC-USDT", "ETH-USDT");
  private static final int HOURS = 120;
  private static final int WARM_UP = 30;

  /** Every kind of indicator, with a short warm-up. */
  private static final String INDICATORS =
      "[{return: {period: [1, 24]}}, {rsi: {period: 5}}, {rsi: {period: 2, on: 4h}},"
          + " {bollinger: {period: 10}}, {realized_volatility: {period: 24}},"
          + " {yang_zhang: {period: 24}}, {amihud_ratio: {short: 5, long: 24}},"
          + " {beta: {period: 24}}, {relative_strength: {period: 4}},"
          + " {reference_return: {period: 30}}, {return_rank: {period: 4}},"
          + " {market_return: {period: 4}}, {market_residual: {period: 4}}]";

  private static final Map<String, List<Float>> usual = new HashMap<>();

  private final SparkSession spark = LocalSpark.session();

  @Test
  void aVectorForEveryCandlePastTheWarmUpAndNotFilled() {
    FeatureSet set = ConfiguredFeatures.of(config());
    assertThat(set.warmUpBars()).isEqualTo(WARM_UP);
    Map<String, List<Float>> vectors = usual();
    assertThat(vectors).hasSize(PAIRS.size() * (HOURS - WARM_UP) - 1);
    assertThat(vectors).doesNotContainKey(key("ETH-USDT", 60));
    assertThat(vectors.keySet()).allMatch(key -> hourOf(key) >= WARM_UP);
    assertThat(vectors.values())
        .allMatch(vector -> vector.size() == set.features().size())
        .allMatch(vector -> vector.stream().allMatch(value -> Float.isFinite(value)));
  }

  @Test
  void theMarketIsTheMeanOfThePairsAndTheReferenceIsBitcoin() {
    FeatureSet set = ConfiguredFeatures.of(config());
    Map<String, List<Float>> vectors = usual();
    int own = set.names().indexOf("relative_strength_4");
    int market = set.names().indexOf("market_return_4");
    int residual = set.names().indexOf("market_residual_4");
    int beta = set.names().indexOf("beta_24");
    int btc = set.names().indexOf("reference_return_30");
    for (int hour : new int[] {40, 99}) {
      double sum = 0;
      for (String pair : PAIRS) {
        List<Float> vector = vectors.get(key(pair, hour));
        sum += vector.get(residual);
        assertThat(vector.get(market)).isEqualTo(vectors.get(key("BTC-USDT", hour)).get(market));
        assertThat(vector.get(btc)).isEqualTo(vectors.get(key("BTC-USDT", hour)).get(btc));
      }
      assertThat(sum).isBetween(-1e-8, 1e-8);
      assertThat(vectors.get(key("BTC-USDT", hour)).get(beta)).isEqualTo(1f);
      assertThat(vectors.get(key("BTC-USDT", hour)).get(own)).isZero();
    }
  }

  @Test
  void sameBitsWhateverTheOrderAndNumberOfPartitions() {
    Map<String, List<Float>> expected = usual();
    List<Row> shuffled = new ArrayList<>(candles(HOURS));
    Collections.shuffle(shuffled, new Random(5));
    for (String partitions : List.of("1", "7", "64")) {
      String before = spark.conf().get("spark.sql.shuffle.partitions");
      spark.conf().set("spark.sql.shuffle.partitions", partitions);
      spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "false");
      try {
        assertThat(vectors(shuffled, config())).isEqualTo(expected);
      } finally {
        spark.conf().set("spark.sql.shuffle.partitions", before);
        spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", "true");
      }
    }
  }

  @Test
  void laterCandlesOfAnyPairChangeNothing() {
    Map<String, List<Float>> whole = usual();
    Map<String, List<Float>> known = vectors(candles(97), config());
    whole.keySet().removeIf(key -> hourOf(key) >= 97);
    assertThat(known).isEqualTo(whole).isNotEmpty();
  }

  @Test
  void noFeatureCrossesABreakOfThePairOrOfItsReference() {
    Predicate<Row> later = row -> row.getInstant(3).isAfter(START.plus(59, ChronoUnit.HOURS));
    for (String pair : List.of("ETH-USDT", "BTC-USDT")) {
      Map<String, List<Float>> broken = vectors(brokenAt60(pair), config());
      Map<String, List<Float>> before = usual();
      before.keySet().removeIf(key -> hourOf(key) >= 60);
      Map<String, List<Float>> after = new HashMap<>(broken);
      assertThat(after.entrySet()).containsAll(before.entrySet());
      after.keySet().removeIf(key -> hourOf(key) < 60);
      boolean reference = pair.equals("BTC-USDT");
      Predicate<Row> alone =
          row -> later.test(row) || !(reference || row.getString(1).equals(pair));
      Map<String, List<Float>> startedAnew =
          vectors(candles(HOURS).stream().filter(alone).toList(), config());
      startedAnew.keySet().removeIf(key -> hourOf(key) < 60);
      assertThat(after).isEqualTo(startedAnew).isNotEmpty();
      assertThat(after.keySet())
          .allMatch(key -> !(reference || key.startsWith(pair)) || hourOf(key) >= 60 + WARM_UP);
    }
  }

  /** Another series from hour 60 on, at a thousand times the price. */
  private Dataset<Row> brokenAt60(String pair) {
    String after = "pair = '" + pair + "' AND open_time >= timestamp'2024-01-03T12:00:00Z'";
    Dataset<Row> broken =
        frame(candles(HOURS)).withColumn("listing", expr("IF(" + after + ", 2, 1)"));
    for (String price : List.of("open", "high", "low", "close")) {
      broken = broken.withColumn(price, expr("IF(listing = 2, 1024, 1) * " + price));
    }
    return broken;
  }

  @Test
  void anotherPairChangesNothingButComparisons() {
    Predicate<Row> notAda = row -> !row.getString(1).equals("ADA-USDT");
    List<Row> without = candles(HOURS).stream().filter(notAda).toList();
    Config own =
        config(
            "run.pairs", "[ETH-USDT]", "features.indicators", "[rsi, {beta: {period: 20}}, adx]");
    Map<String, List<Float>> among = vectors(candles(HOURS), own);
    assertThat(vectors(without, own)).isEqualTo(among).isNotEmpty();
  }

  @Test
  void askingForOnePairComparesItWithAllStill() {
    Map<String, List<Float>> all = usual();
    all.keySet().removeIf(key -> !key.startsWith("ETH-USDT"));
    assertThat(vectors(candles(HOURS), config("run.pairs", "[ETH-USDT]"))).isEqualTo(all);
  }

  @Test
  void threeShufflesAndNoJobMore() throws Exception {
    Dataset<Row> candles = frame(candles(HOURS));
    Config config = config();
    assertThat(
            LocalSpark.jobsOf(
                () -> FeaturesJob.compute(inputs(candles), config, TimeRange.ALL).count()))
        .isEqualTo(5);
  }

  @Test
  void runTwiceLeavesTheSameRowsAndTheDeclaration(@TempDir Path root) {
    Lakehouse lake = lake(root, candles(HOURS));
    Config config = config("run.from", "2024-01-03", "run.to", "2024-01-05");
    JobResult first = run(lake, config);
    List<Row> rows = stored(lake);
    JobResult second = run(lake, config);
    assertThat(stored(lake)).isEqualTo(rows).hasSize(3 * 48 - 1);
    FeatureSet set = ConfiguredFeatures.of(config);
    assertThat(first).isEqualTo(second);
    assertThat(first.rowsOut()).isEqualTo(3 * 48 - 1 + set.features().size());
    assertThat(
            lake.read(Tables.FEATURE_SETS)
                .orderBy("position")
                .select("feature", "parameters", "interval", "warm_up_bars")
                .collectAsList())
        .hasSize(set.features().size())
        .contains(
            RowFactory.create("rsi_5", "{\"period\":5}", "1h", 5),
            RowFactory.create("rsi_2_4h", "{\"period\":2}", "4h", 14));
    Dataset<Row> named = Candlelake.open(lake.root(), lake.spark()).features();
    assertThat(named.columns()).startsWith("exchange", "pair").contains("rsi_2_4h", "beta_24");
    assertThat(named.where("return_rank_4 between -0.5 and 0.5").count()).isEqualTo(3 * 48 - 1);
  }

  @Test
  void aPairWithoutItsReferenceFailsAndOneTooYoungIsNoted(@TempDir Path root) {
    List<Row> rows = new ArrayList<>(candles(HOURS));
    series(rows, "SOL-EUR", 9, 0, HOURS);
    series(rows, "DOT-USDT", 10, 100, HOURS);
    JobResult result = run(lake(root, rows), config());
    assertThat(result.failures())
        .containsExactly(
            "No features for SOL-EUR on test: its reference BTC-EUR has no candles there");
    assertThat(result.notes())
        .containsExactly("No features for DOT-USDT on test: 20 candles, the warm-up takes 30");
  }

  @Test
  void withoutAnyReferenceTheSetIsRefused() {
    List<Row> counts = List.of(RowFactory.create("test", "ETH-USDT", 500L));
    assertThatThrownBy(
            () -> FeatureAvailability.of(counts, ConfiguredFeatures.of(config()), List.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot compute features: No features for ETH-USDT on test: its reference BTC-USDT has"
                + " no candles there. Ingest the reference pair, set features.reference to one that"
                + " is there, or drop the indicators beside the reference from"
                + " features.indicators.");
    assertThatThrownBy(
            () ->
                FeatureAvailability.of(
                    counts, ConfiguredFeatures.of(config()), List.of(new Pair("XRP", "USDT"))))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot compute features: silver.candles has no candles of XRP-USDT. Check --pairs, or"
                + " ingest these pairs first.");
  }

  private JobResult run(Lakehouse lake, Config config) {
    FeaturesJob job = new FeaturesJob();
    return job.run(new JobContext(job, lake, config, new RunId("run"), START, Progress.SILENT));
  }

  private static List<Row> stored(Lakehouse lake) {
    return lake.read(Tables.FEATURES)
        .drop("run_id")
        .orderBy("exchange", "pair", "open_time")
        .collectAsList();
  }

  private Lakehouse lake(Path root, List<Row> candles) {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(
        Tables.CANDLES,
        frame(candles)
            .selectExpr(
                "*",
                "cast(null as bigint) trades",
                "cast(array() as array<string>) quality",
                "0 revision",
                "'test' source",
                "open_time fetched_at",
                "'r' run_id"));
    return lake;
  }

  /** The vectors of all pairs, computed once for all tests. */
  private Map<String, List<Float>> usual() {
    if (usual.isEmpty()) {
      usual.putAll(vectors(candles(HOURS), config()));
    }
    return new HashMap<>(usual);
  }

  private Map<String, List<Float>> vectors(List<Row> candles, Config config) {
    return vectors(frame(candles), config);
  }

  private Map<String, List<Float>> vectors(Dataset<Row> candles, Config config) {
    Map<String, List<Float>> vectors = new HashMap<>();
    for (Row row : FeaturesJob.compute(inputs(candles), config, TimeRange.ALL).collectAsList()) {
      String key = row.getString(1) + " " + row.getInstant(3);
      assertThat(vectors.put(key, row.getList(6))).as(key).isNull();
    }
    return vectors;
  }

  private FeatureInputs inputs(Dataset<Row> candles) {
    return new FeatureInputs(
        candles,
        spark.createDataFrame(List.of(), Tables.ORDER_BOOKS.schema()),
        spark.createDataFrame(List.of(), Tables.MARKET_TRADES.schema()));
  }

  private Dataset<Row> frame(List<Row> candles) {
    StructType schema =
        new StructType()
            .add("exchange", DataTypes.StringType)
            .add("pair", DataTypes.StringType)
            .add("interval", DataTypes.StringType)
            .add("open_time", DataTypes.TimestampType)
            .add("close_time", DataTypes.TimestampType)
            .add("open", DataTypes.DoubleType)
            .add("high", DataTypes.DoubleType)
            .add("low", DataTypes.DoubleType)
            .add("close", DataTypes.DoubleType)
            .add("volume", DataTypes.DoubleType)
            .add("filled", DataTypes.BooleanType);
    return spark.createDataFrame(candles, schema).withColumn("listing", lit(1));
  }

  /** Three pairs; ETH's candle of hour 60 is filled in. */
  private static List<Row> candles(int hours) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < PAIRS.size(); i++) {
      series(rows, PAIRS.get(i), i, 0, hours);
    }
    return rows;
  }

  private static void series(List<Row> rows, String pair, int seed, int from, int to) {
    Random random = new Random(seed);
    double last = 100;
    for (int hour = from; hour < to; hour++) {
      boolean filled = pair.equals("ETH-USDT") && hour == 60;
      double close = filled ? last : last * Math.exp(random.nextGaussian() * 0.01);
      Instant open = START.plus(hour, ChronoUnit.HOURS);
      rows.add(
          RowFactory.create(
              "test",
              pair,
              "1h",
              open,
              open.plus(1, ChronoUnit.HOURS),
              last,
              Math.max(last, close) * (filled ? 1 : 1.001),
              Math.min(last, close) * (filled ? 1 : 0.999),
              close,
              filled ? 0.0 : 1 + random.nextInt(9),
              filled));
      last = close;
    }
  }

  private static String key(String pair, int hour) {
    return pair + " " + START.plus(hour, ChronoUnit.HOURS);
  }

  private static long hourOf(String key) {
    return START.until(Instant.parse(key.substring(key.indexOf(' ') + 1)), ChronoUnit.HOURS);
  }

  private static Config config(String... settings) {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("features.indicators", INDICATORS);
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    return ConfigReader.read(Optional.empty(), overrides);
  }
}
