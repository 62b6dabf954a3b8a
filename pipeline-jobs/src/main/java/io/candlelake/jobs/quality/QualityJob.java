package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.WholeFile;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.Symbols;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Compares candles, trades and books with each other, says what disagrees, and counts what trading
 * costs by the books. It changes nothing of what it compares.
 */
public final class QualityJob implements Job {
  @Override
  public String name() {
    return "quality";
  }

  @Override
  public String summary() {
    return "compare candles with trades, finer candles and other exchanges; costs from books";
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.CANDLES,
        Tables.MARKET_TRADES,
        Tables.BRONZE_ORDER_BOOKS,
        Tables.ORDER_BOOKS,
        Tables.QUALITY_FINDINGS,
        Tables.BOOK_STATISTICS);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(Tables.QUALITY_FINDINGS, Tables.BOOK_STATISTICS);
  }

  @Override
  public JobResult run(JobContext context) {
    long written = context.replaceRun(Tables.QUALITY_FINDINGS, Findings.of(observed(context)));
    written += bringStatistics(context);
    List<Verdict> verdicts =
        Verdict.of(context.read(Tables.QUALITY_FINDINGS).where(context.ofRun().sql()));
    String page = writePage(context, verdicts);
    Optional<PipelineException> refusal = refusal(verdicts, page);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    return new JobResult(written, List.of(), notes(verdicts, page));
  }

  /** Returns where it lies, as people open it. */
  private static String writePage(JobContext context, List<Verdict> verdicts) {
    Path target =
        new Path(context.lakeRoot(), "reports/" + context.runId().value() + "/quality.html");
    Dataset<Row> statistics = ofPairs(context, context.read(Tables.BOOK_STATISTICS));
    QualityPage page = QualityPage.of(context.runId().value(), verdicts, statistics);
    try {
      WholeFile.write(target, page.html(), context.spark().sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw PipelineException.outsideWorld(
          "Cannot write the quality report to " + target,
          String.valueOf(e.getMessage()),
          "Check the store, then run ./candlelake quality",
          e);
    }
    return target.toString().replaceFirst("^file:/+", "/");
  }

  private static Observed observed(JobContext context) {
    Config config = context.config();
    return new Observed(
        ofPairs(context, context.read(Tables.CANDLES)).where(context.inRange("open_time")),
        ofPairs(context, context.read(Tables.MARKET_TRADES)).where(context.inRange("time")),
        ofPairs(context, withPair(context, context.read(Tables.BRONZE_ORDER_BOOKS)))
            .where(context.inRange("time")),
        config.run().interval(),
        config.quality());
  }

  private static Dataset<Row> ofPairs(JobContext context, Dataset<Row> rows) {
    Object[] pairs = context.config().run().pairs().stream().map(Pair::toString).toArray();
    return pairs.length == 0 ? rows : rows.where(col("pair").isin(pairs));
  }

  /** Books whose symbol is no pair that we can read are left out: they are silver's to report. */
  private static Dataset<Row> withPair(JobContext context, Dataset<Row> books) {
    List<Row> symbols = new ArrayList<>();
    for (Row row : books.select("exchange", "symbol").distinct().collectAsList()) {
      Symbols.pair(row.getString(1), context.config().ingest().files().pairs())
          .ifPresent(
              pair ->
                  symbols.add(
                      RowFactory.create(row.getString(0), row.getString(1), pair.toString())));
    }
    StructType columns = StructType.fromDDL("exchange STRING, symbol STRING, pair STRING");
    Dataset<Row> table = context.spark().createDataFrame(symbols, columns);
    return books.join(broadcast(table), new String[] {"exchange", "symbol"});
  }

  /** Whole days, since half a day's books would pass for the day's. */
  private static long bringStatistics(JobContext context) {
    TimeRange range = context.config().run().range();
    LocalDate first = LocalDate.ofInstant(range.from(), ZoneOffset.UTC);
    LocalDate last = LocalDate.ofInstant(range.to().minusNanos(1), ZoneOffset.UTC);
    RowFilter days = RowFilter.between("day", first, last);
    List<String> pairs = context.config().run().pairs().stream().map(Pair::toString).toList();
    RowFilter scope = pairs.isEmpty() ? days : days.and(RowFilter.in("pair", pairs));
    Dataset<Row> books = context.read(Tables.ORDER_BOOKS).where(scope.sql());
    if (books.isEmpty()) {
      return 0;
    }
    return context.replace(Tables.BOOK_STATISTICS, BookStatistics.of(books), scope);
  }

  private static List<String> notes(List<Verdict> verdicts, String address) {
    List<String> notes = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.raised() > 0 && !verdict.severity().equals(FindingSeverity.WARN.code())) {
        notes.add(verdict.sentence());
      }
    }
    if (verdicts.stream().allMatch(verdict -> verdict.checked() == 0)) {
      notes.add("nothing was there to compare");
    }
    notes.add("quality report: " + address);
    return notes;
  }

  private static Optional<PipelineException> refusal(List<Verdict> verdicts, String address) {
    return verdicts.stream()
        .filter(verdict -> verdict.raised() > 0)
        .filter(verdict -> verdict.severity().equals(FindingSeverity.REJECT.code()))
        .findFirst()
        .map(
            worst ->
                PipelineException.dataRefused(
                    "Cannot trust this data",
                    worst.sentence(),
                    "Look into silver.quality_findings and "
                        + address
                        + "; then mend the source, leave pairs out by --pairs, or change"
                        + " quality.rules"));
  }
}
