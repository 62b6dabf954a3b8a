package io.candlelake.jobs.train;

/** A fitted model at work. Not for several threads. */
interface Scorer extends AutoCloseable {
  /** The model's probability of a rise for each feature vector, before calibration. */
  double[] score(float[][] vectors);

  @Override
  default void close() {}
}
