package io.candlelake.simulator;

import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.MarketData;
import io.candlelake.simulator.market.SimulatedPair;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The market as the exchange shows it at a moment.
 *
 * @param now the true time
 * @param skew how much the exchange's own clock is ahead of it
 * @param late how long a closed candle is not answered yet
 * @param uncorrected how long a closed candle is answered wrong
 */
record MarketView(
    MarketData market, Instant now, Duration skew, Duration late, Duration uncorrected) {
  static MarketView of(MarketData market, Instant now) {
    return new MarketView(market, now, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** The time as the exchange tells it. */
  Instant told() {
    return now.plus(skew);
  }

  /** A time of the market as the exchange tells it. */
  Instant told(Instant time) {
    return time.plus(skew);
  }

  /** See {@link MarketData#firstCandles}. */
  List<Candle> firstCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit) {
    return shown(market.firstCandles(listing, interval, from, to, limit, now), interval);
  }

  /** See {@link MarketData#lastCandles}. */
  List<Candle> lastCandles(
      SimulatedPair listing, Duration interval, Instant from, Instant to, int limit) {
    return shown(market.lastCandles(listing, interval, from, to, limit, now), interval);
  }

  private List<Candle> shown(List<Candle> candles, Duration interval) {
    if (late.isZero() && uncorrected.isZero()) {
      return candles;
    }
    return candles.stream()
        .filter(candle -> !closedWithin(candle, interval, late))
        .map(candle -> closedWithin(candle, interval, uncorrected) ? wrong(candle) : candle)
        .toList();
  }

  private boolean closedWithin(Candle candle, Duration interval, Duration past) {
    Instant close = candle.openTime().plus(interval);
    return !close.isAfter(now) && close.plus(past).isAfter(now);
  }

  /** As if the last trades had not been counted yet. */
  private static Candle wrong(Candle candle) {
    BigDecimal two = BigDecimal.valueOf(2);
    BigDecimal close =
        candle.open().add(candle.close()).divide(two, candle.close().scale(), RoundingMode.HALF_UP);
    return new Candle(
        candle.openTime(),
        candle.open(),
        candle.high(),
        candle.low(),
        close,
        candle.volume().divide(two, candle.volume().scale() + 1, RoundingMode.HALF_UP),
        Math.max(1, candle.trades() / 2));
  }
}
