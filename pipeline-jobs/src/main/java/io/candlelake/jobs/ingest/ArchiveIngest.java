package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.StorePath;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.archive.ArchiveFile;
import io.candlelake.exchanges.archive.ArchiveFormats;
import io.candlelake.exchanges.archive.ArchiveInspector;
import io.candlelake.exchanges.archive.Download;
import io.candlelake.jobs.ingest.archive.BookArchive;
import io.candlelake.jobs.ingest.archive.TradeArchive;
import io.candlelake.jobs.ingest.files.CandleRows;
import io.candlelake.jobs.ingest.stream.BookSink;
import io.candlelake.jobs.ingest.stream.TradeSink;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Loads archives of market history: candles of the run's interval in one commit, trades and order
 * books file by file. A bad archive is rejected whole and named; the others go on.
 */
final class ArchiveIngest {
  /** The name in {@code ingest.source} and, for candles, in the tables. */
  static final String SOURCE = "archives";

  private final JobContext context;
  private final SerializableConfiguration hadoop;
  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  ArchiveIngest(JobContext context) {
    this.context = requireNonNull(context, "context is null");
    this.hadoop = new SerializableConfiguration(context.spark().sessionState().newHadoopConf());
  }

  /**
   * Checks the places that a configuration names.
   *
   * @throws PipelineException when a local folder is not there or an address is none
   */
  static void check(Config.Ingest settings) {
    for (String place : places(settings)) {
      StorePath named = new StorePath(place);
      if (named.isLocal() && !Files.isDirectory(named.local())) {
        throw PipelineException.userMistake(
            "Cannot read archives",
            "no folder " + place,
            "Give a folder, or addresses of files separated by commas, by --path");
      }
      if (isAddress(place)) {
        address(place);
      }
    }
  }

