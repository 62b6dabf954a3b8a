package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config.ListingCorrection;
import io.candlelake.common.config.Config.ListingCorrection.Event;
import io.candlelake.common.market.EpochMicros;
import java.io.Serializable;

/**
 * What the user says of a pair's listings.
 *
 * @param exchange empty for all
 * @param atMicros the first candle that opens then or later is the first after the event
 * @param factor NaN if not told
 */
record Correction(String exchange, String pair, long atMicros, Event event, double factor)
    implements Serializable {
  Correction {
    requireNonNull(exchange, "exchange is null");
    requireNonNull(pair, "pair is null");
    requireNonNull(event, "event is null");
  }

  static Correction of(ListingCorrection configured) {
    return new Correction(
        configured.exchange().orElse(""),
        configured.pair().toString(),
        EpochMicros.of(configured.at()),
        configured.event(),
        configured.factor().orElse(Double.NaN));
  }

  boolean isOf(String itsExchange, String itsPair) {
    return pair.equals(itsPair) && (exchange.isEmpty() || exchange.equals(itsExchange));
  }

  /** Whether it falls between two candles that follow each other, given their open times. */
  boolean between(long beforeMicros, long afterMicros) {
    return beforeMicros < atMicros && atMicros <= afterMicros;
  }

  /** What begins with the first candle after it; a delisted pair that trades again is relisted. */
  ListingStart start() {
    ListingEvent begins =
        switch (event) {
          case RENAMED -> ListingEvent.RENAMED;
          case REDENOMINATED -> ListingEvent.REDENOMINATED;
          case RELISTED, DELISTED -> ListingEvent.RELISTED;
          case CONTINUES -> throw new IllegalStateException("nothing begins at " + this);
        };
    return new ListingStart(begins, factor, ListingStart.CONFIGURED);
  }
}
