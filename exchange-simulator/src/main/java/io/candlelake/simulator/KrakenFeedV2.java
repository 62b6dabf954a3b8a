package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.CandleGrid;
import io.candlelake.simulator.market.Level;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kraken's second streams, at {@code /v2}: trades with their ids, numbers written as numbers. */
final class KrakenFeedV2 implements StreamSession {
  private static final int USUAL_DEPTH = 10;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private Optional<IntervalTimer> heartbeat = Optional.empty();

  @Override
  public List<Frame> greeting(MarketView view) {
    heartbeat = Optional.of(new IntervalTimer(Duration.ofSeconds(1), view));
    return List.of(
        control(
            "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\","
                + "\"system\":\"online\",\"api_version\":\"v2\"}]}"));
  }

  @Override
  public List<Frame> heard(JsonNode message, MarketView view) {
    String method = message.path("method").asText();
    JsonNode wanted = message.path("params");
    List<Frame> answers = new ArrayList<>();
    for (JsonNode symbol : wanted.path("symbol")) {
      answers.add(answer(method, wanted, symbol.asText(), view));
    }
    if (method.equals("ping")) {
      answers.add(control("{\"method\":\"pong\"}"));
    }
    return answers;
  }

  private Frame answer(String method, JsonNode wanted, String symbol, MarketView view) {
    String channel = wanted.path("channel").asText();
    Optional<SimulatedPair> listing =
        view.market().listings().stream().filter(l -> symbol(l).equals(symbol)).findFirst();
    Optional<Subscription> made = listing.flatMap(l -> subscription(channel, l, wanted, view));
    if (made.isEmpty()) {
      ObjectNode refusal = JsonWriter.object();
      refusal.put("error", "Currency pair not supported " + symbol);
      refusal.put("method", method).put("success", false).put("symbol", symbol);
      return control(refusal.toString());
    }
    if (method.equals("subscribe")) {
      subscriptions.put(channel + " " + symbol, made.get());
    } else {
      subscriptions.remove(channel + " " + symbol);
    }
    ObjectNode accepted = JsonWriter.object().put("method", method).put("success", true);
    accepted.putObject("result").put("channel", channel).put("symbol", symbol);
    return control(accepted.toString());
  }

  @Override
  public List<Frame> due(MarketView view) {
    List<Frame> frames = new ArrayList<>();
    List.copyOf(subscriptions.values()).forEach(subscription -> subscription.due(view, frames));
    if (heartbeat.filter(every -> every.passed(view)).isPresent() && frames.isEmpty()) {
      frames.add(control("{\"channel\":\"heartbeat\"}"));
    }
    return frames;
  }

  private static Frame control(String text) {
    return new Frame(Frame.Kind.CONTROL, "", text);
  }

  private static String symbol(SimulatedPair listing) {
    return listing.base() + "/" + listing.quote();
  }

  private static Optional<Subscription> subscription(
      String channel, SimulatedPair listing, JsonNode wanted, MarketView view) {
    return switch (channel) {
      case "trade" -> Optional.of(new Trades(listing, new TradeFeedCursor(listing, view)));
      case "ticker" -> Optional.of(new Tickers(listing));
      case "book" -> Optional.of(new Books(listing, wanted.path("depth").asInt(USUAL_DEPTH)));
      case "ohlc" -> Optional.of(new Candles(listing, view));
      default -> Optional.empty();
    };
  }

  private static Frame frame(
      Frame.Kind kind, String channel, String type, SimulatedPair listing, String content) {
    String text =
        "{\"channel\":\"%s\",\"type\":\"%s\",\"data\":[{\"symbol\":\"%s\",%s}]}"
            .formatted(channel, type, symbol(listing), content);
    return new Frame(kind, channel + " " + listing.pair(), text);
  }

  private interface Subscription {
    void due(MarketView view, List<Frame> frames);
  }

  private record Trades(SimulatedPair listing, TradeFeedCursor cursor) implements Subscription {
    @Override
    public void due(MarketView view, List<Frame> frames) {
      for (Trade trade : cursor.due(view)) {
        String content =
            "\"side\":\"%s\",\"price\":%s,\"qty\":%s,\"ord_type\":\"market\",\"trade_id\":%d,\"timestamp\":\"%s\""
                .formatted(
                    trade.taker().name().toLowerCase(Locale.ROOT),
                    KrakenProtocol.price(listing, trade.price()),
                    KrakenProtocol.amount(trade.amount()),
                    trade.id(),
                    view.told(trade.time()));
        frames.add(frame(Frame.Kind.TRADE, "trade", "update", listing, content));
      }
    }
  }

