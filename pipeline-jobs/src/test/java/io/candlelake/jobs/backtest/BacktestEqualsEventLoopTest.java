package io.candlelake.jobs.backtest;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.cost.CostModel;
import io.candlelake.common.cost.CostModels;
import io.candlelake.common.job.SqlSteps;
import io.candlelake.common.market.Interval;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.strategy.EntryOrder;
import io.candlelake.common.strategy.EntryOrders;
import io.candlelake.common.strategy.MovingExit;
import io.candlelake.common.strategy.PositionExits;
import io.candlelake.common.strategy.Protections;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.backtest.Market.Candle;
import io.candlelake.jobs.backtest.Market.Costs;
import io.candlelake.jobs.backtest.Market.End;
import io.candlelake.jobs.backtest.Market.Signal;
import io.candlelake.jobs.backtest.SlowEventLoop.Trade;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The backtest and the slow event loop make the same trades, and catch planted mistakes. */
class BacktestEqualsEventLoopTest {
  private static final int CASES = 2_000;

  /** As many are in memory at once. */
  private static final int BATCH = 250;

  /** So many are enough to notice a planted mistake. */
  private static final int CAUGHT_WITHIN = 80;

  private static final double RELATIVE = 1e-9;
  private static final double DELISTING_LOSS = 0.25;
  private static final BacktestPeriod PERIOD =
      new BacktestPeriod(
          Interval.ONE_HOUR,
          Market.START,
          Market.at(RandomCase.HOURS),
          Market.at(RandomCase.HOURS));

  /** What a backtest is made of. */
  private record Made(UnaryOperator<String> files, MarketRules rules) {}

  private static final Made OURS =
      new Made(SqlSteps.filesBeside(Backtest.class), new MarketRules());

  /** The first batch, which all tests but one look at. */
  private static List<RandomCase> cases;

  private static Outcome ours;

  /** Each case trades in its own way. */
  private record ByExchange(HashMap<String, Execution> executions) implements Executions {
    private static final long serialVersionUID = 1L;

    @Override
    public Execution of(String exchange) {
      return executions.get(exchange);
    }
  }

  /** What a backtest of many cases made, collected. */
  private record Outcome(List<Row> trades, List<Row> equity, List<Row> skipped, List<Row> metrics) {
    static Outcome of(List<RandomCase> cases, Made made, BacktestPeriod period) {
      return of(cases, made, period, result -> result.metrics().collectAsList());
    }

    /** As {@link #of}, for tests that look at no metric. */
    static Outcome withoutMetrics(List<RandomCase> cases, Made made, BacktestPeriod period) {
      return of(cases, made, period, result -> List.of());
    }

    private static Outcome of(
        List<RandomCase> cases,
        Made made,
        BacktestPeriod period,
        Function<BacktestResult, List<Row>> metrics) {
      List<Candle> candles = new ArrayList<>();
      List<Signal> signals = new ArrayList<>();
      List<End> ends = new ArrayList<>();
      cases.forEach(c -> candles.addAll(c.candles()));
      cases.forEach(c -> ends.addAll(c.ends()));
      cases.forEach(c -> signals.addAll(c.signals()));
      List<Costs> costs = new ArrayList<>();
      cases.forEach(c -> costs.addAll(c.costs()));
      HashMap<String, Execution> executions = new HashMap<>();
      cases.forEach(c -> executions.put(c.cell().name(), c.execution()));
      Collections.shuffle(candles, new Random(1));
      Collections.shuffle(signals, new Random(2));
      try (Backtest backtest =
          new Backtest(
              LocalSpark.session(),
              made.files(),
              period,
              StrategyTrials.of(1),
              DELISTING_LOSS,
              made.rules())) {
        Dataset<Row> candidates =
            backtest.candidates(
                Market.candleRows(candles),
                Market.listingRows(ends),
                Market.signalRows(signals),
                Market.costRows(costs),
                new ByExchange(executions));
        BacktestResult result =
            backtest.tradeByCell(
                candidates.withColumn("cell", col("exchange")),
                cases.stream().map(RandomCase::cell).toList());
        Dataset<Row> skipped = result.decisions().where("outcome <> 'taken'");
        return new Outcome(
            result.trades().orderBy("cell", "trade_id").collectAsList(),
            result.equity().orderBy("cell", "day").collectAsList(),
            skipped.groupBy("cell", "outcome").count().collectAsList(),
            metrics.apply(result));
      }
    }
  }

