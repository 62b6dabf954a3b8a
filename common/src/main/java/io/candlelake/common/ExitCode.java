package io.candlelake.common;

/** How the program ends. Schedulers read these: only {@link #OUTSIDE_WORLD} is worth a retry. */
public enum ExitCode {
  /** Everything asked for was done. */
  OK(0),
  /** A bug of ours. */
  BUG(1),
  /** The user's mistake: arguments, configuration, a missing table or file. */
  USER_MISTAKE(2),
  /** The data is below {@code validate.min-validity} or {@code validate.min-completeness}. */
  DATA_REFUSED(3),
  /** Finished, but at least one pair failed; the others are complete. */
  SOME_PAIRS_FAILED(4),
  /** The store or an exchange did not answer. */
  OUTSIDE_WORLD(5);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }
}