  private static final class Tickers implements Subscription {
    private final SimulatedPair listing;
    private String told = "";

    Tickers(SimulatedPair listing) {
      this.listing = listing;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book top = view.market().book(listing, view.now()).depth(1);
      if (top.bids().isEmpty() || top.asks().isEmpty()) {
        return;
      }
      Level bid = top.bids().get(0);
      Level ask = top.asks().get(0);
      String best =
          "\"bid\":%s,\"bid_qty\":%s,\"ask\":%s,\"ask_qty\":%s"
              .formatted(
                  KrakenProtocol.price(listing, bid.price()),
                  KrakenProtocol.amount(bid.amount()),
                  KrakenProtocol.price(listing, ask.price()),
                  KrakenProtocol.amount(ask.amount()));
      if (!best.equals(told)) {
        String type = told.isEmpty() ? "snapshot" : "update";
        told = best;
        frames.add(frame(Frame.Kind.SNAPSHOT, "ticker", type, listing, best));
      }
    }
  }

  /** First the book whole, then what changes, each with the checksum of the best ten levels. */
  private static final class Books implements Subscription {
    private final SimulatedPair listing;
    private final int depth;
    private Optional<Book> told = Optional.empty();

    Books(SimulatedPair listing, int depth) {
      this.listing = listing;
      this.depth = depth;
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Book book = view.market().book(listing, view.now()).depth(depth);
      if (told.isEmpty()) {
        String content = content(book.bids(), book.asks(), book, view);
        frames.add(frame(Frame.Kind.SNAPSHOT, "book", "snapshot", listing, content));
      } else if (told.get().update() != book.update()) {
        BookDelta diff = BookDelta.between(told.get(), book);
        String content = content(diff.bids(), diff.asks(), book, view);
        frames.add(frame(Frame.Kind.BOOK, "book", "update", listing, content));
      }
      told = Optional.of(book);
    }

    private String content(List<Level> bids, List<Level> asks, Book whole, MarketView view) {
      return "\"bids\":[%s],\"asks\":[%s],\"checksum\":%d,\"timestamp\":\"%s\""
          .formatted(
              rows(bids), rows(asks), KrakenFeed.checksum(listing, whole), view.told(whole.time()));
    }

    private String rows(List<Level> levels) {
      return levels.stream()
          .map(
              level ->
                  "{\"price\":%s,\"qty\":%s}"
                      .formatted(
                          KrakenProtocol.price(listing, level.price()),
                          KrakenProtocol.amount(level.amount())))
          .collect(Collectors.joining(","));
    }
  }

  /** The minute's candle as it grows, once a second, and once more when it has closed. */
  private static final class Candles implements Subscription {
    private final SimulatedPair listing;
    private final IntervalTimer every;
    private Instant open;

    Candles(SimulatedPair listing, MarketView view) {
      this.listing = listing;
      this.every = new IntervalTimer(Duration.ofSeconds(1), view);
      this.open = CandleGrid.floor(view.now(), MINUTE);
    }

    @Override
    public void due(MarketView view, List<Frame> frames) {
      Instant current = CandleGrid.floor(view.now(), MINUTE);
      for (; open.isBefore(current); open = open.plus(MINUTE)) {
        send(view, open, frames);
      }
      if (every.passed(view)) {
        send(view, current, frames);
      }
    }

    private void send(MarketView view, Instant from, List<Frame> frames) {
      for (Candle candle : view.firstCandles(listing, MINUTE, from, from.plus(MINUTE), 1)) {
        String content =
            "\"open\":%s,\"high\":%s,\"low\":%s,\"close\":%s,\"volume\":%s,\"trades\":%d,\"interval_begin\":\"%s\",\"interval\":1"
                .formatted(
                    KrakenProtocol.price(listing, candle.open()),
                    KrakenProtocol.price(listing, candle.high()),
                    KrakenProtocol.price(listing, candle.low()),
                    KrakenProtocol.price(listing, candle.close()),
                    KrakenProtocol.amount(candle.volume()),
                    candle.trades(),
                    view.told(candle.openTime()));
        frames.add(frame(Frame.Kind.CANDLE, "ohlc", "update", listing, content));
      }
    }
  }
}
