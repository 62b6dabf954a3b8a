package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.CandleGrid;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Kraken's first streams: trades without ids, books with a checksum, each message an array that
 * ends with channel and pair.
 */
final class KrakenFeed implements StreamSession {
  private static final Set<Integer> DEPTHS = Set.of(10, 25, 100, 500, 1_000);
  private static final int CHECKED_LEVELS = 10;
  private static final long CONNECTION = 6_627_009_909_553_618_791L;

  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private Optional<IntervalTimer> heartbeat = Optional.empty();
  private int channels;

  @Override
  public List<Frame> greeting(MarketView view) {
    heartbeat = Optional.of(new IntervalTimer(Duration.ofSeconds(1), view));
    return List.of(
        control(
            JsonWriter.object()
                .put("connectionID", CONNECTION)
                .put("event", "systemStatus")
                .put("status", "online")
                .put("version", "1.9.6")));
  }

  @Override
  public List<Frame> heard(JsonNode message, MarketView view) {
    List<Frame> answers = new ArrayList<>();
    switch (message.path("event").asText()) {
      case "ping" ->
          answers.add(control(withId(JsonWriter.object().put("event", "pong"), message)));
      case "subscribe" ->
          message.path("pair").forEach(pair -> subscribe(pair.asText(), message, view, answers));
      case "unsubscribe" ->
          message.path("pair").forEach(pair -> unsubscribe(pair.asText(), message, answers));
      default ->
          answers.add(
              control(
                  JsonWriter.object()
                      .put("event", "error")
                      .put("errorMessage", "Malformed request")));
    }
    return answers;
  }

  @Override
  public List<Frame> due(MarketView view) {
    List<Frame> frames = new ArrayList<>();
    subscriptions.values().forEach(subscription -> subscription.due(view, frames));
    if (heartbeat.filter(every -> every.passed(view)).isPresent() && frames.isEmpty()) {
      frames.add(control(JsonWriter.object().put("event", "heartbeat")));
    }
    return frames;
  }

  private static Frame control(ObjectNode node) {
    return new Frame(Frame.Kind.CONTROL, "", node.toString());
  }

  private static ObjectNode withId(ObjectNode node, JsonNode message) {
    if (message.path("reqid").isNumber()) {
      node.set("reqid", message.get("reqid"));
    }
    return node;
  }

  private static String channel(JsonNode wanted) {
    String name = wanted.path("name").asText();
    return switch (name) {
      case "book" -> "book-" + wanted.path("depth").asInt(CHECKED_LEVELS);
      case "ohlc" -> "ohlc-" + wanted.path("interval").asInt(1);
      default -> name;
    };
  }

  private void subscribe(String pair, JsonNode message, MarketView view, List<Frame> answers) {
    JsonNode wanted = message.path("subscription");
    Optional<SimulatedPair> listing =
        view.market().listings().stream()
            .filter(l -> KrakenProtocol.streamName(l).equals(pair))
            .findFirst();
    ObjectNode answer = JsonWriter.object();
    String channel = channel(wanted);
    Optional<Subscription> made =
        listing.flatMap(l -> subscription(l, wanted, channel, channels, view));
    if (made.isPresent()) {
      answer.put("channelID", channels++).put("channelName", channel);
      subscriptions.put(channel + " " + pair, made.get());
    }
    answer.put("event", "subscriptionStatus").put("pair", pair);
    answer.put("status", made.isPresent() ? "subscribed" : "error");
    if (made.isEmpty()) {
      answer.put(
          "errorMessage",
          listing.isPresent()
              ? "Subscription depth or name not supported"
              : "Currency pair not supported " + pair);
    }
    answer.set("subscription", wanted);
    answers.add(control(withId(answer, message)));
  }

