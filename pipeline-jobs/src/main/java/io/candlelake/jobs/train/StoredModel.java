package io.candlelake.jobs.train;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.candlelake.common.PipelineException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A fitted model of {@code gold.models}, ready to score candles that it never saw.
 *
 * @param scope whose candles it may score: {@code binance/pooled} or {@code binance/BTC-USDT}
 * @param calibration empty if the model was never calibrated: then it gives no probability
 */
record StoredModel(
    String id,
    String algorithm,
    String scope,
    String featureSet,
    Optional<Platt> calibration,
    byte[] artifact) {
  private static final String POOLED = "pooled";

  StoredModel {
    requireNonNull(id, "id is null");
    requireNonNull(algorithm, "algorithm is null");
    requireNonNull(scope, "scope is null");
    requireNonNull(featureSet, "featureSet is null");
    requireNonNull(calibration, "calibration is null");
    requireNonNull(artifact, "artifact is null");
  }

  /**
   * Loads a model.
   *
   * @param models rows of {@code gold.models}
   * @throws PipelineException if there is no fitted model of that id
   */
  static StoredModel load(Dataset<Row> models, String id) {
    List<Row> found = models.where(col("model_id").equalTo(id)).takeAsList(1);
    if (found.isEmpty()) {
      throw unusable(id, "gold.models has no such model");
    }
    Row row = found.get(0);
    if (row.isNullAt(row.fieldIndex("artifact"))) {
      throw unusable(id, "it was not fitted: " + row.<String>getAs("reason"));
    }
    Double slope = row.getAs("calibration_slope");
    Optional<Platt> calibration =
        slope == null
            ? Optional.empty()
            : Optional.of(
                new Platt(
                    slope, row.getAs("calibration_intercept"), row.getAs("calibration_rows")));
    return new StoredModel(
        id,
        row.getAs("algorithm"),
        row.getAs("scope"),
        row.getAs("feature_set"),
        calibration,
        row.getAs("artifact"));
  }

  private static PipelineException unusable(String id, String reason) {
    return PipelineException.userMistake(
        "Cannot load the model " + id,
        reason,
        "Take the model_id of a row of gold.models with status 'fitted'");
  }

  /**
   * The model's word on every feature row of its scope and feature set.
   *
   * @param features rows of {@code gold.features}
   * @return exchange, pair, open_time, close_time, score, and the calibrated probability of a rise,
   *     null without a calibration
   */
  Dataset<Row> predict(Dataset<Row> features) {
    SparkSession spark = features.sparkSession();
    Broadcast<Map<Integer, byte[]>> artifacts =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(Map.of(0, artifact));
    Dataset<Row> own = features.where(col("feature_set").equalTo(featureSet)).where(inScope());
    Dataset<Row> assignments =
        own.select("exchange", "pair")
            .distinct()
            .withColumn("task", lit(0))
            .withColumn("test_from", lit(Instant.EPOCH))
            .withColumn("test_to", lit(Instant.parse("9999-01-01T00:00:00Z")));
    Column probability =
        calibration
            .map(p -> Platt.probability(col("score"), lit(p.slope()), lit(p.intercept())))
            .orElse(lit(null).cast("double"));
    return Scoring.score(own, assignments, algorithm, artifacts)
        .drop("task")
        .withColumn("probability", probability);
  }

  private Column inScope() {
    String[] parts = scope.split("/", 2);
    Column exchange = col("exchange").equalTo(parts[0]);
    return parts[1].equals(POOLED) ? exchange : exchange.and(col("pair").equalTo(parts[1]));
  }
}
