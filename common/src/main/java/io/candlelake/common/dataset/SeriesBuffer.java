package io.candlelake.common.dataset;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;

/** Grows the arrays of one series, a candle or a block of candles at a time. */
final class SeriesBuffer {
  private static final int START = 1 << 12;

  /** Open, high, low, close and volume come before the columns beside. */
  private static final int CANDLE_NUMBERS = 5;

  private int size;
  private long[] openTime = new long[START];
  private long[] closeTime = new long[START];
  private boolean[] filled = new boolean[START];
  private final double[][] numbers;

  SeriesBuffer(int columnsBeside) {
    numbers = new double[CANDLE_NUMBERS + columnsBeside][START];
  }

  /** Makes room for so many more candles and returns the place of the first of them. */
  int extend(int candles) {
    int first = size;
    size = Math.addExact(size, candles);
    if (size > openTime.length) {
      resize(Math.max(size, (int) Math.min(2L * openTime.length, Integer.MAX_VALUE - 8)));
    }
    return first;
  }

  void setTimes(int place, long open, long close, boolean isFilled) {
    openTime[place] = open;
    closeTime[place] = close;
    filled[place] = isFilled;
  }

  void setNumber(int column, int place, double value) {
    numbers[column][place] = value;
  }

  /** Open, high, low, close, volume and the columns beside. */
  int numberColumns() {
    return numbers.length;
  }

  /** The candles; the buffer must not be used afterwards but for {@link #columns}. */
  Bars bars() {
    if (openTime.length != size) {
      resize(size);
    }
    return new Bars(
        openTime, closeTime, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], filled);
  }

  /** The columns beside the candles of {@link #bars}. */
  double[][] columns() {
    return Arrays.copyOfRange(numbers, CANDLE_NUMBERS, numbers.length);
  }

  private void resize(int length) {
    openTime = Arrays.copyOf(openTime, length);
    closeTime = Arrays.copyOf(closeTime, length);
    filled = Arrays.copyOf(filled, length);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Arrays.copyOf(numbers[i], length);
    }
  }
}
