package io.candlelake.jobs.train;

import io.candlelake.common.Resources;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Gradient boosting by XGBoost, histogram method, one thread a model so that sums have one order.
 * The defaults are for much noise and little signal: shallow trees, slow learning, large leaves
 * ({@code min-child-weight} 100 is 400 rows at even odds), half the features a tree, coarse bins.
 * They were chosen for these reasons and tuned on nothing.
 */
@Registered(name = "xgboost", meaning = "gradient boosting by XGBoost, histogram method")
record XgboostModel(
    @Setting(value = "200", min = 1, max = 100000, unit = "trees", meaning = "boosting rounds")
        int rounds,
    @Setting(value = "5", min = 1, max = 64, unit = "levels", meaning = "deepest a tree may grow")
        int maxDepth,
    @Setting(value = "0.04", min = 0, max = 1, meaning = "learning rate") double eta,
    @Setting(value = "0.7", min = 0.01, max = 1, unit = "fraction", meaning = "rows for each tree")
        double subsample,
    @Setting(
            value = "0.5",
            min = 0.01,
            max = 1,
            unit = "fraction",
            meaning = "features for each tree")
        double colsampleBytree,
    @Setting(
            value = "100",
            min = 0,
            meaning = "least sum of p (1 − p) in a leaf: 100 is 400 rows at even odds")
        double minChildWeight,
    @Setting(value = "5", min = 0, meaning = "L2 penalty of leaf values") double lambda,
    @Setting(value = "64", min = 2, max = 65536, meaning = "bins of a feature's values") int maxBin)
    implements Model.OnArrays {

  @Override
  public String library() {
    Properties properties = Resources.properties(XGBoost.class, "/xgboost4j-version.properties");
    return "xgboost4j-spark " + properties.getProperty("version");
  }

  @Override
  public byte[] fit(TrainingRows rows, long seed) {
    try {
      DMatrix matrix = new DMatrix(rows.vectors(), rows.size(), rows.width(), Float.NaN);
      try {
        matrix.setLabel(rows.targets());
        Booster booster = XGBoost.train(matrix, settings(seed), rounds, Map.of(), null, null);
        try {
          return booster.toByteArray("ubj");
        } finally {
          booster.dispose();
        }
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost could not fit " + rows.size() + " rows", e);
    }
  }

  @Override
  public Scorer scorer(byte[] artifact) {
    try {
      Booster booster = XGBoost.loadModel(artifact);
      booster.setParam("nthread", 1);
      return new BoosterScorer(booster);
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost could not load a model", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> settings(long seed) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("max_depth", maxDepth);
    settings.put("eta", eta);
    settings.put("subsample", subsample);
    settings.put("colsample_bytree", colsampleBytree);
    settings.put("min_child_weight", minChildWeight);
    settings.put("lambda", lambda);
    settings.put("max_bin", maxBin);
    settings.put("objective", "binary:logistic");
    settings.put("tree_method", "hist");
    settings.put("nthread", 1);
    settings.put("seed", Math.floorMod(seed, Integer.MAX_VALUE));
    settings.put("verbosity", 0);
    return settings;
  }

  private record BoosterScorer(Booster booster) implements Scorer {
    @Override
    public double[] score(float[][] vectors) {
      int width = vectors[0].length;
      float[] flat = new float[Math.multiplyExact(vectors.length, width)];
      for (int i = 0; i < vectors.length; i++) {
        System.arraycopy(vectors[i], 0, flat, i * width, width);
      }
      try {
        // Unlike predict it takes no lock, so that every core scores.
        float[][] predicted = booster.inplace_predict(flat, vectors.length, width, Float.NaN);
        double[] scores = new double[vectors.length];
        for (int i = 0; i < scores.length; i++) {
          scores[i] = predicted[i][0];
        }
        return scores;
      } catch (XGBoostError e) {
        throw new IllegalStateException(
            "XGBoost could not score " + vectors.length + " vectors of " + width + " values", e);
      }
    }

    @Override
    public void close() {
      booster.dispose();
    }
  }
}
