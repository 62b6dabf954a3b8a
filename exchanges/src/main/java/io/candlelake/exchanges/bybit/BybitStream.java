package io.candlelake.exchanges.bybit;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.flag;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.millis;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.PairsBySymbol;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import io.candlelake.exchanges.stream.StreamLimits;
import io.candlelake.exchanges.stream.UnknownMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bybit spot, fifth version: {@code publicTrade}, {@code orderbook.50} and, for best prices, {@code
 * orderbook.1}, {@code kline.1}. Book updates are numbered one by one; after a gap the book is
 * subscribed anew.
 */
public final class BybitStream {
  /** Topics in a request on spot (bybit-exchange.github.io/docs/v5/ws/connect). */
  private static final int TOPICS_A_REQUEST = 10;

  private static final int DEPTH = 50;
  private static final Set<String> KINDS = Set.of("publicTrade", "orderbook", "kline");
  private static final Map<Channel, String> PREFIXES =
      Map.of(
          Channel.TRADES, "publicTrade.",
          Channel.ORDER_BOOK, "orderbook." + DEPTH + ".",
          Channel.TICKER, "orderbook.1.",
          Channel.CANDLES, "kline.1.");

  /**
   * 500 connections in 5 minutes and address, all topics of a connection in 21,000 characters (same
   * page); a topic has 40 at the most.
   */
  private static final StreamLimits LIMITS =
      StreamLimits.of(
              10, new Rate(100, Duration.ofMinutes(5), "500 connections in 5 minutes; we make 100"))
          .withSubscriptions(500);

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Bybit.NAME,
          PREFIXES.keySet(),
          LIMITS,
          "wss://stream.bybit.com",
          "/v5/public/spot",
          BybitSession::new);

  private BybitStream() {}

  private static final class BybitSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Map<String, LiveBook> books = new HashMap<>();

    /** Topics of requests to subscribe that were not answered, by the request's number. */
    private final Map<String, List<String>> requests = new LinkedHashMap<>();

    private long lastRequest;

    BybitSession(List<Pair> pairs, Set<Channel> channels, SessionLink link) {
      this.channels = channels;
      this.link = link;
      this.pairs = new PairsBySymbol(pairs, Bybit::symbol);
    }

    @Override
    public void opened() {
      List<String> topics = new ArrayList<>();
      for (Channel channel : channels) {
        pairs.symbols().stream().map(PREFIXES.get(channel)::concat).forEach(topics::add);
      }
      subscribe(topics);
    }

    private void subscribe(List<String> topics) {
      for (int from = 0; from < topics.size(); from += TOPICS_A_REQUEST) {
        say("subscribe", topics.subList(from, Math.min(from + TOPICS_A_REQUEST, topics.size())));
      }
    }

    private void say(String operation, List<String> topics) {
      String number = String.valueOf(++lastRequest);
      if (operation.equals("subscribe")) {
        requests.put(number, List.copyOf(topics));
      }
      String quoted =
          topics.stream().map(topic -> '"' + topic + '"').collect(Collectors.joining(","));
      link.say(
          "{\"req_id\":\"%s\",\"op\":\"%s\",\"args\":[%s]}".formatted(number, operation, quoted));
    }

    /**
     * The answer to a request. One bad topic refuses a request as a whole: those that the words
     * name are refused and the others asked for again; each by itself where the words name none.
     */
    private List<StreamEvent> answer(JsonNode message) {
      if (!message.path("op").asText().equals("subscribe")) {
        return List.of();
      }
      List<String> topics = answered(message.path("req_id").asText());
      if (message.path("success").asBoolean(true) || topics.isEmpty()) {
        return List.of();
      }
      String reason = message.path("ret_msg").asText();
      List<String> words = Arrays.asList(reason.split("[^A-Za-z0-9.]+", -1));
      List<String> named =
          topics.size() == 1 ? topics : topics.stream().filter(words::contains).toList();
      if (named.isEmpty()) {
        topics.forEach(topic -> say("subscribe", List.of(topic)));
        return List.of();
      }
      subscribe(topics.stream().filter(topic -> !named.contains(topic)).toList());
      boolean held = reason.contains("already subscribed");
      return held ? List.of() : named.stream().map(topic -> refused(topic, reason)).toList();
    }

    /** The topics of a request; of the oldest one where the answer does not number it. */
    private List<String> answered(String number) {
      Optional<String> known =
          Optional.of(number)
              .filter(requests::containsKey)
              .or(
                  () ->
                      number.isEmpty() ? requests.keySet().stream().findFirst() : Optional.empty());
      return known.map(requests::remove).orElse(List.of());
    }

    private StreamEvent refused(String topic, String reason) {
      Channel channel =
          PREFIXES.entrySet().stream()
              .filter(prefix -> topic.startsWith(prefix.getValue()))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow();
      Pair pair = pairs.pair(topic.substring(topic.lastIndexOf('.') + 1));
      return listener -> listener.refused(pair, channel, reason);
    }

    @Override
    public String keepAlive() {
      return "{\"op\":\"ping\"}";
    }

    @Override
    public String symbol(JsonNode message) {
      String topic = message.path("topic").asText("*");
      return topic.substring(topic.lastIndexOf('.') + 1);
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      if (message.has("op")) {
        return answer(message);
      }
      String topic = message.path("topic").asText();
      String kind = topic.substring(0, Math.max(0, topic.indexOf('.')));
      if (!KINDS.contains(kind)) {
        throw new UnknownMessage(topic.isEmpty() ? "without a topic" : "topic " + kind);
      }
      Pair pair = pairs.pair(symbol(message));
      return switch (kind) {
        case "publicTrade" -> trades(pair, field(message, "data"));
        case "orderbook" -> book(pair, topic, message);
        case "kline" -> candles(pair, field(message, "data"));
        default -> throw new IllegalStateException("known, yet not read: " + topic);
      };
    }

    private List<StreamEvent> book(Pair pair, String topic, JsonNode message) {
      JsonNode data = field(message, "data");
      long update = whole(data, "u");
      // A service that starts anew sends a snapshot numbered one, whatever its type says.
      if (text(message, "type").equals("snapshot") || update == 1) {
        books.put(
            topic,
            LiveBook.whole(
                new ExchangeOrderBook(
                    millis(message, "ts"),
                    OptionalLong.of(update),
                    levels(data, "b"),
                    levels(data, "a"))));
      } else {
        BookDiff diff =
            new BookDiff(
                millis(message, "ts"),
                new BookDiff.Numbered(update, update),
                levels(data, "b"),
                levels(data, "a"));
        LiveBook known = books.get(topic);
        if (known == null || known.apply(diff) == LiveBook.Outcome.OLD) {
          return List.of();
        }
      }
      LiveBook book = books.get(topic);
      if (!book.isSound()) {
        books.remove(topic);
        say("unsubscribe", List.of(topic));
        say("subscribe", List.of(topic));
        String detail = topic + " broke at update " + update;
        return List.of(listener -> listener.bookGap(pair, detail));
      }
      if (topic.startsWith(PREFIXES.get(Channel.TICKER))) {
        ExchangeOrderBook best = book.top(1);
        return List.of(listener -> listener.ticker(pair, best));
      }
      ExchangeOrderBook top = book.top(DEPTH);
      return List.of(listener -> listener.orderBook(pair, top));
    }
  }

  private static List<StreamEvent> trades(Pair pair, JsonNode items) {
    List<StreamEvent> events = new ArrayList<>();
    for (JsonNode item : items) {
      ExchangeTrade trade =
          new ExchangeTrade(
              text(item, "i"),
              millis(item, "T"),
              decimal(item, "p"),
              decimal(item, "v"),
              Optional.of(Side.named(text(item, "S"))));
      events.add(listener -> listener.trade(pair, trade));
    }
    return events;
  }

  private static List<StreamEvent> candles(Pair pair, JsonNode items) {
    List<StreamEvent> events = new ArrayList<>();
    for (JsonNode item : items) {
      ExchangeCandle candle =
          new ExchangeCandle(
              millis(item, "start"),
              decimal(item, "open"),
              decimal(item, "high"),
              decimal(item, "low"),
              decimal(item, "close"),
              decimal(item, "volume"),
              OptionalLong.empty());
      if (flag(item, "confirm")) {
        events.add(listener -> listener.candle(pair, Interval.ONE_MINUTE, candle));
      }
    }
    return events;
  }
}
