package io.candlelake.jobs.train;

import java.util.Arrays;

/**
 * The training rows of one model, in time, as growing arrays: vectors end to end, and targets. Of
 * more rows than it may hold it keeps a random half, quarter and so on: which, depends on a row's
 * number alone, so that the same rows in the same order always leave the same ones.
 */
final class TrainingRows {
  private static final int FIRST_CAPACITY = 1024;

  /** What every JVM can make. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final int width;
  private final int mostRows;
  private int size;
  private int rises;
  private long given;

  /** A row is kept if so many low bits of its number's hash are zero. */
  private int zeroBits;

  private float[] vectors = {};
  private float[] targets = {};

  /** The number of each row among those given, in the order given. */
  private long[] numbers = {};

  /**
   * @param width values in a vector
   * @param mostRows more are not held, and fewer where an array cannot hold their vectors
   */
  TrainingRows(int width, int mostRows) {
    this.width = width;
    this.mostRows = Math.min(mostRows, LONGEST_ARRAY / width);
    grow(Math.min(FIRST_CAPACITY, this.mostRows));
  }

  void addRise(float[] vector) {
    add(vector, 1);
  }

  void addFall(float[] vector) {
    add(vector, 0);
  }

  int size() {
    return size;
  }

  /** How many rows were given, held or not. */
  long given() {
    return given;
  }

  int width() {
    return width;
  }

  /** How many of the rows are rises. */
  int rises() {
    return rises;
  }

  /** All vectors end to end, of exactly {@code size × width} values. */
  float[] vectors() {
    return Arrays.copyOf(vectors, size * width);
  }

  /** 1 for a rise, 0 for a fall. */
  float[] targets() {
    return Arrays.copyOf(targets, size);
  }

  private void add(float[] vector, float target) {
    if (vector.length != width) {
      throw new IllegalStateException(
          "a vector of " + vector.length + " values among vectors of " + width);
    }
    long number = given++;
    while (isKept(number) && size == mostRows) {
      zeroBits++;
      thin();
    }
    if (isKept(number)) {
      if (size == targets.length) {
        grow((int) Math.min(2L * size, mostRows));
      }
      System.arraycopy(vector, 0, vectors, size * width, width);
      put(size++, number, target);
    }
  }

  private void grow(int rows) {
    vectors = Arrays.copyOf(vectors, Math.multiplyExact(rows, width));
    targets = Arrays.copyOf(targets, rows);
    numbers = Arrays.copyOf(numbers, rows);
  }

  /** Leaves the rows that are kept still. */
  private void thin() {
    int held = size;
    size = 0;
    rises = 0;
    for (int row = 0; row < held; row++) {
      if (isKept(numbers[row])) {
        System.arraycopy(vectors, row * width, vectors, size * width, width);
        put(size++, numbers[row], targets[row]);
      }
    }
  }

  private void put(int row, long number, float target) {
    targets[row] = target;
    numbers[row] = number;
    rises += target == 1 ? 1 : 0;
  }

  private boolean isKept(long number) {
    return Long.numberOfTrailingZeros(mixed(number)) >= zeroBits;
  }

  /** Splitmix64 (Steele, Lea, Flood 2014): numbers in a row become bits without a pattern. */
  private static long mixed(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
