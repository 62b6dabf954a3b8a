package io.candlelake.jobs.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A logistic regression on standardised, clipped features: p = 1 ÷ (1 + exp(−(b + Σ wᵢ zᵢ))) with
 * zᵢ = (xᵢ − meanᵢ) ÷ deviationᵢ, cut to ±{@code clip}. Means and deviations are those of the
 * training rows.
 */
record LinearScorer(
    double[] means, double[] deviations, double clip, double[] weights, double intercept)
    implements Scorer {

  @Override
  public double[] score(float[][] vectors) {
    double[] scores = new double[vectors.length];
    for (int i = 0; i < scores.length; i++) {
      double margin = intercept;
      for (int j = 0; j < weights.length; j++) {
        double z = (vectors[i][j] - means[j]) / deviations[j];
        margin += weights[j] * Math.max(-clip, Math.min(clip, z));
      }
      scores[i] = 1 / (1 + StrictMath.exp(-margin));
    }
    return scores;
  }

  /** Length, clip, intercept, then mean, deviation and weight of each feature, big-endian. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(weights.length);
      out.writeDouble(clip);
      out.writeDouble(intercept);
      for (int j = 0; j < weights.length; j++) {
        out.writeDouble(means[j]);
        out.writeDouble(deviations[j]);
        out.writeDouble(weights[j]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static LinearScorer fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int n = in.readInt();
      double clip = in.readDouble();
      double intercept = in.readDouble();
      double[] means = new double[n];
      double[] deviations = new double[n];
      double[] weights = new double[n];
      for (int j = 0; j < n; j++) {
        means[j] = in.readDouble();
        deviations[j] = in.readDouble();
        weights[j] = in.readDouble();
      }
      return new LinearScorer(means, deviations, clip, weights, intercept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
