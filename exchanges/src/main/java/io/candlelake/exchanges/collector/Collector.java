package io.candlelake.exchanges.collector;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.spool.SpoolLines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps one exchange's stream open and writes down what it brings. It is told by {@link #look} to
 * see to things, a few times a second; messages come by the stream's threads.
 *
 * <p>A connection that ended, is silent, or brought a message it could not read is made anew, at
 * growing distances. Trades missed meanwhile are {@link PairTrades}' affair.
 */
public final class Collector implements AutoCloseable {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Exchange exchange;
  private final Optional<StreamPort> stream;
  private final Set<Channel> channels;
  private final StreamSettings settings;
  private final Map<Pair, PairTrades> trades = new LinkedHashMap<>();
  private final Map<Pair, PairBooks> books = new LinkedHashMap<>();
  private final SpoolLines lines;
  private final Consumer<String> spool;
  private final InstantSource clock;
  private final Executor fetching;
  private final StreamMeters meters;

  private Optional<StreamPort.Connection> connection = Optional.empty();
  private Instant nextTry = Instant.MIN;
  private Duration wait = FIRST_WAIT;

  /** The listener of the connection that counts; what others still say is heard no more. */
  private volatile Listener listener;

  /**
   * @param pairs that the exchange lists
   * @param known what is durable of them
   * @param spool takes lines, in the order given
   * @param fetching runs calls by REST
   */
  public Collector(
      Exchange exchange,
      List<Pair> pairs,
      StreamSettings settings,
      KnownTrades known,
      Consumer<String> spool,
      InstantSource clock,
      Executor fetching,
      StreamMeters meters) {
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.stream = exchange.stream();
    this.settings = settings;
    this.channels = channels(stream, settings);
    this.lines = new SpoolLines(exchange.name(), exchange::symbol);
    this.spool = spool;
    this.clock = clock;
    this.fetching = fetching;
    this.meters = meters;
    for (Pair pair : pairs) {
      trades.put(
          pair,
          new PairTrades(pair, exchange.trades(), known, lines, spool, clock, fetching, meters));
      books.put(pair, new PairBooks());
    }
  }

  private static Set<Channel> channels(Optional<StreamPort> stream, StreamSettings settings) {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    stream.ifPresent(port -> channels.addAll(port.channels()));
    channels.retainAll(settings.channels());
    return channels;
  }

  /** Sees to the connection, to gaps that are due and to books by REST. */
  public synchronized void look() {
    Instant now = clock.instant();
    if (connection.isPresent()) {
      checkConnection(now);
    }
    if (connection.isEmpty() && !channels.isEmpty() && !now.isBefore(nextTry)) {
      connect(now);
    }
    boolean streams = connection.isPresent() && channels.contains(Channel.TRADES);
    for (PairTrades pair : trades.values()) {
      pair.look(now, streams, settings.silence());
    }
    if (settings.channels().contains(Channel.ORDER_BOOK)
        && !channels.contains(Channel.ORDER_BOOK)) {
      books.forEach((pair, state) -> fetchBookIfDue(pair, state, now));
    }
  }

  /** Whether trades that were missed have all been fetched. */
  boolean whole() {
    return trades.values().stream().allMatch(PairTrades::whole);
  }

  @Override
  public synchronized void close() {
    Listener last = listener;
    listener = null;
    if (last != null) {
      disconnect("stopped", clock.instant());
    }
  }

  private void checkConnection(Instant now) {
    Listener current = listener;
    String broken = current.broken;
    Optional<String> deaf =
        trades.values().stream().flatMap(pair -> pair.missing().stream()).findFirst();
    if (broken != null) {
      reconnect(broken, now);
    } else if (current.heard.plus(settings.silence()).isBefore(now)) {
      event("silent", "no message since " + current.heard, now);
      reconnect("silence", now);
    } else if (deaf.isPresent()) {
      event("silent", deaf.get(), now);
      reconnect("a subscription is dead", now);
    } else if (current.told) {
      wait = FIRST_WAIT;
    }
  }

  private void connect(Instant now) {
    Listener fresh = new Listener(now);
    listener = fresh;
    trades.values().forEach(PairTrades::connecting);
    try {
      List<Pair> pairs = List.copyOf(trades.keySet());
      connection = Optional.of(stream.orElseThrow().open(pairs, channels, fresh));
      event("connected", pairs.size() + " pairs, " + channels, now);
      meters.connected();
      trades.values().forEach(PairTrades::connected);
    } catch (ExchangeFailure e) {
      listener = null;
      event("refused", String.valueOf(e.getMessage()), now);
      tryLater(now, e.retryAfter());
    }
  }

