package io.candlelake.jobs.ingest.stream;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.PipelineException;
import io.candlelake.exchanges.collector.StreamMeters;
import io.candlelake.exchanges.spool.SourceLog;
import io.candlelake.exchanges.spool.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * The streaming query from the spool to the lake. Spark's checkpoint numbers the batches; the
 * query's id, which a checkpoint keeps, is the application that {@link BatchSink} writes as.
 *
 * <p><b>Which segments go.</b> Spark deletes the segments of a batch when the next one has begun
 * ({@code cleanSource}). What remains of a checkpoint is deleted when it is retired: at every start
 * and after some thousand batches the query is run until nothing waits, all segments that its log
 * names are deleted, and a new checkpoint begins. So neither the log nor the memory of files seen
 * grows without end.
 */
final class SpoolQuery implements AutoCloseable {
  private static final String CHECKPOINT = ".checkpoint";
  private static final String RETIRED = ".checkpoint.retired";

  /** The thread's property in which Spark names the query. */
  private static final String QUERY_ID = "sql.streaming.queryId";

  private static final String BATCH_BYTES = Integer.toString(32 << 20);
  private static final long BATCHES_A_CHECKPOINT = 2_000;
  private static final int TRIES = 5;
  private static final int LOOKS = 200;
  private static final long LOOK_MILLIS = 25;

  private final SparkSession spark;
  private final Path spool;
  private final Duration batchLength;
  private final BatchSink batches;
  private final StreamMeters meters;

  /** Held while a batch is written, so that the query is stopped only between batches. */
  private final ReentrantLock bringing = new ReentrantLock();

  private volatile boolean stopping;
  private StreamingQuery query;

  /** The last batch brought, whether or not the checkpoint has it by now. */
  private volatile long brought = -1;

  private long batchesAtStart;
  private long batchesAtFailure = -1;
  private int failures;

  SpoolQuery(
      SparkSession spark,
      Path spool,
      Duration batchLength,
      BatchSink batches,
      StreamMeters meters) {
    this.spark = spark;
    this.spool = spool;
    this.batchLength = batchLength;
    this.batches = batches;
    this.meters = meters;
  }

  /** Brings what an earlier process left, then goes on in the background. */
  void start() {
    if (Files.isDirectory(checkpoint())) {
      bringWaiting();
      retire();
    }
    brought = -1;
    query = begin(Trigger.ProcessingTime(batchLength.toMillis()));
    batchesAtStart = meters.batches();
  }

  /**
   * Looks after the query: starts it anew where it failed, for a commit of someone else may have
   * come between, and retires an old checkpoint.
   *
   * @throws PipelineException if it fails again and again
   */
  void look() {
    if (query.exception().isDefined()) {
      countFailure(query.exception().get());
      query = begin(Trigger.ProcessingTime(batchLength.toMillis()));
    } else if (meters.batches() - batchesAtStart >= BATCHES_A_CHECKPOINT) {
      stop();
      start();
    }
  }

  /** Stops between two batches, and brings everything that waits in the spool. */
  void finish() {
    stop();
    bringWaiting();
    retire();
  }

  /** Stops between two batches; the next start writes what waits. */
  @Override
  public void close() {
    stop();
  }

  /** Every complete segment now in the spool, to its tables. */
  private void bringWaiting() {
    while (true) {
      StreamingQuery waiting = begin(Trigger.AvailableNow());
      try {
        waiting.awaitTermination();
        return;
      } catch (StreamingQueryException e) {
        countFailure(e);
      }
    }
  }

  private StreamingQuery begin(Trigger trigger) {
    Dataset<Row> lines =
        spark
            .readStream()
            .format("text")
            .option("pathGlobFilter", "*" + Spool.SEGMENT)
            .option("maxBytesPerTrigger", BATCH_BYTES)
            .option("cleanSource", "delete")
            // A segment is never too old: the sink may have been off for long.
            .option("maxFileAge", "36500d")
            .load(spool.toUri().toString())
            .select(col("value"), col("_metadata.file_name").as("file"));
    VoidFunction2<Dataset<Row>, Long> bring = this::bring;
    DataStreamWriter<Row> writer =
        lines
            .writeStream()
            .queryName("spool to lake")
            .option("checkpointLocation", checkpoint().toUri().toString())
            .trigger(trigger)
            .foreachBatch(bring);
    try {
      return writer.start();
    } catch (TimeoutException e) {
      throw new IllegalStateException("the query did not start", e);
    }
  }

  private void bring(Dataset<Row> lines, long batch) throws InterruptedException {
    // Whoever stops the query holds the lock until it has ended: waiting on it then would be for
    // ever.
    while (!bringing.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stopping) {
        throw new InterruptedException("the sink stops; this batch comes again");
      }
    }
    try {
      String application = spark.sparkContext().getLocalProperty(QUERY_ID);
      if (application == null) {
        throw new IllegalStateException("Spark does not name the query in " + QUERY_ID);
      }
      batches.bring(lines, application, batch);
      brought = batch;
    } finally {
      bringing.unlock();
    }
  }

  private void stop() {
    if (query == null) {
      return;
    }
    bringing.lock();
    stopping = true;
    try {
      awaitCheckpoint();
      query.stop();
    } catch (TimeoutException e) {
      throw new IllegalStateException("the query did not stop", e);
    } finally {
      stopping = false;
      bringing.unlock();
    }
  }

  /** Waits until the checkpoint has the last batch, which would come again otherwise. */
  private void awaitCheckpoint() {
    Path commit = checkpoint().resolve("commits").resolve(Long.toString(brought));
    for (int i = 0; i < LOOKS && brought >= 0 && query.isActive() && !Files.exists(commit); i++) {
      try {
        query.awaitTermination(LOOK_MILLIS);
      } catch (StreamingQueryException e) {
        // It ended without: the batch comes again with the next start.
        return;
      }
    }
  }

  private void countFailure(StreamingQueryException failure) {
    if (meters.batches() != batchesAtFailure) {
      failures = 0;
    }
    batchesAtFailure = meters.batches();
    failures++;
    String reason = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PipelineException known) {
        throw known;
      }
      reason = cause.toString().lines().findFirst().orElse(reason);
    }
    if (failures >= TRIES) {
      throw PipelineException.outsideWorld(
          "Cannot write the spool " + spool + " to the lake",
          failures + " tries in a row, the last: " + reason,
          "Mend the lake and start again: the spool keeps what was received",
          failure);
    }
  }

  private Path checkpoint() {
    return spool.resolve(CHECKPOINT);
  }

  /** Deletes the segments that the checkpoint brought, then the checkpoint. */
  private void retire() {
    try {
      for (Path segment : SourceLog.segments(checkpoint())) {
        Files.deleteIfExists(spool.resolve(segment.getFileName()));
      }
      Path retired = spool.resolve(RETIRED);
      delete(retired);
      if (Files.exists(checkpoint())) {
        Files.move(checkpoint(), retired);
        delete(retired);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot retire the checkpoint of " + spool, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
