package io.candlelake.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.testing.LocalSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;

class RowFilterTest {
  private static final List<String> HOSTILE =
      List.of("a", "x' OR '1'='1", "\\", "\\'", "' --", "a\\' OR true --", "%", "", "a'b''c");

  @Test
  void aValueSelectsItselfAndNothingElse() {
    Dataset<String> names = LocalSpark.session().createDataset(HOSTILE, Encoders.STRING());
    for (String name : HOSTILE) {
      assertThat(names.where(RowFilter.equal("value", name).sql()).collectAsList())
          .as(name)
          .containsExactly(name);
      assertThat(names.where(RowFilter.in("value", List.of(name, "none")).sql()).count())
          .as(name)
          .isEqualTo(1);
    }
    assertThat(names.where(RowFilter.in("value", List.of()).sql()).count()).isZero();
    assertThat(names.where(RowFilter.all().sql()).count()).isEqualTo(HOSTILE.size());
  }

  @Test
  void spansHaveTheirEnds() {
    List<Instant> hours = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      hours.add(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * i));
    }
    Dataset<Instant> times = LocalSpark.session().createDataset(hours, Encoders.INSTANT());
    RowFilter halfOpen =
        RowFilter.from("value", hours.get(1)).and(RowFilter.before("value", hours.get(3)));
    assertThat(times.where(halfOpen.sql()).collectAsList())
        .containsExactlyInAnyOrder(hours.get(1), hours.get(2));
    assertThat(times.where(halfOpen.or(RowFilter.isNull("value")).sql()).count()).isEqualTo(2);
    RowFilter closed = RowFilter.between("value", hours.get(1), hours.get(3));
    assertThat(times.where(closed.sql()).count()).isEqualTo(3);
    assertThat(times.as("old").where(closed.sqlOf("old")).count()).isEqualTo(3);
  }

  @Test
  void aColumnIsAName() {
    assertThatThrownBy(() -> RowFilter.equal("a = 1 OR b", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a column name: 'a = 1 OR b'");
  }
}
