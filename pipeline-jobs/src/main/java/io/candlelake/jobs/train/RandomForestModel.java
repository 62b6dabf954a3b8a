package io.candlelake.jobs.train;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's random forest; a leaf says the share of rises among its training rows. */
final class RandomForestModel implements Model.OnDataset {
  @Override
  public String name() {
    return "random-forest";
  }

  @Override
  public String library() {
    return MllibTrees.LIBRARY;
  }

  @Override
  public Map<String, Double> defaults() {
    return Map.of("trees", 100.0, "max-depth", 7.0, "min-leaf-rows", 100.0, "subsample", 0.5);
  }

  @Override
  public byte[] fit(Dataset<Row> rows, Map<String, Double> parameters, long seed) {
    return flatten(fitWithMllib(rows, parameters, seed)).toBytes();
  }

  static RandomForestClassificationModel fitWithMllib(
      Dataset<Row> rows, Map<String, Double> parameters, long seed) {
    return new RandomForestClassifier()
        .setLabelCol("rise")
        .setNumTrees(parameters.get("trees").intValue())
        .setMaxDepth(parameters.get("max-depth").intValue())
        .setMinInstancesPerNode(parameters.get("min-leaf-rows").intValue())
        .setSubsamplingRate(parameters.get("subsample"))
        .setSeed(seed)
        .fit(rows.withColumn("features", MllibTrees.features()));
  }

  static TreesScorer flatten(RandomForestClassificationModel forest) {
    return new TreesScorer(
        TreesScorer.Link.MEAN,
        Arrays.stream(forest.trees())
            .map(tree -> MllibTrees.flatten(tree.rootNode(), RandomForestModel::shareOfRises))
            .toList());
  }

  @Override
  public Scorer scorer(byte[] artifact) {
    return TreesScorer.fromBytes(artifact);
  }

  private static double shareOfRises(Node leaf) {
    double[] counts = leaf.impurityStats().stats();
    return counts[1] / (counts[0] + counts[1]);
  }
}
