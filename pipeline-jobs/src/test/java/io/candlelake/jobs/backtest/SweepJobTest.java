package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.signals.SignalsJob;
import io.candlelake.jobs.testing.SyntheticDecisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep's cells are what the backtest makes of each, whatever happens on the way. */
class SweepJobTest {
  private static final double RELATIVE = 1e-9;
  private static final String DISTANCE = "signals.exits.trailing-stop.distance";
  private static final String SPACE =
      """
      signals.exits.trailing-stop.distance: [1, 2]
      signals.rules.probability-threshold.threshold: [0.55, 0.6]
      backtest.max-open-positions: [1, 3]
      backtest.protections: [[], [{cool-down: {bars: 9}}]]
      """;

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private Path space;
  private Lakehouse lake;

  @BeforeEach
  void fillLake() throws IOException {
    space = Files.writeString(root.resolve("space.yaml"), SPACE);
    lake = new Lakehouse(spark, root.resolve("lake").toString());
    SyntheticDecisions market = new SyntheticDecisions(spark, 3, 700, Map.of());
    lake.append(Tables.CANDLES, market.candles().withColumn("run_id", lit("r")));
    lake.append(
        Tables.PREDICTIONS,
        market
            .predictions("0.3D + 0.4D * " + SyntheticDecisions.uniform("p"))
            .withColumn("run_id", lit("r")));
  }

  private Config config(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("sweep.space", space.toString());
    settings.put("run.from", "2020-01-04T07:00:00Z");
    settings.put("run.to", "2020-01-27T00:00:00Z");
    settings.put("sweep.block-cells", "5");
    settings.put("sweep.overfitting-blocks", "4");
    settings.put("signals.exits", "[stop, {trailing-stop: {distance: 2, activation: 0.5}}]");
    settings.put("backtest.sides", "both");
    settings.put("backtest.costs", "[fee, slippage, borrow, {funding: {rate: 0.0002}}]");
    settings.putAll(more);
    return ConfigReader.read(java.util.Optional.empty(), settings);
  }

  private JobResult run(Job job, Config config, String run, Progress progress) {
    Instant start = Instant.parse("2025-01-01T00:00:00Z");
    return job.run(new JobContext(job, lake, config, new RunId(run), start, progress));
  }