  JobResult run() {
    List<ArchiveFile> files = look(paths());
    List<ArchiveFile.Candles> candles = new ArrayList<>();
    List<ArchiveFile.Events> events = new ArrayList<>();
    Set<String> otherIntervals = new TreeSet<>();
    for (ArchiveFile file : files) {
      if (file instanceof ArchiveFile.Candles found && wants(found.file().pair())) {
        candles.add(found);
      } else if (file instanceof ArchiveFile.Events found && wants(found.pair())) {
        events.add(found);
      } else if (file instanceof ArchiveFile.OtherInterval other) {
        otherIntervals.add(other.interval());
      } else if (file instanceof ArchiveFile.Rejected refused) {
        failures.add("refused " + refused.name() + ", " + refused.reason());
      }
    }
    refuseNothing(candles, events, otherIntervals);
    tellFormats(candles, events);
    long rows = candles.isEmpty() ? 0 : IngestJob.addCandles(context, rows(candles));
    for (ArchiveFile.Events file : events) {
      rows += addOnce(file);
    }
    return new JobResult(rows, failures, notes);
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    List<String> places = places(context.config().ingest());
    List<String> failed = new ArrayList<>();
    for (String place : places) {
      if (isAddress(place)) {
        download(address(place), paths, failed);
      } else {
        paths.addAll(listed(place));
      }
    }
    if (paths.isEmpty() && !failed.isEmpty()) {
      throw PipelineException.outsideWorld(
          "Cannot ingest any archive",
          String.join("; ", failed),
          "Check the addresses in --path, or try again later",
          null);
    }
    failures.addAll(failed);
    if (paths.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + String.join(", ", places),
          "there is no file that ends in " + String.join(", ", ArchiveInspector.ENDINGS),
          "Check --path");
    }
    return paths;
  }

  private void download(URI address, List<String> paths, List<String> failed) {
    try {
      Download download = new Download(context.lakeRoot() + "/archives", hadoop.value());
      paths.add(download.bring(address));
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      failed.add("refused " + address + ", it cannot be ingested: " + reason);
    }
  }

  /** The archives in a folder and the folders in it, by path. */
  private List<String> listed(String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fileSystem = path.getFileSystem(hadoop.value());
      RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(path, true);
      List<String> paths = new ArrayList<>();
      while (found.hasNext()) {
        Path file = found.next().getPath();
        boolean hidden = file.getName().startsWith(".") || file.getName().startsWith("_");
        boolean archive = ArchiveInspector.ENDINGS.stream().anyMatch(file.getName()::endsWith);
        if (!hidden && archive) {
          paths.add(file.toString());
        } else if (!hidden && !file.getName().endsWith(ArchiveInspector.CHECKSUM)) {
          notes.add(
              "left out %s, its ending is none of %s"
                  .formatted(file.getName(), String.join(", ", ArchiveInspector.ENDINGS)));
        }
      }
      paths.sort(Comparator.naturalOrder());
      return paths;
    } catch (FileNotFoundException e) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + folder, "there is no such folder", "Check --path");
    } catch (IOException e) {
      throw PipelineException.userMistake(
          "Cannot ingest from " + folder, "it cannot be listed: " + e.getMessage(), "Check --path");
    }
  }

  private List<ArchiveFile> look(List<String> paths) {
    ArchiveInspector look =
        new ArchiveInspector(
            context.config().run().interval(), context.config().ingest().files().pairs(), SOURCE);
    SerializableConfiguration shared = hadoop;
    return JavaSparkContext.fromSparkContext(context.spark().sparkContext())
        .parallelize(paths, paths.size())
        .map(path -> look.at(path, shared.value()))
        .collect();
  }

  private void refuseNothing(
      List<ArchiveFile.Candles> candles,
      List<ArchiveFile.Events> events,
      Set<String> otherIntervals) {
    if (!candles.isEmpty() || !events.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>(failures);
    if (!otherIntervals.isEmpty()) {
      reasons.add("there are candles of " + String.join(", ", otherIntervals));
    }
    if (reasons.isEmpty()) {
      reasons.add("none is of " + context.config().run().pairs());
    }
    throw PipelineException.userMistake(
        "Cannot ingest any archive",
        String.join("; ", reasons),
        "Check --path, --pairs and --interval; known formats are " + ArchiveFormats.names());
  }

  private void tellFormats(List<ArchiveFile.Candles> candles, List<ArchiveFile.Events> events) {
    TreeMap<String, Integer> files = new TreeMap<>();
    candles.forEach(file -> files.merge(file.format(), 1, Integer::sum));
    events.forEach(file -> files.merge(file.format(), 1, Integer::sum));
    files.forEach((format, count) -> notes.add(count + " archives of " + format));
  }

  private Dataset<Row> rows(List<ArchiveFile.Candles> files) {
    TimeRange range = context.config().run().range();
    SerializableConfiguration shared = hadoop;
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(context.spark().sparkContext())
            .parallelize(files, files.size())
            .flatMap(file -> CandleRows.of(file.file(), file.layout(), range, shared.value()));
    Dataset<Row> candles = context.spark().createDataFrame(rows, BronzeRows.CANDLES);
    return anyOverlap(files) ? eachOnce(candles) : candles;
  }

  /** Whether two files may hold the same candle: a month and one of its days. */
  private static boolean anyOverlap(List<ArchiveFile.Candles> files) {
    List<ArchiveFile.Candles> sorted = new ArrayList<>(files);
    sorted.sort(
        Comparator.comparing((ArchiveFile.Candles file) -> file.file().exchange())
            .thenComparing(file -> file.file().symbol())
            .thenComparing(ArchiveFile.Candles::first));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).overlaps(sorted.get(i - 1))) {
        return true;
      }
    }
    return false;
  }

  /** A candle that files agree on is kept once, as the first of them has it. */
  private static Dataset<Row> eachOnce(Dataset<Row> candles) {
    Column[] said =
        List.of(
                "exchange",
                "symbol",
                "interval",
                "open_time",
                "open",
                "high",
                "low",
                "close",
                "volume",
                "trades",
                "malformed",
                "raw")
            .stream()
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    return candles
        .withColumn(
            "place",
            row_number().over(Window.partitionBy(said).orderBy("source_ref", "source_line")))
        .where(col("place").equalTo(1))
        .drop("place");
  }

  /**
   * A file of trades or books is kept whole, once, whatever the run's range: bronze in one commit,
   * silver by key. Killed between the two, the next run brings silver.
   */
  private long addOnce(ArchiveFile.Events file) {
    Table table = file.areTrades() ? Tables.BRONZE_TRADES : Tables.BRONZE_ORDER_BOOKS;
    boolean known =
        !context.read(table).where(col("source_ref").equalTo(file.reference())).isEmpty();
    String writer = SOURCE + " " + file.reference();
    long rows = file.areTrades() ? addTrades(file, writer) : addBooks(file, writer);
    return known ? 0 : rows;
  }

  private long addTrades(ArchiveFile.Events file, String writer) {
    Dataset<Row> trades = TradeArchive.rows(context.spark(), List.of(file), hadoop);
    return TradeSink.bring(context, received(trades, file), writer, 0).received();
  }

  private long addBooks(ArchiveFile.Events file, String writer) {
    Dataset<Row> books =
        received(BookArchive.rows(context.spark(), List.of(file), hadoop), file).persist();
    try {
      context.appendOnce(Tables.BRONZE_ORDER_BOOKS, books, writer, 0);
      BookSink.toSilver(context, books);
      Dataset<Row> rejected = BookSink.rejected(books);
      if (!rejected.isEmpty()) {
        context.appendOnce(Tables.STREAM_EVENTS, rejected, writer, 0);
      }
      return books.count();
    } finally {
      books.unpersist();
    }
  }

  private Dataset<Row> received(Dataset<Row> rows, ArchiveFile.Events file) {
    return rows.withColumn("fetched_at", lit(context.startedAt()))
        .withColumn("pair", lit(file.pair().toString()));
  }

  private boolean wants(Pair pair) {
    List<Pair> asked = context.config().run().pairs();
    return asked.isEmpty() || asked.contains(pair);
  }

  private static List<String> places(Config.Ingest settings) {
    String path =
        settings
            .path()
            .orElseThrow(
                () -> new IllegalStateException("the configuration lets archives have no path"));
    Set<String> places = new java.util.LinkedHashSet<>();
    for (String place : path.split(",", -1)) {
      if (!place.isBlank()) {
        places.add(place.strip());
      }
    }
    return List.copyOf(places);
  }

  private static boolean isAddress(String place) {
    return place.startsWith("http://") || place.startsWith("https://");
  }

  private static URI address(String place) {
    try {
      URI address = URI.create(place);
      if (address.getHost() != null && !address.getPath().endsWith("/")) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Told below with the text that is wrong.
    }
    throw PipelineException.userMistake(
        "Cannot read archives",
        "'" + place + "' is no address of a file",
        "Give addresses of files, separated by commas, by --path");
  }
}
