package io.candlelake.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Numbers of scikit-learn, SciPy and NumPy (versions in its {@code made_by}), made by {@code
 * pipeline-jobs/src/test/python/metric_reference.py}.
 */
final class MetricReference {
  private MetricReference() {}

  static JsonNode cases(String name) {
    try (InputStream in = MetricReference.class.getResourceAsStream("/metric-reference.json")) {
      return new ObjectMapper().readTree(in).get(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).longValue();
    }
    return values;
  }

  static ScoredOutcomes outcomes(JsonNode scored) {
    JsonNode outcome = scored.get("outcome");
    boolean[] cameTrue = new boolean[outcome.size()];
    for (int i = 0; i < cameTrue.length; i++) {
      cameTrue[i] = outcome.get(i).booleanValue();
    }
    return ScoredOutcomes.of(doubles(scored.get("probability")), cameTrue);
  }
}
