package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.tree.ContinuousSplit;
import org.apache.spark.ml.tree.InternalNode;
import org.apache.spark.ml.tree.Node;
import org.apache.spark.sql.Column;

/** From MLlib's linked trees to ours, which are small, quick and outlive a Spark version. */
final class MllibTrees {
  static final String LIBRARY =
      "spark-mllib " + org.apache.spark.package$.MODULE$.SPARK_VERSION_SHORT();

  private MllibTrees() {}

  /** The feature vector as MLlib wants it. */
  static Column features() {
    return functions.array_to_vector(col("vector"));
  }

  /**
   * @param leafValue what the tree says at a leaf
   */
  static TreesScorer.Tree flatten(Node root, ToDoubleFunction<Node> leafValue) {
    List<Integer> feature = new ArrayList<>();
    List<Double> value = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    add(root, leafValue, feature, value, right);
    return new TreesScorer.Tree(
        feature.stream().mapToInt(Integer::intValue).toArray(),
        value.stream().mapToDouble(Double::doubleValue).toArray(),
        right.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void add(
      Node node,
      ToDoubleFunction<Node> leafValue,
      List<Integer> feature,
      List<Double> value,
      List<Integer> right) {
    int place = feature.size();
    if (node instanceof InternalNode split) {
      ContinuousSplit at = (ContinuousSplit) split.split();
      feature.add(at.featureIndex());
      value.add(at.threshold());
      right.add(0);
      add(split.leftChild(), leafValue, feature, value, right);
      right.set(place, feature.size());
      add(split.rightChild(), leafValue, feature, value, right);
    } else {
      feature.add(-1);
      value.add(leafValue.applyAsDouble(node));
      right.add(0);
    }
  }
}
