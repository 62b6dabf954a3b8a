package io.candlelake.exchanges.transport;

import io.candlelake.exchanges.ExchangeTrade;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts an exchange's page of trades in order. */
public final class Pages {
  private Pages() {}

  /** The trades ascending by raw id, each once, in whatever order the page holds them. */
  public static List<ExchangeTrade> ascending(Stream<ExchangeTrade> page) {
    TreeMap<Long, ExchangeTrade> byId = new TreeMap<>();
    page.forEach(trade -> byId.put(Long.parseLong(trade.id()), trade));
    return List.copyOf(byId.values());
  }
}
