package io.candlelake.jobs.validate;

/**
 * Whether a file has its candles oldest or newest first, as far as it is seen: a row is out of
 * order where it goes against the way that most rows before it went.
 */
final class FileOrder {
  private long ascending;
  private long descending;

  void restart() {
    ascending = 0;
    descending = 0;
  }

  /** Takes the step between the rows of two slots in. */
  boolean isAgainst(ReceivedCandle row, ReceivedCandle slotBefore) {
    if (!areOfOneFile(row, slotBefore)) {
      return false;
    }
    boolean down = row.sourceLine() < slotBefore.sourceLine();
    boolean against = down ? ascending > descending : descending > ascending;
    if (down) {
      descending++;
    } else {
      ascending++;
    }
    return against;
  }

  private static boolean areOfOneFile(ReceivedCandle a, ReceivedCandle b) {
    return a.sourceLine() != ReceivedCandle.NONE
        && b.sourceLine() != ReceivedCandle.NONE
        && a.isOfSameFetch(b)
        && a.sourceRef().equals(b.sourceRef());
  }
}
