package io.candlelake.jobs.signals;

import static io.candlelake.jobs.testing.SyntheticDecisions.uniform;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.job.DecisionInputs;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.testing.SyntheticDecisions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsJobTest {
  private static final String ANY = "0.3D + 0.4D * " + uniform("p");

  private final SparkSession spark = LocalSpark.session();
  private final SyntheticDecisions market = new SyntheticDecisions(spark, 3, 400, Map.of());

  @TempDir Path root;

  @Test
  void theFirstRuleThatTakesASideDecides() {
    String rules =
        "[{probability-threshold: {threshold: 0.69}}, {probability-threshold: {threshold: 0.66}}]";
    SyntheticDecisions two = new SyntheticDecisions(spark, 2, 300, Map.of("signals.rules", rules));
    SyntheticDecisions one =
        new SyntheticDecisions(
            spark, 2, 300, Map.of("signals.rules", "[{probability-threshold: {threshold: 0.66}}]"));
    assertThat(keys(decide(two.predictions(ANY), two)))
        .isEqualTo(keys(decide(one.predictions(ANY), one)))
        .isNotEmpty();
  }

  @Test
  void entersExactlyWhereTheProbabilityReachesTheThreshold() {
    Dataset<Row> predictions = market.predictions(ANY);
    Set<String> expected =
        keys(
            predictions
                .join(market.candles().where("NOT filled"), key(), "left_semi")
                .where("open_time >= timestamp'2020-01-02T00:00:00Z'")
                .where("probability >= 0.62 OR 1 - probability >= 0.62")
                .withColumn("kind", lit("entry"))
                .selectExpr("*", "CASE WHEN probability >= 0.62 THEN 1 ELSE -1 END AS side"));
    Dataset<Row> entries = decide(predictions, market).where("kind = 'entry'");
    assertThat(keys(entries)).isEqualTo(expected).hasSizeGreaterThan(200);
    assertThat(entries.where("probability < 0.62").isEmpty()).isTrue();
    assertThat(entries.where("side = 1").isEmpty()).isFalse();
    assertThat(entries.where("side = -1").isEmpty()).isFalse();
  }

  @Test
  void sizeAndRiskComeFromConfigurationAndVolatility() {
    Dataset<Row> signals = decide(market.predictions(ANY), market);
    String wrong =
        "kind = 'entry' AND NOT (size = 0.125 AND holding_bars = 4"
            + " AND rule = 'probability-threshold' AND expected_volatility > 0"
            + " AND stop_return = 4 * expected_volatility"
            + " AND target_return = 8 * expected_volatility)";
    assertThat(signals.where(wrong).isEmpty()).isTrue();

    SyntheticDecisions free =
        new SyntheticDecisions(spark, 1, 200, Map.of("signals.exits", "[opposite-signal]"));
    Dataset<Row> unlimited = decide(free.predictions(ANY), free);
    assertThat(unlimited.where("stop_return IS NOT NULL OR target_return IS NOT NULL").isEmpty())
        .isTrue();
    assertThat(unlimited.isEmpty()).isFalse();
  }

  @Test
  void anUnknownProbabilityNeverSignals() {
    assertThat(decide(market.predictions("cast(null AS double)"), market).isEmpty()).isTrue();
  }

  @Test
  void aFilledOrAbsentCandleNeverSignals() {
    Dataset<Row> certain = market.predictions("0.99D");
    Dataset<Row> holes = market.candles().where("hour(open_time) != 7");
    Dataset<Row> signals =
        SignalsJob.decide(
            new DecisionInputs(holes, Optional.of(certain), Optional.empty()), market.config());
    assertThat(signals.where("hour(open_time) = 7").isEmpty()).isTrue();
    Dataset<Row> filled = market.candles().where("filled");
    assertThat(signals.join(filled, key(), "left_semi").isEmpty()).isTrue();
    assertThat(signals.isEmpty()).isFalse();
  }

  @Test
  void aHigherThresholdSignalsASubset() {
    SyntheticDecisions strict =
        new SyntheticDecisions(
            spark, 3, 400, Map.of("signals.rules.probability-threshold.threshold", "0.66"));
    Set<String> more = keys(decide(market.predictions(ANY), market).where("kind = 'entry'"));
    Set<String> fewer = keys(decide(strict.predictions(ANY), strict).where("kind = 'entry'"));
    assertThat(more).containsAll(fewer).hasSizeGreaterThan(fewer.size());
    assertThat(fewer).isNotEmpty();
  }

  @Test
  void laterRowsNeverChangeEarlierSignals() {
    Dataset<Row> full = decide(market.predictions(ANY), market);
    for (String cut : List.of("2020-01-05T13:00:00Z", "2020-01-11T02:00:00Z")) {
      String known = "close_time <= timestamp'" + cut + "'";
      Dataset<Row> truncated =
          SignalsJob.decide(
              new DecisionInputs(
                  market.candles().where(known),
                  Optional.of(market.predictions(ANY).where(known)),
                  Optional.empty()),
              market.config());
      assertThat(lines(truncated)).isEqualTo(lines(full.where(known))).isNotEmpty();
    }
  }

  @Test
  void theOrderAndPartitionsOfRowsDoNotMatter() {
    Dataset<Row> shuffled =
        SignalsJob.decide(
            new DecisionInputs(
                market.candles().orderBy(col("close")).repartition(5),
                Optional.of(market.predictions(ANY).orderBy(col("probability")).repartition(7)),
                Optional.empty()),
            market.config());
    assertThat(lines(shuffled)).isEqualTo(lines(decide(market.predictions(ANY), market)));
  }

  /** Long at hours 40 and 42, short at 44: within four candles of a long. Short at 60: far off. */
  @Test
  void anOppositeEntryAlsoEndsWhatMayBeOpen() {
    SyntheticDecisions one = new SyntheticDecisions(spark, 1, 100, Map.of());
    String probability =
        "CASE WHEN hour IN (40, 42) THEN 0.9D WHEN hour IN (44, 60) THEN 0.1D ELSE 0.5D END";
    List<Row> signals =
        decide(one.predictions(probability), one)
            .selectExpr("hour(open_time) + 24 * (day(open_time) - 1)", "kind", "side", "size")
            .orderBy(col("open_time"), col("kind"))
            .collectAsList();
    assertThat(signals)
        .extracting(Row::toString)
        .containsExactly(
            "[40,entry,1,0.125]",
            "[42,entry,1,0.125]",
            "[44,entry,-1,0.125]",
            "[44,exit,1,0.0]",
            "[60,entry,-1,0.125]");
  }

  @Test
  void aStrategyOfConditionsAndRanksNeedsNoModel() {
    SyntheticDecisions rules =
        new SyntheticDecisions(
            spark,
            4,
            300,
            Map.of(
                "signals.rules",
                "[{condition: {long-when: close > return_1}}, {rank: {by: return_1}}]",
                "signals.filters",
                "[{session: {from-hour: 6, to-hour: 18}}]",
                "signals.exits",
                "[{time: {bars: 6}}, {condition: {long-when: close < open}}]",
                "features.indicators",
                "[{return: {period: 1}}, {rsi: {period: 14}}]"));
    // Hour and pair alone decide, so that ranks are known: the first of four pairs is the lowest.
    Dataset<Row> features =
        rules
            .candles()
            .selectExpr(
                "exchange",
                "pair",
                "interval",
                "open_time",
                "close_time",
                "array(cast(CASE WHEN hour(open_time) = 9 THEN 1 ELSE 1000 END + ascii(pair) AS"
                    + " float), 50f) AS vector");
    Dataset<Row> signals =
        SignalsJob.decide(
            new DecisionInputs(rules.candles(), Optional.empty(), Optional.of(features)),
            rules.config());
    List<Row> entries = signals.where("kind = 'entry'").collectAsList();
    assertThat(entries).isNotEmpty();
    for (Row entry : entries) {
      int hour = (int) ((entry.getInstant(3).getEpochSecond() / 3600) % 24);
      boolean inside = (hour + 1) % 24 >= 6 && (hour + 1) % 24 < 18;
      assertThat(entry.<String>getAs("blocked_by")).isEqualTo(inside ? null : "session");
      assertThat(entry.<Double>getAs("probability")).isNull();
      assertThat(entry.<String>getAs("model_id")).isNull();
      assertThat(entry.<Integer>getAs("holding_bars")).isEqualTo(6);
      String pair = entry.getAs("pair");
      if (entry.<String>getAs("rule").equals("rank")) {
        assertThat(pair.charAt(0)).isIn('A', 'D');
        assertThat(entry.<Integer>getAs("side")).isEqualTo(pair.charAt(0) == 'D' ? 1 : -1);
      } else {
        assertThat(hour).isEqualTo(9);
        assertThat(entry.<Integer>getAs("side")).isEqualTo(1);
      }
    }
    assertThat(distinct(entries, "rule")).containsExactlyInAnyOrder("condition", "rank");
    assertThat(distinct(entries, "blocked_by")).containsExactlyInAnyOrder(null, "session");
    Dataset<Row> exits = signals.where("kind = 'exit'");
    assertThat(exits.where("side = 1").isEmpty()).isFalse();
    assertThat(exits.where("side = -1").isEmpty()).isTrue();
    Dataset<Row> fell = rules.candles().where("close < open");
    assertThat(exits.join(fell, key(), "left_anti").isEmpty()).isTrue();
  }

  private static Set<Object> distinct(List<Row> rows, String column) {
    return rows.stream()
        .map(row -> row.<Object>getAs(column))
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  void runTwiceLeavesTheSameRows() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    SignalsJob job = new SignalsJob();
    JobContext context =
        new JobContext(
            job,
            lake,
            market.config(),
            new RunId("run-1"),
            Instant.parse("2026-01-01T00:00:00Z"),
            Progress.SILENT);
    assertThatThrownBy(() -> job.run(context))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot decide on signals: gold.predictions has no row of trial "
                + market.config().trialId()
                + " in the range. Run train with this configuration first.");
    lake.append(Tables.CANDLES, market.candles().withColumn("run_id", lit("run-0")));
    lake.append(Tables.PREDICTIONS, market.predictions(ANY).withColumn("run_id", lit("run-0")));

    long written = job.run(context).rowsOut();
    List<String> first = lines(lake.read(Tables.SIGNALS));
    assertThat(job.run(context).rowsOut()).isEqualTo(written).isEqualTo(first.size());
    assertThat(lines(lake.read(Tables.SIGNALS))).isEqualTo(first).isNotEmpty();
    assertThat(lake.read(Tables.SIGNALS).dropDuplicates(keyOf()).count()).isEqualTo(written);
  }

  private static Dataset<Row> decide(Dataset<Row> predictions, SyntheticDecisions market) {
    return SignalsJob.decide(
        new DecisionInputs(market.candles(), Optional.of(predictions), Optional.empty()),
        market.config());
  }

  private static String[] key() {
    return new String[] {"exchange", "pair", "interval", "open_time"};
  }

  private static String[] keyOf() {
    return Tables.SIGNALS.key().toArray(String[]::new);
  }

  private static Set<String> keys(Dataset<Row> signals) {
    return signals.select("pair", "open_time", "side", "kind").collectAsList().stream()
        .map(Row::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> lines(Dataset<Row> signals) {
    return signals.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
