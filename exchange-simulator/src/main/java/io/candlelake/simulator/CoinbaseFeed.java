package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Coinbase's streams: {@code matches}, {@code ticker}, {@code level2} and {@code heartbeat}. */
final class CoinbaseFeed implements StreamSession {
  private final Map<String, Map<String, Subscription>> channels = new LinkedHashMap<>();

  @Override
  public List<Frame> greeting(MarketView view) {
    return List.of();
  }

  @Override
  public List<Frame> heard(JsonNode message, MarketView view) {
    String type = message.path("type").asText();
    if (!type.equals("subscribe") && !type.equals("unsubscribe")) {
      return List.of(error("Type has to be either subscribe or unsubscribe"));
    }
    for (JsonNode channel : message.path("channels")) {
      String name = channel.isTextual() ? channel.asText() : channel.path("name").asText();
      JsonNode own = channel.path("product_ids");
      JsonNode products = own.isArray() ? own : message.path("product_ids");
      if (type.equals("unsubscribe")) {
        unsubscribe(name, products);
        continue;
      }
      for (JsonNode product : products) {
        Optional<SimulatedPair> listing = view.market().listing(product.asText());
        if (listing.isEmpty()) {
          return List.of(error(product.asText() + " is not a valid product"));
        }
        Optional<Subscription> made = subscription(name, listing.get(), view);
        if (made.isEmpty()) {
          return List.of(error(name + " is not a valid channel"));
        }
        channels
            .computeIfAbsent(name, n -> new LinkedHashMap<>())
            .putIfAbsent(product.asText(), made.get());
      }
    }
    return List.of(subscriptions());
  }

  @Override
  public List<Frame> due(MarketView view) {
    List<Frame> frames = new ArrayList<>();
    channels.values().forEach(channel -> channel.values().forEach(s -> s.due(view, frames)));
    return frames;
  }

  private void unsubscribe(String name, JsonNode products) {
    if (products.isEmpty()) {
      channels.remove(name);
    }
    Map<String, Subscription> channel = channels.getOrDefault(name, Map.of());
    products.forEach(product -> channel.remove(product.asText()));
  }

  private Frame subscriptions() {
    ObjectNode node = JsonWriter.object().put("type", "subscriptions");
    ArrayNode list = node.putArray("channels");
    channels.forEach(
        (name, products) -> {
          ArrayNode ids = list.addObject().put("name", name).putArray("product_ids");
          products.keySet().forEach(ids::add);
        });
    return new Frame(Frame.Kind.CONTROL, "", node.toString());
  }

  private static Frame error(String reason) {
    ObjectNode node =
        JsonWriter.object()
            .put("type", "error")
            .put("message", "Failed to subscribe")
            .put("reason", reason);
    return new Frame(Frame.Kind.CONTROL, "", node.toString());
  }

  private static Optional<Subscription> subscription(
      String name, SimulatedPair listing, MarketView view) {
    return switch (name) {
      case "matches" -> Optional.of(new Matches(listing, view));
      case "ticker" -> Optional.of(new Tickers(listing, view));
      case "level2", "level2_batch" -> Optional.of(new Books(listing));
      case "heartbeat" -> Optional.of(new Heartbeats(listing, view));
      default -> Optional.empty();
    };
  }

  private interface Subscription {
    void due(MarketView view, List<Frame> frames);
  }

  private static Frame frame(Frame.Kind kind, SimulatedPair listing, ObjectNode node) {
    String topic = node.path("type").asText() + " " + listing.pair();
    return new Frame(kind, topic, node.toString());
  }

  private static final class Matches implements Subscription {
    private final SimulatedPair listing;
    private final TradeFeedCursor cursor;
    private boolean greeted;

    Matches(SimulatedPair listing, MarketView view) {
      this.listing = listing;
      this.cursor = new TradeFeedCursor(listing, view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      if (!greeted) {
        greeted = true;
        long last = cursor.told();
        for (Trade trade : view.market().trades(listing, Math.max(1, last), last)) {
          frames.add(frame(Frame.Kind.CONTROL, listing, match("last_match", trade, view)));
        }
      }
      for (Trade trade : cursor.due(view)) {
        frames.add(frame(Frame.Kind.TRADE, listing, match("match", trade, view)));
      }
    }

    private ObjectNode match(String type, Trade trade, MarketView view) {
      return JsonWriter.object()
          .put("type", type)
          .put("trade_id", trade.id())
          .put("maker_order_id", CoinbaseProtocol.orderId(listing, "maker", trade.id()))
          .put("taker_order_id", CoinbaseProtocol.orderId(listing, "taker", trade.id()))
          .put("side", CoinbaseProtocol.makerSide(trade))
          .put("size", CoinbaseProtocol.amount(trade.amount()))
          .put("price", CoinbaseProtocol.price(listing, trade.price()))
          .put("product_id", listing.pair())
          .put("sequence", trade.id())
          .put("time", CoinbaseProtocol.time(view.told(trade.time())));
    }
  }

