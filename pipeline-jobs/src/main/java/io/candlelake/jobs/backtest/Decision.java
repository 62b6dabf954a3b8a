package io.candlelake.jobs.backtest;

import java.util.List;

/** What the portfolio did with a candidate. */
sealed interface Decision {
  /** The word in the outcome column: {@code taken} or why not. */
  String outcome();

  /**
   * The candidate became a trade.
   *
   * @param quantity in the base asset
   * @param entryFill price paid or got at entry, with slippage
   * @param exitFill likewise at exit
   * @param entryPaid cash paid at entry besides the price, in the quote asset
   * @param exitPaid likewise at exit
   * @param heldByDay cash that holding has cost by the end of each UTC day, from that of the entry
   * @param holdingPaid of the whole holding time
   * @param costs the same and the slippage, by cost, in the cell's order
   */
  record Taken(
      long tradeId,
      double quantity,
      double entryFill,
      double exitFill,
      double entryPaid,
      double exitPaid,
      List<Double> heldByDay,
      double holdingPaid,
      List<TradeCost> costs)
      implements Decision {
    @Override
    public String outcome() {
      return "taken";
    }
  }

  /**
   * The candidate never filled, or a protection forbade it.
   *
   * @param outcome {@code lapsed}, {@code expired} or the protection's name
   */
  record Barred(String outcome) implements Decision {}

  /** Why a portfolio did not take a candidate. */
  enum Skipped implements Decision {
    /** The cell does not trade that side. */
    SIDE("side"),
    /** The pair already has an open position. */
    PAIR_OPEN("pair_open"),
    /** As many positions are open as are allowed. */
    NO_SLOT("no_slot"),
    /** Cash does not reach for a tenth of the wanted size. */
    NO_CASH("no_cash");

    private final String outcome;

    Skipped(String outcome) {
      this.outcome = outcome;
    }

    @Override
    public String outcome() {
      return outcome;
    }
  }
}
