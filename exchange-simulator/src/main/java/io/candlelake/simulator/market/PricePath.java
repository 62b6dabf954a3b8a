package io.candlelake.simulator.market;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The true returns of one simulated pair, with the planted edge.
 *
 * <p>An ordinary return is {@code beta × market + own}, both with clustering volatility, and never
 * beyond 2.2 of its standard deviations, {@code sd}.
 *
 * <p><b>The edge.</b> On {@code edgeShare} of the candles there is a <i>climax</i>: the candle
 * moves by at least 3 sd, up or down with even odds, on three times the volume. No other candle
 * moves so far, so whoever compares a return with recent volatility, or volume with recent volume,
 * sees it at its close. Then with probability {@code edgeAccuracy} the next four candles together
 * go <i>against it</i>, else with it: {@code sign(ln close[t+4] − ln open[t+1]) =
 * −sign(return[t])}. They are the four ordinary returns that would have come anyway, mirrored where
 * their sum has the other sign, so that their size tells nothing. A climax never falls into the
 * four candles after another. Nothing else in a path can be predicted: at all other candles the
 * direction is even, but for what the rest of a running reversal leaves.
 */
final class PricePath {
  /** Candles over which the planted edge shows. */
  private static final int EDGE_BARS = 4;

  /** The largest share of candles that can carry an edge without overlap. */
  private static final double LARGEST_SHARE = 1.0 / (EDGE_BARS + 1);

  private static final double ORDINARY_LIMIT = 2.2;
  private static final double CLIMAX_LEAST = 3.0;
  private static final double CLIMAX_SPREAD = 0.5;

  /** Standard deviation of the market's yearly log return. */
  private static final double MARKET_YEARLY = 0.7;

  /** Standard deviation of a pair's own yearly log return, the market's apart. */
  private static final double OWN_YEARLY = 0.2;

  private final Returns market;
  private final Returns own;
  private final CopyableRandom edge;
  private final double beta;
  private final double climaxOdds;
  private final double edgeAccuracy;
  private final Deque<Step> ahead;

  /**
   * One candle of the path.
   *
   * @param move log return
   * @param deviation its standard deviation were it ordinary
   */
  record Step(double move, double deviation, boolean climax) {}

  PricePath(SeededSettings settings, String pair) {
    double yearRoot = Math.sqrt(settings.barsPerYear());
    this.market = new Returns(MARKET_YEARLY / yearRoot, settings.draws("market"));
    this.own = new Returns(OWN_YEARLY / yearRoot, settings.draws("own " + pair));
    this.edge = settings.draws("edge " + pair);
    this.beta = 0.8 + 0.5 * settings.draws("beta " + pair).nextDouble();
    double share = Math.min(settings.edgeShare(), LARGEST_SHARE);
    // A climax keeps the next four candles free of others: share = odds / (1 + 4 odds).
    this.climaxOdds = share / (1 - EDGE_BARS * share);
    this.edgeAccuracy = settings.edgeAccuracy();
    this.ahead = new ArrayDeque<>();
  }

  private PricePath(PricePath other) {
    this.market = other.market.copy();
    this.own = other.own.copy();
    this.edge = other.edge.copy();
    this.beta = other.beta;
    this.climaxOdds = other.climaxOdds;
    this.edgeAccuracy = other.edgeAccuracy;
    this.ahead = new ArrayDeque<>(other.ahead);
  }

  PricePath copy() {
    return new PricePath(this);
  }

  Step next() {
    if (!ahead.isEmpty()) {
      return ahead.remove();
    }
    Step step = ordinary();
    return edge.nextDouble() < climaxOdds ? climax(step) : step;
  }

  private Step climax(Step ordinary) {
    double direction = edge.nextBoolean() ? 1 : -1;
    double size = CLIMAX_LEAST + CLIMAX_SPREAD * Math.abs(edge.nextGaussian());
    boolean reverses = edge.nextDouble() < edgeAccuracy;
    queueFour(reverses ? -direction : direction);
    double deviation = ordinary.deviation();
    return new Step(direction * size * deviation, deviation, true);
  }

  /** Draws the next four candles and mirrors them if their sum has not the sign wanted. */
  private void queueFour(double sign) {
    double sum = 0;
    for (int i = 0; i < EDGE_BARS; i++) {
      Step step = ordinary();
      ahead.add(step);
      sum += step.move();
    }
    if (sum * sign < 0) {
      for (int i = 0; i < EDGE_BARS; i++) {
        Step step = ahead.remove();
        ahead.add(new Step(-step.move(), step.deviation(), false));
      }
    }
  }

  private Step ordinary() {
    double deviation = Math.sqrt(beta * beta * market.variance() + own.variance());
    double move = beta * market.next() + own.next();
    double limit = ORDINARY_LIMIT * deviation;
    return new Step(Math.max(-limit, Math.min(limit, move)), deviation, false);
  }
}
