package io.candlelake.jobs.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sum of decision trees: p = 1 ÷ (1 + exp(−2 Σ leaf)) for boosted trees, the mean of the leaves
 * for a forest.
 */
record TreesScorer(Link link, List<Tree> trees) implements Scorer {
  /** From the sum of leaves to a probability. */
  enum Link {
    MEAN,
    LOGISTIC_OF_TWICE
  }

  /**
   * Nodes in preorder: the left child follows its parent.
   *
   * @param feature position in the vector; −1 at a leaf
   * @param value threshold, left when x ≤ it; at a leaf what the tree says
   * @param right place of the right child; 0 at a leaf
   */
  record Tree(int[] feature, double[] value, int[] right) {
    double leaf(float[] vector) {
      int node = 0;
      while (feature[node] >= 0) {
        node = vector[feature[node]] <= value[node] ? node + 1 : right[node];
      }
      return value[node];
    }
  }

  TreesScorer {
    trees = List.copyOf(trees);
  }

  @Override
  public double[] score(float[][] vectors) {
    double[] scores = new double[vectors.length];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      for (Tree tree : trees) {
        sum += tree.leaf(vectors[i]);
      }
      scores[i] =
          switch (link) {
            case MEAN -> sum / trees.size();
            case LOGISTIC_OF_TWICE -> 1 / (1 + StrictMath.exp(-2 * sum));
          };
    }
    return scores;
  }

  /** Link, trees, then of each tree its nodes, big-endian. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(link.name());
      out.writeInt(trees.size());
      for (Tree tree : trees) {
        out.writeInt(tree.feature().length);
        for (int node = 0; node < tree.feature().length; node++) {
          out.writeInt(tree.feature()[node]);
          out.writeDouble(tree.value()[node]);
          out.writeInt(tree.right()[node]);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static TreesScorer fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Link link = Link.valueOf(in.readUTF());
      int count = in.readInt();
      List<Tree> trees = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int nodes = in.readInt();
        Tree tree = new Tree(new int[nodes], new double[nodes], new int[nodes]);
        for (int node = 0; node < nodes; node++) {
          tree.feature()[node] = in.readInt();
          tree.value()[node] = in.readDouble();
          tree.right()[node] = in.readInt();
        }
        trees.add(tree);
      }
      return new TreesScorer(link, trees);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
