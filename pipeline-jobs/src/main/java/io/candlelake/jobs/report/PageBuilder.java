package io.candlelake.jobs.report;

import static io.candlelake.jobs.report.Show.numberCell;
import static io.candlelake.jobs.report.Show.percentCell;
import static io.candlelake.jobs.report.Show.returnCell;

import io.candlelake.jobs.report.EquityCurve.Day;
import io.candlelake.jobs.report.Page.Cell;
import io.candlelake.jobs.report.Page.Heading;
import io.candlelake.jobs.report.Page.Outcome;
import io.candlelake.jobs.report.Page.Section;
import io.candlelake.jobs.report.Page.Table;
import io.candlelake.jobs.report.Page.TableRow;
import io.candlelake.jobs.report.Page.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts the report into words: first what a trader needs first, then the parts in order. */
final class PageBuilder {
  private static final double DEFLATED_SHARPE_ASKED = 0.95;

  private final Report report;
  private final BacktestFigures backtest;
  private final Evaluations evaluations;

  private PageBuilder(Report report) {
    this.report = report;
    this.backtest = report.backtest();
    this.evaluations = report.evaluations();
  }

  static Page build(Report report) {
    PageBuilder builder = new PageBuilder(report);
    List<Section> sections = new ArrayList<>();
    sections.addAll(new MoneySections(report).sections());
    sections.addAll(new SignalSections(report).sections());
    sections.addAll(new RunSections(report).sections());
    return new Page(
        "Candlelake report " + report.run().runId(),
        builder.subtitle(),
        report.run().simulated(),
        builder.verdicts(),
        builder.headline(),
        sections);
  }

  private String subtitle() {
    String range =
        report.from().map(Show::day).orElse("n/a")
            + " to "
            + report.to().map(this::last).orElse("n/a");
    return report.pairs().size() + " pairs, " + report.interval() + " candles, " + range + " UTC";
  }

  private String last(Instant endExclusive) {
    return Show.day(endExclusive.minusNanos(1));
  }

  private List<Verdict> verdicts() {
    return List.of(strategy(), luck(), signals(), proof(), data());
  }

  private Verdict strategy() {
    Figure net = backtest.of(Names.NET_RETURN);
    Figure btc = backtest.of(Names.BENCHMARK_RETURN).or(report.equity().totalReturn(Day::btc));
    if (net instanceof Figure.Unknown unknown) {
      return new Verdict("Strategy", Outcome.UNKNOWN, sentence(unknown.why()));
    }
    double strategyReturn = net.known().orElseThrow();
    String made = "Net return " + Show.signedPercent(strategyReturn, 1) + " after all costs";
    if (btc.known().isEmpty()) {
      return new Verdict("Strategy", Outcome.FACT, made + "; BTC over the same time is n/a.");
    }
    double btcReturn = btc.known().getAsDouble();
    String against =
        made + "; holding BTC over the same time " + Show.signedPercent(btcReturn, 1) + ".";
    return strategyReturn > btcReturn
        ? new Verdict("Strategy", Outcome.FACT, against + " It beat BTC.")
        : new Verdict("Strategy", Outcome.FACT, against + " It did not beat BTC.");
  }

  /** The deflated Sharpe ratio in words: what is left once the number of tries is counted. */
  private Verdict luck() {
    Figure deflated = backtest.of(Names.DSR);
    if (deflated instanceof Figure.Unknown unknown) {
      return new Verdict("Luck", Outcome.UNKNOWN, "Deflated Sharpe: " + unknown.why() + ".");
    }
    double probability = deflated.known().orElseThrow();
    boolean isMoreThanLuck = probability >= DEFLATED_SHARPE_ASKED;
    return new Verdict(
        "Luck",
        isMoreThanLuck ? Outcome.PASSED : Outcome.FAILED,
        "With probability "
            + Show.percent(probability, 1)
            + " the true Sharpe is above the best of as many worthless tries as were made here ("
            + counted(Names.TRIALS)
            + ": "
            + counted(Names.TRIALS_MODELS)
            + " models, "
            + counted(Names.TRIALS_STRATEGIES)
            + " settings of signals, "
            + counted(Names.TRIALS_COSTS)
            + " of costs, "
            + counted(Names.TRIALS_DATA)
            + " ranges or versions of the data"
            + "); to pass: 95%. "
            + (isMoreThanLuck ? "More than luck." : "Luck is not ruled out."));
  }

  private String counted(String metric) {
    OptionalDouble count = backtest.of(metric).known();
    return count.isPresent() ? Show.number(count.getAsDouble(), 0) : "n/a";
  }

