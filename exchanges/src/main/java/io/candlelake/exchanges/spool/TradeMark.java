package io.candlelake.exchanges.spool;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.exchanges.ExchangeTrade;
import java.time.Instant;
import java.util.Comparator;

/**
 * A trade's place among those of its pair.
 *
 * @param id the exchange's raw id
 * @param micros its time, microseconds since 1970 UTC
 */
public record TradeMark(String id, long micros) {
  /** By time, trades of one moment by id; of two numbers the longer is the greater. */
  public static final Comparator<TradeMark> ORDER =
      Comparator.comparingLong(TradeMark::micros)
          .thenComparingInt(mark -> mark.id().length())
          .thenComparing(TradeMark::id);

  public TradeMark {
    requireNonNull(id, "id is null");
  }

  public static TradeMark of(ExchangeTrade trade) {
    return new TradeMark(trade.id(), EpochMicros.of(trade.time()));
  }

  public Instant time() {
    return EpochMicros.toInstant(micros);
  }

  public static TradeMark later(TradeMark a, TradeMark b) {
    return ORDER.compare(a, b) >= 0 ? a : b;
  }
}
