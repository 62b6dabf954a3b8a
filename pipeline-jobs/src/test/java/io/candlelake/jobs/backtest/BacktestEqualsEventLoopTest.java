package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.job.SqlSteps;
import io.candlelake.common.market.Interval;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.backtest.SlowEventLoop.Trade;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The SQL backtest and the slow event loop make the same trades, and catch planted mistakes. */
class BacktestEqualsEventLoopTest {
  private static final int CASES = 240;
  private static final double RELATIVE = 1e-9;
  private static final BacktestPeriod PERIOD =
      new BacktestPeriod(
          Interval.ONE_HOUR,
          Market.START,
          Market.at(RandomCase.HOURS),
          Market.at(RandomCase.HOURS));

  @Test
  void everyTradeOfManyRandomCasesIsTheSame() {
    List<RandomCase> cases = LongStream.range(0, CASES).mapToObj(RandomCase::of).toList();
    List<String> differences = differences(cases, SqlSteps.filesBeside(Backtest.class));
    assertThat(differences).isEmpty();
  }

  /** Every way in which the SQL differs from the event loop, in words. */
  private static List<String> differences(List<RandomCase> cases, UnaryOperator<String> files) {
    List<String> differences = new ArrayList<>();
    try (Backtest backtest = new Backtest(LocalSpark.session(), files, PERIOD, 1)) {
      BacktestResult result =
          backtest.tradeByCell(
              backtest
                  .candidates(
                      Market.candleRows(cases.stream().flatMap(c -> c.candles().stream()).toList()),
                      Market.signalRows(cases.stream().flatMap(c -> c.signals().stream()).toList()))
                  .withColumn("cell", col("exchange")),
              cases.stream().map(RandomCase::cell).toList());
      Map<String, List<Row>> trades = byCell(result.trades().orderBy("trade_id").collectAsList());
      Map<String, List<Row>> equity = byCell(result.equity().orderBy("day").collectAsList());
      Map<String, List<Row>> skipped =
          byCell(
              result
                  .decisions()
                  .where("outcome <> 'taken'")
                  .groupBy("cell", "outcome")
                  .count()
                  .collectAsList());
      for (RandomCase world : cases) {
        String name = world.cell().name();
        SlowEventLoop loop =
            new SlowEventLoop(world.cell(), world.candles(), world.signals(), RandomCase.HOURS);
        loop.run();
        compareTrades(name, trades.getOrDefault(name, List.of()), loop.trades, differences);
        compareEquity(name, equity.get(name), loop, differences);
        compareSkipped(name, skipped.getOrDefault(name, List.of()), loop.skipped, differences);
      }
    }
    return differences;
  }

  private static void compareTrades(
      String name, List<Row> rows, List<Trade> trades, List<String> differences) {
    if (rows.size() != trades.size()) {
      differences.add(name + ": " + rows.size() + " trades, not " + trades.size());
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      Trade trade = trades.get(i);
      String said = words(row);
      if (!said.equals(trade.toString())) {
        differences.add(name + " trade " + i + ": " + said + ", not " + trade);
        return;
      }
      double fees = trade.entryFee + trade.exitFee;
      if (!near(row.getAs("quantity"), trade.quantity, trade.quantity)
          || !near(row.getAs("fees"), fees, trade.collateral())
          || !near(row.getAs("borrow_cost"), trade.borrowCost, trade.collateral())
          || !near(row.getAs("net_profit"), trade.netProfit, trade.collateral())) {
        differences.add(name + " trade " + i + ": money differs: " + row);
        return;
      }
    }
  }

  private static void compareEquity(
      String name, List<Row> rows, SlowEventLoop loop, List<String> differences) {
    if (rows.size() != loop.equityAtDayEnd.size()) {
      differences.add(name + ": " + rows.size() + " days");
      return;
    }
    for (Row row : rows) {
      Instant dayEnd =
          row.<LocalDate>getAs("day").plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
      double equity = loop.equityAtDayEnd.get(dayEnd);
      double cash = loop.cashAtDayEnd.get(dayEnd);
      if (!near(row.getAs("equity"), equity, equity) || !near(row.getAs("cash"), cash, equity)) {
        differences.add(name + " " + row + ", not equity " + equity + ", cash " + cash);
        return;
      }
    }
  }

  private static void compareSkipped(
      String name, List<Row> rows, Map<String, Integer> skipped, List<String> differences) {
    Map<String, Integer> counts = new TreeMap<>();
    rows.forEach(r -> counts.put(r.getAs("outcome"), Math.toIntExact(r.<Long>getAs("count"))));
    if (!counts.equals(skipped)) {
      differences.add(name + ": skipped " + counts + ", not " + skipped);
    }
  }

  private static String words(Row row) {
    return String.join(
        " ",
        row.<String>getAs("pair"),
        row.<Integer>getAs("side") > 0 ? "long" : "short",
        row.getAs("decided_at").toString(),
        row.getAs("entry_time").toString(),
        row.getAs("entry_price").toString(),
        row.getAs("exit_time").toString(),
        row.getAs("exit_price").toString(),
        row.<String>getAs("exit_reason"),
        row.<Boolean>getAs("ambiguous") ? "ambiguous" : "clear",
        row.getAs("bars_held").toString());
  }

  private static boolean near(double value, double expected, double scale) {
    return Math.abs(value - expected) <= RELATIVE * Math.max(1, Math.abs(scale));
  }

  private static Map<String, List<Row>> byCell(List<Row> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> row.<String>getAs("cell")));
  }
}
