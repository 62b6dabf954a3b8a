package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.dataset.TradesHash;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestJobTest {
  private static final double CENT = 1e-8;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "backtest.initial-cash", "1000",
          "backtest.costs.fee.rate", "0.01",
          "backtest.costs.slippage.bps", "100");

  private final SparkSession spark = LocalSpark.session();
  private final Config config = config(Map.of());
  @TempDir Path root;

  /**
   * Worked by hand. The signal of 01:00 is decided at 02:00 and filled at that candle's open: 100.
   *
   * <pre>
   * stop 100 × 0.9 = 90; target 100 × 1.2 = 120; slippage and fee 1% each
   * entry fill 101; half of 1000 buys 500 ÷ 101 = 4.95049505; fee 5
   * 03:00 touches 50, but is filled in; 05:00 touches 121: out at 120, known at 06:00
   * exit fill 118.8; fee 0.01 × 4.95049505 × 118.8 = 5.88118812
   * gross 4.95049505 × 20 = 99.00990099
   * slippage 4.95049505 × (1 + 1.2) = 10.89108911; fees 10.88118812
   * net 99.00990099 − 10.89108911 − 10.88118812 = 77.23762376; equity 1077.23762376
   * held since 02:00, BTC makes 110 ÷ 100: 1100
   * </pre>
   */
  @Test
  void tenCandlesByHandAndTwiceTheSame() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    writeTenCandles(lake);
    writeOneSignal(lake);

    JobResult result = run(lake);

    assertThat(result.failures()).isEmpty();
    assertThat(result.notes()).containsExactly("trades made: 1");
    Row trade = lake.read(Tables.TRADES).head();
    assertThat(trade.<Long>getAs("trade_id")).isZero();
    assertThat(trade.<Instant>getAs("entry_time")).isEqualTo("2024-01-01T02:00:00Z");
    assertThat(trade.<Instant>getAs("exit_time")).isEqualTo("2024-01-01T06:00:00Z");
    assertThat(trade.<String>getAs("exit_reason")).isEqualTo("target");
    assertThat(trade.<Integer>getAs("bars_held")).isEqualTo(3);
    assertNear(trade, "quantity", 4.95049505);
    assertNear(trade, "gross_profit", 99.00990099);
    Map<String, Double> costs = trade.getJavaMap(trade.fieldIndex("costs"));
    assertThat(costs.get("slippage")).isCloseTo(10.89108911, within(1e-8));
    assertThat(costs.get("fee")).isCloseTo(10.88118812, within(1e-8));
    assertThat(costs).containsOnlyKeys("fee", "slippage", "borrow").containsEntry("borrow", 0.0);
    assertNear(trade, "total_costs", 10.89108911 + 10.88118812);
    assertNear(trade, "net_profit", 77.23762376);
    List<Row> fills = lake.read(Tables.FILLS).orderBy("time").collectAsList();
    assertThat(fills).extracting(f -> f.<String>getAs("action")).containsExactly("buy", "sell");
    assertThat(fills).extracting(f -> f.<String>getAs("reason")).containsExactly("entry", "target");
    assertNear(fills.get(0), "price", 101);
    assertNear(fills.get(1), "price", 118.8);
    Row day = lake.read(Tables.EQUITY).collectAsList().get(0);
    assertThat(day.<LocalDate>getAs("day")).isEqualTo("2024-01-01");
    assertNear(day, "equity", 1077.23762376);
    assertNear(day, "benchmark_btc", 1100);
    assertNear(day, "benchmark_universe", 1100);

    String hash = TradesHash.of(lake.read(Tables.TRADES));
    List<Row> metrics = lake.read(Tables.METRICS).orderBy("metric").collectAsList();
    run(lake);
    assertThat(TradesHash.of(lake.read(Tables.TRADES))).isEqualTo(hash);
    assertThat(lake.read(Tables.FILLS).count()).isEqualTo(2);
    assertThat(lake.read(Tables.EQUITY).count()).isEqualTo(1);
    assertThat(lake.read(Tables.METRICS).orderBy("metric").collectAsList()).isEqualTo(metrics);
  }

  @Test
  void nothingDecidedIsToldAndNothingWritten() {
    JobResult result = run(new Lakehouse(spark, root.toString()));
    assertThat(result.rowsOut()).isZero();
    assertThat(result.notes()).containsExactly("nothing was ever decided, so nothing to trade");
  }

  @Test
  void whateverCanChangeTheResultIsATrialAndARepetitionIsNone() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    writeTenCandles(lake);
    assertThat(trials(lake, Map.of())).isEqualTo(new StrategyTrials(1, 1, 1, 1, 1));
    assertThat(trials(lake, Map.of())).isEqualTo(new StrategyTrials(1, 1, 1, 1, 1));
    List<String> signalSettings =
        List.of(
            "signals.rules.probability-threshold.threshold",
            "signals.exits.stop.distance",
            "signals.exits.target.distance",
            "signals.size.fixed-fraction.fraction");
    for (int i = 0; i < signalSettings.size(); i++) {
      assertThat(trials(lake, Map.of(signalSettings.get(i), "0.9")))
          .isEqualTo(new StrategyTrials(2 + i, 1, 2 + i, 1, 1));
    }
    assertThat(trials(lake, Map.of("backtest.costs.fee.rate", "0.02")))
        .isEqualTo(new StrategyTrials(6, 1, 5, 2, 1));
    assertThat(trials(lake, Map.of("run.to", "2024-01-01T09:00:00Z")))
        .isEqualTo(new StrategyTrials(7, 1, 5, 2, 2));
    lake.append(
        Tables.CANDLES, lake.read(Tables.CANDLES).limit(1).withColumn("pair", lit("ETH-USDT")));
    assertThat(trials(lake, Map.of())).isEqualTo(new StrategyTrials(8, 1, 5, 2, 3));
    assertThat(trials(lake, Map.of("train.window-months", "12")))
        .isEqualTo(new StrategyTrials(9, 2, 6, 2, 3));
  }

  private static StrategyTrials trials(Lakehouse lake, Map<String, String> settings) {
    Instant start = Instant.parse("2025-01-01T00:00:00Z");
    JobContext context =
        new JobContext(
            new BacktestJob(), lake, config(settings), new RunId("r"), start, Progress.SILENT);
    context.read(Tables.CANDLES);
    context.read(Tables.BOOK_STATISTICS);
    return StrategyTrials.countedWith(context);
  }

  private static Config config(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(SETTINGS);
    settings.putAll(more);
    return ConfigReader.read(Optional.empty(), settings);
  }

  private JobResult run(Lakehouse lake) {
    BacktestJob job = new BacktestJob();
    Instant start = Instant.parse("2025-01-01T00:00:00Z");
    return job.run(new JobContext(job, lake, config, new RunId("run-1"), start, Progress.SILENT));
  }

  private void writeTenCandles(Lakehouse lake) {
    lake.append(
        Tables.CANDLES,
        spark.sql(
            """
            SELECT 'binance' AS exchange, 'BTC-USDT' AS pair, '1h' AS interval,
              timestamp'2024-01-01 00:00:00' + make_interval(0, 0, 0, 0, hour) AS open_time,
              timestamp'2024-01-01 01:00:00' + make_interval(0, 0, 0, 0, hour) AS close_time,
              open, high, low, close, 1 AS volume, CAST(NULL AS BIGINT) AS trades,
              CAST(array() AS array<string>) AS quality, hour = 3 AS filled, 1 AS listing, 0 AS revision,
              'test' AS source, timestamp'2024-01-02 00:00:00' AS fetched_at, 'r' AS run_id
            FROM VALUES
              (0, 100, 101, 99, 100), (1, 100, 101, 99, 100), (2, 100, 105, 95, 104),
              (3, 104, 104, 50, 104), (4, 104, 110, 100, 108), (5, 108, 121, 100, 110),
              (6, 110, 110, 110, 110), (7, 110, 110, 110, 110), (8, 110, 110, 110, 110),
              (9, 110, 110, 110, 110) AS t (hour, open, high, low, close)
            """));
  }

  private void writeOneSignal(Lakehouse lake) {
    lake.append(
        Tables.SIGNALS,
        spark.sql(
            """
            SELECT 'binance' AS exchange, 'BTC-USDT' AS pair, '1h' AS interval,
              timestamp'2024-01-01 01:00:00' AS open_time,
              timestamp'2024-01-01 02:00:00' AS close_time, :strategy AS strategy_id,
              'entry' AS kind, 1 AS side, 0.7D AS probability, 0.5D AS size, 0.1D AS stop_return,
              0.2D AS target_return, 0.05D AS expected_volatility, 5 AS holding_bars,
              'm' AS model_id, 'test' AS rule, CAST(NULL AS string) AS blocked_by, 'r' AS run_id
            """,
            Map.of("strategy", config.strategyId())));
  }

  private static void assertNear(Row row, String column, double value) {
    assertThat(row.<Double>getAs(column)).as(column).isCloseTo(value, within(CENT));
  }
}
