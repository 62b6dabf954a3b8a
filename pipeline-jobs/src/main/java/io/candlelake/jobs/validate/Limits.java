package io.candlelake.jobs.validate;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What checks compare with.
 *
 * @param now a candle that closes later than this is of the future
 * @param maxFillBars candles at the start of a gap that are filled
 * @param staleBars candles without any move that make a stale price
 * @param jumpDeviations robust standard deviations from which a move is a jump
 * @param absurdFactor price ratio from which a jump that the other exchanges do not share is absurd
 * @param noTradeExchanges those that publish no candle for an interval without trades
 * @param delistedDays days without candles that make a delisted pair
 * @param corrections what the user says of listings
 */
record Limits(
    Interval interval,
    Instant now,
    int maxFillBars,
    int staleBars,
    double jumpDeviations,
    double absurdFactor,
    List<String> noTradeExchanges,
    int delistedDays,
    List<Correction> corrections)
    implements Serializable {
  private static final int LEAST_SILENT_BARS = 3;

  /** A pair moves when |ln(close ÷ open)| reaches this. */
  static final double MARKET_MOVE = 0.05;

  Limits {
    requireNonNull(interval, "interval is null");
    requireNonNull(now, "now is null");
    noTradeExchanges = List.copyOf(noTradeExchanges);
    corrections = List.copyOf(corrections);
  }

  static Limits of(Config.Validate settings, Interval interval, Instant now) {
    return new Limits(
        interval,
        now,
        settings.maxFillBars(),
        settings.staleBars(),
        settings.jumpDeviations(),
        settings.absurdFactor(),
        settings.noTradeExchanges(),
        settings.delistedDays(),
        settings.listings().stream().map(Correction::of).toList());
  }

  /** How long a pair is without candles before it counts as delisted, in microseconds. */
  long delistedMicros() {
    long days = Duration.ofDays(delistedDays).toSeconds() * 1_000_000;
    return Math.max(days, LEAST_SILENT_BARS * interval.micros());
  }

  /** The user's last word on what lies between two candles of a pair, given their open times. */
  Optional<Correction> correction(String exchange, String pair, long before, long after) {
    return corrections.stream()
        .filter(correction -> correction.isOf(exchange, pair))
        .filter(correction -> correction.between(before, after))
        .reduce((first, last) -> last);
  }
}
