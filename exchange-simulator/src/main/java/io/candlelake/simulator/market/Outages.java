package io.candlelake.simulator.market;

import java.time.Duration;
import java.time.Instant;

/**
 * Spans without trades of any pair, in order: the time between two and the length are exponential,
 * rounded up to the grid.
 */
final class Outages {
  private static final double MEAN_HOURS = 5;

  private final SeededSettings settings;
  private final CopyableRandom draws;
  private Instant last;

  /** From the first candle on, without end. */
  Outages(SeededSettings settings) {
    this(settings, settings.draws("outages"), settings.start());
  }

  private Outages(SeededSettings settings, CopyableRandom draws, Instant last) {
    this.settings = settings;
    this.draws = draws;
    this.last = last;
  }

  /**
   * A span without candles of any pair.
   *
   * @param from open time of the first candle not made
   * @param to open time of the next candle made
   */
  record Outage(Instant from, Instant to) {}

  Outages copy() {
    return new Outages(settings, draws.copy(), last);
  }

  Outage next() {
    if (settings.outagesPerYear() == 0) {
      return new Outage(Instant.MAX, Instant.MAX);
    }
    long bar = settings.interval().toMillis();
    double pauseYears = draws.nextExponential() / settings.outagesPerYear();
    double hours = draws.nextExponential() * MEAN_HOURS;
    long pauseBars = 1 + (long) (pauseYears * settings.barsPerYear());
    long bars = 1 + (long) (hours * Duration.ofHours(1).toMillis() / bar);
    Instant from = last.plusMillis(pauseBars * bar);
    last = from.plusMillis(bars * bar);
    return new Outage(from, last);
  }
}