  @BeforeAll
  static void runOurs() {
    cases = batch(0);
    ours = Outcome.of(cases, OURS, PERIOD);
  }

  private static List<RandomCase> batch(long first) {
    return LongStream.range(first, first + BATCH).mapToObj(RandomCase::of).toList();
  }

  @Test
  void everyTradeOfManyRandomCasesIsTheSame() {
    assertThat(ours.trades()).hasSizeGreaterThan(1000);
    assertThat(differences(cases, ours)).isEmpty();
  }

  @Test
  void everyTradeOfFurtherRandomCasesIsTheSame() {
    for (long first = BATCH; first < CASES; first += BATCH) {
      List<RandomCase> more = batch(first);
      Outcome outcome = Outcome.withoutMetrics(more, OURS, PERIOD);
      assertThat(differences(more, outcome)).isEmpty();
    }
  }

  @Test
  void theCasesReachEveryOutcome() {
    Set<Object> reasons =
        new TreeSet<>(List.of("stop", "target", "time", "signal", "end", "delisted"));
    PositionExits.ALL.all().stream()
        .filter(MovingExit.class::isAssignableFrom)
        .forEach(exit -> reasons.add(Registry.nameOf(exit)));
    assertThat(distinct(ours.trades(), "exit_reason")).containsExactlyInAnyOrderElementsOf(reasons);
    Set<Object> outcomes =
        new TreeSet<>(List.of("lapsed", "expired", "side", "pair_open", "no_slot", "no_cash"));
    outcomes.addAll(Protections.ALL.names());
    assertThat(distinct(ours.skipped(), "outcome")).containsExactlyInAnyOrderElementsOf(outcomes);
    assertThat(distinct(ours.trades(), "ambiguous")).contains(true, false);
    assertThat(distinct(ours.trades(), "side")).contains(1, -1);
    assertThat(ours.trades()).anyMatch(t -> t.getAs("entry_book_costs") == null);
    assertThat(ours.trades()).anyMatch(t -> t.getAs("entry_book_costs") != null);
    assertThat(ours.trades()).anyMatch(t -> t.getAs("exit_book_costs") != null);
  }

  @Test
  void everyEntryOrderTradesWithAndWithoutLatency() {
    Map<String, List<Row>> trades = byCell(ours.trades());
    for (Class<? extends EntryOrder> order : EntryOrders.ALL.all()) {
      List<Execution> traded =
          cases.stream()
              .filter(world -> trades.containsKey(world.cell().name()))
              .map(RandomCase::execution)
              .filter(execution -> execution.order().getClass() == order)
              .toList();
      assertThat(traded).as("" + order).anyMatch(execution -> execution.latencyBars() == 0);
      assertThat(traded).as("" + order).anyMatch(execution -> execution.latencyBars() > 0);
    }
  }

  @Test
  void everyCostHasASlowTwinAndOccurs() {
    List<Class<? extends CostModel>> all = CostModels.ALL.all();
    assertThat(SlowCosts.TWINS.keySet()).containsExactlyInAnyOrderElementsOf(all);
    for (String cost : CostModels.ALL.names()) {
      assertThat(ours.trades()).as(cost).anyMatch(trade -> paid(trade, cost) > 0);
    }
  }

  @Test
  void equityIsStartPlusGrossProfitLessCosts() {
    assertThat(breachesOfTheLaw(ours)).isEmpty();
  }

