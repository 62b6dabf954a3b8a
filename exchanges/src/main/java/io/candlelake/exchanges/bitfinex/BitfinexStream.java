package io.candlelake.exchanges.bitfinex;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.item;
import static io.candlelake.exchanges.transport.JsonFields.millis;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Bitfinex, second protocol, with every message numbered: one that is missing, or that cannot be
 * read, ends the stream, as neither trade ids nor books would show the loss. Times of books and
 * best prices are those of receipt. A minute's candle is sent when the next one begins.
 */
public final class BitfinexStream {
  /** Levels a side subscribed and told. */
  static final int DEPTH = 100;

  private static final int NUMBER_EVERY_MESSAGE = 65_536;
  private static final Map<Channel, String> SUBSCRIPTIONS =
      Map.of(
          Channel.TRADES, "\"channel\":\"trades\",\"symbol\":\"%s\"",
          Channel.ORDER_BOOK,
              "\"channel\":\"book\",\"symbol\":\"%s\",\"prec\":\"P0\",\"freq\":\"F0\",\"len\":\"100\"",
          Channel.TICKER, "\"channel\":\"ticker\",\"symbol\":\"%s\"",
          Channel.CANDLES, "\"channel\":\"candles\",\"key\":\"trade:1m:%s\"");

  private static final Map<String, Channel> CHANNELS =
      Map.of(
          "trades", Channel.TRADES,
          "book", Channel.ORDER_BOOK,
          "ticker", Channel.TICKER,
          "candles", Channel.CANDLES);

  /** 25 channels a connection, 20 connections a minute (docs.bitfinex.com/docs/ws-public). */
  private static final StreamLimits LIMITS =
      StreamLimits.of(
              50, new Rate(15, Duration.ofMinutes(1), "20 connections a minute; we make 15"))
          .withSubscriptions(25);

  private static final int ALREADY_SUBSCRIBED = 10_301;

  /** The exchange restarts, or ends a maintenance (docs.bitfinex.com/docs/ws-general, "Info"). */
  private static final Set<Integer> CONNECT_ANEW = Set.of(20_051, 20_061);

  private BitfinexStream() {}

  /**
   * The dialect.
   *
   * @param symbols the exchange's own spelling of a pair
   */
  public static StreamDialect dialect(Function<Pair, String> symbols) {
    return new StreamDialect(
        Bitfinex.NAME,
        SUBSCRIPTIONS.keySet(),
        LIMITS,
        "wss://api-pub.bitfinex.com",
        "/ws/2",
        (pairs, channels, link) ->
            new BitfinexSession(new PairsBySymbol(pairs, symbols), symbols, channels, link));
  }

  private static final class BitfinexSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Function<Pair, String> symbols;
    private final Map<Long, Subscription> subscriptions = new HashMap<>();
    private final Map<Pair, LiveBook> books = new HashMap<>();
    private final Map<Pair, OpenCandle> candles = new HashMap<>();
    private long lastMessage;

    BitfinexSession(
        PairsBySymbol pairs,
        Function<Pair, String> symbols,
        Set<Channel> channels,
        SessionLink link) {
      this.pairs = pairs;
      this.symbols = symbols;
      this.channels = channels;
      this.link = link;
    }

    private record Subscription(String channel, Pair pair) {}

    @Override
    public void opened() {
      link.say("{\"event\":\"conf\",\"flags\":" + NUMBER_EVERY_MESSAGE + "}");
      for (Channel channel : channels) {
        for (String symbol : pairs.symbols()) {
          String what = SUBSCRIPTIONS.get(channel).formatted(symbol);
          link.say("{\"event\":\"subscribe\"," + what + "}");
        }
      }
    }

    @Override
    public String symbol(JsonNode message) {
      Subscription about = subscriptions.get(message.path(0).asLong(-1));
      return about == null ? message.path("symbol").asText("*") : symbols.apply(about.pair);
    }

    @Override
    public List<StreamEvent> unreadable(String symbol) {
      link.end("a message could not be read");
      return List.of();
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      if (message.isObject()) {
        return about(message);
      }
      long number = item(message, message.size() - 1).asLong(-1);
      if (number != lastMessage + 1) {
        link.end("message " + (lastMessage + 1) + " is missing before " + number);
        return List.of();
      }
      lastMessage = number;
      JsonNode content = item(message, 1);
      if (content.asText().equals("hb")) {
        // May come even before its channel is said to be subscribed.
        return List.of();
      }
      Subscription subscription = subscriptions.get(item(message, 0).asLong(-1));
      if (subscription == null) {
        throw new UnknownMessage("of a channel that was not asked for");
      }
      Pair pair = subscription.pair;
      if (content.isTextual()) {
        // Each trade is sent twice: executed, te, then updated, tu, with the same id.
        return switch (content.textValue()) {
          case "te" -> trades(pair, List.of(item(message, 2)));
          case "tu" -> List.of();
          default -> throw new UnknownMessage("message " + content.textValue());
        };
      }
      return switch (subscription.channel) {
        case "trades" -> trades(pair, ascending(content));
        case "ticker" -> {
          ExchangeOrderBook top =
              new ExchangeOrderBook(
                  receivedAt,
                  OptionalLong.of(number),
                  List.of(new Level(decimal(content, 0), decimal(content, 1))),
                  List.of(new Level(decimal(content, 2), decimal(content, 3))));
          yield List.of(listener -> listener.ticker(pair, top));
        }
        case "candles" -> {
          List<StreamEvent> events = new ArrayList<>();
          for (JsonNode candle : ascending(content)) {
            candles
                .computeIfAbsent(pair, first -> new OpenCandle())
                .closedBy(candle(candle))
                .ifPresent(
                    closed ->
                        events.add(listener -> listener.candle(pair, Interval.ONE_MINUTE, closed)));
          }
          yield events;
        }
        default -> book(pair, content, number, receivedAt);
      };
    }

