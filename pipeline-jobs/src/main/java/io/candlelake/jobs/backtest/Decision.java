package io.candlelake.jobs.backtest;

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
   * @param borrowPerDay cost of a short a day held; 0 for a long
   * @param borrowCost of the whole holding time
   */
  record Taken(
      long tradeId,
      double quantity,
      double entryFill,
      double exitFill,
      double entryFee,
      double exitFee,
      double borrowPerDay,
      double borrowCost)
      implements Decision {
    @Override
    public String outcome() {
      return "taken";
    }
  }

  /** Why a candidate did not become a trade. */
  enum Skipped implements Decision {
    /** No real candle opened within the holding time. */
    LAPSED("lapsed"),
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
