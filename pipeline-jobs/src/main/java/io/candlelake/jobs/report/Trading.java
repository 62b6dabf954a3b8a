package io.candlelake.jobs.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the backtest did, in sums.
 *
 * @param all every trade together; empty where there is none
 * @param hash SHA-256 over the sorted trades, or why there is none
 */
record Trading(
    Optional<Group> all,
    List<Group> byPair,
    List<Group> byExit,
    List<Group> bySide,
    List<ListedTrade> best,
    List<ListedTrade> worst,
    Optional<String> hash) {
  Trading {
    byPair = List.copyOf(byPair);
    byExit = List.copyOf(byExit);
    bySide = List.copyOf(bySide);
    best = List.copyOf(best);
    worst = List.copyOf(worst);
  }

  /** Sums over a group of trades; money in the quote asset. */
  record Group(
      String name,
      long trades,
      long wins,
      long ambiguous,
      long barsHeld,
      double notional,
      double gross,
      double costs,
      double net) {
    Figure winRate() {
      return Figure.ratio(wins, trades, "no trade");
    }

    /** Net profit ÷ value at entry, over the group. */
    Figure netPerNotional() {
      return Figure.ratio(net, notional, "nothing was bought or sold");
    }

    Figure meanBarsHeld() {
      return Figure.ratio(barsHeld, trades, "no trade");
    }
  }

  /** One trade. */
  record ListedTrade(
      long tradeId,
      String exchange,
      String pair,
      int side,
      Instant entryTime,
      double entryPrice,
      Instant exitTime,
      double exitPrice,
      String exitReason,
      boolean ambiguous,
      double costs,
      double net,
      Figure probability) {}
}
