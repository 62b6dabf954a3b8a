package io.candlelake.exchanges.collector;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.stream.PlausibleTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Writes what an exchange's connections bring to the spool. For many threads. */
final class StreamRecorder {
  private static final int TEXT_KEPT = 300;

  /** Impossible times of one pair are reported at most this often. */
  private static final Duration TOLD_AGAIN = Duration.ofMinutes(1);

  private final Map<Pair, PairTrades> trades;
  private final Map<Pair, PairState> states = new LinkedHashMap<>();
  private final SpoolLines lines;
  private final Consumer<String> spool;
  private final StreamSettings settings;
  private final InstantSource clock;
  private final StreamMeters meters;
  private final String exchange;

  StreamRecorder(
      Exchange exchange,
      Map<Pair, PairTrades> trades,
      SpoolLines lines,
      Consumer<String> spool,
      StreamSettings settings,
      InstantSource clock,
      StreamMeters meters) {
    this.exchange = exchange.name();
    this.trades = trades;
    this.lines = lines;
    this.spool = spool;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    trades.keySet().forEach(pair -> states.put(pair, new PairState()));
  }

  void trade(Pair pair, ExchangeTrade trade) {
    Instant now = clock.instant();
    meters.tradeReceived(now);
    trades.get(pair).streamed(trade, now);
  }

  void orderBook(Pair pair, ExchangeOrderBook book) {
    Instant now = clock.instant();
    if (states.get(pair).book.now(now, settings.bookEvery())) {
      spool.accept(lines.book(pair, book, settings.bookDepth(), SpoolLines.STREAM, now));
    }
  }

  void ticker(Pair pair, ExchangeOrderBook top) {
    Instant now = clock.instant();
    if (states.get(pair).ticker.now(now, settings.bookEvery())) {
      spool.accept(lines.book(pair, top, 1, SpoolLines.TICKER, now));
    }
  }

  void candle(Pair pair, Interval interval, ExchangeCandle candle) {
    spool.accept(lines.candle(pair, interval, candle, clock.instant()));
  }

  /** A book that REST brought. */
  void fetchedBook(Pair pair, ExchangeOrderBook book, int depth) {
    Instant now = clock.instant();
    Instant time = PlausibleTimes.or(book.time(), now);
    ExchangeOrderBook kept = new ExchangeOrderBook(time, book.sequence(), book.bids(), book.asks());
    spool.accept(lines.book(pair, kept, depth, SpoolLines.REST, now));
  }

  void malformed(String symbol, String text, String reason) {
    spool.accept(lines.malformed(symbol, text, reason, clock.instant()));
  }

  /** Written once for each kind; all are counted. */
  void unknown(String kind, String text) {
    if (meters.unknown(exchange, kind)) {
      String shown = text.substring(0, Math.min(text.length(), TEXT_KEPT));
      event("unknown_message", kind + ": " + shown, clock.instant());
    }
  }

  void impossibleTime(Pair pair, String detail) {
    Instant now = clock.instant();
    if (states.get(pair).impossibleTime.now(now, TOLD_AGAIN)) {
      event(pair, "impossible_time", detail);
    }
  }

  void event(String event, String detail, Instant now) {
    spool.accept(lines.event(event, detail, now));
  }

  void event(Pair pair, String event, String detail) {
    spool.accept(lines.event(pair, event, detail, clock.instant()));
  }

  PairState state(Pair pair) {
    return states.get(pair);
  }

  /** What of a pair is due to be written, and whether a book is being fetched. */
  static final class PairState {
    private final Due book = new Due();
    private final Due ticker = new Due();
    private final Due impossibleTime = new Due();
    private boolean fetching;

    synchronized boolean fetchNow(Instant now, Duration every) {
      boolean due = !fetching && book.now(now, every);
      fetching |= due;
      return due;
    }

    synchronized void fetched() {
      fetching = false;
    }

    boolean hasBook() {
      return book.wasEver();
    }
  }

  /** Lets something be written no more often than every so long. */
  private static final class Due {
    private Instant last = Instant.MIN;

    synchronized boolean now(Instant now, Duration every) {
      boolean due = !last.isAfter(now.minus(every));
      last = due ? now : last;
      return due;
    }

    synchronized boolean wasEver() {
      return last.isAfter(Instant.MIN);
    }
  }
}
