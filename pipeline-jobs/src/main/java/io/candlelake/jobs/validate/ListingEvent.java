package io.candlelake.jobs.validate;

import java.util.Locale;

/** What begins a series of candles. */
enum ListingEvent {
  /** The pair's first candle. */
  FIRST,
  /** The symbol begins again after an end: the same coin or another. */
  RELISTED,
  /** Another name for what was traded before. */
  RENAMED,
  /** The unit of the base asset changed: 1,000 old for 1 new. */
  REDENOMINATED;

  /** How tables write it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
