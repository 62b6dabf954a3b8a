package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Historical trades of an exchange, page by page in ascending order.
 *
 * @param depth how many of the newest trades it serves at most; empty when it serves all history
 * @param reach how far back in time it serves; empty when only {@code depth} bounds it. A request
 *     for older trades fails as permanent; it does not return "no trades".
 * @param ids what the trades' ids are good for
 */
public record TradePort(OptionalInt depth, Optional<Duration> reach, Ids ids, Pages pages) {
  public TradePort {
    requireNonNull(depth, "depth is null");
    requireNonNull(reach, "reach is null");
    requireNonNull(ids, "ids is null");
    requireNonNull(pages, "pages is null");
  }

  /** A port that serves all history. */
  public TradePort(Ids ids, Pages pages) {
    this(OptionalInt.empty(), Optional.empty(), ids, pages);
  }

  /** What an exchange's trade ids are good for. */
  public enum Ids {
    /** They name a trade; a page cannot begin at one. */
    NAMES_ONLY,
    /** A page can begin behind an id. */
    REQUESTABLE,
    /** And they are whole numbers that rise by one with each trade of a pair: a jump is a loss. */
    CONTIGUOUS
  }

  /** Requests a page. */
  @FunctionalInterface
  public interface Pages {
    Page next(Pair pair, TradeCursor cursor);
  }

  /**
   * Some trades and where to go on.
   *
   * @param notServed describes requested trades that exist but that the exchange no longer serves,
   *     such as {@code ids 5 to those before 1001}; empty if none are known
   */
  public record Page(List<ExchangeTrade> trades, TradeCursor next, Optional<String> notServed) {
    public Page {
      trades = List.copyOf(trades);
      requireNonNull(next, "next is null");
      requireNonNull(notServed, "notServed is null");
    }

    /** A page before whose trades none are known to be missing. */
    public Page(List<ExchangeTrade> trades, TradeCursor next) {
      this(trades, next, Optional.empty());
    }

    /** The page whose next one begins behind its last trade, or at {@code begin} without any. */
    public static Page of(List<ExchangeTrade> trades, TradeCursor begin) {
      return new Page(trades, trades.isEmpty() ? begin : TradeCursor.behind(last(trades)));
    }

    /**
     * The page whose next one begins behind the id of its last trade, or {@code lastId}. The ids
     * are contiguous: a page that does not begin with the next one leaves trades out.
     */
    public static Page ofIds(List<ExchangeTrade> trades, long lastId) {
      String id = trades.isEmpty() ? String.valueOf(lastId) : last(trades).id();
      boolean startsLate = !trades.isEmpty() && Long.parseLong(trades.get(0).id()) > lastId + 1;
      Optional<String> notServed =
          startsLate
              ? Optional.of("ids %d to those before %s".formatted(lastId + 1, trades.get(0).id()))
              : Optional.empty();
      return new Page(trades, TradeCursor.after(id), notServed);
    }

    private static ExchangeTrade last(List<ExchangeTrade> trades) {
      return trades.get(trades.size() - 1);
    }
  }

  /**
   * Where a page of trades begins.
   *
   * @param time of the trade with {@code afterId}; or from which time on; empty where only the id
   *     is known
   * @param afterId raw id of the last trade read; empty to begin at {@code time}
   */
  public record TradeCursor(Optional<Instant> time, Optional<String> afterId) {
    public TradeCursor {
      requireNonNull(time, "time is null");
      requireNonNull(afterId, "afterId is null");
    }

    /** Before the first trade at or after {@code time}. */
    public static TradeCursor from(Instant time) {
      return new TradeCursor(Optional.of(time), Optional.empty());
    }

    public static TradeCursor after(String tradeId) {
      return new TradeCursor(Optional.empty(), Optional.of(tradeId));
    }

    static TradeCursor behind(ExchangeTrade trade) {
      return new TradeCursor(Optional.of(trade.time()), Optional.of(trade.id()));
    }
  }

  /** Where to go on behind a trade whose raw id is known; empty if ids cannot be requested. */
  public Optional<TradeCursor> after(String tradeId) {
    return ids == Ids.NAMES_ONLY ? Optional.empty() : Optional.of(TradeCursor.after(tradeId));
  }

  public boolean idsAreContiguous() {
    return ids == Ids.CONTIGUOUS;
  }

  /**
   * The next trades, ascending; empty trades mean that there are none yet.
   *
   * @throws ExchangeFailure when the exchange did not answer
   */
  public Page next(Pair pair, TradeCursor cursor) {
    return pages.next(pair, cursor);
  }
}
