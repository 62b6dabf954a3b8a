package io.candlelake.exchanges.binance;

import static io.candlelake.exchanges.transport.JsonFields.decimal;
import static io.candlelake.exchanges.transport.JsonFields.field;
import static io.candlelake.exchanges.transport.JsonFields.flag;
import static io.candlelake.exchanges.transport.JsonFields.levels;
import static io.candlelake.exchanges.transport.JsonFields.millis;
import static io.candlelake.exchanges.transport.JsonFields.text;
import static io.candlelake.exchanges.transport.JsonFields.whole;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.ExchangeTrade.Side;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.stream.BookDiff;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.stream.StreamDialect;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.SessionLink;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import io.candlelake.exchanges.stream.StreamLimits;
import io.candlelake.exchanges.stream.UnknownMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Binance spot: combined streams {@code trade} (raw ids), {@code depth@100ms}, {@code bookTicker}
 * (without time: that of receipt) and {@code kline_1m}.
 *
 * <p>The book begins with a REST snapshot, requested once diffs flow and merged with those that
 * came meanwhile. After a gap another one is requested, and also when the price has walked so far
 * that few of its levels are left.
 */
public final class BinanceStream {
  /** Levels a side asked of REST: as many as cost a fiftieth of what a minute allows. */
  static final int SNAPSHOT_DEPTH = 1_000;

  /** Levels a side told. */
  static final int TOLD_DEPTH = 100;

  /**
   * 1,024 streams a connection, 5 messages a second to it, 300 connections in 5 minutes and address
   * (developers.binance.com, "WebSocket Streams", general information). Nothing says how long an
   * address may be: 2,000 characters pass everywhere.
   */
  private static final StreamLimits LIMITS =
      StreamLimits.of(
              4, new Rate(100, Duration.ofMinutes(5), "300 connections in 5 minutes; we make 100"))
          .withSubscriptions(1_024)
          .withPathLength(2_000);

  /** What {@code e} says in messages of the streams subscribed; best prices have none. */
  private static final Set<String> KNOWN_EVENTS = Set.of("trade", "depthUpdate", "kline");

  private static final Duration BEFORE_ASKING_AGAIN = Duration.ofSeconds(2);
  private static final Map<Channel, String> STREAMS =
      Map.of(
          Channel.TRADES, "@trade",
          Channel.ORDER_BOOK, "@depth@100ms",
          Channel.TICKER, "@bookTicker",
          Channel.CANDLES, "@kline_1m");

  private final BookPort books;

  private BinanceStream(BookPort books) {
    this.books = requireNonNull(books, "books is null");
  }

  /**
   * The dialect.
   *
   * @param books where snapshots come from
   */
  public static StreamDialect dialect(BookPort books) {
    BinanceStream stream = new BinanceStream(books);
    return new StreamDialect(
        Binance.NAME,
        STREAMS.keySet(),
        LIMITS,
        URI.create("wss://stream.binance.com:9443"),
        BinanceStream::path,
        (pairs, channels, link) -> stream.new BinanceSession(pairs, link));
  }

  private static String path(List<Pair> pairs, Set<Channel> channels) {
    List<String> streams = new ArrayList<>();
    for (Pair pair : pairs) {
      for (Channel channel : channels) {
        streams.add(Binance.symbol(pair).toLowerCase(Locale.ROOT) + STREAMS.get(channel));
      }
    }
    return "/stream?streams=" + String.join("/", streams);
  }

  private final class BinanceSession implements Session {
    private final Map<String, PairBook> bySymbol = new HashMap<>();

    BinanceSession(List<Pair> pairs, SessionLink link) {
      pairs.forEach(pair -> bySymbol.put(Binance.symbol(pair), new PairBook(pair, link)));
    }

    @Override
    public void opened() {
      // The address says it all.
    }

    @Override
    public String symbol(JsonNode message) {
      return message.path("data").path("s").asText("*");
    }

    @Override
    public List<StreamEvent> read(JsonNode message, Instant receivedAt) {
      refuseUnknown(message);
      JsonNode data = field(message, "data");
      String stream = text(message, "stream");
      PairBook book = bySymbol.get(text(data, "s"));
      if (book == null) {
        throw new UnknownMessage("of a pair that was not asked for");
      }
      Pair pair = book.pair;
      return switch (stream.substring(stream.indexOf('@') + 1)) {
        case "trade" -> told(pair, trade(data));
        case "bookTicker" -> {
          ExchangeOrderBook top = top(data, receivedAt);
          yield List.of(listener -> listener.ticker(pair, top));
        }
        case "depth@100ms" -> book.diff(diff(data), receivedAt);
        case "kline_1m" -> {
          JsonNode kline = field(data, "k");
          ExchangeCandle candle = candle(kline);
          yield flag(kline, "x")
              ? List.of(listener -> listener.candle(pair, Interval.ONE_MINUTE, candle))
              : List.of();
        }
        default -> throw new UnknownMessage("stream " + stream.substring(stream.indexOf('@') + 1));
      };
    }

