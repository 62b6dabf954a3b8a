package io.candlelake.jobs.train;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.util.Arrays;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's random forest; a leaf says the share of rises among its training rows. */
@Registered(name = "random-forest", meaning = "MLlib's random forest")
record RandomForestModel(
    @Setting(value = "100", min = 1, max = 10000, unit = "trees", meaning = "number of trees")
        int trees,
    @Setting(value = "7", min = 1, max = 30, unit = "levels", meaning = "deepest a tree may grow")
        int maxDepth,
    @Setting(value = "100", min = 1, unit = "rows", meaning = "fewest rows in a leaf")
        int minLeafRows,
    @Setting(value = "0.5", min = 0.001, max = 1, unit = "fraction", meaning = "rows for each tree")
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

  RandomForestClassificationModel fitWithMllib(Dataset<Row> rows, long seed) {
    return new RandomForestClassifier()
        .setLabelCol("rise")
        .setNumTrees(trees)
        .setMaxDepth(maxDepth)
        .setMinInstancesPerNode(minLeafRows)
        .setSubsamplingRate(subsample)
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
