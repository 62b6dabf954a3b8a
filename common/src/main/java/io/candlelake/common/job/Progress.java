package io.candlelake.common.job;

/** Where a job tells how far it is. Called from the driver only. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT = (done, total, what) -> {};

  /**
   * Reports units done.
   *
   * @param what the unit, for people: pairs, folds
   */
  void at(long done, long total, String what);

  /** Says something of work that has no known end: a stream's figures. */
  default void say(String line) {}
}