    /** Such as {@code serverShutdown}, ten minutes before the exchange closes the connection. */
    private static void refuseUnknown(JsonNode message) {
      JsonNode data = message.has("data") ? message.path("data") : message;
      String event = data.path("e").asText();
      boolean known = event.isEmpty() ? message.has("stream") : KNOWN_EVENTS.contains(event);
      if (!known) {
        throw new UnknownMessage(
            !event.isEmpty()
                ? "event " + event
                : message.has("error")
                    ? "error " + message.path("error").path("msg").asText()
                    : "without an event");
      }
    }
  }

  private static List<StreamEvent> told(Pair pair, ExchangeTrade trade) {
    return List.of(listener -> listener.trade(pair, trade));
  }

  private static ExchangeTrade trade(JsonNode data) {
    return new ExchangeTrade(
        String.valueOf(whole(data, "t")),
        millis(data, "T"),
        decimal(data, "p"),
        decimal(data, "q"),
        Optional.of(flag(data, "m") ? Side.SELL : Side.BUY));
  }

  private static ExchangeOrderBook top(JsonNode data, Instant receivedAt) {
    return new ExchangeOrderBook(
        receivedAt,
        OptionalLong.of(whole(data, "u")),
        List.of(new Level(decimal(data, "b"), decimal(data, "B"))),
        List.of(new Level(decimal(data, "a"), decimal(data, "A"))));
  }

  private static BookDiff diff(JsonNode data) {
    return new BookDiff(
        millis(data, "E"),
        new BookDiff.Numbered(whole(data, "U"), whole(data, "u")),
        levels(data, "b"),
        levels(data, "a"));
  }

  private static ExchangeCandle candle(JsonNode kline) {
    return new ExchangeCandle(
        millis(kline, "t"),
        decimal(kline, "o"),
        decimal(kline, "h"),
        decimal(kline, "l"),
        decimal(kline, "c"),
        decimal(kline, "v"),
        OptionalLong.of(whole(kline, "n")));
  }

  /** The book of a pair, or the wait for one. */
  private final class PairBook {
    private final Pair pair;
    private final SessionLink link;
    private final Deque<BookDiff> meanwhile = new ArrayDeque<>();
    private Optional<LiveBook> live = Optional.empty();
    private boolean asking;
    private Instant askAgainAt = Instant.MIN;

    PairBook(Pair pair, SessionLink link) {
      this.pair = pair;
      this.link = link;
    }

    List<StreamEvent> diff(BookDiff diff, Instant receivedAt) {
      if (live.isPresent()) {
        LiveBook book = live.get();
        LiveBook.Outcome outcome = book.apply(diff);
        if (outcome == LiveBook.Outcome.OLD) {
          return List.of();
        }
        if (outcome == LiveBook.Outcome.APPLIED) {
          if (book.isThin(TOLD_DEPTH)) {
            ask(receivedAt);
          }
          if (asking) {
            meanwhile.add(diff);
          }
          return told(book);
        }
        live = Optional.empty();
        meanwhile.add(diff);
        ask(receivedAt);
        return gap(outcome + " after update " + book.sequence().orElse(0) + " at " + numbers(diff));
      }
      meanwhile.add(diff);
      ask(receivedAt);
      return List.of();
    }

    private void ask(Instant receivedAt) {
      if (asking || receivedAt.isBefore(askAgainAt)) {
        return;
      }
      asking = true;
      if (live.isPresent()) {
        meanwhile.clear();
      }
      askAgainAt = receivedAt.plus(BEFORE_ASKING_AGAIN);
      int depth = Math.min(SNAPSHOT_DEPTH, books.maxDepth());
      link.ask(
          () -> books.orderBook(pair, depth), snapshot -> snapshot(snapshot, depth), this::failed);
    }

    private List<StreamEvent> snapshot(ExchangeOrderBook snapshot, int depth) {
      asking = false;
      LiveBook fresh = LiveBook.known(snapshot, depth);
      while (!meanwhile.isEmpty()) {
        LiveBook.Outcome outcome = fresh.apply(meanwhile.peek());
        if (outcome == LiveBook.Outcome.GAP || outcome == LiveBook.Outcome.CROSSED) {
          // Too old for the diffs at hand: the next one will do. They stay, it has to meet them.
          return List.of();
        }
        meanwhile.remove();
      }
      if (!fresh.isSound()) {
        return List.of();
      }
      live = Optional.of(fresh);
      return told(fresh);
    }

    private List<StreamEvent> failed(ExchangeFailure failure) {
      asking = false;
      meanwhile.clear();
      return live.isPresent() ? List.of() : gap("no snapshot: " + failure.getMessage());
    }

    private List<StreamEvent> told(LiveBook book) {
      ExchangeOrderBook top = book.top(TOLD_DEPTH);
      return List.of(listener -> listener.orderBook(pair, top));
    }

    private List<StreamEvent> gap(String detail) {
      return List.of(listener -> listener.bookGap(pair, detail));
    }

    private static String numbers(BookDiff diff) {
      BookDiff.Numbered updates = (BookDiff.Numbered) diff.updates();
      return updates.first() + ".." + updates.last();
    }
  }
}
