package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.SortedGroups;
import io.candlelake.common.market.EpochMicros;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Prequential calibration: the scores of a fold are made probabilities by Platt's method fitted on
 * the out-of-sample scores of earlier folds whose labels were known by the fold's {@code train_to},
 * all pairs of the exchange together, ties left out. The first fold has none.
 */
final class Calibration {
  private static final StructType FITTED =
      new StructType()
          .add("exchange", StringType, false)
          .add("fold", IntegerType, false)
          .add("slope", DoubleType, false)
          .add("intercept", DoubleType, false)
          .add("rows", LongType, false);

  private final Map<String, Map<Integer, Platt>> byExchangeAndFold;

  private Calibration(Map<String, Map<Integer, Platt>> byExchangeAndFold) {
    this.byExchangeAndFold = byExchangeAndFold;
  }

  /**
   * Fits one calibration for each exchange and fold that has enough rows before it.
   *
   * @param scores rows with exchange, pair, open_time, close_time, fold, score, of these and
   *     earlier folds
   */
  static Calibration fit(
      Dataset<Row> scores, Dataset<Row> labels, List<Fold> folds, Config config) {
    // One small row an exchange.
    List<String> exchanges =
        scores.select("exchange").distinct().orderBy("exchange").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    Map<String, Map<Integer, Platt>> calibrations = new HashMap<>();
    if (exchanges.isEmpty()) {
      return new Calibration(calibrations);
    }
    Column number = lit(-1);
    for (int i = 0; i < exchanges.size(); i++) {
      number = when(col("exchange").equalTo(exchanges.get(i)), i).otherwise(number);
    }
    Dataset<Row> sorted =
        answered(scores, labels, config)
            .withColumn("group", number)
            .repartitionById(exchanges.size(), col("group"))
            .sortWithinPartitions("group", "close_time", "pair")
            .select(
                col("group"), col("fold"), unix_micros(col("known_at")), col("score"), col("rise"));
    FoldFits fits = new FoldFits(exchanges, folds);
    for (Row row :
        SortedGroups.apply(sorted, (a, b) -> a.getInt(0) == b.getInt(0), fits, FITTED)
            .collectAsList()) {
      calibrations
          .computeIfAbsent(row.getString(0), exchange -> new HashMap<>())
          .put(row.getInt(1), new Platt(row.getDouble(2), row.getDouble(3), row.getLong(4)));
    }
    return new Calibration(calibrations);
  }

  /** The scores whose labels are known, and whether the price rose; ties left out. */
  static Dataset<Row> answered(Dataset<Row> scores, Dataset<Row> labels, Config config) {
    Dataset<Row> answers =
        labels
            .where(col("label").equalTo(config.labels().labelName()))
            .where(col("direction").notEqual(0))
            .select(
                col("exchange"),
                col("pair"),
                col("open_time"),
                col("known_at"),
                col("direction").gt(0).as("rise"));
    return scores.join(answers, new String[] {"exchange", "pair", "open_time"}, "inner");
  }

  Optional<Platt> of(String exchange, int fold) {
    return Optional.ofNullable(byExchangeAndFold.getOrDefault(exchange, Map.of()).get(fold));
  }

  /** Adds {@code probability}; null where the fold has no calibration. */
  Dataset<Row> withProbability(Dataset<Row> scores) {
    SparkSession spark = scores.sparkSession();
    List<Row> rows = new ArrayList<>();
    byExchangeAndFold.forEach(
        (exchange, folds) ->
            folds.forEach(
                (fold, platt) ->
                    rows.add(
                        RowFactory.create(
                            exchange, fold, platt.slope(), platt.intercept(), platt.rows()))));
    Column probability = Platt.probability(col("score"), col("slope"), col("intercept"));
    return scores
        .join(
            broadcast(spark.createDataFrame(rows, FITTED)),
            new String[] {"exchange", "fold"},
            "left")
        .withColumn("probability", probability)
        .drop("slope", "intercept", "rows");
  }

  /** Fits all folds of an exchange on its scores in time, held as arrays. */
  private record FoldFits(List<String> exchanges, List<Fold> folds)
      implements SortedGroups.Kernel<Row> {
    @Override
    public Iterator<Row> apply(Row first, Iterator<Row> rows) {
      String exchange = exchanges.get(first.getInt(0));
      Scores scores = new Scores();
      rows.forEachRemaining(scores::add);
      // One task has them all; the fits are independent, so every core of this JVM helps.
      List<Row> fitted =
          folds.parallelStream()
              .flatMap(fold -> scores.fit(fold).map(platt -> row(exchange, fold, platt)).stream())
              .toList();
      return fitted.iterator();
    }

    private static Row row(String exchange, Fold fold, Platt platt) {
      return RowFactory.create(
          exchange, fold.index(), platt.slope(), platt.intercept(), platt.rows());
    }
  }

  private static final class Scores {
    private int size;
    private int[] fold = new int[1024];
    private long[] knownAt = new long[1024];
    private double[] logit = new double[1024];
    private boolean[] rise = new boolean[1024];

    void add(Row row) {
      if (size == fold.length) {
        int length = Math.multiplyExact(size, 2);
        fold = Arrays.copyOf(fold, length);
        knownAt = Arrays.copyOf(knownAt, length);
        logit = Arrays.copyOf(logit, length);
        rise = Arrays.copyOf(rise, length);
      }
      fold[size] = row.getInt(1);
      knownAt[size] = row.getLong(2);
      logit[size] = Platt.logit(row.getDouble(3));
      rise[size] = row.getBoolean(4);
      size++;
    }

    Optional<Platt> fit(Fold of) {
      long knownBy = EpochMicros.of(of.trainTo());
      double[] logits = new double[size];
      boolean[] rises = new boolean[size];
      int rows = 0;
      for (int i = 0; i < size; i++) {
        if (fold[i] < of.index() && knownAt[i] <= knownBy) {
          logits[rows] = logit[i];
          rises[rows] = rise[i];
          rows++;
        }
      }
      return Platt.fit(logits, rises, rows);
    }
  }
}
