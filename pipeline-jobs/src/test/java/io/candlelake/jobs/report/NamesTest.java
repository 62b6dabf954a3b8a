package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.metric.BacktestMetric;
import io.candlelake.common.metric.EvaluationMetric;
import io.candlelake.common.metric.EvaluationSlice;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void everyNameTheReportLooksForIsOneThatSomebodyWrites() throws Exception {
    Set<String> written = new HashSet<>();
    for (BacktestMetric metric : BacktestMetric.values()) {
      written.add(metric.metricName());
    }
    for (EvaluationMetric metric : EvaluationMetric.values()) {
      written.add(metric.key());
    }
    for (EvaluationSlice slice : EvaluationSlice.values()) {
      written.add(slice.key());
    }
    Set<String> read = new HashSet<>(Names.FOLD_METRICS);
    for (Field field : Names.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        read.add((String) field.get(null));
      }
    }
    assertThat(written).containsAll(read);
  }
}
