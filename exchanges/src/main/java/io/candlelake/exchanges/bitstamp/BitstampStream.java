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
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.PairsBySymbol;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
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

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Bitstamp.NAME, PREFIXES.keySet(), "wss://ws.bitstamp.net", "/", BitstampSession::new);

  private BitstampStream() {}

  private static final class BitstampSession implements Session {
    private final Set<Channel> channels;
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final Map<Pair, Instant> lastBooks = new HashMap<>();

    BitstampSession(List<Pair> pairs, Set<Channel> channels, SessionLink link) {
      this.channels = channels;
      this.link = link;
      this.pairs = new PairsBySymbol(pairs, Bitstamp::symbol);
    }

    @Override
    public void opened() {
      for (Channel channel : channels) {
        pairs.symbols().stream()
            .map(symbol -> PREFIXES.get(channel) + symbol)
            .forEach(
                name ->
                    link.say(
                        "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"%s\"}}"
                            .formatted(name)));
      }
    }

    @Override
    public String symbol(JsonNode message) {
      String channel = message.path("channel").asText("*");
      return channel.substring(channel.lastIndexOf('_') + 1);
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      String event = text(message, "event");
      return switch (event) {
        case "bts:subscription_succeeded", "bts:unsubscription_succeeded", "bts:heartbeat" ->
            List.of();
        case "bts:request_reconnect" -> {
          link.end("the exchange asks to connect anew");
          yield List.of();
        }
        case "bts:error" ->
            throw new IllegalArgumentException(
                "refused: " + message.path("data").path("message").asText());
        case "trade" -> {
          Pair pair = pairs.pair(symbol(message));
          ExchangeTrade trade = trade(field(message, "data"));
          yield List.of(listener -> listener.trade(pair, trade));
        }
        case "data" -> {
          Pair pair = pairs.pair(symbol(message));
          ExchangeOrderBook book = book(field(message, "data"));
          boolean old = book.time().isBefore(lastBooks.getOrDefault(pair, Instant.MIN));
          if (old) {
            yield List.of();
          }
          lastBooks.put(pair, book.time());
          yield List.of(listener -> listener.orderBook(pair, book));
        }
        default -> throw new IllegalArgumentException("unknown event " + event);
      };
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
