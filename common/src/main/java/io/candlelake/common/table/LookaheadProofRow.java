package io.candlelake.common.table;

import java.time.Instant;

/** A row of {@link Tables#LOOKAHEAD_PROOFS}, without its run. */
public record LookaheadProofRow(Instant cut, String step, long rows, long mismatches) {
  public static final RowCodec<LookaheadProofRow> CODEC =
      RowCodec.of(LookaheadProofRow.class, Tables.LOOKAHEAD_PROOFS, "run_id");
}
