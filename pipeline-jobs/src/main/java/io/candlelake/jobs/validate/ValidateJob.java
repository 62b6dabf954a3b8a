package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.market.Pair;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Checks what was received and makes silver of it. One pass over the sorted candles collects the
 * findings: counts, rejected rows, listings, days. If the data are good enough, a second pass makes
 * the candles of silver.
 *
 * <p>Silver is a function of bronze and the configuration alone. The job writes what differs, in
 * this order, each table in one commit: check results, rejected candles, listings, completeness,
 * candles. Candles come last: data below the configured quality never reaches them, and a run that
 * was killed is healed by the next, which finds the difference.
 */
public final class ValidateJob implements Job {
  @Override
  public String name() {
    return "validate";
  }

  @Override
  public String summary() {
    return "check candles: good ones to silver, bad ones to rejected, with reasons and counts";
  }

  @Override
  public int usualShare() {
    return 9;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.BRONZE_CANDLES,
        Tables.BRONZE_OUTAGES,
        Tables.MARKETS,
        Tables.CANDLES,
        Tables.REJECTED_CANDLES,
        Tables.LISTINGS,
        Tables.COMPLETENESS);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(
        Tables.CANDLES,
        Tables.REJECTED_CANDLES,
        Tables.LISTINGS,
        Tables.COMPLETENESS,
        Tables.CHECK_RESULTS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    Limits limits = Limits.of(config.validate(), config.run().interval(), context.startedAt());
    context.step("find the symbols received");
    KnownSymbols symbols = KnownSymbols.in(context);
    if (symbols.symbols().isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot validate " + config.run().interval().code() + " candles",
          "none were received" + whatIsThere(context, symbols),
          "Run ingest first, or check --interval and --pairs");
    }
    context.step("check the candles");
    MicrosRange range = MicrosRange.of(config.run().range());
    Outages outages = outages(context, symbols, limits);
    Review review = Review.of(received(context, symbols), symbols.shared(), limits);
    try (ReviewFindings findings = ReviewFindings.in(review, range, outages)) {
      return write(context, symbols, findings, outages, Silver.candles(review, range));
    }
  }

  private static String whatIsThere(JobContext context, KnownSymbols symbols) {
    if (!symbols.others().isEmpty()) {
      return " of %s; there are %s"
          .formatted(names(symbols.missing()), names(symbols.others().stream().limit(10).toList()));
    }
    String intervals =
        context
            .read(Tables.BRONZE_CANDLES)
            .select("interval")
            .distinct()
            .orderBy("interval")
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .collect(Collectors.joining(", "));
    return intervals.isEmpty() ? "" : "; there are candles of " + intervals;
  }

  private static String names(List<Pair> pairs) {
    return pairs.stream().map(Pair::toString).collect(Collectors.joining(", "));
  }

  /** Every row received of the run's interval and pairs, whatever its time. */
  private static Dataset<Row> received(JobContext context, KnownSymbols symbols) {
    return context
        .read(Tables.BRONZE_CANDLES)
        .where(col("interval").equalTo(context.config().run().interval().code()))
        .join(broadcast(symbols.table()), new String[] {"exchange", "symbol"});
  }

  private static Outages outages(JobContext context, KnownSymbols symbols, Limits limits) {
    Dataset<Row> confirmed =
        context
            .read(Tables.BRONZE_OUTAGES)
            .where(col("interval").equalTo(limits.interval().code()));
    return Outages.in(symbols.outages(confirmed));
  }

  private static List<String> joined(List<String> first, List<String> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  private static JobResult write(
      JobContext context,
      KnownSymbols symbols,
      ReviewFindings findings,
      Outages outages,
      Dataset<Row> candles) {
    Config config = context.config();
    long written = context.replaceRun(Tables.CHECK_RESULTS, findings.checkResults());
    Listings listings = findings.listings();
    Dataset<Row> completeness =
        Completeness.of(findings, outages)
            .where(Completeness.overlaps(config.run().range()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      written +=
          Rejected.bring(context, findings.rejected(), findings.rowsRejected(), symbols.symbols());
      written += listings.bring(context, symbols.pairs());
      written += Completeness.bring(context, completeness, listings);
      context.step("hold completeness and validity against the limits");
      QualityGate gate = QualityGate.of(completeness, config.validate());
      if (config.validate().onRefusal() == Config.Validate.OnRefusal.STOP) {
        Optional<PipelineException> refusal = gate.refusal(findings.rejected());
        if (refusal.isPresent()) {
          throw refusal.get();
        }
      }
      context.step("compare with the candles in silver");
      written += Silver.write(context, candles, findings.candles());
      return new JobResult(
          written,
          joined(symbols.failures(), listings.failures()),
          joined(gate.notes(), listings.notes()));
    } finally {
      completeness.unpersist();
    }
  }
}