  private static double paid(Row trade, String cost) {
    Map<String, Double> costs = trade.getJavaMap(trade.fieldIndex("costs"));
    return costs.getOrDefault(cost, 0.0);
  }

  @Test
  void laterCandlesAndSignalsChangeNoTradeThatEndedBefore() {
    int cut = 55;
    List<RandomCase> past = cases.subList(0, 40).stream().map(c -> c.before(cut)).toList();
    BacktestPeriod period =
        new BacktestPeriod(Interval.ONE_HOUR, Market.START, Market.at(cut), Market.at(cut));
    List<String> names = past.stream().map(c -> c.cell().name()).toList();
    Outcome known = Outcome.withoutMetrics(past, OURS, period);
    assertThat(endedBefore(cut, known.trades(), names))
        .hasSizeGreaterThan(100)
        .isEqualTo(endedBefore(cut, ours.trades(), names));
  }

  @Test
  void partitionsDoNotChangeABit() {
    SparkSession spark = LocalSpark.session();
    List<RandomCase> some = cases.subList(0, 40);
    List<String> names = some.stream().map(c -> c.cell().name()).toList();
    List<String> expected = endedBefore(RandomCase.HOURS, ours.trades(), names);
    assertThat(expected).hasSizeGreaterThan(100);
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    try {
      for (String partitions : List.of("1", "7", "64")) {
        spark.conf().set("spark.sql.shuffle.partitions", partitions);
        List<Row> trades = Outcome.withoutMetrics(some, OURS, PERIOD).trades();
        assertThat(endedBefore(RandomCase.HOURS, trades, names))
            .as(partitions + " partitions")
            .isEqualTo(expected);
      }
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }
  }

  /** Fills at the close decided on, which nobody could any more. */
  private static final class AtOwnClose extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    int fillBar(PairMarket market, long decided) {
      return Math.max(0, market.firstOpenAt(decided) - 1);
    }

