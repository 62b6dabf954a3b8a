package io.candlelake.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  @Test
  void equalsScipy() {
    for (JsonNode expected : MetricReference.cases("correlated")) {
      double[] x = MetricReference.doubles(expected.get("x"));
      double[] y = MetricReference.doubles(expected.get("y"));
      assertThat(Correlation.pearson(x, y).getAsDouble())
          .isCloseTo(expected.get("pearson").doubleValue(), within(1e-12));
      assertThat(Correlation.spearman(x, y).getAsDouble())
          .isCloseTo(expected.get("spearman").doubleValue(), within(1e-12));
      assertThat(Correlation.ranks(x))
          .containsExactly(MetricReference.doubles(expected.get("ranks")));
    }
  }

  @Test
  void withoutVariationThereIsNone() {
    double[] x = {1, 2, 3};
    assertThat(Correlation.pearson(x, new double[] {0.1, 0.1, 0.1})).isEmpty();
    assertThat(Correlation.spearman(new double[] {7}, new double[] {8})).isEmpty();
    assertThat(Correlation.pearson(new double[0], new double[0])).isEmpty();
  }
}
