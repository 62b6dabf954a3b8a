package io.candlelake.jobs.validate;

import org.apache.spark.sql.Row;

/**
 * Whether a file has its candles oldest or newest first, as far as it is seen: a row is out of
 * order where it goes against the way that most rows before it went.
 */
final class FileOrder {
  private static final int SOURCE_REF = Review.ROW.fieldIndex("source_ref");
  private static final int SOURCE_LINE = Review.ROW.fieldIndex("source_line");
  private static final int FETCHED_AT = Review.ROW.fieldIndex("fetched_at");

  private long ascending;
  private long descending;

  void restart() {
    ascending = 0;
    descending = 0;
  }

  /** Takes the step between the rows of two slots in. */
  boolean isAgainst(Row row, Row slotBefore) {
    if (!areOfOneFile(row, slotBefore)) {
      return false;
    }
    boolean down = row.getLong(SOURCE_LINE) < slotBefore.getLong(SOURCE_LINE);
    boolean against = down ? ascending > descending : descending > ascending;
    if (down) {
      descending++;
    } else {
      ascending++;
    }
    return against;
  }

  private static boolean areOfOneFile(Row a, Row b) {
    return !a.isNullAt(SOURCE_LINE)
        && !b.isNullAt(SOURCE_LINE)
        && a.getInstant(FETCHED_AT).equals(b.getInstant(FETCHED_AT))
        && a.getString(SOURCE_REF).equals(b.getString(SOURCE_REF));
  }
}
