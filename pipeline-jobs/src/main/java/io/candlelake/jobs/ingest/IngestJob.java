package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.Config.Ingest.Source;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobOption;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.StorePath;
import io.candlelake.common.setting.Choice;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.Exchanges;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Appends to {@code bronze} what a source has and the lake has not. Of files: one commit of
 * outages, one of candles; of exchanges: one of each for every bounded batch. Killed between or
 * before them it lost nothing: the next run adds what is missing, and a run with nothing to add
 * commits nothing.
 */
public final class IngestJob implements Job {
  private final InstantSource clock;
  private final List<Exchanges.Opener> exchanges;

  /**
   * @param clock that paces the requests to exchanges
   */
  public IngestJob(InstantSource clock) {
    this(clock, Exchanges.ALL);
  }

  IngestJob(InstantSource clock, List<Exchanges.Opener> exchanges) {
    this.clock = requireNonNull(clock, "clock is null");
    this.exchanges = List.copyOf(exchanges);
  }

  /** The folder of the files source, the exchanges, or the archives must be there to ask. */
  @Override
  public void check(Config config) {
    Config.Ingest settings = config.ingest();
    if (settings.source() == Source.EXCHANGE) {
      ExchangeIngest.check(config.exchange(), exchanges);
    }
    if (settings.source() == Source.ARCHIVES) {
      ArchiveIngest.check(settings);
    }
    if (settings.source() == Source.FILES) {
      StorePath path = new StorePath(settings.path().orElseThrow());
      if (path.isLocal() && !Files.isDirectory(path.local())) {
        throw PipelineException.userMistake(
            "Cannot read candles", "no folder " + path.text(), "Check --path");
      }
    }
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        new JobOption(
            "source",
            "NAME",
            "ingest.source",
            "where candles come from: exchange, archives, files, simulated"),
        new JobOption("path", "FOLDER", "ingest.path", "folder of candle files or of archives"));
  }

  @Override
  public int usualShare() {
    return 5;
  }

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String summary() {
    return "ingest candles and market metadata from exchanges, archives, files or a simulated market"
        + " into bronze";
  }

  @Override
  public Set<Table> reads() {
    return Set.of(
        Tables.BRONZE_CANDLES,
        Tables.BRONZE_OUTAGES,
        Tables.BRONZE_MARKETS,
        Tables.MARKETS,
        Tables.BRONZE_TRADES,
        Tables.BRONZE_ORDER_BOOKS,
        Tables.COMPLETENESS,
        Tables.REJECTED_CANDLES);
  }

  @Override
  public Set<Table> writes() {
    return Set.of(
        Tables.BRONZE_CANDLES,
        Tables.BRONZE_OUTAGES,
        Tables.BRONZE_MARKETS,
        Tables.MARKETS,
        Tables.BRONZE_TRADES,
        Tables.MARKET_TRADES,
        Tables.REJECTED_TRADES,
        Tables.BRONZE_ORDER_BOOKS,
        Tables.ORDER_BOOKS,
        Tables.STREAM_EVENTS);
  }

  @Override
  public JobResult run(JobContext context) {
    Config config = context.config();
    if (config.ingest().source() == Source.EXCHANGE) {
      return ExchangeIngest.configured(context, clock, exchanges).run();
    }
    if (config.ingest().source() == Source.SIMULATED) {
      return SimulatedMarket.ingest(context, clock);
    }
    try (IngestLock lock = IngestLock.of(context.lakeRoot())) {
      takeWhole(context, lock);
      return config.ingest().source() == Source.ARCHIVES
          ? new ArchiveIngest(context).run()
          : fromFiles(context);
    }
  }

  /** Which pairs files and archives have is known late, so all are taken. */
  private static void takeWhole(JobContext context, IngestLock lock) {
    Config config = context.config();
    String what = Choice.word(config.ingest().source()) + " of " + config.run().interval().code();
    if (!lock.take(what)) {
      throw PipelineException.outsideWorld(
          "Cannot write candles to " + context.lakeRoot(),
          "another ingest is writing " + what + " candles",
          "Run again when that one has ended",
          null);
    }
  }

  private static JobResult fromFiles(JobContext context) {
    context.step("look into the files");
    CandleSource source = new FilesSource();
    SourceData offer = source.offer(request(context));
    long outages = addOutages(context, offer.outages());
    long candles = addCandles(context, offer.candles());
    return new JobResult(outages + candles, offer.failures(), offer.notes());
  }

  private static SourceRequest request(JobContext context) {
    Config.Run run = context.config().run();
    return new SourceRequest(
        context.spark(),
        context.config().ingest(),
        run.interval(),
        run.pairs(),
        run.range(),
        run.seed());
  }

  private static long addOutages(JobContext context, Dataset<Row> offered) {
    Dataset<Row> known = context.read(Tables.BRONZE_OUTAGES);
    List<String> key = Tables.BRONZE_OUTAGES.key();
    Dataset<Row> added = offered.join(known, key.toArray(String[]::new), "left_anti");
    return added.isEmpty() ? 0 : context.append(Tables.BRONZE_OUTAGES, added);
  }

  /** Appends the offered candles that are news; returns how many. */
  static long addCandles(JobContext context, Dataset<Row> offered) {
    Dataset<Row> known =
        context
            .read(Tables.BRONZE_CANDLES)
            .where(col("interval").equalTo(context.config().run().interval().code()));
    Dataset<Row> received = offered.withColumn("fetched_at", lit(context.startedAt()));
    if (known.isEmpty()) {
      return context.append(Tables.BRONZE_CANDLES, received);
    }
    Dataset<Row> added = NewCandles.among(received, known).persist();
    try {
      return added.isEmpty() ? 0 : context.append(Tables.BRONZE_CANDLES, added);
    } finally {
      added.unpersist();
    }
  }
}