  private void reconnect(String reason, Instant now) {
    listener = null;
    disconnect(reason, now);
    tryLater(now, Optional.empty());
  }

  private void disconnect(String reason, Instant now) {
    connection.ifPresent(StreamPort.Connection::close);
    connection = Optional.empty();
    event("disconnected", reason, now);
  }

  private void tryLater(Instant now, Optional<Duration> asked) {
    nextTry = now.plus(asked.filter(least -> least.compareTo(wait) > 0).orElse(wait));
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private void event(String event, String detail, Instant now) {
    spool.accept(lines.event(event, detail, now));
  }

  private void fetchBookIfDue(Pair pair, PairBooks state, Instant now) {
    if (exchange.orderBooks().isEmpty() || !state.fetchNow(now, settings.bookEvery())) {
      return;
    }
    fetching.execute(
        () -> {
          try {
            int depth = Math.min(settings.bookDepth(), exchange.orderBooks().get().maxDepth());
            ExchangeOrderBook book = exchange.orderBooks().get().orderBook(pair, depth);
            spool.accept(lines.book(pair, book, depth, SpoolLines.REST, clock.instant()));
          } catch (ExchangeFailure e) {
            spool.accept(
                lines.event(pair, "book_failed", String.valueOf(e.getMessage()), clock.instant()));
          } finally {
            state.fetched();
          }
        });
  }

  /** When a pair's book was written last, and whether one is being fetched. */
  private static final class PairBooks {
    private Instant book = Instant.MIN;
    private Instant ticker = Instant.MIN;
    private boolean fetching;

    synchronized boolean bookNow(Instant now, Duration every) {
      boolean due = !book.isAfter(now.minus(every));
      book = due ? now : book;
      return due;
    }

    synchronized boolean tickerNow(Instant now, Duration every) {
      boolean due = !ticker.isAfter(now.minus(every));
      ticker = due ? now : ticker;
      return due;
    }

    synchronized boolean fetchNow(Instant now, Duration every) {
      boolean due = !fetching && bookNow(now, every);
      fetching |= due;
      return due;
    }

    synchronized void fetched() {
      fetching = false;
    }
  }

  /** Takes one connection's messages. */
  private final class Listener implements StreamListener {
    private volatile Instant heard;
    private volatile boolean told;
    private volatile String broken;

    Listener(Instant opened) {
      this.heard = opened;
    }

    @Override
    public void heard() {
      heard = clock.instant();
    }

    @Override
    public void trade(Pair pair, ExchangeTrade trade) {
      if (listens(pair)) {
        Instant now = clock.instant();
        meters.tradeReceived(now);
        trades.get(pair).streamed(trade, now);
      }
    }

    @Override
    public void orderBook(Pair pair, ExchangeOrderBook book) {
      Instant now = clock.instant();
      if (listens(pair) && books.get(pair).bookNow(now, settings.bookEvery())) {
        spool.accept(lines.book(pair, book, settings.bookDepth(), SpoolLines.STREAM, now));
      }
    }

    @Override
    public void ticker(Pair pair, ExchangeOrderBook top) {
      Instant now = clock.instant();
      if (listens(pair) && books.get(pair).tickerNow(now, settings.bookEvery())) {
        spool.accept(lines.book(pair, top, 1, SpoolLines.TICKER, now));
      }
    }

    @Override
    public void candle(Pair pair, Interval interval, ExchangeCandle candle) {
      if (listens(pair)) {
        spool.accept(lines.candle(pair, interval, candle, clock.instant()));
      }
    }

    @Override
    public void malformed(String symbol, String text, String reason) {
      if (listener == this) {
        spool.accept(lines.malformed(symbol, text, reason, clock.instant()));
        broken = "a message of " + symbol + " could not be read: " + reason;
      }
    }

    @Override
    public void bookGap(Pair pair, String detail) {
      if (listens(pair)) {
        spool.accept(lines.event(pair, "book_gap", detail, clock.instant()));
      }
    }

    @Override
    public void disconnected(String reason) {
      broken = reason;
    }

    private boolean listens(Pair pair) {
      if (listener != this || !trades.containsKey(pair)) {
        return false;
      }
      heard = clock.instant();
      told = true;
      return true;
    }
  }
}
