package io.candlelake.jobs.backtest;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.job.SqlSteps;
import io.candlelake.common.market.Interval;
import io.candlelake.common.testing.LocalSpark;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Metrics of given equity curves and trades against numbers made outside. */
class BacktestMetricsTest {
  /** Printed by {@code src/test/python/backtest_metrics.py} with numpy and scipy. */
  private static final Map<String, Double> FROM_PYTHON =
      Map.ofEntries(
          entry("net_return", 0.04499999999999993),
          entry("cagr", 6.450419929213479),
          entry("volatility", 0.4451641988714251),
          entry("sharpe", 4.7172030302232075),
          entry("sortino", 9.031777228379259),
          entry("max_drawdown", -0.028155339805825297),
          entry("calmar", 229.10112162378863),
          entry("skewness", 0.09170368700561311),
          entry("kurtosis", 2.227926804262637),
          entry("benchmark_sharpe", 4.744587507606115),
          entry("benchmark_max_drawdown", -0.06862745098039214),
          entry("beta", 0.42785221178182514),
          entry("alpha", 0.037962749518926114),
          entry("psr", 0.7436206894116643),
          entry("dsr", 0.08906499484059965));

  private final SparkSession spark = LocalSpark.session();

  @Test
  void figuresEqualThoseOfPythonAndOfHand() {
    Map<String, Map<String, Double>> figures = figures();
    Map<String, Double> moving = figures.get("moving");
    FROM_PYTHON.forEach(
        (metric, value) ->
            assertThat(moving.get(metric))
                .as(metric)
                .isCloseTo(value, within(1e-9 + 1e-9 * Math.abs(value))));
    assertThat(moving).containsEntry("days", 8.0).containsEntry("trials", 25.0);
    // Below 1010 on days 3 and 4, below 1030 on day 7: two days at most.
    assertThat(moving).containsEntry("max_drawdown_days", 2.0);
    // Profits 30, −10 and 25; 00:00–06:00 and 03:00–12:00 overlap, then 20:00–24:00: 16 of 192
    // hours.
    assertThat(moving)
        .containsEntry("trades", 3.0)
        .containsEntry("win_rate", 2.0 / 3)
        .containsEntry("profit_factor", 5.5)
        .containsEntry("expectancy", 15.0)
        .containsEntry("gross_profit", 51.0)
        .containsEntry("total_costs", 6.0)
        .containsEntry("cost_fee", 3.0)
        .containsEntry("cost_slippage", 3.0)
        .containsEntry("net_profit", 45.0)
        .containsEntry("exposure", 16.0 / 192)
        .containsEntry("average_bars_held", 19.0 / 3)
        .containsEntry("ambiguous_trades", 1.0)
        .containsEntry("delisted_trades", 1.0)
        .containsEntry("flagged_trades", 2.0)
        .containsEntry("flagged_net_profit", 55.0)
        .containsEntry("rejected_trades", 2.0)
        .containsEntry("rejected_net_profit", 15.0)
        .containsEntry("candidates", 4.0)
        .containsEntry("skipped_no_slot", 1.0);
    // Money moved: 3 × 100 × (1 + 1.1) = 630; mean equity 1015.125.
    assertThat(moving.get("turnover")).isCloseTo(630 / 1015.125, within(1e-12));
  }

  @Test
  void undefinedIsNullAndNeverZero() {
    Map<String, Double> idle = figures().get("idle");
    for (String metric :
        new String[] {
          "sharpe",
          "sortino",
          "calmar",
          "skewness",
          "kurtosis",
          "psr",
          "dsr",
          "win_rate",
          "profit_factor",
          "expectancy",
          "average_bars_held"
        }) {
      assertThat(idle).as(metric).containsEntry(metric, null);
    }
    assertThat(idle)
        .containsEntry("net_return", 0.0)
        .containsEntry("volatility", 0.0)
        .containsEntry("max_drawdown", 0.0)
        .containsEntry("trades", 0.0)
        .containsEntry("cost_fee", 0.0)
        .containsEntry("exposure", 0.0);
  }

  private Map<String, Map<String, Double>> figures() {
    BacktestPeriod period =
        new BacktestPeriod(Interval.ONE_HOUR, Market.START, Market.at(192), Market.at(192));
    try (Backtest backtest =
        new Backtest(
            spark,
            SqlSteps.filesBeside(Backtest.class),
            period,
            StrategyTrials.of(25),
            0,
            new MarketRules())) {
      Dataset<Row> metrics = backtest.metrics(cells(), decisions(), trades(), equity());
      Map<String, Map<String, Double>> figures = new HashMap<>();
      for (Row row : metrics.collectAsList()) {
        figures
            .computeIfAbsent(row.getAs("cell"), cell -> new HashMap<>())
            .put(row.getAs("metric"), row.getAs("value"));
      }
      return figures;
    }
  }

  private Dataset<Row> cells() {
    return spark.sql(
        "SELECT *, map('fee', 'cost_fee', 'slippage', 'cost_slippage') AS cost_metrics,"
            + " map('cool-down', 'skipped_cool_down') AS protection_metrics"
            + " FROM VALUES ('moving', 1000D), ('idle', 1000D) AS t (cell, initial_cash)");
  }

  private Dataset<Row> decisions() {
    return spark.sql(
        "VALUES ('moving', 'taken'), ('moving', 'taken'), ('moving', 'taken'),"
            + " ('moving', 'no_slot') AS t (cell, outcome)");
  }

  private Dataset<Row> trades() {
    return spark.sql(
        """
        SELECT 'moving' AS cell, *, map('fee', fees, 'slippage', total_costs - fees) AS costs,
          100D AS entry_price, 100D AS entry_fill, 110D AS exit_fill,
          1D AS quantity
        FROM VALUES
          (0L, 1, timestamp'2024-01-01 00:00:00', timestamp'2024-01-01 06:00:00',
            32D, 1D, 2D, 30D, 6, false, 'target', 2, 0),
          (1L, -1, timestamp'2024-01-01 03:00:00', timestamp'2024-01-01 12:00:00',
            -8D, 1D, 2D, -10D, 9, true, 'delisted', 0, 1),
          (2L, 1, timestamp'2024-01-01 20:00:00', timestamp'2024-01-02 00:00:00',
            27D, 1D, 2D, 25D, 4, false, 'time', 1, 1)
          AS t (trade_id, side, entry_time, exit_time, gross_profit, fees, total_costs,
            net_profit, bars_held, ambiguous, exit_reason, flagged_candles, rejected_candles)
        """);
  }

  private Dataset<Row> equity() {
    return spark.sql(
        """
        WITH path AS (
          SELECT * FROM VALUES
            (0, 1010D, 1020D), (1, 1010D, 1000D), (2, 990D, 950D), (3, 1005D, 990D),
            (4, 1030D, 1040D), (5, 1030D, 1060D), (6, 1001D, 1000D), (7, 1045D, 1100D)
            AS t (i, equity, btc)
        )
        SELECT 'moving' AS cell, date_add(date'2024-01-01', i) AS day, equity,
          btc AS benchmark_btc, btc AS benchmark_universe FROM path
        UNION ALL
        SELECT 'idle', date_add(date'2024-01-01', i), 1000D, btc, btc FROM path
        """);
  }
}
