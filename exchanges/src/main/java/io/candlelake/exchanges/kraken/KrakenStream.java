package io.candlelake.exchanges.kraken;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.iso;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.OpenCandle;
import io.candlelake.exchanges.stream.PairsBySymbol;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import io.candlelake.exchanges.stream.StreamLimits;
import io.candlelake.exchanges.stream.UnknownMessage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * Kraken's second WebSocket protocol, whose trades have the raw id; the first one, which XChange
 * 5.2.0 speaks, has none. Every book update carries a checksum of the ten best levels; a book that
 * differs from it is reported as a gap and subscribed anew.
 */
public final class KrakenStream {
  /** Levels a side subscribed and told. */
  static final int DEPTH = 100;

  private static final int LEVELS_IN_CHECKSUM = 10;
  private static final Map<Channel, String> SUBSCRIPTIONS =
      Map.of(
          Channel.TRADES, "\"channel\":\"trade\",\"snapshot\":true",
          Channel.ORDER_BOOK, "\"channel\":\"book\",\"depth\":" + DEPTH,
          Channel.TICKER, "\"channel\":\"ticker\",\"event_trigger\":\"bbo\"",
          Channel.CANDLES, "\"channel\":\"ohlc\",\"interval\":1");

  /**
   * About 150 connections in ten minutes and address (support.kraken.com, "WebSocket API FAQ");
   * messages are limited by load, subscriptions are not.
   */
  private static final StreamLimits LIMITS =
      StreamLimits.of(
          10, new Rate(50, Duration.ofMinutes(10), "150 connections in 10 minutes; we make 50"));

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Kraken.NAME,
          SUBSCRIPTIONS.keySet(),
          LIMITS,
          "wss://ws.kraken.com",
          "/v2",
          KrakenSession::new);

  private KrakenStream() {}

  /**
   * The checksum of a book: CRC-32 over the ten best asks, then bids, each as price and amount
   * without point and leading zeros (docs.kraken.com, "Spot WebSockets Book Checksum").
   */
  public static long checksum(ExchangeOrderBook book) {
    StringBuilder digits = new StringBuilder();
    digits(book.asks(), digits);
    digits(book.bids(), digits);
    CRC32 crc = new CRC32();
    crc.update(digits.toString().getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  private static void digits(List<Level> levels, StringBuilder digits) {
    for (Level level : levels.subList(0, Math.min(LEVELS_IN_CHECKSUM, levels.size()))) {
      digits.append(level.price().unscaledValue()).append(level.amount().unscaledValue());
    }
  }

  /** With today's names of assets, unlike the symbol of REST. */
  private static String symbolOf(Pair pair) {
    return Kraken.NAMES_IN_STREAM.base(pair) + "/" + Kraken.NAMES_IN_STREAM.quote(pair);
  }

  private static final class KrakenSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Map<Pair, LiveBook> books = new HashMap<>();
    private final Map<Pair, OpenCandle> candles = new HashMap<>();

    /** Requests to subscribe by their numbers, with the symbols not granted yet. */
    private final Map<Long, Request> requests = new LinkedHashMap<>();

    private long lastRequest;

    private record Request(Channel channel, Set<String> symbols) {}

    KrakenSession(List<Pair> pairs, Set<Channel> channels, SessionLink link) {
      this.channels = channels;
      this.link = link;
      this.pairs = new PairsBySymbol(pairs, KrakenStream::symbolOf);
    }

    @Override
    public void opened() {
      channels.forEach(channel -> say("subscribe", channel, pairs.symbols()));
    }

    private void say(String method, Channel channel, Set<String> symbols) {
      String quoted =
          symbols.stream().map(name -> '"' + name + '"').sorted().collect(Collectors.joining(","));
      lastRequest++;
      if (method.equals("subscribe")) {
        requests.put(lastRequest, new Request(channel, new TreeSet<>(symbols)));
      }
      link.say(
          "{\"method\":\"%s\",\"params\":{%s,\"symbol\":[%s]},\"req_id\":%d}"
              .formatted(method, SUBSCRIPTIONS.get(channel), quoted, lastRequest));
    }

    /** The answer of one symbol of a request, or of a request as a whole. */
    private List<StreamEvent> answer(JsonNode message) {
      if (!message.path("method").asText().equals("subscribe")) {
        return List.of();
      }
      String symbol = message.path("symbol").asText(message.path("result").path("symbol").asText());
      Optional<Request> request = request(message.path("req_id").asLong(), symbol);
      if (request.isEmpty()) {
        return List.of();
      }
      String error = message.path("error").asText();
      boolean granted = message.path("success").asBoolean(true) || error.contains("lready subs");
      if (!symbol.isEmpty()) {
        request.get().symbols().remove(symbol);
        return granted ? List.of() : refused(Set.of(symbol), request.get().channel(), error);
      }
      if (granted) {
        return List.of();
      }
      Set<String> waiting = Set.copyOf(request.get().symbols());
      request.get().symbols().clear();
      if (waiting.size() > 1) {
        waiting.forEach(one -> say("subscribe", request.get().channel(), Set.of(one)));
        return List.of();
      }
      return refused(waiting, request.get().channel(), error);
    }

    private Optional<Request> request(long number, String symbol) {
      return Optional.ofNullable(requests.get(number))
          .or(
              () ->
                  requests.values().stream()
                      .filter(request -> request.symbols().contains(symbol))
                      .findFirst());
    }

    private List<StreamEvent> refused(Set<String> symbols, Channel channel, String reason) {
      return symbols.stream()
          .flatMap(symbol -> pairs.find(symbol).stream())
          .<StreamEvent>map(pair -> listener -> listener.refused(pair, channel, reason))
          .toList();
    }

    @Override
    public String symbol(JsonNode message) {
      JsonNode first = message.path("data").path(0).path("symbol");
      return first.isTextual() ? first.textValue() : message.path("symbol").asText("*");
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      if (message.has("method")) {
        return answer(message);
      }
      String channel = message.path("channel").asText();
      List<StreamEvent> events = new ArrayList<>();
      switch (channel) {
        case "heartbeat", "status" -> {}
        case "trade" -> {
          for (JsonNode data : ascending(field(message, "data"))) {
            Pair pair = pairs.pair(text(data, "symbol"));
            ExchangeTrade trade = trade(data);
            events.add(listener -> listener.trade(pair, trade));
          }
        }
        case "ticker" -> {
          for (JsonNode data : field(message, "data")) {
            Pair pair = pairs.pair(text(data, "symbol"));
            ExchangeOrderBook top = top(data, receivedAt);
            events.add(listener -> listener.ticker(pair, top));
          }
        }
        case "ohlc" -> {
          for (JsonNode data : field(message, "data")) {
            Pair pair = pairs.pair(text(data, "symbol"));
            candles
                .computeIfAbsent(pair, first -> new OpenCandle())
                .closedBy(candle(data))
                .ifPresent(
                    closed ->
                        events.add(listener -> listener.candle(pair, Interval.ONE_MINUTE, closed)));
          }
        }
        case "book" -> {
          String type = text(message, "type");
          boolean snapshot = type.equals("snapshot");
          if (!snapshot && !type.equals("update")) {
            throw new UnknownMessage("book " + type);
          }
          for (JsonNode data : field(message, "data")) {
            events.addAll(snapshot ? begun(data, receivedAt) : changed(data, receivedAt));
          }
        }
        default ->
            throw new UnknownMessage(
                message.has("error")
                    ? "error " + message.path("error").asText()
                    : "channel " + channel);
      }
      return events;
    }

    private List<StreamEvent> begun(JsonNode data, Instant receivedAt) {
      Pair pair = pairs.pair(text(data, "symbol"));
      ExchangeOrderBook snapshot =
          new ExchangeOrderBook(
              time(data, receivedAt),
              OptionalLong.empty(),
              levels(data, "bids"),
              levels(data, "asks"));
      LiveBook book = LiveBook.window(snapshot, DEPTH);
      books.put(pair, book);
      return checked(pair, book, whole(data, "checksum"));
    }

    private List<StreamEvent> changed(JsonNode data, Instant receivedAt) {
      Pair pair = pairs.pair(text(data, "symbol"));
      BookDiff diff =
          new BookDiff(
              time(data, receivedAt),
              new BookDiff.Unnumbered(),
              levels(data, "bids"),
              levels(data, "asks"));
      long checksum = whole(data, "checksum");
      LiveBook book = books.get(pair);
      if (book == null) {
        // The book was given up; its next snapshot is on the way.
        return List.of();
      }
      book.apply(diff);
      return checked(pair, book, checksum);
    }

    private List<StreamEvent> checked(Pair pair, LiveBook book, long checksum) {
      if (book.isSound()) {
        ExchangeOrderBook top = book.top(DEPTH);
        if (checksum(top) == checksum) {
          return List.of(listener -> listener.orderBook(pair, top));
        }
      }
      books.remove(pair);
      Set<String> symbol = Set.of(symbolOf(pair));
      say("unsubscribe", Channel.ORDER_BOOK, symbol);
      say("subscribe", Channel.ORDER_BOOK, symbol);
      String detail =
          book.isSound() ? "the checksum is not " + checksum : "best bid at or above best ask";
      return List.of(listener -> listener.bookGap(pair, detail));
    }
  }

  /** The last trades, told at the start, in the order in which they happened. */
  private static List<JsonNode> ascending(JsonNode trades) {
    List<JsonNode> ascending = new ArrayList<>();
    trades.forEach(ascending::add);
    ascending.sort(Comparator.comparingLong(trade -> whole(trade, "trade_id")));
    return ascending;
  }

  private static ExchangeTrade trade(JsonNode data) {
    return new ExchangeTrade(
        String.valueOf(whole(data, "trade_id")),
        iso(data, "timestamp"),
        decimal(data, "price"),
        decimal(data, "qty"),
        Optional.of(Side.named(text(data, "side"))));
  }

  private static ExchangeOrderBook top(JsonNode data, Instant receivedAt) {
    return new ExchangeOrderBook(
        time(data, receivedAt),
        OptionalLong.empty(),
        List.of(new Level(decimal(data, "bid"), decimal(data, "bid_qty"))),
        List.of(new Level(decimal(data, "ask"), decimal(data, "ask_qty"))));
  }

  private static ExchangeCandle candle(JsonNode data) {
    return new ExchangeCandle(
        iso(data, "interval_begin"),
        decimal(data, "open"),
        decimal(data, "high"),
        decimal(data, "low"),
        decimal(data, "close"),
        decimal(data, "volume"),
        OptionalLong.of(whole(data, "trades")));
  }

  private static Instant time(JsonNode data, Instant receivedAt) {
    return data.has("timestamp") ? iso(data, "timestamp") : receivedAt;
  }

  private static List<Level> levels(JsonNode data, String name) {
    List<Level> levels = new ArrayList<>();
    for (JsonNode level : data.path(name)) {
      BigDecimal price = decimal(level, "price");
      levels.add(new Level(price, decimal(level, "qty")));
    }
    return levels;
  }
}
