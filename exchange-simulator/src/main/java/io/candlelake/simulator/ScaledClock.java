package io.candlelake.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock that begins at a given time and runs at a multiple of the ticker's speed. */
final class ScaledClock implements InstantSource {
  private final Instant start;
  private final double speed;
  private final LongSupplier ticker;
  private final long startNanos;

  ScaledClock(Instant start, double speed, LongSupplier ticker) {
    this.start = start;
    this.speed = speed;
    this.ticker = ticker;
    this.startNanos = ticker.getAsLong();
  }

  @Override
  public Instant instant() {
    long elapsed = ticker.getAsLong() - startNanos;
    return start.plus(Duration.ofNanos((long) (elapsed * speed)));
  }
}
