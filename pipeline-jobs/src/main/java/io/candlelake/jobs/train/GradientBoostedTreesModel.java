package io.candlelake.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's gradient-boosted trees for the logistic loss. */
final class GradientBoostedTreesModel implements Model.OnDataset {
  @Override
  public String name() {
    return "gradient-boosted-trees";
  }

  @Override
  public String library() {
    return MllibTrees.LIBRARY;
  }

  @Override
  public Map<String, Double> defaults() {
    return Map.of(
        "rounds", 40.0, "max-depth", 4.0, "eta", 0.1, "min-leaf-rows", 200.0, "subsample", 0.7);
  }

  @Override
  public byte[] fit(Dataset<Row> rows, Map<String, Double> parameters, long seed) {
    return flatten(fitWithMllib(rows, parameters, seed)).toBytes();
  }

  static GBTClassificationModel fitWithMllib(
      Dataset<Row> rows, Map<String, Double> parameters, long seed) {
    return new GBTClassifier()
        .setLabelCol("rise")
        .setMaxIter(parameters.get("rounds").intValue())
        .setMaxDepth(parameters.get("max-depth").intValue())
        .setStepSize(parameters.get("eta"))
        .setMinInstancesPerNode(parameters.get("min-leaf-rows").intValue())
        .setSubsamplingRate(parameters.get("subsample"))
        .setSeed(seed)
        .fit(rows.withColumn("features", MllibTrees.features()));
  }

  static TreesScorer flatten(GBTClassificationModel boosted) {
    List<TreesScorer.Tree> trees = new ArrayList<>();
    for (int i = 0; i < boosted.trees().length; i++) {
      double weight = boosted.treeWeights()[i];
      trees.add(
          MllibTrees.flatten(boosted.trees()[i].rootNode(), leaf -> weight * leaf.prediction()));
    }
    return new TreesScorer(TreesScorer.Link.LOGISTIC_OF_TWICE, trees);
  }

  @Override
  public Scorer scorer(byte[] artifact) {
    return TreesScorer.fromBytes(artifact);
  }
}
