package io.candlelake.common.market;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/** The half-open span {@code [from, to)} in UTC. */
public record TimeRange(Instant from, Instant to) implements Serializable {
  /** Wider than any market: what an absent {@code --from} or {@code --to} means. */
  public static final TimeRange ALL =
      new TimeRange(Instant.parse("2009-01-03T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z"));

  public TimeRange {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("empty range: from " + from + " to " + to);
    }
  }

  public Duration length() {
    return Duration.between(from, to);
  }

  public boolean contains(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
