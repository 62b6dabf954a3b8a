package io.candlelake.jobs.ingest.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.jobs.ingest.exchange.ExchangeTrade;
import java.time.Instant;
import java.util.Comparator;

/**
 * A trade's place among those of its pair.
 *
 * @param id the exchange's raw id
 * @param micros its time, microseconds since 1970 UTC
 */
record TradeMark(String id, long micros) {
  /** By time, trades of one moment by id; of two numbers the longer is the greater. */
  static final Comparator<TradeMark> ORDER =
      Comparator.comparingLong(TradeMark::micros)
          .thenComparingInt(mark -> mark.id().length())
          .thenComparing(TradeMark::id);

  TradeMark {
    requireNonNull(id, "id is null");
  }

  static TradeMark of(ExchangeTrade trade) {
    return new TradeMark(trade.id(), SpoolLines.micros(trade.time()));
  }

  Instant time() {
    return SpoolLines.instant(micros);
  }

  static TradeMark later(TradeMark a, TradeMark b) {
    return ORDER.compare(a, b) >= 0 ? a : b;
  }
}
