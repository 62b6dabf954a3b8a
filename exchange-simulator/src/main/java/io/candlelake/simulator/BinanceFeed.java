package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.BestQuotes;
import io.candlelake.simulator.market.BookChange;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.CandleGrid;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Binance's streams: combined ({@code /stream?streams=a/b}) or raw ({@code /ws/a}), with
 * subscriptions while it runs.
 */
final class BinanceFeed implements StreamSession {
  private final boolean combined;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

  /**
   * @param path with query
   */
  BinanceFeed(String path, MarketView view) {
    this.combined = path.startsWith("/stream");
    String names = combined ? query(path) : path.substring(Math.min(path.length(), 4));
    for (String name : names.split("/", -1)) {
      subscribe(name, view);
    }
  }

  @Override
  public List<Frame> greeting(MarketView view) {
    return List.of();
  }

  @Override
  public List<Frame> heard(JsonNode message, MarketView view) {
    ObjectNode answer = JsonWriter.object();
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "SUBSCRIBE" -> {
        params.forEach(name -> subscribe(name.asText(), view));
        answer.putNull("result");
      }
      case "UNSUBSCRIBE" -> {
        params.forEach(name -> subscriptions.remove(name.asText()));
        answer.putNull("result");
      }
      case "LIST_SUBSCRIPTIONS" -> {
        ArrayNode names = answer.putArray("result");
        subscriptions.keySet().forEach(names::add);
      }
      default ->
          answer.putObject("error").put("code", 2).put("msg", "Invalid request: unknown variant");
    }
    answer.set("id", message.path("id"));
    return List.of(new Frame(Frame.Kind.CONTROL, "", answer.toString()));
  }

  @Override
  public List<Frame> due(MarketView view) {
    List<Frame> frames = new ArrayList<>();
    subscriptions.values().forEach(subscription -> subscription.due(view, frames));
    return frames;
  }

  private static String query(String path) {
    int start = path.indexOf("streams=");
    if (start < 0) {
      return "";
    }
    String value = path.substring(start + "streams=".length());
    int end = value.indexOf('&');
    return java.net.URLDecoder.decode(
        end < 0 ? value : value.substring(0, end), java.nio.charset.StandardCharsets.UTF_8);
  }

  private void subscribe(String name, MarketView view) {
    int at = name.indexOf('@');
    if (at < 0) {
      return;
    }
    Optional<SimulatedPair> listing =
        BinanceProtocol.listing(view, name.substring(0, at).toUpperCase(Locale.ROOT));
    Optional<Cursor> cursor = listing.flatMap(l -> cursor(l, name.substring(at + 1), view));
    cursor.ifPresent(c -> subscriptions.putIfAbsent(name, new Subscription(name, c)));
  }

  private static Optional<Cursor> cursor(SimulatedPair listing, String channel, MarketView view) {
    if (channel.equals("trade") || channel.equals("aggTrade")) {
      return Optional.of(new Trades(listing, channel, view));
    }
    if (channel.startsWith("kline_")) {
      String code = channel.substring("kline_".length());
      return Optional.ofNullable(BinanceProtocol.INTERVALS.get(code))
          .map(interval -> new Klines(listing, code, interval, view));
    }
    return switch (channel) {
      case "depth", "depth@100ms" -> Optional.of(new DepthChanges(listing, channel, view));
      case "bookTicker" -> Optional.of(new Tops(listing, view));
      case "ticker" -> Optional.of(new Tickers(listing, "24hrTicker", view));
      case "miniTicker" -> Optional.of(new Tickers(listing, "24hrMiniTicker", view));
      default ->
          channel.startsWith("depth") ? partialBook(listing, channel, view) : Optional.empty();
    };
  }

  private static Optional<Cursor> partialBook(
      SimulatedPair listing, String channel, MarketView view) {
    String levels = channel.substring("depth".length()).split("@", -1)[0];
    return levels.matches("5|10|20")
        ? Optional.of(new PartialBooks(listing, Integer.parseInt(levels), channel, view))
        : Optional.empty();
  }

  /** Brings what is new in one subscription. */
  private interface Cursor {
    void due(MarketView view, Out out);
  }

  private interface Out {
    void send(Frame.Kind kind, ObjectNode data);
  }

  private final class Subscription {
    private final String name;
    private final Cursor cursor;

    Subscription(String name, Cursor cursor) {
      this.name = name;
      this.cursor = cursor;
    }

    void due(MarketView view, List<Frame> frames) {
      cursor.due(view, (kind, data) -> frames.add(new Frame(kind, name, text(data))));
    }

    private String text(ObjectNode data) {
      if (!combined) {
        return data.toString();
      }
      ObjectNode node = JsonWriter.object().put("stream", name);
      node.set("data", data);
      return node.toString();
    }
  }

  private static ObjectNode event(String type, SimulatedPair listing, Instant time) {
    return JsonWriter.object()
        .put("e", type)
        .put("E", time.toEpochMilli())
        .put("s", BinanceProtocol.symbol(listing));
  }

  private static String text(BigDecimal value) {
    return BinanceProtocol.text(value);
  }

  private static final class Trades implements Cursor {
    private final SimulatedPair listing;
    private final boolean aggregate;
    private final TradeFeedCursor cursor;

    Trades(SimulatedPair listing, String channel, MarketView view) {
      this.listing = listing;
      this.aggregate = channel.equals("aggTrade");
      this.cursor = new TradeFeedCursor(listing, view);
    }

    @Override
    public void due(MarketView view, Out out) {
      for (Trade trade : cursor.due(view)) {
        Instant time = view.told(trade.time());
        ObjectNode data = event(aggregate ? "aggTrade" : "trade", listing, view.told());
        if (aggregate) {
          data.put("a", trade.id() + BinanceProtocol.AGGREGATE_OFFSET);
        } else {
          data.put("t", trade.id());
        }
        data.put("p", text(trade.price())).put("q", text(trade.amount()));
        if (aggregate) {
          data.put("f", trade.id()).put("l", trade.id());
        }
        data.put("T", time.toEpochMilli())
            .put("m", trade.taker() == Trade.Side.SELL)
            .put("M", true);
        out.send(Frame.Kind.TRADE, data);
      }
    }
  }

  private static final class DepthChanges implements Cursor {
    private static final int STEPS_PER_SECOND = 10;

    private final SimulatedPair listing;
    private final int steps;
    private final BookFeedCursor cursor;
    private final List<BookChange> waiting = new ArrayList<>();

    DepthChanges(SimulatedPair listing, String channel, MarketView view) {
      this.listing = listing;
      this.steps = channel.endsWith("@100ms") ? 1 : STEPS_PER_SECOND;
      this.cursor = new BookFeedCursor(listing, view);
    }

    @Override
    public void due(MarketView view, Out out) {
      for (BookChange change : cursor.changes(view)) {
        waiting.add(change);
        if (waiting.size() >= steps) {
          BookChange all = BookFeedCursor.joined(waiting);
          ObjectNode data = event("depthUpdate", listing, view.told(all.time()));
          data.put("U", all.first()).put("u", all.last());
          data.set(
              "b", JsonWriter.levels(all.bids(), BinanceProtocol.PLACES, BinanceProtocol.PLACES));
          data.set(
              "a", JsonWriter.levels(all.asks(), BinanceProtocol.PLACES, BinanceProtocol.PLACES));
          out.send(Frame.Kind.BOOK, data);
          waiting.clear();
        }
      }
    }
  }

  private static final class Tops implements Cursor {
    private final SimulatedPair listing;
    private final BookFeedCursor cursor;

    Tops(SimulatedPair listing, MarketView view) {
      this.listing = listing;
      this.cursor = new BookFeedCursor(listing, view);
    }

    @Override
    public void due(MarketView view, Out out) {
      for (BestQuotes top : cursor.tops(view)) {
        out.send(
            Frame.Kind.SNAPSHOT,
            JsonWriter.object()
                .put("u", top.update())
                .put("s", BinanceProtocol.symbol(listing))
                .put("b", text(top.bid().price()))
                .put("B", text(top.bid().amount()))
                .put("a", text(top.ask().price()))
                .put("A", text(top.ask().amount())));
      }
    }
  }

  private static final class PartialBooks implements Cursor {
    private final SimulatedPair listing;
    private final int levels;
    private final IntervalTimer every;

    PartialBooks(SimulatedPair listing, int levels, String channel, MarketView view) {
      this.listing = listing;
      this.levels = levels;
      this.every =
          new IntervalTimer(Duration.ofMillis(channel.endsWith("@100ms") ? 100 : 1_000), view);
    }

    @Override
    public void due(MarketView view, Out out) {
      if (every.passed(view)) {
        var book = view.market().book(listing, view.now()).depth(levels);
        ObjectNode data = JsonWriter.object().put("lastUpdateId", book.update());
        data.set(
            "bids", JsonWriter.levels(book.bids(), BinanceProtocol.PLACES, BinanceProtocol.PLACES));
        data.set(
            "asks", JsonWriter.levels(book.asks(), BinanceProtocol.PLACES, BinanceProtocol.PLACES));
        out.send(Frame.Kind.SNAPSHOT, data);
      }
    }
  }

  private static final class Tickers implements Cursor {
    private static final List<String> MINI = List.of("e", "E", "s", "c", "o", "h", "l", "v", "q");

    private final SimulatedPair listing;
    private final String type;
    private final IntervalTimer every;

    Tickers(SimulatedPair listing, String type, MarketView view) {
      this.listing = listing;
      this.type = type;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
    }

    @Override
    public void due(MarketView view, Out out) {
      if (!every.passed(view)) {
        return;
      }
      DayTicker day = DayTicker.of(listing, view);
      Candle candle = day.candle();
      ObjectNode data =
          event(type, listing, view.told())
              .put("p", text(day.change()))
              .put("P", JsonWriter.fixed(day.changePercent(), 3))
              .put("w", text(candle.meanPrice()))
              .put("x", text(candle.open()))
              .put("c", text(candle.close()))
              .put("Q", text(day.lastAmount()))
              .put("b", text(day.top().bids().get(0).price()))
              .put("B", text(day.top().bids().get(0).amount()))
              .put("a", text(day.top().asks().get(0).price()))
              .put("A", text(day.top().asks().get(0).amount()))
              .put("o", text(candle.open()))
              .put("h", text(candle.high()))
              .put("l", text(candle.low()))
              .put("v", text(candle.volume()))
              .put("q", text(candle.quoteVolume()))
              .put("O", view.told().minus(Duration.ofDays(1)).toEpochMilli())
              .put("C", view.told().toEpochMilli())
              .put("F", day.firstTrade())
              .put("L", day.lastTrade())
              .put("n", candle.trades());
      out.send(Frame.Kind.SNAPSHOT, type.equals("24hrTicker") ? data : data.retain(MINI));
    }
  }

  /** The running candle every second, and each that has closed once more as closed. */
  private static final class Klines implements Cursor {
    private final SimulatedPair listing;
    private final String code;
    private final Duration interval;
    private final IntervalTimer every;
    private Instant open;

    Klines(SimulatedPair listing, String code, Duration interval, MarketView view) {
      this.listing = listing;
      this.code = code;
      this.interval = interval;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
      this.open = CandleGrid.floor(view.now(), interval);
    }

    @Override
    public void due(MarketView view, Out out) {
      Instant current = CandleGrid.floor(view.now(), interval);
      for (; open.isBefore(current); open = open.plus(interval)) {
        send(view, open, out);
      }
      if (every.passed(view)) {
        send(view, current, out);
      }
    }

    private void send(MarketView view, Instant from, Out out) {
      boolean closed = !from.plus(interval).isAfter(view.now());
      for (Candle candle : view.firstCandles(listing, interval, from, from.plus(interval), 1)) {
        ObjectNode data = event("kline", listing, view.told());
        data.set("k", kline(candle, view, closed));
        out.send(Frame.Kind.CANDLE, data);
      }
    }

    private ObjectNode kline(Candle candle, MarketView view, boolean closed) {
      Instant from = candle.openTime();
      long first = view.market().lastTrade(listing, from.minusNanos(1_000)) + 1;
      return JsonWriter.object()
          .put("t", from.toEpochMilli())
          .put("T", from.plus(interval).toEpochMilli() - 1)
          .put("s", BinanceProtocol.symbol(listing))
          .put("i", code)
          .put("f", first)
          .put("L", first + candle.trades() - 1)
          .put("o", text(candle.open()))
          .put("c", text(candle.close()))
          .put("h", text(candle.high()))
          .put("l", text(candle.low()))
          .put("v", text(candle.volume()))
          .put("n", candle.trades())
          .put("x", closed)
          .put("q", text(candle.quoteVolume()))
          .put("V", text(BinanceProtocol.half(candle.volume())))
          .put("Q", text(BinanceProtocol.half(candle.quoteVolume())))
          .put("B", "0");
    }
  }
}
