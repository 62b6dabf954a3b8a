package io.candlelake.common.table;

import java.util.OptionalDouble;

/** A row of {@link Tables#EVALUATIONS}, without its run and trial. */
public record EvaluationRow(
    String slice,
    String sliceValue,
    String metric,
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    long rows) {
  public static final RowCodec<EvaluationRow> CODEC =
      RowCodec.of(EvaluationRow.class, Tables.EVALUATIONS, "run_id", "trial_id");
}