  private Verdict signals() {
    Estimate accuracy = evaluations.all(Names.ACCURACY);
    if (accuracy.value() instanceof Figure.Unknown unknown) {
      return new Verdict("Signals", Outcome.UNKNOWN, sentence(unknown.why()));
    }
    StringBuilder words = new StringBuilder();
    words.append(Show.percent(accuracy.value().known().orElseThrow(), 1)).append(" right");
    if (accuracy.low().known().isPresent() && accuracy.high().known().isPresent()) {
      words
          .append(" [")
          .append(Show.number(accuracy.low().known().getAsDouble() * 100, 1))
          .append(", ")
          .append(Show.number(accuracy.high().known().getAsDouble() * 100, 1))
          .append("]");
    }
    words.append(" on ").append(Show.count(accuracy.rows())).append(" signals");
    OptionalDouble coverage = evaluations.all(Names.COVERAGE).value().known();
    coverage.ifPresent(
        share -> words.append(", ").append(Show.percent(share, 2)).append(" of candles"));
    OptionalDouble base = evaluations.all(Names.BASE_RATE).value().known();
    base.ifPresent(rate -> words.append("; base rate ").append(Show.percent(rate, 1)));
    bestNaiveRule().ifPresent(rule -> words.append("; best naive rule ").append(rule));
    words.append(". ").append(target());
    return new Verdict("Signals", signalOutcome(), words.toString());
  }

  private Outcome signalOutcome() {
    OptionalDouble passes = evaluations.all(Names.PASS).value().known();
    if (passes.isEmpty()) {
      return Outcome.UNKNOWN;
    }
    return passes.getAsDouble() == 1 ? Outcome.PASSED : Outcome.FAILED;
  }

  private String target() {
    return "To pass: "
        + Show.percent(report.target(), 0)
        + " or more, the interval's lower end too, on at least 1,000 signals over 100 days, and on"
        + " 10 pairs of 100 signals each.";
  }

  private Optional<String> bestNaiveRule() {
    return evaluations.values(Names.NAIVE).stream()
        .map(rule -> Map.entry(rule, naiveAccuracy(rule)))
        .filter(entry -> entry.getValue().isPresent())
        .max(Comparator.comparingDouble(entry -> entry.getValue().getAsDouble()))
        .map(
            entry ->
                Show.percent(entry.getValue().getAsDouble(), 1)
                    + " ("
                    + entry.getKey().replace('_', ' ')
                    + ")");
  }

  private OptionalDouble naiveAccuracy(String rule) {
    return evaluations.of(Names.NAIVE, rule, Names.NAIVE_ACCURACY).value().known();
  }

  private Verdict proof() {
    String subject = "Look-ahead proof";
    if (report.proof().isEmpty()) {
      return new Verdict(subject, Outcome.UNKNOWN, "It did not run; nothing is proven.");
    }
    LookaheadCounts proof = report.proof().get();
    return new Verdict(
        subject,
        proof.passed() ? Outcome.PASSED : Outcome.FAILED,
        Show.count(proof.mismatches())
            + " of "
            + Show.count(proof.rows())
            + " rows differ when computed again from what was known at "
            + Show.count(proof.cuts())
            + " cut times.");
  }

  private Verdict data() {
    if (report.data().total().isEmpty()) {
      return new Verdict("Data", Outcome.UNKNOWN, "No candle was validated.");
    }
    DataQuality.PairCounts total = report.data().total().get();
    return new Verdict(
        "Data",
        Outcome.FACT,
        "Validity "
            + Show.cell(total.validity(), Show::share).text()
            + " of "
            + Show.count(total.received())
            + " candles received; completeness "
            + Show.cell(total.completeness(), Show::share).text()
            + " of "
            + Show.count(total.expected())
            + " expected, "
            + Show.cell(total.completenessOutsideOutages(), Show::share).text()
            + " outside confirmed outages.");
  }

  private Table headline() {
    EquityCurve equity = report.equity();
    Figure btcReturn = backtest.of(Names.BENCHMARK_RETURN).or(equity.totalReturn(Day::btc));
    Figure universeReturn =
        backtest.of(Names.BENCHMARK_UNIVERSE_RETURN).or(equity.totalReturn(Day::universe));
    return new Table(
        "",
        "headline",
        List.of(
            Heading.text(""),
            Heading.number("Net return", "%"),
            Heading.number("Sharpe", "a year"),
            Heading.number("Max drawdown", "%"),
            Heading.number("Trades", "count"),
            Heading.number("Costs", report.quote())),
        List.of(
            TableRow.total(
                Cell.text("Strategy"),
                returnCell(backtest.of(Names.NET_RETURN), 1),
                numberCell(backtest.of(Names.SHARPE), 2),
                percentCell(backtest.of(Names.MAX_DRAWDOWN), 1),
                numberCell(backtest.of(Names.TRADES), 0),
                Show.cell(backtest.of(Names.TOTAL_COSTS), Show::money)),
            TableRow.of(
                Cell.text("Holding BTC"),
                returnCell(btcReturn, 1),
                numberCell(backtest.of(Names.BENCHMARK_SHARPE).or(equity.sharpe(Day::btc)), 2),
                percentCell(
                    backtest.of(Names.BENCHMARK_MAX_DRAWDOWN).or(equity.maxDrawdown(Day::btc)), 1),
                Cell.NONE,
                Cell.NONE),
            TableRow.of(
                Cell.text("Holding all pairs in equal parts"),
                returnCell(universeReturn, 1),
                numberCell(equity.sharpe(Day::universe), 2),
                percentCell(equity.maxDrawdown(Day::universe), 1),
                Cell.NONE,
                Cell.NONE)));
  }

  private static String sentence(String reason) {
    return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
  }
}
