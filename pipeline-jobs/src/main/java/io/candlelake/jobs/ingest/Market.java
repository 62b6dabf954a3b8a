package io.candlelake.jobs.ingest;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * What all pairs of the simulated exchange share: the grid, the market's returns and the outages,
 * all functions of the seed.
 *
 * @param start open time of the first candle
 * @param edgeShare share of candles that carry the planted edge
 * @param edgeAccuracy how often it is right
 * @param outagesPerYear expected number
 * @param badTickShare share of candles planted broken, absurd or twice
 */
record Market(
    Instant start,
    Interval interval,
    long seed,
    double edgeShare,
    double edgeAccuracy,
    double outagesPerYear,
    double badTickShare)
    implements Serializable {

  private static final Duration YEAR = Duration.ofDays(365);

  /** Standard deviation of the market's yearly log return. */
  private static final double MARKET_YEARLY = 0.7;

  private static final double MEAN_OUTAGE_HOURS = 5;

  static Market of(Config.Simulated settings, Interval interval, long seed) {
    return new Market(
        interval.floor(settings.from()),
        interval,
        seed,
        settings.edgeShare(),
        settings.edgeAccuracy(),
        settings.outagesPerYear(),
        settings.badTickShare());
  }

  /** How bronze rows name this market. */
  String reference() {
    return "seed " + seed;
  }

  /** Candles a year. */
  double barsPerYear() {
    return (double) YEAR.toMillis() / interval.length().toMillis();
  }

  /** A stream of random numbers of its own for each purpose. */
  SplittableRandom random(String purpose) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode());
  }

  /** The market's returns from the first candle on. */
  Returns returns() {
    return new Returns(MARKET_YEARLY / Math.sqrt(barsPerYear()), random("market"));
  }

  /** The outages from the first candle on, without end. */
  Outages outages() {
    return new Outages(random("outages"));
  }

  /**
   * A span without candles of any pair.
   *
   * @param from open time of the first candle not made
   * @param to open time of the next candle made
   */
  record Outage(Instant from, Instant to) {}

  /**
   * Outages in order: the time between two and the length are exponential, rounded up to the grid.
   */
  final class Outages {
    private final SplittableRandom random;
    private Instant last = start;

    Outages(SplittableRandom random) {
      this.random = random;
    }

    Outage next() {
      if (outagesPerYear == 0) {
        return new Outage(Instant.MAX, Instant.MAX);
      }
      long bar = interval.length().toMillis();
      double pauseYears = random.nextExponential() / outagesPerYear;
      double hours = random.nextExponential() * MEAN_OUTAGE_HOURS;
      long pauseBars = 1 + (long) (pauseYears * barsPerYear());
      long bars = 1 + (long) (hours * Duration.ofHours(1).toMillis() / bar);
      Instant from = last.plusMillis(pauseBars * bar);
      last = from.plusMillis(bars * bar);
      return new Outage(from, last);
    }
  }

  /**
   * Log returns whose volatility clusters: GARCH(1,1), {@code v' = w + a r² + b v} with a = 0.08, b
   * = 0.90 and w such that the mean variance is that asked for; it starts there. Shocks are normal.
   */
  static final class Returns {
    private static final double SHOCK = 0.08;
    private static final double MEMORY = 0.90;

    private final double mean;
    private final SplittableRandom random;
    private double variance;

    /**
     * @param deviation long-run standard deviation of a return
     */
    Returns(double deviation, SplittableRandom random) {
      this.mean = deviation * deviation;
      this.variance = mean;
      this.random = random;
    }

    /** Variance of the return that {@link #next} gives, known before it. */
    double variance() {
      return variance;
    }

    double next() {
      double value = Math.sqrt(variance) * random.nextGaussian();
      variance = (1 - SHOCK - MEMORY) * mean + SHOCK * value * value + MEMORY * variance;
      return value;
    }
  }
}
