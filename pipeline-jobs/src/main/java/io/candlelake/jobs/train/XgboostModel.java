package io.candlelake.jobs.train;

import io.candlelake.common.Resources;
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
final class XgboostModel implements Model.OnArrays {
  private static final String ROUNDS = "rounds";

  @Override
  public String name() {
    return "xgboost";
  }

  @Override
  public String library() {
    Properties properties = Resources.properties(XGBoost.class, "/xgboost4j-version.properties");
    return "xgboost4j-spark " + properties.getProperty("version");
  }

  @Override
  public Map<String, Double> defaults() {
    return Map.of(
        ROUNDS,
        200.0,
        "max-depth",
        5.0,
        "eta",
        0.04,
        "subsample",
        0.7,
        "colsample-bytree",
        0.5,
        "min-child-weight",
        100.0,
        "lambda",
        5.0,
        "max-bin",
        64.0);
  }

  @Override
  public byte[] fit(TrainingRows rows, Map<String, Double> parameters, long seed) {
    try {
      DMatrix matrix = new DMatrix(rows.vectors(), rows.size(), rows.width(), Float.NaN);
      try {
        matrix.setLabel(rows.targets());
        int rounds = parameters.get(ROUNDS).intValue();
        Booster booster =
            XGBoost.train(matrix, settings(parameters, seed), rounds, Map.of(), null, null);
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

  private static Map<String, Object> settings(Map<String, Double> parameters, long seed) {
    Map<String, Object> settings = new HashMap<>();
    parameters.forEach(
        (name, value) -> {
          if (!name.equals(ROUNDS)) {
            boolean whole = name.startsWith("max-");
            settings.put(name.replace('-', '_'), whole ? (Object) value.intValue() : value);
          }
        });
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
        DMatrix matrix = new DMatrix(flat, vectors.length, width, Float.NaN);
        try {
          float[][] predicted = booster.predict(matrix);
          double[] scores = new double[vectors.length];
          for (int i = 0; i < scores.length; i++) {
            scores[i] = predicted[i][0];
          }
          return scores;
        } finally {
          matrix.dispose();
        }
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
