package io.candlelake.jobs.report;

import io.candlelake.common.config.Config;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says what the run did and what it is worth: {@code report.html} and {@code report.json}. */
public final class ReportJob implements Job {
  static final String NAME = "report";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "one HTML page and one JSON about the run, in <lake>/reports/<run_id>/";
  }

  /** All: the report names the version of every table. */
  @Override
  public int usualShare() {
    return 2;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.CHECK_RESULTS,
        Tables.COMPLETENESS,
        Tables.EQUITY,
        Tables.EVALUATIONS,
        Tables.JOB_RUNS,
        Tables.LOOKAHEAD_PROOFS,
        Tables.METRICS,
        Tables.MODELS,
        Tables.PREDICTIONS,
        Tables.SIGNALS,
        Tables.TRADES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of();
  }

  @Override
  public JobResult run(JobContext context) {
    Report report = read(context);
    ReportFiles files =
        new ReportFiles(context.lakeRoot(), context.spark().sparkContext().hadoopConfiguration());
    files.write(context.runId().value(), ReportJson.text(report), ReportHtml.render(report));
    List<String> told = new ArrayList<>(headlines(report));
    told.add("report: " + files.page(context.runId().value()));
    return new JobResult(0, List.of(), told);
  }

  /** The page's verdicts, a line each, for the console. */
  private static List<String> headlines(Report report) {
    List<String> lines = new ArrayList<>();
    if (report.run().simulated()) {
      lines.add("SIMULATED MARKET: these figures say nothing about real ones");
    }
    for (Page.Verdict verdict : PageBuilder.build(report).verdicts()) {
      String outcome = verdict.outcome().word();
      String mark = outcome.isEmpty() ? "" : outcome.toUpperCase(Locale.ROOT) + "  ";
      lines.add("%-15s %s%s".formatted(verdict.subject(), mark, verdict.sentence()));
    }
    return lines;
  }

  static Report read(JobContext context) {
    GoldReader gold = new GoldReader(context);
    Config config = context.config();
    DataQuality data = gold.dataQuality();
    BacktestFigures backtest = gold.backtest();
    return new Report(
        gold.identity(),
        config.run().interval().code(),
        data.pairs().stream().map(DataQuality.PairCounts::pair).distinct().sorted().toList(),
        from(config, data),
        to(config, data),
        quote(data),
        config.evaluate().targetAccuracy(),
        data,
        gold.evaluations(),
        gold.models(),
        gold.signals(),
        backtest,
        gold.equity(backtest),
        gold.trading(),
        gold.proof(),
        gold.stages(),
        PeakMemory.measure());
  }

  /** The range asked for, where one was, else that of the candles. */
  private static Optional<Instant> from(Config config, DataQuality data) {
    return config.run().from().or(() -> data.total().map(total -> startOf(total.firstDay())));
  }

  private static Optional<Instant> to(Config config, DataQuality data) {
    return config
        .run()
        .to()
        .or(() -> data.total().map(total -> startOf(total.lastDay().plusDays(1))));
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The one quote asset of all pairs, else the words for several. */
  private static String quote(DataQuality data) {
    List<String> quotes =
        data.pairs().stream()
            .flatMap(counts -> Pair.parse(counts.pair()).stream())
            .map(Pair::quote)
            .distinct()
            .toList();
    return quotes.size() == 1 ? quotes.get(0) : "quote asset";
  }
}