    private List<StreamEvent> about(JsonNode message) {
      String event = message.path("event").asText();
      switch (event) {
        case "info" -> {
          if (CONNECT_ANEW.contains(message.path("code").asInt())) {
            link.end("the exchange asks to connect anew: " + message.path("msg").asText());
          }
        }
        case "conf", "pong", "unsubscribed" -> {}
        case "subscribed" -> {
          String symbol =
              message.has("key")
                  ? text(message, "key").replaceFirst("^trade:1m:", "")
                  : text(message, "symbol");
          Pair pair = pairs.pair(symbol);
          subscriptions.put(
              whole(message, "chanId"), new Subscription(text(message, "channel"), pair));
        }
        case "error" -> {
          return refused(message);
        }
        default -> throw new UnknownMessage("event " + event);
      }
      return List.of();
    }

    private List<StreamEvent> refused(JsonNode message) {
      int code = message.path("code").asInt();
      String reason = message.path("msg").asText() + " (code " + code + ")";
      String symbol = message.path("symbol").asText();
      String key = message.path("key").asText();
      Channel channel = CHANNELS.get(message.path("channel").asText());
      Optional<Pair> pair =
          pairs.find(symbol.isEmpty() ? key.replaceFirst("^trade:1m:", "") : symbol);
      if (channel == null || pair.isEmpty()) {
        throw new UnknownMessage("error " + reason);
      }
      return code == ALREADY_SUBSCRIBED
          ? List.of()
          : List.of(listener -> listener.refused(pair.get(), channel, reason));
    }

    private List<StreamEvent> book(Pair pair, JsonNode content, long number, Instant receivedAt) {
      List<Level> bids = new ArrayList<>();
      List<Level> asks = new ArrayList<>();
      boolean snapshot = content.isEmpty() || content.get(0).isArray();
      if (snapshot) {
        content.forEach(level -> side(level, bids, asks));
        books.put(
            pair,
            LiveBook.whole(new ExchangeOrderBook(receivedAt, OptionalLong.of(number), bids, asks)));
      } else {
        LiveBook book = books.get(pair);
        if (book == null) {
          throw new IllegalArgumentException("a change without a snapshot");
        }
        side(content, bids, asks);
        // Messages of other channels lie between: that none is missing was checked above.
        long since = book.sequence().orElseThrow() + 1;
        book.apply(new BookDiff(receivedAt, new BookDiff.Numbered(since, number), bids, asks));
      }
      LiveBook book = books.get(pair);
      if (!book.isSound()) {
        link.end("best bid of " + pair + " at or above best ask");
        return List.of();
      }
      ExchangeOrderBook top = book.top(DEPTH);
      return List.of(listener -> listener.orderBook(pair, top));
    }
  }

  /** Price, number of orders, amount: above zero a bid; no orders means that it is gone. */
  private static void side(JsonNode level, List<Level> bids, List<Level> asks) {
    BigDecimal amount = decimal(level, 2);
    boolean gone = decimal(level, 1).signum() == 0;
    List<Level> side = amount.signum() > 0 ? bids : asks;
    side.add(new Level(decimal(level, 0), gone ? BigDecimal.ZERO : amount.abs()));
  }

  private static List<StreamEvent> trades(Pair pair, List<JsonNode> items) {
    List<StreamEvent> events = new ArrayList<>();
    for (JsonNode item : items) {
      BigDecimal amount = decimal(item, 2);
      ExchangeTrade trade =
          new ExchangeTrade(
              item(item, 0).asText(),
              millis(item, 1),
              decimal(item, 3),
              amount.abs(),
              Optional.of(amount.signum() > 0 ? Side.BUY : Side.SELL));
      events.add(listener -> listener.trade(pair, trade));
    }
    return events;
  }

  /** A snapshot comes newest first; one item alone is not in an array. */
  private static List<JsonNode> ascending(JsonNode content) {
    if (!content.isEmpty() && !content.get(0).isArray()) {
      return List.of(content);
    }
    List<JsonNode> items = new ArrayList<>();
    content.forEach(items::add);
    items.sort(Comparator.comparing(item -> decimal(item, 0)));
    return items;
  }

  /** Time, open, close, high, low, volume. */
  private static ExchangeCandle candle(JsonNode item) {
    return new ExchangeCandle(
        millis(item, 0),
        decimal(item, 1),
        decimal(item, 3),
        decimal(item, 4),
        decimal(item, 2),
        decimal(item, 5),
        OptionalLong.empty());
  }
}
