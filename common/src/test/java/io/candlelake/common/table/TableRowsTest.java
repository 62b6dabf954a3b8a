package io.candlelake.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableRowsTest {
  /** A codec whose record does not fit its table fails when it is made. */
  @Test
  void everyRecordFitsItsTable() {
    assertThat(RunRow.CODEC.schema()).isEqualTo(Tables.RUNS.schema());
    assertThat(JobRunRow.CODEC.schema()).isEqualTo(Tables.JOB_RUNS.schema());
    assertThat(FeatureSetRow.CODEC.schema()).isEqualTo(Tables.FEATURE_SETS.schema());
    assertThat(EvaluationRow.CODEC.schema().fieldNames())
        .containsExactly("slice", "slice_value", "metric", "value", "low", "high", "rows");
    assertThat(LookaheadProofRow.CODEC.schema().fieldNames())
        .containsExactly("cut", "step", "rows", "mismatches");
  }
}