  private Map<String, Row> cells() {
    return lake.read(Tables.SWEEP_CELLS).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getJavaMap(2).toString(), row -> row));
  }

  @Test
  void aCellIsWhatTheBacktestMakesOfIt() {
    JobResult result = run(new SweepJob(), config(Map.of()), "s", Progress.SILENT);
    // 2 x 2 x 2 x 2 and the configuration itself, whose threshold is another.
    assertThat(result.rowsOut()).isEqualTo(17);
    Map<String, Row> cells = cells();
    assertThat(cells).hasSize(17);
    int compared = 0;
    for (Row cell : cells.values()) {
      Map<String, String> parameters = cell.getJavaMap(2);
      boolean picked =
          parameters.isEmpty()
              || ("1".equals(parameters.get(DISTANCE))
                  && !"[]".equals(parameters.get("backtest.protections"))
                  && "0.55"
                      .equals(parameters.get("signals.rules.probability-threshold.threshold")));
      if (picked) {
        assertBacktestSays(cell, ConfigReader.changed(config(Map.of()), parameters), ++compared);
      }
    }
    assertThat(compared).isEqualTo(3);
    assertThat(lake.read(Tables.STRATEGY_TRIALS).count()).isEqualTo(17);
    Row sweep = lake.read(Tables.SWEEPS).head();
    assertThat(sweep.<Long>getAs("cells")).isEqualTo(17);
    Map<String, Double> figures = sweep.getJavaMap(sweep.fieldIndex("figures"));
    assertThat(figures)
        .containsKeys("best_sharpe", "pbo", "walk_forward_sharpe", "deflated_sharpe");
    assertThat(cells.values())
        .allMatch(cell -> sharpe(cell) <= figures.get("best_sharpe") + 1e-9)
        .anyMatch(cell -> Math.abs(sharpe(cell) - figures.get("best_sharpe")) < 1e-9);
  }

  private static double sharpe(Row cell) {
    return (Double) cell.getJavaMap(3).get("sharpe");
  }

  /** The backtest of the cell's configuration, written down as the same trial. */
  private void assertBacktestSays(Row cell, Config config, int number) {
    run(new SignalsJob(), config, "signals", Progress.SILENT);
    run(new BacktestJob(), config, "b" + number, Progress.SILENT);
    assertThat(lake.read(Tables.STRATEGY_TRIALS).count()).isEqualTo(17);
    Map<String, Double> expected = new TreeMap<>();
    for (Row row : lake.read(Tables.METRICS).where("run_id = 'b" + number + "'").collectAsList()) {
      if (!row.isNullAt(3)) {
        expected.put(row.getString(2), row.getDouble(3));
      }
    }
    Map<String, Double> metrics = cell.getJavaMap(3);
    assertThat(metrics).hasSizeGreaterThan(35).containsKeys("sharpe", "cost_funding", "exposure");
    assertThat(metrics.get("trades")).isGreaterThan(30);
    metrics.forEach(
        (name, value) ->
            assertThat(Math.abs(value - expected.get(name)))
                .as(name + " " + value + ", not " + expected.get(name))
                .isLessThanOrEqualTo(RELATIVE * Math.max(1, Math.abs(value))));
  }

  @Test
  void aSweepThatDiedGoesOnWhereItStopped() {
    Progress dies =
        (done, total, what) -> {
          if (done >= 10) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> run(new SweepJob(), config(Map.of()), "s1", dies))
        .hasMessage("killed");
    Set<String> before = cells().keySet();
    assertThat(before).hasSize(10);
    JobResult result = run(new SweepJob(), config(Map.of()), "s2", Progress.SILENT);
    assertThat(result.rowsOut()).isEqualTo(7);
    assertThat(result.notes()).anyMatch(note -> note.contains("10 of them computed before"));
    assertThat(lake.read(Tables.SWEEP_CELLS).where("run_id = 's1'").count()).isEqualTo(10);
    assertThat(cells()).hasSize(17).containsKeys(before.toArray(String[]::new));
    assertThat(run(new SweepJob(), config(Map.of()), "s3", Progress.SILENT).rowsOut()).isZero();
    assertThat(lake.read(Tables.SWEEPS).count()).isEqualTo(1);
  }

  @Test
  void neitherBlocksNorPartitionsChangeACell() {
    run(new SweepJob(), config(Map.of()), "s", Progress.SILENT);
    Map<String, Object> first = metrics();
    lake.read(Tables.SWEEP_CELLS);
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    spark.conf().set("spark.sql.shuffle.partitions", "7");
    try {
      lake = new Lakehouse(spark, root.resolve("lake").toString());
      run(new SweepJob(), config(Map.of("sweep.block-cells", "100")), "t", Progress.SILENT);
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }
    // Another block size is another sweep; its cells are the same to the last bit.
    assertThat(lake.read(Tables.SWEEP_CELLS).count()).isEqualTo(34);
    Map<String, Object> second = new TreeMap<>();
    lake.read(Tables.SWEEP_CELLS)
        .where("run_id = 't'")
        .collectAsList()
        .forEach(row -> second.put(row.getString(1), row.getJavaMap(3)));
    assertThat(second).isEqualTo(first);
  }

  private Map<String, Object> metrics() {
    Map<String, Object> metrics = new TreeMap<>();
    lake.read(Tables.SWEEP_CELLS)
        .collectAsList()
        .forEach(row -> metrics.put(row.getString(1), row.getJavaMap(3)));
    return metrics;
  }

  @Test
  void aSpaceThatCannotBeSweptIsRefusedWithTheReason() throws IOException {
    refused("train.model: [xgboost]", "train.model is no key of the strategy");
    refused("signals.exits.stop.distance: 3", "expected a list of values");
    refused("{}", "it has no key");
    refused("signals.volatility-bars: [24]", "no cell differs from the configuration");
    refused("signals.nonsense: [1]", "unknown key signals.nonsense");
    Files.writeString(space, SPACE);
    assertThatThrownBy(() -> new SweepJob().check(config(Map.of("sweep.most-cells", "9"))))
        .hasMessageContaining("it has 16 cells, and sweep.most-cells is 9");
    Config drawn = config(Map.of("sweep.most-cells", "9", "sweep.search", "random"));
    assertThat(SweepSpace.read(space).cells(drawn.sweep(), 1)).hasSize(9).doesNotHaveDuplicates();
    assertThatThrownBy(() -> new SweepJob().check(config(Map.of("sweep.space", "nowhere.yaml"))))
        .hasMessageContaining("there is no such file");
  }

  private void refused(String text, String why) throws IOException {
    Files.writeString(space, text);
    assertThatThrownBy(() -> new SweepJob().check(config(Map.of())))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(why);
  }

  @Test
  void valuesThatDoNotFitTogetherAreCountedNotComputed() throws IOException {
    Files.writeString(
        space,
        "signals.rules: [[{moving-average-cross: {fast: 3, slow: 9}}],"
            + " [{moving-average-cross: {fast: 9, slow: 3}}]]");
    JobResult result = run(new SweepJob(), config(Map.of()), "s", Progress.SILENT);
    assertThat(result.rowsOut()).isEqualTo(2);
    assertThat(result.notes()).anyMatch(note -> note.contains("1 refused"));
    assertThat(List.copyOf(cells().values())).allMatch(row -> !row.getJavaMap(3).isEmpty());
  }
}
