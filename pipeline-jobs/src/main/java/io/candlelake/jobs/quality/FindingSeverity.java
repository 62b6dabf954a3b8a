package io.candlelake.jobs.quality;

import java.util.Locale;

/** What a raised check means for who uses the data. */
enum FindingSeverity {
  /** The data cannot be used: the job ends with exit code 3. */
  REJECT,
  /** Somebody should look: the job says so. */
  FLAG,
  /** It stands in the table and the report only. */
  WARN;

  /** How tables and configuration write it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
