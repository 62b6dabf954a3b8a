package io.candlelake.exchanges.spool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A span of a pair's trades that may have been missed: all after one and before another, both of
 * which are known. It is written down before the trade that ends it, and again when it is closed;
 * so whoever reads all that was written knows which spans are still open.
 */
public record TradeGap(TradePosition after, TradePosition before) {
  /** The event that opens one. */
  public static final String OPENED = "gap";

  /** The event of one that was fetched. */
  public static final String CLOSED = "backfilled";

  /** The event of one that the exchange does not fill. */
  public static final String LOST = "unfilled";

  public TradeGap {
    requireNonNull(after, "after is null");
    requireNonNull(before, "before is null");
  }

  ObjectNode toJson(ObjectNode detail) {
    return detail
        .put("after", after.id())
        .put("after_time", after.micros())
        .put("before", before.id())
        .put("before_time", before.micros());
  }

  /** The gap that an event's detail tells; empty if it tells none. */
  public static Optional<TradeGap> of(String detail) {
    return SpoolLines.read(detail).filter(TradeGap::complete).map(TradeGap::of);
  }

  private static boolean complete(JsonNode detail) {
    return detail.hasNonNull("after")
        && detail.hasNonNull("after_time")
        && detail.hasNonNull("before")
        && detail.hasNonNull("before_time");
  }

  private static TradeGap of(JsonNode detail) {
    return new TradeGap(
        new TradePosition(detail.get("after").asText(), detail.get("after_time").asLong()),
        new TradePosition(detail.get("before").asText(), detail.get("before_time").asLong()));
  }
}
