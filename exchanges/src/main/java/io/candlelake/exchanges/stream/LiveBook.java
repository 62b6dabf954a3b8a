package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * An order book that a snapshot begins and diffs keep up to date; exact decimals, best price first.
 *
 * <p>Numbered diffs must follow each other: one that ends at or before the last update is old news
 * and changes nothing, one that begins behind the next update proves that others were missed. A
 * diff that overlaps is taken, as its amounts are absolute. A book that has missed updates, or
 * whose best bid is not below its best ask, is broken: it takes and tells nothing more, and a new
 * snapshot must begin another.
 *
 * <p>For one thread at a time. An update costs O(log levels).
 */
public final class LiveBook {
  /** What became of a diff. */
  public enum Outcome {
    APPLIED,
    /** Was in the book already. */
    OLD,
    /** Updates between the book and the diff are missing; the book is broken. */
    GAP,
    /** Best bid at or above best ask; the book is broken. */
    CROSSED
  }

  private final TreeMap<BigDecimal, Level> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<BigDecimal, Level> asks = new TreeMap<>();
  private final Optional<BigDecimal> lastKnownBid;
  private final Optional<BigDecimal> lastKnownAsk;
  private final int window;
  private Instant time;
  private OptionalLong sequence;
  private Optional<Outcome> broken = Optional.empty();

  private LiveBook(ExchangeOrderBook snapshot, int askedDepth, int window) {
    requireNonNull(snapshot, "snapshot is null");
    this.window = window;
    time = snapshot.time();
    sequence = snapshot.sequence();
    snapshot.bids().forEach(level -> put(bids, level));
    snapshot.asks().forEach(level -> put(asks, level));
    lastKnownBid = bids.size() < askedDepth ? Optional.empty() : Optional.of(bids.lastKey());
    lastKnownAsk = asks.size() < askedDepth ? Optional.empty() : Optional.of(asks.lastKey());
    cut(bids);
    cut(asks);
    breakIfCrossed();
  }

  /** A snapshot that holds the exchange's whole book. */
  public static LiveBook whole(ExchangeOrderBook snapshot) {
    return new LiveBook(snapshot, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * A snapshot cut at {@code askedDepth} levels, of an exchange that tells the changes of all
   * levels. What lies behind the last level of a full side is unknown and stays out of the book,
   * whatever diffs say there; {@link #isThin} tells when little is left.
   */
  public static LiveBook known(ExchangeOrderBook snapshot, int askedDepth) {
    return new LiveBook(snapshot, askedDepth, Integer.MAX_VALUE);
  }

  /** An exchange that tells only of the best {@code depth} levels and not when one leaves these. */
  public static LiveBook window(ExchangeOrderBook snapshot, int depth) {
    return new LiveBook(snapshot, Integer.MAX_VALUE, depth);
  }

  /** Brings the book up to date. */
  public Outcome apply(BookDiff diff) {
    if (broken.isPresent()) {
      return broken.get();
    }
    if (diff.updates() instanceof BookDiff.Numbered numbers) {
      long last = sequence.orElseThrow(() -> new IllegalStateException("no sequence: " + diff));
      if (numbers.last() <= last) {
        return Outcome.OLD;
      }
      if (numbers.first() > last + 1) {
        broken = Optional.of(Outcome.GAP);
        return Outcome.GAP;
      }
      sequence = OptionalLong.of(numbers.last());
    }
    time = diff.time();
    for (Level bid : diff.bids()) {
      if (lastKnownBid.isEmpty() || bid.price().compareTo(lastKnownBid.get()) >= 0) {
        put(bids, bid);
      }
    }
    for (Level ask : diff.asks()) {
      if (lastKnownAsk.isEmpty() || ask.price().compareTo(lastKnownAsk.get()) <= 0) {
        put(asks, ask);
      }
    }
    cut(bids);
    cut(asks);
    breakIfCrossed();
    return broken.orElse(Outcome.APPLIED);
  }

  /** Whether it is reliable: it has no gap and is not crossed. */
  public boolean isSound() {
    return broken.isEmpty();
  }

  /** Number of the last update in it. */
  public OptionalLong sequence() {
    return sequence;
  }

  /**
   * The best {@code depth} levels of each side, or as many as are known.
   *
   * @throws IllegalStateException when the book is broken
   */
  public ExchangeOrderBook top(int depth) {
    if (broken.isPresent()) {
      throw new IllegalStateException("broken by " + broken.get() + " at " + time);
    }
    return new ExchangeOrderBook(time, sequence, best(bids, depth), best(asks, depth));
  }

  /** Whether a side has levels behind the known ones and fewer than {@code depth} are known. */
  public boolean isThin(int depth) {
    return (lastKnownBid.isPresent() && bids.size() < depth)
        || (lastKnownAsk.isPresent() && asks.size() < depth);
  }

  private static void put(Map<BigDecimal, Level> side, Level level) {
    if (level.amount().signum() == 0) {
      side.remove(level.price());
    } else {
      side.put(level.price(), level);
    }
  }

  private void cut(NavigableMap<BigDecimal, Level> side) {
    while (side.size() > window) {
      side.pollLastEntry();
    }
  }

  private void breakIfCrossed() {
    if (!bids.isEmpty() && !asks.isEmpty() && bids.firstKey().compareTo(asks.firstKey()) >= 0) {
      broken = Optional.of(Outcome.CROSSED);
    }
  }

  private static List<Level> best(Map<BigDecimal, Level> side, int depth) {
    Collection<Level> levels = side.values();
    List<Level> best = new ArrayList<>(Math.min(depth, levels.size()));
    for (Level level : levels) {
      if (best.size() == depth) {
        break;
      }
      best.add(level);
    }
    return best;
  }
}
