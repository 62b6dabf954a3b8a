package io.candlelake.jobs;

import java.time.Instant;

/** The time of day, as {@link Main} gives it. */
@FunctionalInterface
interface Clock {
  Instant now();
}
