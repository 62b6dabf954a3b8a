package io.candlelake.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Trade;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What the simulator tells of itself, for who runs it in another process: {@code /simulator/clock},
 * {@code /simulator/pairs}, {@code /simulator/trades?pair=&first=&last=} (at most 100,000), {@code
 * /simulator/faults} and {@code /simulator/planted?pair=&from=&to=}.
 */
final class StatusEndpoints {
  static final String PREFIX = "/simulator/";

  private static final int MOST_TRADES = 100_000;

  private final SimulatorSettings settings;
  private final Ledger ledger;

  StatusEndpoints(SimulatorSettings settings, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
  }

  Reply answer(Request request) {
    try {
      return switch (request.path().substring(PREFIX.length())) {
        case "clock" ->
            Reply.ok(JsonWriter.object().put("now", settings.clock().instant().toString()));
        case "pairs" -> Reply.ok(pairs());
        case "trades" -> Reply.ok(trades(request));
        case "faults" -> Reply.ok(faults());
        case "planted" -> Reply.ok(planted(request));
        default -> Reply.html(404, "404 Not Found");
      };
    } catch (IllegalArgumentException | DateTimeParseException | Request.Malformed e) {
      return Reply.json(400, JsonWriter.object().put("error", String.valueOf(e.getMessage())));
    }
  }

  private ArrayNode pairs() {
    ArrayNode array = JsonWriter.array();
    settings
        .market()
        .listings()
        .forEach(
            listing ->
                array
                    .addObject()
                    .put("pair", listing.pair())
                    .put("last_trade", ledger.lastTrade(listing.pair())));
    return array;
  }

  private ArrayNode trades(Request request) {
    String pair = request.text("pair").orElse("");
    long first = Math.max(1, request.number("first").orElse(1));
    long newest = ledger.lastTrade(pair);
    long last = Math.min(request.number("last").orElse(newest), newest);
    ArrayNode array = JsonWriter.array();
    for (Trade trade : ledger.trades(pair, first, Math.min(last, first + MOST_TRADES - 1))) {
      array
          .addArray()
          .add(trade.id())
          .add(JsonWriter.micros(trade.time()))
          .add(trade.price().toPlainString())
          .add(trade.amount().toPlainString())
          .add(trade.taker().name());
    }
    return array;
  }

  private ObjectNode faults() {
    ObjectNode node = JsonWriter.object();
    ledger.injectedCounts().forEach(node::put);
    return node;
  }

  private ArrayNode planted(Request request) {
    Instant from = time(request, "from").orElse(Instant.EPOCH);
    Instant to = time(request, "to").orElse(settings.clock().instant());
    ArrayNode array = JsonWriter.array();
    ledger
        .plantedFaults(request.text("pair").orElse(""), from, to)
        .forEach(
            fault ->
                array
                    .addObject()
                    .put("pair", fault.pair())
                    .put("fault", fault.kind().label())
                    .put("from", fault.from().toString())
                    .put("to", fault.to().toString()));
    return array;
  }

  private static Optional<Instant> time(Request request, String name) {
    return request.text(name).map(Instant::parse);
  }
}
