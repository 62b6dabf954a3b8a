package io.candlelake.simulator;

import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.SimulatedPair;
import io.candlelake.simulator.market.Trade;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an exchange says of the last day; at the first moment of a market all prices are its first.
 *
 * @param candle of the last 24 hours, to the hour
 * @param top the book's best level a side
 * @param firstTrade id
 * @param lastTrade id
 */
record DayTicker(Candle candle, BigDecimal lastAmount, Book top, long firstTrade, long lastTrade) {

  static DayTicker of(SimulatedPair listing, MarketView view) {
    Instant now = view.now();
    Duration day = Duration.ofDays(1);
    Book top = view.market().book(listing, now).depth(1);
    List<Candle> hours =
        view.market()
            .lastCandles(listing, Duration.ofHours(1), now.minus(day), Instant.MAX, 24, now);
    long last = view.market().lastTrade(listing, now);
    long first = view.market().lastTrade(listing, now.minus(day)) + 1;
    List<Trade> newest = view.market().trades(listing, Math.max(1, last), last);
    BigDecimal price = newest.isEmpty() ? top.bids().get(0).price() : newest.get(0).price();
    BigDecimal amount = newest.isEmpty() ? BigDecimal.ZERO : newest.get(0).amount();
    return new DayTicker(sum(hours, price, now), amount, top, Math.min(first, last), last);
  }

  BigDecimal change() {
    return candle.close().subtract(candle.open());
  }

  BigDecimal changePercent() {
    return change().multiply(BigDecimal.valueOf(100)).divide(candle.open(), MathContext.DECIMAL64);
  }

  private static Candle sum(List<Candle> hours, BigDecimal price, Instant now) {
    BigDecimal open = hours.isEmpty() ? price : hours.get(0).open();
    BigDecimal high = open.max(price);
    BigDecimal low = open.min(price);
    BigDecimal volume = BigDecimal.ZERO;
    long trades = 0;
    for (Candle hour : hours) {
      high = high.max(hour.high());
      low = low.min(hour.low());
      volume = volume.add(hour.volume());
      trades += hour.trades();
    }
    return new Candle(now.minus(Duration.ofDays(1)), open, high, low, price, volume, trades);
  }
}
