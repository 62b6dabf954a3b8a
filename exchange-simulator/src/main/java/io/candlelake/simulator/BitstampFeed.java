package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bitstamp's streams: {@code live_trades_}, {@code order_book_} and {@code diff_order_book_}. */
final class BitstampFeed implements StreamSession {
  private static final int SNAPSHOT_LEVELS = 100;

  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

  @Override
  public List<Frame> greeting(MarketView view) {
    return List.of();
  }

  @Override
  public List<Frame> heard(JsonNode message, MarketView view) {
    String channel = message.path("data").path("channel").asText();
    return List.of(
        switch (message.path("event").asText()) {
          case "bts:subscribe" -> subscribe(channel, view);
          case "bts:unsubscribe" -> {
            subscriptions.remove(channel);
            yield control("bts:unsubscription_succeeded", channel, JsonWriter.object());
          }
          case "bts:heartbeat" ->
              control("bts:heartbeat", "", JsonWriter.object().put("status", "success"));
          default -> error(channel, 4_001, "Bad event.");
        });
  }

  @Override
  public List<Frame> due(MarketView view) {
    List<Frame> frames = new ArrayList<>();
    subscriptions.values().forEach(subscription -> subscription.due(view, frames));
    return frames;
  }

  private Frame subscribe(String channel, MarketView view) {
    Optional<SimulatedPair> listing =
        BitstampProtocol.listing(view, channel.substring(channel.lastIndexOf('_') + 1));
    Optional<Subscription> made = listing.flatMap(l -> subscription(channel, l, view));
    if (made.isEmpty()) {
      return error(channel, 4_005, "Incorrect channel name.");
    }
    subscriptions.putIfAbsent(channel, made.get());
    return control("bts:subscription_succeeded", channel, JsonWriter.object());
  }

  private static Optional<Subscription> subscription(
      String channel, SimulatedPair listing, MarketView view) {
    if (channel.startsWith("live_trades_")) {
      return Optional.of(new Trades(channel, listing, view));
    }
    if (channel.startsWith("order_book_")) {
      return Optional.of(new Snapshots(channel, listing));
    }
    if (channel.startsWith("diff_order_book_")) {
      return Optional.of(new Changes(channel, listing, view));
    }
    return Optional.empty();
  }

  private static Frame control(String event, String channel, ObjectNode data) {
    ObjectNode node = JsonWriter.object().put("event", event).put("channel", channel);
    node.set("data", data);
    return new Frame(Frame.Kind.CONTROL, "", node.toString());
  }

  private static Frame error(String channel, int code, String message) {
    return control(
        "bts:error", channel, JsonWriter.object().put("code", code).put("message", message));
  }

  private static Frame frame(Frame.Kind kind, String event, String channel, ObjectNode data) {
    ObjectNode node = JsonWriter.object();
    node.set("data", data);
    node.put("channel", channel).put("event", event);
    return new Frame(kind, channel, node.toString());
  }

  private interface Subscription {
    void due(MarketView view, List<Frame> frames);
  }

  private static final class Trades implements Subscription {
    private final String channel;
    private final SimulatedPair listing;
    private final TradeFeedCursor cursor;

    Trades(String channel, SimulatedPair listing, MarketView view) {
      this.channel = channel;
      this.listing = listing;
      this.cursor = new TradeFeedCursor(listing, view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      for (Trade trade : cursor.due(view)) {
        long micros = JsonWriter.micros(view.told(trade.time()));
        frames.add(
            frame(
                Frame.Kind.TRADE,
                "trade",
                channel,
                JsonWriter.object()
                    .put("id", trade.id())
                    .put("timestamp", Long.toString(micros / 1_000_000))
                    .put("amount", trade.amount().doubleValue())
                    .put("amount_str", BitstampProtocol.amount(trade.amount()))
                    .put("price", trade.price().doubleValue())
                    .put("price_str", BitstampProtocol.price(listing, trade.price()))
                    .put("type", trade.taker() == Trade.Side.BUY ? 0 : 1)
                    .put("microtimestamp", Long.toString(micros))
                    .put("buy_order_id", 1_400_000_000_000_000L + 2 * trade.id())
                    .put("sell_order_id", 1_400_000_000_000_001L + 2 * trade.id())));
      }
    }
  }

  private static final class Snapshots implements Subscription {
    private final String channel;
    private final SimulatedPair listing;
    private long told = -1;

    Snapshots(String channel, SimulatedPair listing) {
      this.channel = channel;
      this.listing = listing;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(listing, view.now()).depth(SNAPSHOT_LEVELS);
      if (book.update() != told) {
        told = book.update();
        ObjectNode data = BitstampProtocol.book(listing, book, view);
        frames.add(frame(Frame.Kind.SNAPSHOT, "data", channel, data));
      }
    }
  }

  private static final class Changes implements Subscription {
    private final String channel;
    private final SimulatedPair listing;
    private Book told;

    Changes(String channel, SimulatedPair listing, MarketView view) {
      this.channel = channel;
      this.listing = listing;
      this.told = view.market().book(listing, view.now());
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(listing, view.now());
      if (book.update() != told.update()) {
        BookDelta diff = BookDelta.between(told, book);
        Book changes = new Book(book.update(), book.time(), diff.bids(), diff.asks());
        told = book;
        ObjectNode data = BitstampProtocol.book(listing, changes, view);
        frames.add(frame(Frame.Kind.BOOK, "data", channel, data));
      }
    }
  }
}
