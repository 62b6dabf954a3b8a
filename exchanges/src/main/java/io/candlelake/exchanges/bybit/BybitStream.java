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
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.PairsBySymbol;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
  private static final int TOPICS_A_MESSAGE = 10;
  private static final int DEPTH = 50;
  private static final Map<Channel, String> PREFIXES =
      Map.of(
          Channel.TRADES, "publicTrade.",
          Channel.ORDER_BOOK, "orderbook." + DEPTH + ".",
          Channel.TICKER, "orderbook.1.",
          Channel.CANDLES, "kline.1.");

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Bybit.NAME,
          PREFIXES.keySet(),
          "wss://stream.bybit.com",
          "/v5/public/spot",
          BybitSession::new);

  private BybitStream() {}

  private static final class BybitSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Map<String, LiveBook> books = new HashMap<>();

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
      for (int from = 0; from < topics.size(); from += TOPICS_A_MESSAGE) {
        say("subscribe", topics.subList(from, Math.min(from + TOPICS_A_MESSAGE, topics.size())));
      }
    }

    private void say(String operation, List<String> topics) {
      String quoted =
          topics.stream().map(topic -> '"' + topic + '"').collect(Collectors.joining(","));
      link.say("{\"op\":\"%s\",\"args\":[%s]}".formatted(operation, quoted));
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
        if (!message.path("success").asBoolean(true)) {
          throw new IllegalArgumentException("refused: " + message.path("ret_msg").asText());
        }
        return List.of();
      }
      String topic = text(message, "topic");
      Pair pair = pairs.pair(symbol(message));
      return switch (topic.substring(0, topic.indexOf('.'))) {
        case "publicTrade" -> trades(pair, field(message, "data"));
        case "orderbook" -> book(pair, topic, message);
        case "kline" -> candles(pair, field(message, "data"));
        default -> throw new IllegalArgumentException("unknown topic " + topic);
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
