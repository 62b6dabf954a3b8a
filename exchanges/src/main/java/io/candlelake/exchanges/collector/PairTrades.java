package io.candlelake.exchanges.collector;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.spool.SpoolLines;
import io.candlelake.exchanges.spool.TradeGap;
import io.candlelake.exchanges.spool.TradePosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The trades of one pair, without loss. The rule: <b>a streamed trade that is not known to follow
 * the newest one written opens a gap, and the gap is written down before the trade.</b> Known to
 * follow is the next id where ids are contiguous, else a trade of the same connection as the one
 * before. Gaps are closed by REST and written down again; so after a kill at any moment, what was
 * written tells which are open. Trades may be written twice, which silver does not mind.
 */
final class PairTrades {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** So often the exchange may say that it has nothing before a gap is given up. */
  private static final int EMPTY_ANSWERS = 6;

  private final Pair pair;
  private final Optional<TradePort> rest;
  private final boolean contiguous;
  private final SpoolLines lines;
  private final Consumer<String> spool;
  private final InstantSource clock;
  private final Executor fetching;
  private final StreamMeters meters;

  /** Gaps that are open, with the state of closing them. */
  private final Map<TradeGap, Closing> gaps = new LinkedHashMap<>();

  /** The newest trade written; all before it is written, too, or lies in a gap written. */
  private Optional<TradePosition> newest;

  /** Whether this connection brought a trade. */
  private boolean streaming;

  /** When a trade of the stream came last, or its absence was looked into. */
  private Instant heard = Instant.MIN;

  private boolean asking;

  /** Whether this run brought a trade, by whatever way. */
  private boolean brought;

  /** A trade that REST knows and the stream had not brought when asked. */
  private Optional<TradePosition> suspect = Optional.empty();

  private Optional<String> missing = Optional.empty();

  PairTrades(
      Pair pair,
      Optional<TradePort> rest,
      KnownTrades known,
      SpoolLines lines,
      Consumer<String> spool,
      InstantSource clock,
      Executor fetching,
      StreamMeters meters) {
    this.pair = pair;
    this.rest = rest;
    this.contiguous = rest.map(TradePort::idsAreContiguous).orElse(false);
    this.lines = lines;
    this.spool = spool;
    this.clock = clock;
    this.fetching = fetching;
    this.meters = meters;
    this.newest = known.newest(pair);
    known.openGaps(pair).forEach(gap -> gaps.put(gap, new Closing()));
  }

  /** How closing a gap goes. */
  private static final class Closing {
    private Instant next = Instant.MIN;
    private Duration wait = FIRST_WAIT;
    private int emptyAnswers;
    private boolean running;
  }

  /** A connection is about to be made: what comes next may not follow what came before. */
  synchronized void connecting() {
    streaming = false;
    heard = clock.instant();
    missing = Optional.empty();
    suspect = Optional.empty();
  }

  /** The connection is made: what was missed before it is fetched at once. */
  synchronized void connected() {
    if (rest.isPresent() && newest.isPresent() && !streaming) {
      fetching.execute(this::catchUp);
    }
  }

  /** A trade of the stream. */
  synchronized void streamed(ExchangeTrade trade, Instant now) {
    TradePosition mark = TradePosition.of(trade);
    if (newest.isPresent() && !follows(newest.get(), mark)) {
      open(new TradeGap(newest.get(), mark), now);
    }
    write(trade, SpoolLines.STREAM, now);
    advance(mark);
    streaming = true;
    heard = now;
    suspect = Optional.empty();
  }

  /** Sees to gaps that are due, and to a stream that brings no trades of this pair. */
  synchronized void look(Instant now, boolean streams, Duration silence) {
    List.copyOf(gaps.keySet()).forEach(gap -> startIfDue(gap, gaps.get(gap), now));
    boolean quiet = streams && heard.plus(silence).isBefore(now);
    if (quiet && rest.isPresent() && newest.isPresent() && !asking) {
      asking = true;
      heard = now;
      fetching.execute(this::askWhetherTradesAreMissed);
    }
  }

  /** Why this pair's subscription must be dead; empty while nothing speaks for it. */
  synchronized Optional<String> missing() {
    return missing;
  }

  /** Whether a trade came, by stream or REST. */
  synchronized boolean brought() {
    return brought;
  }

  /** Whether no gap is open. */
  synchronized boolean whole() {
    return gaps.isEmpty();
  }

  private boolean follows(TradePosition before, TradePosition next) {
    if (!contiguous) {
      return streaming || next.id().equals(before.id());
    }
    return number(next) <= number(before) + 1;
  }

  private static long number(TradePosition mark) {
    return Long.parseLong(mark.id());
  }

  private void advance(TradePosition mark) {
    boolean first = newest.isEmpty();
    boolean later =
        !first
            && (contiguous
                ? number(mark) > number(newest.get())
                : TradePosition.ORDER.compare(mark, newest.get()) > 0);
    if (first || later) {
      newest = Optional.of(mark);
    }
  }

  private void write(ExchangeTrade trade, String source, Instant now) {
    brought = true;
    spool.accept(lines.trade(pair, trade, source, now));
  }

  private void open(TradeGap gap, Instant now) {
    spool.accept(lines.event(pair, TradeGap.OPENED, gap, now));
    meters.gapOpened();
    gaps.put(gap, new Closing());
  }

  private void startIfDue(TradeGap gap, Closing closing, Instant now) {
    if (!closing.running && !now.isBefore(closing.next)) {
      closing.running = true;
      fetching.execute(() -> close(gap, closing));
    }
  }

