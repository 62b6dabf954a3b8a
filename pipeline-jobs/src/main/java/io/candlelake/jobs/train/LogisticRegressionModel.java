package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.zip_with;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Arrays;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * MLlib's logistic regression with a ridge penalty, on features standardised by the training rows'
 * mean and deviation and clipped, since returns have fat tails.
 */
@Registered(
    name = "logistic-regression",
    meaning = "MLlib's logistic regression with a ridge penalty")
record LogisticRegressionModel(
    @Setting(value = "0.01", min = 0, meaning = "ridge penalty") double penalty,
    @Setting(
            value = "5",
            min = 0.1,
            unit = "standard deviations",
            meaning = "standardised features are cut here")
        double clipDeviations,
    @Setting(value = "100", min = 1, max = 100000, meaning = "most iterations of the optimiser")
        int iterations)
    implements Model.OnDataset {
  @Override
  public String library() {
    return MllibTrees.LIBRARY;
  }

  @Override
  public byte[] fit(Dataset<Row> rows, long seed) {
    StandardScalerModel scaler =
        new StandardScaler()
            .setInputCol("features")
            .setOutputCol("unused")
            .fit(rows.withColumn("features", functions.array_to_vector(col("vector"))));
    double[] means = scaler.mean().toArray();
    double[] deviations =
        Arrays.stream(scaler.std().toArray()).map(std -> std > 0 ? std : 1).toArray();
    Dataset<Row> standardised =
        rows.withColumn(
            "features", functions.array_to_vector(standardised(means, deviations, clipDeviations)));
    org.apache.spark.ml.classification.LogisticRegressionModel fitted =
        new LogisticRegression()
            .setLabelCol("rise")
            .setStandardization(false)
            .setRegParam(penalty)
            .setMaxIter(iterations)
            .fit(standardised);
    return new LinearScorer(
            means, deviations, clipDeviations, fitted.coefficients().toArray(), fitted.intercept())
        .toBytes();
  }

  @Override
  public Scorer scorer(byte[] artifact) {
    return LinearScorer.fromBytes(artifact);
  }

  private static Column standardised(double[] means, double[] deviations, double clip) {
    Column centred = zip_with(col("vector"), literal(means), (x, mean) -> x.minus(mean));
    return zip_with(
        centred,
        literal(deviations),
        (x, deviation) -> greatest(lit(-clip), least(lit(clip), x.divide(deviation))));
  }

  private static Column literal(double[] values) {
    return array(Arrays.stream(values).mapToObj(v -> lit(v)).toArray(Column[]::new));
  }
}