  private void unsubscribe(String pair, JsonNode message, List<Frame> answers) {
    String channel = channel(message.path("subscription"));
    subscriptions.remove(channel + " " + pair);
    ObjectNode answer =
        JsonWriter.object()
            .put("channelName", channel)
            .put("event", "subscriptionStatus")
            .put("pair", pair)
            .put("status", "unsubscribed");
    answer.set("subscription", message.path("subscription"));
    answers.add(control(withId(answer, message)));
  }

  private static Optional<Subscription> subscription(
      SimulatedPair listing, JsonNode wanted, String channel, int id, MarketView view) {
    Address address = new Address(id, channel, listing);
    return switch (wanted.path("name").asText()) {
      case "trade" -> Optional.of(new Trades(address, view));
      case "ticker" -> Optional.of(new Tickers(address, view));
      case "spread" -> Optional.of(new Spreads(address));
      case "book" -> {
        int depth = wanted.path("depth").asInt(CHECKED_LEVELS);
        yield DEPTHS.contains(depth) ? Optional.of(new Books(address, depth)) : Optional.empty();
      }
      case "ohlc" -> {
        long minutes = wanted.path("interval").asLong(1);
        yield KrakenProtocol.INTERVALS.contains(minutes)
            ? Optional.of(new Candles(address, Duration.ofMinutes(minutes), view))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /** CRC-32 of price and amount of the best ten asks, then bids, as digits alone. */
  static long checksum(SimulatedPair listing, Book book) {
    Book top = book.depth(CHECKED_LEVELS);
    StringBuilder digits = new StringBuilder();
    for (List<Level> side : List.of(top.asks(), top.bids())) {
      for (Level level : side) {
        digits.append(digits(KrakenProtocol.price(listing, level.price())));
        digits.append(digits(KrakenProtocol.amount(level.amount())));
      }
    }
    CRC32 crc = new CRC32();
    crc.update(digits.toString().getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  private static String digits(String number) {
    return number.replace(".", "").replaceFirst("^0+", "");
  }

  private interface Subscription {
    void due(MarketView view, List<Frame> frames);
  }

  private record Address(int id, String channel, SimulatedPair listing) {
    Frame frame(Frame.Kind kind, JsonNode... contents) {
      ArrayNode node = JsonWriter.array().add(id);
      for (JsonNode content : contents) {
        node.add(content);
      }
      String pair = KrakenProtocol.streamName(listing);
      return new Frame(kind, channel + " " + pair, node.add(channel).add(pair).toString());
    }

    String price(BigDecimal price) {
      return KrakenProtocol.price(listing, price);
    }
  }

  private static final class Trades implements Subscription {
    private final Address address;
    private final TradeFeedCursor cursor;

    Trades(Address address, MarketView view) {
      this.address = address;
      this.cursor = new TradeFeedCursor(address.listing(), view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      for (Trade trade : cursor.due(view)) {
        ArrayNode rows = JsonWriter.array();
        rows.addArray()
            .add(address.price(trade.price()))
            .add(KrakenProtocol.amount(trade.amount()))
            .add(KrakenProtocol.seconds(view.told(trade.time())))
            .add(KrakenProtocol.side(trade))
            .add("l")
            .add("");
        frames.add(address.frame(Frame.Kind.TRADE, rows));
      }
    }
  }

  private static final class Tickers implements Subscription {
    private final Address address;
    private final IntervalTimer every;

    Tickers(Address address, MarketView view) {
      this.address = address;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      if (every.passed(view)) {
        ObjectNode ticker = KrakenProtocol.ticker(address.listing(), view);
        String open = address.price(DayTicker.of(address.listing(), view).candle().open());
        ticker.set("o", JsonWriter.strings(open, open));
        ((ArrayNode) ticker.get("a")).set(1, JsonWriter.array().numberNode(1));
        ((ArrayNode) ticker.get("b")).set(1, JsonWriter.array().numberNode(1));
        frames.add(address.frame(Frame.Kind.SNAPSHOT, ticker));
      }
    }
  }

  private static final class Spreads implements Subscription {
    private final Address address;
    private long told = -1;

    Spreads(Address address) {
      this.address = address;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(address.listing(), view.now()).depth(1);
      if (book.update() == told) {
        return;
      }
      told = book.update();
      Level bid = book.bids().get(0);
      Level ask = book.asks().get(0);
      frames.add(
          address.frame(
              Frame.Kind.SNAPSHOT,
              JsonWriter.strings(
                  address.price(bid.price()),
                  address.price(ask.price()),
                  KrakenProtocol.seconds(view.told(book.time())),
                  KrakenProtocol.amount(bid.amount()),
                  KrakenProtocol.amount(ask.amount()))));
    }
  }

  /** First the book whole, then what changes, each with the checksum of the best ten levels. */
  private static final class Books implements Subscription {
    private final Address address;
    private final int depth;
    private Optional<Book> told = Optional.empty();

    Books(Address address, int depth) {
      this.address = address;
      this.depth = depth;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(address.listing(), view.now()).depth(depth);
      String time = KrakenProtocol.seconds(view.told(book.time()));
      if (told.isEmpty()) {
        ObjectNode snapshot = JsonWriter.object();
        snapshot.set("as", rows(book.asks(), time));
        snapshot.set("bs", rows(book.bids(), time));
        frames.add(address.frame(Frame.Kind.SNAPSHOT, snapshot));
      } else if (told.get().update() != book.update()) {
        BookDelta diff = BookDelta.between(told.get(), book);
        String checksum = Long.toString(checksum(address.listing(), book));
        ObjectNode asks = JsonWriter.object();
        ObjectNode bids = JsonWriter.object();
        asks.set("a", rows(diff.asks(), time));
        bids.set("b", rows(diff.bids(), time));
        if (diff.asks().isEmpty()) {
          frames.add(address.frame(Frame.Kind.BOOK, bids.put("c", checksum)));
        } else if (diff.bids().isEmpty()) {
          frames.add(address.frame(Frame.Kind.BOOK, asks.put("c", checksum)));
        } else {
          frames.add(address.frame(Frame.Kind.BOOK, asks, bids.put("c", checksum)));
        }
      }
      told = Optional.of(book);
    }

    private ArrayNode rows(List<Level> levels, String time) {
      ArrayNode rows = JsonWriter.array();
      for (Level level : levels) {
        rows.addArray()
            .add(address.price(level.price()))
            .add(KrakenProtocol.amount(level.amount()))
            .add(time);
      }
      return rows;
    }
  }

  private static final class Candles implements Subscription {
    private final Address address;
    private final Duration interval;
    private final IntervalTimer every;
    private Instant open;

    Candles(Address address, Duration interval, MarketView view) {
      this.address = address;
      this.interval = interval;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
      this.open = CandleGrid.floor(view.now(), interval);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Instant current = CandleGrid.floor(view.now(), interval);
      for (; open.isBefore(current); open = open.plus(interval)) {
        send(view, open, frames);
      }
      if (every.passed(view)) {
        send(view, current, frames);
      }
    }

    private void send(MarketView view, Instant from, List<Frame> frames) {
      Instant end = from.plus(interval);
      Instant last = end.isAfter(view.now()) ? view.now() : end.minusNanos(1_000);
      for (Candle candle :
          view.firstCandles(address.listing(), interval, from, from.plus(interval), 1)) {
        ArrayNode row =
            JsonWriter.strings(
                KrakenProtocol.seconds(view.told(last)),
                KrakenProtocol.seconds(view.told(end)),
                address.price(candle.open()),
                address.price(candle.high()),
                address.price(candle.low()),
                address.price(candle.close()),
                address.price(candle.meanPrice()),
                KrakenProtocol.amount(candle.volume()));
        frames.add(address.frame(Frame.Kind.CANDLE, row.add(candle.trades())));
      }
    }
  }
}