  /** One for the trades that came together. */
  private static final class Tickers implements Subscription {
    private final SimulatedPair listing;
    private final TradeFeedCursor cursor;
    private final IntervalTimer every;

    Tickers(SimulatedPair listing, MarketView view) {
      this.listing = listing;
      this.cursor = new TradeFeedCursor(listing, view);
      this.every = new IntervalTimer(Duration.ofMillis(100), view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      if (!every.passed(view)) {
        return;
      }
      List<Trade> trades = cursor.due(view);
      if (trades.isEmpty()) {
        return;
      }
      Trade trade = trades.get(trades.size() - 1);
      DayTicker day = DayTicker.of(listing, view);
      Candle candle = day.candle();
      String side = trade.taker() == Trade.Side.BUY ? "buy" : "sell";
      frames.add(
          frame(
              Frame.Kind.SNAPSHOT,
              listing,
              JsonWriter.object()
                  .put("type", "ticker")
                  .put("sequence", trade.id())
                  .put("product_id", listing.pair())
                  .put("price", CoinbaseProtocol.price(listing, trade.price()))
                  .put("open_24h", CoinbaseProtocol.price(listing, candle.open()))
                  .put("volume_24h", CoinbaseProtocol.amount(candle.volume()))
                  .put("low_24h", CoinbaseProtocol.price(listing, candle.low()))
                  .put("high_24h", CoinbaseProtocol.price(listing, candle.high()))
                  .put("volume_30d", CoinbaseProtocol.amount(candle.volume()))
                  .put("best_bid", price(day.top().bids()))
                  .put("best_bid_size", CoinbaseProtocol.amount(day.top().bids().get(0).amount()))
                  .put("best_ask", price(day.top().asks()))
                  .put("best_ask_size", CoinbaseProtocol.amount(day.top().asks().get(0).amount()))
                  .put("side", side)
                  .put("time", CoinbaseProtocol.time(view.told(trade.time())))
                  .put("trade_id", trade.id())
                  .put("last_size", CoinbaseProtocol.amount(trade.amount()))));
    }

    private String price(List<Level> side) {
      return CoinbaseProtocol.price(listing, side.get(0).price());
    }
  }

  private static final class Books implements Subscription {
    private final SimulatedPair listing;
    private Optional<Book> told = Optional.empty();

    Books(SimulatedPair listing) {
      this.listing = listing;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(listing, view.now());
      if (told.isEmpty()) {
        int places = listing.priceDecimals();
        ObjectNode node =
            JsonWriter.object().put("type", "snapshot").put("product_id", listing.pair());
        node.set("asks", JsonWriter.levels(book.asks(), places, CoinbaseProtocol.AMOUNT_PLACES));
        node.set("bids", JsonWriter.levels(book.bids(), places, CoinbaseProtocol.AMOUNT_PLACES));
        frames.add(frame(Frame.Kind.SNAPSHOT, listing, node));
      } else if (told.get().update() != book.update()) {
        BookDelta diff = BookDelta.between(told.get(), book);
        ArrayNode changes = JsonWriter.array();
        add(changes, "buy", diff.bids());
        add(changes, "sell", diff.asks());
        ObjectNode node =
            JsonWriter.object().put("type", "l2update").put("product_id", listing.pair());
        node.set("changes", changes);
        node.put("time", CoinbaseProtocol.time(view.told(book.time())));
        frames.add(frame(Frame.Kind.BOOK, listing, node));
      }
      told = Optional.of(book);
    }

    private void add(ArrayNode changes, String side, List<Level> levels) {
      for (Level level : levels) {
        changes.add(
            JsonWriter.strings(
                side,
                CoinbaseProtocol.price(listing, level.price()),
                CoinbaseProtocol.amount(level.amount())));
      }
    }
  }

  private static final class Heartbeats implements Subscription {
    private final SimulatedPair listing;
    private final IntervalTimer every;

    Heartbeats(SimulatedPair listing, MarketView view) {
      this.listing = listing;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      if (every.passed(view)) {
        long last = view.market().lastTrade(listing, view.now());
        frames.add(
            frame(
                Frame.Kind.CONTROL,
                listing,
                JsonWriter.object()
                    .put("type", "heartbeat")
                    .put("last_trade_id", last)
                    .put("product_id", listing.pair())
                    .put("sequence", last)
                    .put("time", CoinbaseProtocol.time(view.told()))));
      }
    }
  }
}
