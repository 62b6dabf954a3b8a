package io.candlelake.exchanges.coinbase;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.iso;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
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
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Coinbase Exchange: {@code matches} (contiguous raw ids), {@code ticker} and {@code level2_batch},
 * the book that needs no account. It streams no candles. Book changes are not numbered: only the
 * connection's order vouches for them, so that a message that cannot be read gives the book up, and
 * it is subscribed anew.
 */
public final class CoinbaseStream {
  /** Levels a side told. */
  static final int TOLD_DEPTH = 100;

  private static final Map<Channel, String> NAMES =
      new EnumMap<>(
          Map.of(
              Channel.TRADES, "matches",
              Channel.ORDER_BOOK, "level2_batch",
              Channel.TICKER, "ticker"));

  /**
   * 8 requests a second and address, in bursts 20 (docs.cdp.coinbase.com, Exchange, "WebSocket Rate
   * Limits"); a connection takes any number of products.
   */
  private static final StreamLimits LIMITS =
      StreamLimits.of(8, new Rate(4, Duration.ofSeconds(1), "8 connections a second; we make 4"));

  public static final StreamDialect DIALECT =
      new StreamDialect(
          Coinbase.NAME,
          NAMES.keySet(),
          LIMITS,
          "wss://ws-feed.exchange.coinbase.com",
          "/",
          CoinbaseSession::new);

  private CoinbaseStream() {}

  private static final class CoinbaseSession implements Session {
    private final SessionLink link;
    private final PairsBySymbol pairs;
    private final CoinbaseSubscriptions subscriptions;
    private final Map<String, LiveBook> books = new HashMap<>();

    CoinbaseSession(List<Pair> pairs, Set<Channel> channels, SessionLink link) {
      this.link = link;
      this.pairs = new PairsBySymbol(pairs, Coinbase::symbol);
      this.subscriptions =
          new CoinbaseSubscriptions(
              this.pairs.symbols(), channels, NAMES, (s, names) -> say("subscribe", s, names));
    }

    @Override
    public void opened() {
      subscriptions.begin();
    }

    private void say(String type, Collection<String> symbols, Collection<String> names) {
      link.say(
          "{\"type\":\"%s\",\"product_ids\":[%s],\"channels\":[%s]}"
              .formatted(type, quoted(symbols), quoted(names)));
    }

    private static String quoted(Collection<String> words) {
      return words.stream().sorted().map(word -> '"' + word + '"').collect(Collectors.joining(","));
    }

    @Override
    public String symbol(JsonNode message) {
      return message.path("product_id").asText("*");
    }

    @Override
    public List<StreamEvent> unreadable(String symbol) {
      List<String> lost =
          books.keySet().stream()
              .filter(name -> symbol.equals("*") || symbol.equals(name))
              .toList();
      return lost.stream()
          .flatMap(name -> givenUp(name, "a message could not be read").stream())
          .toList();
    }

    private List<StreamEvent> givenUp(String symbol, String detail) {
      books.remove(symbol);
      List<String> channel = List.of(NAMES.get(Channel.ORDER_BOOK));
      say("unsubscribe", List.of(symbol), channel);
      say("subscribe", List.of(symbol), channel);
      Pair pair = pairs.pair(symbol);
      return List.of(listener -> listener.bookGap(pair, detail));
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      String type = message.path("type").asText();
      return switch (type) {
        case "subscriptions" -> {
          subscriptions.answered();
          yield List.of();
        }
        case "heartbeat" -> List.of();
        case "match", "last_match" -> {
          Pair pair = pairs.pair(text(message, "product_id"));
          ExchangeTrade trade = trade(message);
          yield List.of(listener -> listener.trade(pair, trade));
        }
        case "ticker" -> ticker(message);
        case "snapshot" -> {
          ExchangeOrderBook snapshot =
              new ExchangeOrderBook(
                  message.has("time") ? iso(message, "time") : receivedAt,
                  OptionalLong.empty(),
                  levels(message, "bids"),
                  levels(message, "asks"));
          String symbol = pairs.pair(text(message, "product_id")).toString();
          LiveBook book = LiveBook.whole(snapshot);
          books.put(symbol, book);
          yield told(symbol, book);
        }
        case "l2update" -> {
          BookDiff diff = diff(message);
          String symbol = pairs.pair(text(message, "product_id")).toString();
          LiveBook book = books.get(symbol);
          if (book == null) {
            // Given up; its next snapshot is on the way.
            yield List.of();
          }
          book.apply(diff);
          yield told(symbol, book);
        }
        case "error" -> refused(message);
        default -> throw new UnknownMessage("type " + type);
      };
    }

    private List<StreamEvent> refused(JsonNode message) {
      String reason =
          (message.path("message").asText() + ": " + message.path("reason").asText()).strip();
      if (reason.startsWith("Failed to unsubscribe")) {
        throw new UnknownMessage("error Failed to unsubscribe");
      }
      if (reason.toLowerCase(Locale.ROOT).contains("rate limit")) {
        link.end(reason);
        return List.of();
      }
      return subscriptions.refused(reason).stream()
          .<StreamEvent>map(
              one -> listener -> listener.refused(pairs.pair(one.symbol()), one.channel(), reason))
          .toList();
    }

    private List<StreamEvent> told(String symbol, LiveBook book) {
      if (!book.isSound()) {
        return givenUp(symbol, "best bid at or above best ask");
      }
      ExchangeOrderBook top = book.top(TOLD_DEPTH);
      Pair pair = pairs.pair(symbol);
      return List.of(listener -> listener.orderBook(pair, top));
    }

    /** Nothing without amounts, as the exchange told it until 2022. */
    private List<StreamEvent> ticker(JsonNode message) {
      Pair pair = pairs.pair(text(message, "product_id"));
      if (!message.has("best_bid_size") || !message.has("best_ask_size")) {
        return List.of();
      }
      ExchangeOrderBook top =
          new ExchangeOrderBook(
              iso(message, "time"),
              OptionalLong.of(whole(message, "sequence")),
              List.of(new Level(decimal(message, "best_bid"), decimal(message, "best_bid_size"))),
              List.of(new Level(decimal(message, "best_ask"), decimal(message, "best_ask_size"))));
      return List.of(listener -> listener.ticker(pair, top));
    }
  }

  /** The side told is the maker's. */
  private static ExchangeTrade trade(JsonNode message) {
    return new ExchangeTrade(
        String.valueOf(whole(message, "trade_id")),
        iso(message, "time"),
        decimal(message, "price"),
        decimal(message, "size"),
        Optional.of(Side.named(text(message, "side")).opposite()));
  }

  private static BookDiff diff(JsonNode message) {
    List<Level> bids = new ArrayList<>();
    List<Level> asks = new ArrayList<>();
    for (JsonNode change : field(message, "changes")) {
      Level level = new Level(decimal(change, 1), decimal(change, 2));
      Side side = Side.named(text(change, 0));
      (side == Side.BUY ? bids : asks).add(level);
    }
    return new BookDiff(iso(message, "time"), new BookDiff.Unnumbered(), bids, asks);
  }
}
