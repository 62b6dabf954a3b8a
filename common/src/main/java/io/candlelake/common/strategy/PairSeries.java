package io.candlelake.common.strategy;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What a strategy decides on: the candles of one listing of a pair in time, without those that we
 * made to bridge a gap, and beside each what was known at its close. Arrays are shared: never write
 * to them.
 *
 * @param bars candles, none filled
 * @param volatility of one candle's return, {@link BarVolatility}; NaN in warm-up
 * @param flagged whether the candle has a quality flag
 * @param beside further values by name, NaN where unknown: features, {@code probability}
 *     (calibrated, of a rise), and ranks, see {@link #rank}
 * @param horizonBars longest holding of a position
 * @param roundTripCost fraction of its value that a position loses if opened and closed at once
 */
public record PairSeries(
    Bars bars,
    double[] volatility,
    boolean[] flagged,
    Map<String, double[]> beside,
    int horizonBars,
    double roundTripCost) {
  /** The calibrated probability of a rise. */
  public static final String PROBABILITY = "probability";

  /** Names that are always known: of the candle, and its volatility. */
  public static final Set<String> OF_CANDLES =
      Set.of("open", "high", "low", "close", "volume", "volatility");

  /** The name of a value's rank at one time among the pairs of an exchange, 1 the highest. */
  public static String rank(String name) {
    return "rank " + name;
  }

  /** The same from the other end, 1 the lowest. */
  public static String rankFromBelow(String name) {
    return "rank from below " + name;
  }

  public int size() {
    return bars.size();
  }

  /** Values by name, one a candle; all NaN where there are none. */
  public double[] values(String name) {
    return switch (name) {
      case "open" -> bars.open();
      case "high" -> bars.high();
      case "low" -> bars.low();
      case "close" -> bars.close();
      case "volume" -> bars.volume();
      case "volatility" -> volatility;
      default -> beside.containsKey(name) ? beside.get(name) : unknown();
    };
  }

  private double[] unknown() {
    double[] values = new double[size()];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
