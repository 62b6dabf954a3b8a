package io.candlelake.jobs.report;

import java.util.List;
import java.util.Optional;

/**
 * The counts of the look-ahead proof: rows computed again from what was known at each cut, and how
 * many differ from the full run's.
 */
record LookaheadCounts(long cuts, List<Part> parts) {
  LookaheadCounts {
    parts = List.copyOf(parts);
  }

  /** Rows compared of one table. */
  record Part(String name, long rows, long mismatches) {}

  long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  long mismatches() {
    return parts.stream().mapToLong(Part::mismatches).sum();
  }

  /** Passed only where something was compared and nothing differs. */
  boolean passed() {
    return rows() > 0 && mismatches() == 0;
  }

  static Figure figure(
      Optional<LookaheadCounts> proof, java.util.function.ToLongFunction<LookaheadCounts> count) {
    return proof
        .map(p -> Figure.count(count.applyAsLong(p)))
        .orElse(Figure.unknown("the look-ahead proof did not run"));
  }
}