    @Override
    double entryPrice(PairMarket market, int bar) {
      return market.close(bar);
    }
  }

  /** Takes the best of what may have happened inside a candle. */
  private static final class TargetFirst extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    boolean isStop(boolean touchesStop, boolean touchesTarget) {
      return !touchesTarget;
    }
  }

  /** Fills in candles that we made. */
  private static final class FillsInFilled extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    boolean isReal(boolean filled, double volume) {
      return filled || volume > 0;
    }
  }

  /** Fills in candles in which nobody traded. */
  private static final class FillsWithoutVolume extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    boolean isReal(boolean filled, double volume) {
      return !filled;
    }
  }

  /** Holds a coin that is no more. */
  private static final class AcrossBreaks extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    boolean goesOn(int listing, int other) {
      return true;
    }
  }

  /** Knows the best price of a candle before it has closed. */
  private static final class TrailsThePresent extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    double bestKnown(double before, double withThis) {
      return withThis;
    }
  }

  /** Fills whoever waits at the price that was touched, be it the last in the queue. */
  private static final class FillsWhenTouched extends MarketRules {
    private static final long serialVersionUID = 1L;

    @Override
    boolean tradesThrough(int side, double price, double limit) {
      return side * price <= side * limit;
    }
  }

  @Test
  void aFillOnTheSignalsOwnCloseIsCaught() {
    assertCaught(new Made(OURS.files(), new AtOwnClose()));
  }

  @Test
  void theTargetBeforeTheStopIsCaught() {
    assertCaught(new Made(OURS.files(), new TargetFirst()));
  }

  @Test
  void aFillOnAFilledInCandleIsCaught() {
    assertCaught(new Made(OURS.files(), new FillsInFilled()));
  }

  @Test
  void aFillInACandleWithoutVolumeIsCaught() {
    assertCaught(new Made(OURS.files(), new FillsWithoutVolume()));
  }

  @Test
  void aTradeAcrossABreakIsCaught() {
    assertCaught(new Made(OURS.files(), new AcrossBreaks()));
  }

  @Test
  void aTrailingStopFromThePresentCandlesBestIsCaught() {
    assertCaught(new Made(OURS.files(), new TrailsThePresent()));
  }

  @Test
  void aLimitThatFillsWhenTouchedIsCaught() {
    assertCaught(new Made(OURS.files(), new FillsWhenTouched()), cases);
  }

  @Test
  void forgottenProtectionsAreCaught() {
    List<RandomCase> some = cases.subList(0, CAUGHT_WITHIN);
    List<RandomCase> unprotected = some.stream().map(RandomCase::withoutProtections).toList();
    Outcome outcome = Outcome.withoutMetrics(unprotected, OURS, PERIOD);
    assertThat(differences(unprotected, outcome)).isEmpty();
    assertThat(differences(some, outcome)).isNotEmpty();
  }

  @Test
  void noTradeCrossesABreak() {
    Map<String, Candle> candles = new TreeMap<>();
    cases.forEach(
        world ->
            world.candles().forEach(c -> candles.put(c.exchange() + c.pair() + c.openTime(), c)));
    assertThat(ours.trades()).anyMatch(trade -> trade.getAs("exit_reason").equals("delisted"));
    for (Row trade : ours.trades()) {
      String pair = trade.<String>getAs("exchange") + trade.getAs("pair");
      int listing = candles.get(pair + trade.getAs("entry_time")).listing();
      boolean delisted = trade.getAs("exit_reason").equals("delisted");
      Instant exit = trade.getAs("exit_time");
      Candle left =
          trade.<Boolean>getAs("exit_at_open")
              ? candles.get(pair + exit)
              : candles.get(pair + exit.minus(Market.STEP));
      assertThat(delisted || left == null || left.listing() == listing).as("" + trade).isTrue();
      double change = trade.<Double>getAs("exit_price") / trade.<Double>getAs("entry_price");
      assertThat(change).as("" + trade).isBetween(0.2, 5.0);
    }
  }

  @Test
  void costsOfTheFillsOwnDayAreCaught() {
    assertCaught(planted(OURS, "known_costs", "date_add(day, 1) AS first_day", "day AS first_day"));
  }

  @Test
  void aForgottenFeeIsCaughtByTheLaw() {
    Made forgetful =
        planted(OURS, "trades", "t + (c.entry + c.exit + c.held)", "t + (c.entry + c.held)");
    assertThat(breachesOfTheLaw(Outcome.of(cases.subList(0, 10), forgetful, PERIOD))).isNotEmpty();
  }

  @Test
  void noBenchmarkCrossesABreak() {
    Map<String, List<Candle>> byPair =
        cases.stream()
            .flatMap(world -> world.candles().stream())
            .filter(Candle::isReal)
            .sorted(Comparator.comparing(Candle::hour))
            .collect(Collectors.groupingBy(c -> c.exchange() + c.pair(), Collectors.toList()));
    List<List<Candle>> bought =
        byPair.values().stream().filter(candles -> candles.get(0).hour() < 24).toList();
    List<Row> days = byCell(ours.equity()).get(cases.get(0).cell().name());
    for (int day = 0; day < days.size(); day++) {
      double growth = 0;
      for (List<Candle> candles : bought) {
        Candle first = candles.get(0);
        int end = 24 * (day + 1);
        double last =
            candles.stream()
                .filter(c -> c.hour() < end && c.listing() == first.listing())
                .reduce((a, b) -> b)
                .orElseThrow()
                .close();
        growth += last / first.open() / bought.size();
      }
      double cash = cases.get(0).cell().initialCash();
      double benchmark = days.get(day).getAs("benchmark_universe");
      assertThat(near(benchmark, growth * cash, cash)).as(benchmark + " " + growth).isTrue();
    }
  }

  private static void assertCaught(Made made) {
    assertCaught(made, cases.subList(0, CAUGHT_WITHIN));
  }

  private static void assertCaught(Made made, List<RandomCase> some) {
    assertThat(differences(some, Outcome.withoutMetrics(some, made, PERIOD))).isNotEmpty();
  }

  private static Made planted(Made made, String step, String right, String wrong) {
    return new Made(
        name -> {
          String text = made.files().apply(name);
          if (!name.equals(step)) {
            return text;
          }
          assertThat(text).contains(right);
          return text.replace(right, wrong);
        },
        made.rules());
  }

  private static List<Object> distinct(List<Row> rows, String column) {
    return rows.stream().map(row -> row.<Object>getAs(column)).distinct().toList();
  }

  private static List<String> endedBefore(int hour, List<Row> trades, List<String> cells) {
    return trades.stream()
        .filter(t -> cells.contains(t.<String>getAs("cell")))
        .filter(t -> t.<Instant>getAs("exit_time").isBefore(Market.at(hour)))
        .map(t -> t.getAs("cell") + " " + t.getAs("trade_id") + " " + words(t) + " " + money(t))
        .toList();
  }

  private static String money(Row trade) {
    return trade.getAs("quantity") + " " + trade.getAs("net_profit");
  }

  /** Cells whose equity does not end at start + gross profit − costs. */
  private static List<String> breachesOfTheLaw(Outcome outcome) {
    Map<String, List<Row>> figures = byCell(outcome.metrics());
    List<String> breaches = new ArrayList<>();
    figures.forEach(
        (cell, rows) -> {
          Map<String, Double> value = new TreeMap<>();
          rows.forEach(row -> value.put(row.getAs("metric"), row.getAs("value")));
          double costs =
              value.entrySet().stream()
                  .filter(figure -> figure.getKey().startsWith("cost_"))
                  .mapToDouble(Map.Entry::getValue)
                  .sum();
          if (!near(value.get("total_costs"), costs, value.get("initial_cash"))) {
            breaches.add(cell + ": total_costs " + value.get("total_costs") + ", not " + costs);
          }
          double expected =
              value.get("initial_cash") + value.get("gross_profit") - value.get("total_costs");
          if (!near(value.get("final_equity"), expected, value.get("initial_cash"))) {
            breaches.add(cell + ": " + value.get("final_equity") + ", not " + expected);
          }
        });
    return breaches;
  }

  /** Every way in which ours differs from the event loop, in words. */
  private static List<String> differences(List<RandomCase> cases, Outcome outcome) {
    List<String> differences = new ArrayList<>();
    Map<String, List<Row>> trades = byCell(outcome.trades());
    Map<String, List<Row>> equity = byCell(outcome.equity());
    Map<String, List<Row>> skipped = byCell(outcome.skipped());
    for (RandomCase world : cases) {
      String name = world.cell().name();
      SlowEventLoop loop = new SlowEventLoop(world, RandomCase.HOURS, DELISTING_LOSS);
      loop.run();
      compareTrades(name, trades.getOrDefault(name, List.of()), loop.trades, differences);
      compareEquity(name, equity.get(name), loop, differences);
      compareSkipped(name, skipped.getOrDefault(name, List.of()), loop.skipped, differences);
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
      Map<String, Double> costs = row.getJavaMap(row.fieldIndex("costs"));
      boolean sameCosts =
          costs.keySet().equals(trade.costs.keySet())
              && costs.keySet().stream()
                  .allMatch(
                      cost -> near(costs.get(cost), trade.costs.get(cost), trade.collateral()));
      if (!near(row.getAs("quantity"), trade.quantity, trade.quantity)
          || !sameCosts
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
        row.getAs("bars_held").toString(),
        row.getAs("flagged_candles").toString(),
        row.getAs("rejected_candles").toString());
  }

  private static boolean near(double value, double expected, double scale) {
    return Math.abs(value - expected) <= RELATIVE * Math.max(1, Math.abs(scale));
  }

  private static Map<String, List<Row>> byCell(List<Row> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> row.<String>getAs("cell")));
  }
}
