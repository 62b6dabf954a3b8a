package io.candlelake.jobs.evaluate;

import java.util.Arrays;

/**
 * Rows of one pair in time, as growing arrays: whatever their kind, each has two times, a whole
 * number and two fractions.
 */
final class TimedRows {
  private int size;
  private long[] time = new long[64];
  private long[] until = new long[64];
  private int[] number = new int[64];
  private double[] first = new double[64];
  private double[] second = new double[64];

  /** Adds a row whose times are not below those of the one before. */
  void add(long rowTime, long rowUntil, int rowNumber, double rowFirst, double rowSecond) {
    if (size == time.length) {
      int length = Math.multiplyExact(size, 2);
      time = Arrays.copyOf(time, length);
      until = Arrays.copyOf(until, length);
      number = Arrays.copyOf(number, length);
      first = Arrays.copyOf(first, length);
      second = Arrays.copyOf(second, length);
    }
    time[size] = rowTime;
    until[size] = rowUntil;
    number[size] = rowNumber;
    first[size] = rowFirst;
    second[size] = rowSecond;
    size++;
  }

  int size() {
    return size;
  }

  long time(int row) {
    return time[row];
  }

  long until(int row) {
    return until[row];
  }

  int number(int row) {
    return number[row];
  }

  double first(int row) {
    return first[row];
  }

  double second(int row) {
    return second[row];
  }

  /** The row of that time; negative if there is none. */
  int at(long wanted) {
    return Arrays.binarySearch(time, 0, size, wanted);
  }

  /** The row that lasts until then; negative if there is none. */
  int endingAt(long wanted) {
    return Arrays.binarySearch(until, 0, size, wanted);
  }
}
