package io.candlelake.simulator.market;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The trades of one bar, each a function of its number alone, that together make exactly the bar's
 * candle: the first trades at the open, the last at the close, one at the high and one at the low,
 * the rest on a rough path between and never beyond; amounts add up to the volume.
 */
final class BarTrades {
  /** Decimal places of an amount. */
  static final int AMOUNT_DECIMALS = 8;

  private static final double ROUGHNESS = 0.12;
  private static final double USUAL_ORDER = 0.7;
  private static final double JITTER = 0.8;

  private final Bar bar;
  private final long seed;
  private final long lengthMicros;
  private final int priceDecimals;
  private final double[] prices;
  private final long[] positions;
  private final long count;
  private final long volume;

  /**
   * @param seed of the pair
   */
  BarTrades(Bar bar, long seed, Duration length, int priceDecimals) {
    this.bar = bar;
    this.seed = CopyableRandom.mixed(seed, bar.index());
    this.lengthMicros = length.toNanos() / 1_000;
    this.priceDecimals = priceDecimals;
    this.count = bar.trades();
    this.volume =
        bar.truth()
            .volume()
            .setScale(AMOUNT_DECIMALS, RoundingMode.HALF_EVEN)
            .unscaledValue()
            .longValueExact();
    this.prices = corners();
    this.positions = positions();
  }

  /** Fewest trades that can make a candle: one for each of its different prices. */
  static long fewest(Candle candle) {
    long count = candle.open().compareTo(candle.close()) == 0 ? 1 : 2;
    if (candle.high().compareTo(candle.open().max(candle.close())) > 0) {
      count++;
    }
    if (candle.low().compareTo(candle.open().min(candle.close())) < 0) {
      count++;
    }
    boolean leavesAndReturns = count == 2 && candle.open().compareTo(candle.close()) == 0;
    return leavesAndReturns ? 3 : count;
  }

  /** Trade number {@code k} of the bar, from 0. */
  Trade trade(long k) {
    Trade.Side taker =
        (CopyableRandom.mixed(seed, 4 * k + 2) & 1) == 0 ? Trade.Side.BUY : Trade.Side.SELL;
    return new Trade(bar.firstTrade() + k, time(k), price(k), amount(k), taker);
  }

  /** How many trades had been made at {@code time}, inclusive. */
  long countUntil(Instant time) {
    long since = Duration.between(bar.truth().openTime(), time).toNanos() / 1_000;
    if (since < 0 || count == 0) {
      return 0;
    }
    if (since >= lengthMicros) {
      return count;
    }
    long guess = Math.max(0, (long) ((double) since / lengthMicros * count) - 1);
    while (guess < count && micros(guess) <= since) {
      guess++;
    }
    return guess;
  }

  /** The candle of the first {@code trades} trades, at least 1. */
  Candle candle(long trades) {
    return candleOf(0, trades);
  }

  /** The candle of trades {@code [from, to)}, at least one. */
  Candle candleOf(long from, long to) {
    BigDecimal open = price(from);
    BigDecimal high = open;
    BigDecimal low = open;
    for (long k = from + 1; k < to; k++) {
      BigDecimal price = price(k);
      high = high.max(price);
      low = low.min(price);
    }
    BigDecimal amount = BigDecimal.valueOf(amountBefore(to) - amountBefore(from), AMOUNT_DECIMALS);
    return new Candle(bar.truth().openTime(), open, high, low, price(to - 1), amount, to - from);
  }

  BigDecimal price(long k) {
    int leg = 0;
    while (leg < positions.length - 2 && positions[leg + 1] <= k) {
      leg++;
    }
    double value;
    if (k == positions[leg]) {
      value = prices[leg];
    } else if (positions.length == 1 || k == positions[leg + 1]) {
      value = prices[Math.min(leg + 1, prices.length - 1)];
    } else {
      value = between(leg, k);
    }
    return BigDecimal.valueOf(value)
        .setScale(priceDecimals, RoundingMode.HALF_EVEN)
        .min(bar.truth().high())
        .max(bar.truth().low());
  }

  private double between(int leg, long k) {
    long length = positions[leg + 1] - positions[leg];
    double along = (double) (k - positions[leg]) / length;
    double straight = prices[leg] + along * (prices[leg + 1] - prices[leg]);
    double high = bar.truth().high().doubleValue();
    double low = bar.truth().low().doubleValue();
    double taper = 2 * Math.sqrt(along * (1 - along));
    double value = straight + ROUGHNESS * (high - low) * taper * noise(leg, k, length);
    return Math.max(low, Math.min(high, value));
  }

  /** Noise of mean 0 that changes a little from trade to trade and a lot over many. */
  private double noise(int leg, long k, long length) {
    double sum = 0;
    for (int octave = 0; (1L << octave) <= length; octave++) {
      long step = 1L << octave;
      long cell = k >> octave;
      double within = (double) (k - (cell << octave)) / step;
      long key = 64L * leg + octave;
      double left = CopyableRandom.fraction(seed ^ key, 4 * cell + 3);
      double right = CopyableRandom.fraction(seed ^ key, 4 * (cell + 1) + 3);
      double weight = Math.sqrt((double) step / length);
      sum += weight * (2 * (left + within * (right - left)) - 1);
    }
    return sum;
  }

  private Instant time(long k) {
    return bar.truth().openTime().plusNanos(micros(k) * 1_000);
  }

  private long micros(long k) {
    double place = k + 0.1 + JITTER * CopyableRandom.fraction(seed, 4 * k);
    return (long) (place / count * lengthMicros);
  }

  private BigDecimal amount(long k) {
    return BigDecimal.valueOf(amountBefore(k + 1) - amountBefore(k), AMOUNT_DECIMALS);
  }

  /** Amount of the first {@code k} trades, in units of the last decimal. */
  private long amountBefore(long k) {
    if (k <= 0) {
      return 0;
    }
    if (k >= count) {
      return volume;
    }
    double place = k + JITTER * (CopyableRandom.fraction(seed, 4 * k + 1) - 0.5);
    return (long) (place / count * volume);
  }

  /** The prices that the path goes through, in order. */
  private double[] corners() {
    Candle candle = bar.truth();
    double open = candle.open().doubleValue();
    double close = candle.close().doubleValue();
    double high = candle.high().doubleValue();
    double low = candle.low().doubleValue();
    boolean usual = CopyableRandom.fraction(seed, -1) < USUAL_ORDER;
    boolean lowFirst = (close >= open) == usual;
    List<Double> corners = new ArrayList<>();
    corners.add(open);
    for (double extreme : lowFirst ? new double[] {low, high} : new double[] {high, low}) {
      if (extreme != open && extreme != close) {
        corners.add(extreme);
      }
    }
    if (corners.size() > 1 || open != close) {
      corners.add(close);
    }
    return corners.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The numbers of the trades at those prices: the first, the last, others evenly between. */
  private long[] positions() {
    long[] result = new long[prices.length];
    for (int i = 1; i < result.length; i++) {
      result[i] = i * (count - 1) / (result.length - 1);
    }
    return result;
  }
}
