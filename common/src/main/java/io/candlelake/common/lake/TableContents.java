package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How much a table holds.
 *
 * @param first the earliest time of the requested column, whole milliseconds; empty where no row
 *     has one
 * @param last the latest
 */
public record TableContents(long rows, Optional<Instant> first, Optional<Instant> last) {
  public TableContents {
    requireNonNull(first, "first is null");
    requireNonNull(last, "last is null");
  }
}
