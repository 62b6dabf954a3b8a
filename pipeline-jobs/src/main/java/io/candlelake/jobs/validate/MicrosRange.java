package io.candlelake.jobs.validate;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.TimeRange;
import java.io.Serializable;

/** The half-open span {@code [from, to)} in microseconds since 1970 UTC. */
record MicrosRange(long from, long to) implements Serializable {
  static MicrosRange of(TimeRange range) {
    return new MicrosRange(EpochMicros.of(range.from()), EpochMicros.of(range.to()));
  }

  boolean contains(long micros) {
    return from <= micros && micros < to;
  }
}
