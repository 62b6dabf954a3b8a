package io.candlelake.jobs.labels;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsJobTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;

  @Test
  void runTwiceLeavesTheSameRows() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(Tables.CANDLES, candles("BTC-USDT").union(candles("ETH-USDT")));
    Config config = config(Map.of("labels.label", "{triple-barrier: {volatility-bars: 5}}"));
    assertThat(run(lake, config)).isEqualTo(run(lake, config));
    List<Row> rows = labels(lake);
    assertThat(rows).isNotEmpty();
    assertThat(rows.stream().map(row -> row.<String>getAs("label")).distinct())
        .containsExactlyInAnyOrder("forward_return_4", config.labels().labelName());
    // A shorter range replaces its own rows only.
    Config later = config(Map.of("run.from", "2024-01-03"));
    run(lake, later);
    assertThat(labels(lake)).isEqualTo(rows);
  }

  @Test
  void runsDayAfterDayLeaveWhatOneRunLeaves() {
    Dataset<Row> candles = candles("BTC-USDT").cache();
    Lakehouse atOnce = new Lakehouse(spark, root.resolve("at-once").toString());
    Lakehouse byDay = new Lakehouse(spark, root.resolve("by-day").toString());
    atOnce.append(Tables.CANDLES, candles);
    run(atOnce, config(Map.of("run.to", "2024-01-04")));
    for (int day = 1; day <= 3; day++) {
      Map<String, String> range =
          Map.of("run.from", "2024-01-0" + day, "run.to", "2024-01-0" + (day + 1));
      byDay.append(
          Tables.CANDLES, candles.where("to_date(open_time) = '" + range.get("run.from") + "'"));
      run(byDay, config(range));
    }
    // The fourth day is not there yet, so the labels of the third day's last four candles neither.
    List<Row> known = labels(byDay);
    assertThat(known).hasSize(3 * 24 - 4);
    byDay.append(Tables.CANDLES, candles.where("open_time >= '2024-01-04'"));
    run(byDay, config(Map.of("run.from", "2024-01-03", "run.to", "2024-01-04")));
    assertThat(labels(byDay)).hasSize(3 * 24).containsAll(known).isEqualTo(labels(atOnce));
  }

  @Test
  void shuffledCandlesAndOtherPairsChangeNothing() {
    Config config = config(Map.of());
    List<Row> alone = sorted(LabelsJob.compute(candles("BTC-USDT"), config));
    Dataset<Row> both = candles("ETH-USDT").union(candles("BTC-USDT")).repartition(7);
    assertThat(sorted(LabelsJob.compute(both, config).where("pair = 'BTC-USDT'"))).isEqualTo(alone);
  }

  @Test
  void noLabelCrossesABreak() {
    Config config = config(Map.of("labels.label", "{triple-barrier: {volatility-bars: 5}}"));
    String before = "open_time < timestamp'2024-01-03T12:00:00Z'";
    Dataset<Row> candles = candles("BTC-USDT");
    Dataset<Row> broken = candles.withColumn("listing", expr("IF(" + before + ", 1, 2)"));
    List<Row> apart = new ArrayList<>(sorted(LabelsJob.compute(candles.where(before), config)));
    apart.addAll(sorted(LabelsJob.compute(candles.where("NOT " + before), config)));
    assertThat(sorted(LabelsJob.compute(broken, config)))
        .containsExactlyInAnyOrderElementsOf(apart);
    assertThat(apart).isNotEmpty();
  }

  @Test
  void aLabelIsKnownWhenItsLastCandleCloses() {
    Row first = sorted(LabelsJob.compute(candles("BTC-USDT"), config(Map.of()))).get(0);
    assertThat(first.<Instant>getAs("open_time")).isEqualTo("2024-01-01T00:00:00Z");
    assertThat(first.<Instant>getAs("close_time")).isEqualTo("2024-01-01T01:00:00Z");
    assertThat(first.<Instant>getAs("known_at")).isEqualTo("2024-01-01T05:00:00Z");
    // By hand: entry at the open of 01:00, exit at the close of 04:00; one decision alive in the
    // first candle, then 2, 3 and 4.
    double uniqueness = (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0) / 4;
    assertThat(first.<Double>getAs("uniqueness")).isEqualTo(uniqueness);
    assertThat(first.<String>getAs("touched")).isEqualTo("time");
  }

  private static Config config(Map<String, String> settings) {
    return ConfigReader.read(Optional.empty(), new HashMap<>(settings));
  }

  private static long run(Lakehouse lake, Config config) {
    LabelsJob job = new LabelsJob();
    Instant start = Instant.parse("2024-02-01T00:00:00Z");
    return job.run(new JobContext(job, lake, config, new RunId("r"), start, Progress.SILENT))
        .rowsOut();
  }

  private static List<Row> labels(Lakehouse lake) {
    return sorted(lake.read(Tables.LABELS));
  }

  private static List<Row> sorted(Dataset<Row> labels) {
    return labels.orderBy("pair", "label", "open_time").collectAsList();
  }

  /** Five days of hourly candles that swing. */
  private Dataset<Row> candles(String pair) {
    return spark
        .range(120)
        .selectExpr("id", "cast(100 + 5 * sin(id) as decimal(38, 18)) price")
        .selectExpr(
            "'binance' exchange",
            "'" + pair + "' pair",
            "'1h' interval",
            "timestamp_seconds(1704067200 + id * 3600) open_time",
            "timestamp_seconds(1704070800 + id * 3600) close_time",
            "price open",
            "price + 2 high",
            "price - 2 low",
            "price + 1 close",
            "1 volume",
            "cast(null as bigint) trades",
            "cast(array() as array<string>) quality",
            "false filled",
            "1 listing",
            "0 revision",
            "'test' source",
            "timestamp_seconds(1704070800) fetched_at",
            "'r' run_id");
  }
}
