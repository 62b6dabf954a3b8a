package io.candlelake.jobs.train;

import java.util.Arrays;

/** The training rows of one model, in time, as growing arrays: vectors end to end, and targets. */
final class TrainingRows {
  private static final int FIRST_CAPACITY = 1024;

  private final int width;
  private int size;
  private int rises;
  private float[] vectors;
  private float[] targets = new float[FIRST_CAPACITY];

  /**
   * @param width values in a vector
   */
  TrainingRows(int width) {
    this.width = width;
    this.vectors = new float[Math.multiplyExact(FIRST_CAPACITY, width)];
  }

  void addRise(float[] vector) {
    add(vector, 1);
    rises++;
  }

  void addFall(float[] vector) {
    add(vector, 0);
  }

  int size() {
    return size;
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
    return Arrays.copyOf(vectors, Math.multiplyExact(size, width));
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
    if (size == targets.length) {
      targets = Arrays.copyOf(targets, Math.multiplyExact(size, 2));
      vectors = Arrays.copyOf(vectors, Math.multiplyExact(targets.length, width));
    }
    System.arraycopy(vector, 0, vectors, size * width, width);
    targets[size] = target;
    size++;
  }
}
