package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

/**
 * Why a candle is the first of a new series.
 *
 * @param factor new price ÷ old, of a redenomination; else NaN
 * @param source how tables write who says so
 */
record ListingStart(ListingEvent event, double factor, String source) {
  static final String DETECTED = "detected";
  static final String CONFIGURED = "configured";

  ListingStart {
    requireNonNull(event, "event is null");
    requireNonNull(source, "source is null");
  }

  static ListingStart detected(ListingEvent event, double factor) {
    return new ListingStart(event, factor, DETECTED);
  }
}
