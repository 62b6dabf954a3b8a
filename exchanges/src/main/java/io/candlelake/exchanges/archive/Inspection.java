package io.candlelake.exchanges.archive;

import java.io.Serializable;

/** What a look at a file gave. */
public sealed interface Inspection extends Serializable {
  static Inspection accepted(CandleFile file, CandleLayout layout) {
    return new Accepted(file, layout);
  }

  static Inspection refused(CandleFile file, String reason) {
    return new Rejected(file, reason);
  }

  /** A file that can be read, and how. */
  record Accepted(CandleFile file, CandleLayout layout) implements Inspection {}

  /** A file that is left out whole, and why. */
  record Rejected(CandleFile file, String reason) implements Inspection {}
}