  /** Fetches what a gap lacks, up to the trade that ends it. */
  private void close(TradeGap gap, Closing closing) {
    try {
      if (rest.isEmpty()) {
        end(gap, TradeGap.LOST);
        return;
      }
      Reader reader = new Reader(gap.after());
      while (true) {
        List<ExchangeTrade> page = reader.next();
        for (ExchangeTrade trade : page) {
          fetched(trade);
        }
        if (page.stream().anyMatch(trade -> reaches(gap.before(), trade))) {
          end(gap, reader.startsLate() ? TradeGap.LOST : TradeGap.CLOSED);
          return;
        }
        if (reader.ended()) {
          again(gap, closing);
          return;
        }
      }
    } catch (ExchangeFailure e) {
      failed(closing, e);
    } finally {
      synchronized (this) {
        closing.running = false;
      }
    }
  }

  private boolean reaches(TradePosition end, ExchangeTrade trade) {
    TradePosition mark = TradePosition.of(trade);
    return contiguous
        ? number(mark) >= number(end)
        : mark.id().equals(end.id()) || mark.micros() > end.micros();
  }

  private synchronized void fetched(ExchangeTrade trade) {
    write(trade, SpoolLines.REST, clock.instant());
    meters.tradeBackfilled();
  }

  private synchronized void end(TradeGap gap, String event) {
    spool.accept(lines.event(pair, event, gap, clock.instant()));
    gaps.remove(gap);
    if (event.equals(TradeGap.CLOSED)) {
      meters.gapClosed();
    }
  }

  /** REST does not know the trade yet that the stream has brought: it lags, or never will. */
  private synchronized void again(TradeGap gap, Closing closing) {
    closing.emptyAnswers++;
    if (closing.emptyAnswers >= EMPTY_ANSWERS) {
      end(gap, TradeGap.LOST);
    } else {
      later(closing, Optional.empty());
    }
  }

  private synchronized void failed(Closing closing, ExchangeFailure failure) {
    spool.accept(
        lines.event(
            pair, "backfill_failed", String.valueOf(failure.getMessage()), clock.instant()));
    later(closing, failure.retryAfter());
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private void later(Closing closing, Optional<Duration> asked) {
    closing.next = clock.instant().plus(longer(closing.wait, asked.orElse(Duration.ZERO)));
    Duration doubled = closing.wait.multipliedBy(2);
    closing.wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  /** Fetches all after the newest trade, until the stream takes over or there is no more. */
  private void catchUp() {
    Optional<TradePosition> from = newestNow();
    if (from.isEmpty()) {
      return;
    }
    try {
      Reader reader = new Reader(from.get());
      while (!reader.ended()) {
        List<ExchangeTrade> page = reader.next();
        if (!caughtUp(page)) {
          return;
        }
      }
    } catch (ExchangeFailure e) {
      // The first trade of the stream opens a gap from where this ended.
      spool.accept(
          lines.event(pair, "backfill_failed", String.valueOf(e.getMessage()), clock.instant()));
    }
  }

  /** Writes a page behind the newest trade; not once the stream has brought one. */
  private synchronized boolean caughtUp(List<ExchangeTrade> page) {
    for (ExchangeTrade trade : page) {
      if (streaming) {
        return false;
      }
      fetched(trade);
      advance(TradePosition.of(trade));
    }
    return true;
  }

  /**
   * A pair without trades may be quiet, or its subscription dead while others live. It is dead if
   * REST knows a trade that the stream does not bring until the next time of asking.
   */
  private void askWhetherTradesAreMissed() {
    try {
      TradePosition before = newestNow().orElseThrow();
      List<ExchangeTrade> page = new Reader(before).next();
      synchronized (this) {
        boolean heardMeanwhile = !newest.equals(Optional.of(before));
        if (!heardMeanwhile && suspect.isPresent()) {
          missing = Optional.of("trades of " + pair + " stay away, id " + suspect.get().id());
        } else if (!heardMeanwhile && !page.isEmpty()) {
          suspect = Optional.of(TradePosition.of(page.get(page.size() - 1)));
        }
      }
    } catch (ExchangeFailure e) {
      // Asked again after the next silence.
    } finally {
      synchronized (this) {
        asking = false;
      }
    }
  }

  private synchronized Optional<TradePosition> newestNow() {
    return newest;
  }

  /** Pages of REST behind a trade, without that trade. */
  private final class Reader {
    private final TradePosition after;
    private final boolean byId;
    private TradePort.TradeCursor cursor;
    private boolean first = true;
    private boolean startsLate;
    private boolean ended;

    Reader(TradePosition after) {
      this.after = after;
      TradePort port = rest.orElseThrow();
      Optional<TradePort.TradeCursor> behind = port.after(after.id());
      this.byId = behind.isPresent();
      this.cursor = behind.orElseGet(() -> TradePort.TradeCursor.from(after.time()));
    }

    List<ExchangeTrade> next() {
      TradePort.Page page = rest.orElseThrow().next(pair, cursor);
      ended = page.trades().isEmpty() || page.next().equals(cursor);
      cursor = page.next();
      List<ExchangeTrade> news = new ArrayList<>(page.trades());
      boolean known = news.removeIf(trade -> trade.id().equals(after.id()));
      if (first && !news.isEmpty()) {
        startsLate = !known && startsLate(news.get(0));
        first = false;
      }
      return news;
    }

    /** Whether the exchange had no more to say. */
    boolean ended() {
      return ended;
    }

    /** Whether what it serves begins behind the trade asked for, with some between lost. */
    boolean startsLate() {
      return startsLate;
    }

    private boolean startsLate(ExchangeTrade firstTrade) {
      if (contiguous) {
        return number(TradePosition.of(firstTrade)) > number(after) + 1;
      }
      return !byId
          && rest.orElseThrow().depth().isPresent()
          && TradePosition.of(firstTrade).micros() > after.micros();
    }
  }
}
