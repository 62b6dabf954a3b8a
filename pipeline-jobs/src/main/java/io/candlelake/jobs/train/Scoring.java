package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple3;
import scala.Tuple4;

/** Scores the test rows of every fitted model where they lie: models travel, rows do not. */
final class Scoring {
  private static final int BATCH = 512;

  private static final StructType SCORED =
      new StructType()
          .add("exchange", StringType, false)
          .add("pair", StringType, false)
          .add("open_time", LongType, false)
          .add("close_time", LongType, false)
          .add("task", IntegerType, false)
          .add("score", DoubleType, false);

  private Scoring() {}

  /** The models at work, on every machine. */
  static Broadcast<Map<Integer, byte[]>> broadcast(SparkSession spark, List<Fit> fits) {
    Map<Integer, byte[]> artifacts = new HashMap<>();
    for (Fit fit : fits) {
      if (fit.isFitted()) {
        artifacts.put(fit.task(), fit.artifact());
      }
    }
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(artifacts);
  }

  /**
   * Every feature row that lies in the test block of a model of its scope, with its score.
   *
   * @return exchange, pair, open_time, close_time, task, score
   */
  static Dataset<Row> score(
      Dataset<Row> features,
      Dataset<Row> assignments,
      String algorithm,
      Broadcast<Map<Integer, byte[]>> artifacts) {
    MapPartitionsFunction<Tuple3<Tuple4<String, String, Long, Long>, Integer, float[]>, Row> score =
        rows -> new Scores(rows, Models.named(algorithm), artifacts.value());
    return features
        .join(assignments, new String[] {"exchange", "pair"}, "inner")
        .where(col("close_time").geq(col("test_from")))
        .where(col("close_time").lt(col("test_to")))
        .select(
            struct(
                    col("exchange").as("_1"),
                    col("pair").as("_2"),
                    unix_micros(col("open_time")).as("_3"),
                    unix_micros(col("close_time")).as("_4"))
                .as("_1"),
            col("task").as("_2"),
            col("vector").as("_3"))
        .as(encoder(features.sparkSession()))
        .mapPartitions(score, Encoders.row(SCORED))
        .withColumn("open_time", timestamp_micros(col("open_time")))
        .withColumn("close_time", timestamp_micros(col("close_time")));
  }

  private static Encoder<Tuple3<Tuple4<String, String, Long, Long>, Integer, float[]>> encoder(
      SparkSession spark) {
    return Encoders.tuple(
        Encoders.tuple(Encoders.STRING(), Encoders.STRING(), Encoders.LONG(), Encoders.LONG()),
        Encoders.INT(),
        spark.implicits().newFloatArrayEncoder());
  }

  /** Gathers rows by model and scores them a batch at a time. */
  private static final class Scores implements Iterator<Row> {
    private final Iterator<Tuple3<Tuple4<String, String, Long, Long>, Integer, float[]>> rows;
    private final Model model;
    private final Map<Integer, byte[]> artifacts;
    private final Map<Integer, Batch> batches = new HashMap<>();
    private final Queue<Row> scored = new ArrayDeque<>();

    Scores(
        Iterator<Tuple3<Tuple4<String, String, Long, Long>, Integer, float[]>> rows,
        Model model,
        Map<Integer, byte[]> artifacts) {
      this.rows = rows;
      this.model = model;
      this.artifacts = artifacts;
      TaskCompletionListener closing = context -> close();
      TaskContext.get().addTaskCompletionListener(closing);
    }

    @Override
    public boolean hasNext() {
      while (scored.isEmpty() && rows.hasNext()) {
        Tuple3<Tuple4<String, String, Long, Long>, Integer, float[]> row = rows.next();
        Batch batch = batches.computeIfAbsent(row._2(), this::open);
        batch.add(row._1(), row._3());
        if (batch.size() == BATCH) {
          batch.flushTo(scored);
        }
      }
      if (scored.isEmpty()) {
        batches.values().forEach(batch -> batch.flushTo(scored));
      }
      return !scored.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return scored.remove();
    }

    private Batch open(int task) {
      return new Batch(task, model.scorer(artifacts.get(task)));
    }

    private void close() {
      batches.values().forEach(batch -> batch.scorer.close());
      batches.clear();
    }
  }

  private static final class Batch {
    private final int task;
    private final Scorer scorer;
    private final List<Tuple4<String, String, Long, Long>> candles = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();

    Batch(int task, Scorer scorer) {
      this.task = task;
      this.scorer = scorer;
    }

    void add(Tuple4<String, String, Long, Long> candle, float[] vector) {
      candles.add(candle);
      vectors.add(vector);
    }

    int size() {
      return candles.size();
    }

    void flushTo(Queue<Row> scored) {
      if (candles.isEmpty()) {
        return;
      }
      double[] scores = scorer.score(vectors.toArray(float[][]::new));
      for (int i = 0; i < scores.length; i++) {
        Tuple4<String, String, Long, Long> candle = candles.get(i);
        scored.add(
            RowFactory.create(candle._1(), candle._2(), candle._3(), candle._4(), task, scores[i]));
      }
      candles.clear();
      vectors.clear();
    }
  }
}
