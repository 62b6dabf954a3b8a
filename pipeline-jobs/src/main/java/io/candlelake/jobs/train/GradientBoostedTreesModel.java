package io.candlelake.jobs.train;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's gradient-boosted trees for the logistic loss. */
@Registered(
    name = "gradient-boosted-trees",
    meaning = "MLlib's gradient-boosted trees for the logistic loss")
record GradientBoostedTreesModel(
    @Setting(value = "40", min = 1, max = 10000, unit = "trees", meaning = "boosting rounds")
        int rounds,
    @Setting(value = "4", min = 1, max = 30, unit = "levels", meaning = "deepest a tree may grow")
        int maxDepth,
    @Setting(value = "0.1", min = 0.0001, max = 1, meaning = "learning rate") double eta,
    @Setting(value = "200", min = 1, unit = "rows", meaning = "fewest rows in a leaf")
        int minLeafRows,
    @Setting(value = "0.7", min = 0.001, max = 1, unit = "fraction", meaning = "rows for each tree")
        double subsample)
    implements Model.OnDataset {
  @Override
  public String library() {
    return MllibTrees.LIBRARY;
  }

  @Override
  public byte[] fit(Dataset<Row> rows, long seed) {
    return flatten(fitWithMllib(rows, seed)).toBytes();
  }

  GBTClassificationModel fitWithMllib(Dataset<Row> rows, long seed) {
    return new GBTClassifier()
        .setLabelCol("rise")
        .setMaxIter(rounds)
        .setMaxDepth(maxDepth)
        .setStepSize(eta)
        .setMinInstancesPerNode(minLeafRows)
        .setSubsamplingRate(subsample)
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
