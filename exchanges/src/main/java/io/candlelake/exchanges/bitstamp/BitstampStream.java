package io.candlelake.exchanges.bitstamp;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.micros;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.PairsBySymbol;
import io.candlelake.exchanges.stream.PlausibleTimes;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import io.candlelake.exchanges.stream.StreamLimits;
import io.candlelake.exchanges.stream.UnknownMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Bitstamp: {@code live_trades} (raw ids, not contiguous for a pair) and {@code order_book}, which
 * tells the best hundred levels whole each time, so that nothing can be missed for long. It streams
 * neither best prices alone nor candles.
 */
public final class BitstampStream {
  private static final Map<Channel, String> PREFIXES =
      new EnumMap<>(Map.of(Channel.TRADES, "live_trades_", Channel.ORDER_BOOK, "order_book_"));

  /** None is documented (bitstamp.net/websocket/v2); one message subscribes to one channel. */
  private static final StreamLimits LIMITS =
      StreamLimits.of(50, new Rate(1, Duration.ofSeconds(1), "no limit known; we make 1 a second"));

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Bitstamp.NAME,
          PREFIXES.keySet(),
          LIMITS,
          "wss://ws.bitstamp.net",
          "/",
          BitstampSession::new);

  private BitstampStream() {}

  private static final class BitstampSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Map<Pair, Instant> lastBooks = new HashMap<>();

    /** Channels asked for and not answered. */
    private final Set<String> waiting = new LinkedHashSet<>();

    /** Reasons of refusals that did not name their channel. */
    private final List<String> unnamed = new ArrayList<>();

    BitstampSession(List<Pair> pairs, Set<Channel> channels, SessionLink link) {
      this.channels = channels;
      this.link = link;
      this.pairs = new PairsBySymbol(pairs, Bitstamp::symbol);
    }

    @Override
    public void opened() {
      for (Channel channel : channels) {
        pairs.symbols().forEach(symbol -> subscribe(PREFIXES.get(channel) + symbol));
      }
    }

    private void subscribe(String name) {
      waiting.add(name);
      link.say("{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"%s\"}}".formatted(name));
    }

    @Override
    public String symbol(JsonNode message) {
      String channel = message.path("channel").asText("*");
      return channel.substring(channel.lastIndexOf('_') + 1);
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      String event = message.path("event").asText();
      return switch (event) {
        case "bts:unsubscription_succeeded", "bts:heartbeat" -> List.of();
        case "bts:subscription_succeeded" -> {
          waiting.remove(message.path("channel").asText());
          yield refusedWithoutName();
        }
        case "bts:request_reconnect" -> {
          link.end("the exchange asks to connect anew");
          yield List.of();
        }
        case "bts:error" -> refused(message);
        case "trade" -> {
          Pair pair = pair(message, Channel.TRADES);
          ExchangeTrade trade = trade(field(message, "data"));
          yield List.of(listener -> listener.trade(pair, trade));
        }
        case "data" -> {
          Pair pair = pair(message, Channel.ORDER_BOOK);
          ExchangeOrderBook book = book(field(message, "data"));
          Instant time = PlausibleTimes.or(book.time(), receivedAt);
          boolean old = time.isBefore(lastBooks.getOrDefault(pair, Instant.MIN));
          if (old) {
            yield List.of();
          }
          lastBooks.put(pair, time);
          yield List.of(listener -> listener.orderBook(pair, book));
        }
        default -> throw new UnknownMessage("event " + event);
      };
    }

    private Pair pair(JsonNode message, Channel channel) {
      String name = text(message, "channel");
      if (!name.equals(PREFIXES.get(channel) + symbol(message))) {
        throw new UnknownMessage("channel " + name.substring(0, name.lastIndexOf('_') + 1));
      }
      return pairs.pair(symbol(message));
    }

    private List<StreamEvent> refused(JsonNode message) {
      String reason = message.path("data").path("message").asText("no reason given");
      String told = message.path("channel").asText();
      Optional<String> named =
          waiting.stream().filter(name -> name.equals(told) || reason.contains(name)).findFirst();
      if (named.isEmpty()) {
        unnamed.add(reason);
        return refusedWithoutName();
      }
      waiting.remove(named.get());
      return refused(named.get(), reason);
    }

    /** As many refusals as channels without an answer: it is these that were refused. */
    private List<StreamEvent> refusedWithoutName() {
      if (waiting.isEmpty() || unnamed.size() < waiting.size()) {
        return List.of();
      }
      String reason = unnamed.get(unnamed.size() - 1);
      List<StreamEvent> events = new ArrayList<>();
      waiting.forEach(name -> events.addAll(refused(name, reason)));
      waiting.clear();
      unnamed.clear();
      return events;
    }

    private List<StreamEvent> refused(String name, String reason) {
      return PREFIXES.entrySet().stream()
          .filter(prefix -> name.startsWith(prefix.getValue()))
          .<StreamEvent>map(
              prefix -> {
                Pair pair = pairs.pair(name.substring(prefix.getValue().length()));
                return listener -> listener.refused(pair, prefix.getKey(), reason);
              })
          .toList();
    }
  }

  private static ExchangeTrade trade(JsonNode data) {
    long type = whole(data, "type");
    if (type != 0 && type != 1) {
      throw new IllegalArgumentException("type is neither 0 nor 1: " + type);
    }
    return new ExchangeTrade(
        String.valueOf(whole(data, "id")),
        micros(data, "microtimestamp"),
        decimal(data, data.has("price_str") ? "price_str" : "price"),
        decimal(data, data.has("amount_str") ? "amount_str" : "amount"),
        Optional.of(type == 0 ? Side.BUY : Side.SELL));
  }

  private static ExchangeOrderBook book(JsonNode data) {
    return new ExchangeOrderBook(
        micros(data, "microtimestamp"),
        OptionalLong.empty(),
        levels(data, "bids"),
        levels(data, "asks"));
  }
}
