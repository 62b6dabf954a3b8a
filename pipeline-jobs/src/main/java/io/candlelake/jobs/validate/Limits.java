package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * What checks compare with.
 *
 * @param now a candle that closes later than this is of the future
 * @param maxFillBars candles at the start of a gap that are filled
 * @param staleBars candles without any move that make a stale price
 * @param jumpDeviations robust standard deviations from which a move is a jump
 * @param noTradeExchanges those that publish no candle for an interval without trades
 * @param absurdFactor price ratio from which a jump that the market does not share is absurd
 */
record Limits(
    Interval interval,
    Instant now,
    int maxFillBars,
    int staleBars,
    double jumpDeviations,
    double absurdFactor,
    List<String> noTradeExchanges)
    implements Serializable {

  /** So many other pairs moving in the same candle confirm a jump. */
  static final int CONFIRMING_PAIRS = 2;

  /** A pair moves, for that purpose, when |ln(close ÷ open)| reaches this. */
  static final double MARKET_MOVE = 0.05;

  Limits {
    requireNonNull(interval, "interval is null");
    requireNonNull(now, "now is null");
    noTradeExchanges = List.copyOf(noTradeExchanges);
  }

  static Limits of(Config.Validate settings, Interval interval, Instant now) {
    return new Limits(
        interval,
        now,
        settings.maxFillBars(),
        settings.staleBars(),
        settings.jumpDeviations(),
        settings.absurdFactor(),
        settings.noTradeExchanges());
  }

  /** Whether such a move is rejected: far, by a large factor, and alone. */
  boolean isAbsurd(double deviations, double factor, int othersMoving) {
    return deviations > jumpDeviations && factor > absurdFactor && othersMoving < CONFIRMING_PAIRS;
  }
}
