package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;
import java.util.Random;

/** Candles made for tests. */
final class TestBars {
  static final long HOUR = 3_600_000_000L;
  private static final long START = 1_514_764_800_000_000L; // 2018-01-01T00:00Z

  private TestBars() {}

  /** A geometric random walk with plausible wicks and volumes. */
  static Bars randomWalk(long seed, int n) {
    Random random = new Random(seed);
    double[][] ohlcv = new double[5][n];
    double last = 100;
    for (int i = 0; i < n; i++) {
      double open = last * Math.exp(random.nextGaussian() * 0.001);
      double close = open * Math.exp(random.nextGaussian() * 0.01);
      put(ohlcv, i, open, close, random.nextDouble() * 0.01, Math.exp(random.nextGaussian()));
      last = close;
    }
    return of(ohlcv);
  }

  /** One price, one volume. */
  static Bars flat(int n, double volume) {
    double[][] ohlcv = new double[5][n];
    for (int i = 0; i < n; i++) {
      put(ohlcv, i, 0.1, 0.1, 0, volume);
    }
    return of(ohlcv);
  }

  /** A random walk that never trades. */
  static Bars withoutVolume(long seed, int n) {
    Bars bars = randomWalk(seed, n);
    return of(bars.open(), bars.high(), bars.low(), bars.close(), new double[n]);
  }

  /** A random walk that stands still without volume for long runs. */
  static Bars withStandstills(long seed, int n) {
    Random random = new Random(seed);
    double[][] ohlcv = new double[5][n];
    double last = 100;
    boolean still = false;
    for (int i = 0; i < n; i++) {
      if (i % 97 == 0) {
        still = random.nextInt(3) > 0;
      }
      double close = still ? last : last * Math.exp(random.nextGaussian() * 0.01);
      put(ohlcv, i, last, close, 0, still ? 0 : random.nextInt(3));
      last = close;
    }
    return of(ohlcv);
  }

  /** The same candles with other units of price and volume. */
  static Bars scaled(Bars bars, double price, double volume) {
    return of(
        times(bars.open(), price),
        times(bars.high(), price),
        times(bars.low(), price),
        times(bars.close(), price),
        times(bars.volume(), volume));
  }

  /** Books and trades inside every candle, known in full and the same whatever comes later. */
  static IntrabarColumns inside(Bars bars) {
    int n = bars.size();
    double[][] columns = new double[12][n];
    for (int i = 0; i < n; i++) {
      Random random = new Random(i);
      double amount = bars.volume()[i] > 0 ? bars.volume()[i] : 1;
      double bought = random.nextDouble();
      double[] row = {
        random.nextDouble(),
        random.nextDouble() * 0.01,
        random.nextDouble() * 2 - 1,
        random.nextDouble() * 2 - 1,
        random.nextDouble() * 0.01,
        random.nextDouble() * 0.01,
        random.nextDouble() * 2 - 1,
        1 + random.nextInt(100),
        amount * bought,
        amount * (1 - bought) * 1.0001,
        amount * random.nextDouble(),
        (bars.high()[i] + bars.low()[i]) / 2
      };
      for (int column = 0; column < row.length; column++) {
        columns[column][i] = row[column];
      }
    }
    return IntrabarColumns.of(columns);
  }

  /** Hourly candles from 2018. */
  static Bars of(double[]... ohlcv) {
    int n = ohlcv[0].length;
    long[] openTime = new long[n];
    long[] closeTime = new long[n];
    for (int i = 0; i < n; i++) {
      openTime[i] = START + i * HOUR;
      closeTime[i] = openTime[i] + HOUR;
    }
    return new Bars(
        openTime, closeTime, ohlcv[0], ohlcv[1], ohlcv[2], ohlcv[3], ohlcv[4], new boolean[n]);
  }

  private static void put(
      double[][] ohlcv, int i, double open, double close, double wick, double volume) {
    ohlcv[0][i] = open;
    ohlcv[1][i] = Math.max(open, close) * (1 + wick);
    ohlcv[2][i] = Math.min(open, close) * (1 - wick / 2);
    ohlcv[3][i] = close;
    ohlcv[4][i] = volume;
  }

  private static double[] times(double[] values, double factor) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factor;
    }
    return scaled;
  }
}
