package io.candlelake.jobs.validate;

import java.util.Locale;

/** What becomes of a candle that a check raised. */
enum Severity {
  /** It does not reach silver. */
  REJECT,
  /** It reaches silver with the check's name among its quality flags. */
  FLAG,
  /** It is counted only. */
  WARN;

  /** How tables write it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
