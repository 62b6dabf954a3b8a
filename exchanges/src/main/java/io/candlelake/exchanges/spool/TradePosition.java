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
public record TradePosition(String id, long micros) {
  /** By time, trades of one moment by id; of two numbers the longer is the greater. */
  public static final Comparator<TradePosition> ORDER =
      Comparator.comparingLong(TradePosition::micros)
          .thenComparingInt(mark -> mark.id().length())
          .thenComparing(TradePosition::id);

  public TradePosition {
    requireNonNull(id, "id is null");
  }

  public static TradePosition of(ExchangeTrade trade) {
    return new TradePosition(trade.id(), EpochMicros.of(trade.time()));
  }

  public Instant time() {
    return EpochMicros.toInstant(micros);
  }

  public static TradePosition later(TradePosition a, TradePosition b) {
    return ORDER.compare(a, b) >= 0 ? a : b;
  }
}
