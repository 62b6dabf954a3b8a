package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Replaces a time that cannot be, such as Coinbase's rare 0001-01-01, by that of receipt, and tells
 * so. A candle is left out instead: it stands for its time, and REST brings it.
 *
 * <p>A time can be from Bitcoin's first block to a day ahead of ours; what lies less ahead is for
 * the checks of the tables.
 */
public record PlausibleTimes(StreamListener listener, InstantSource clock)
    implements StreamListener {
  private static final Duration AHEAD = Duration.ofDays(1);

  public PlausibleTimes {
    requireNonNull(listener, "listener is null");
    requireNonNull(clock, "clock is null");
  }

  /** The time told, or that of receipt where it cannot be. */
  public static Instant or(Instant told, Instant receivedAt) {
    return isPossible(told, receivedAt) ? told : receivedAt;
  }

  private static boolean isPossible(Instant told, Instant receivedAt) {
    return !told.isBefore(TimeRange.ALL.from()) && told.isBefore(receivedAt.plus(AHEAD));
  }

  private Instant checked(Pair pair, String of, Instant told) {
    Instant now = clock.instant();
    if (isPossible(told, now)) {
      return told;
    }
    listener.impossibleTime(pair, of + " bore " + told + ", given the time of receipt");
    return now;
  }

  private ExchangeOrderBook checked(Pair pair, String of, ExchangeOrderBook book) {
    Instant time = checked(pair, of, book.time());
    return time.equals(book.time())
        ? book
        : new ExchangeOrderBook(time, book.sequence(), book.bids(), book.asks());
  }

  @Override
  public void heard() {
    listener.heard();
  }

  @Override
  public void trade(Pair pair, ExchangeTrade trade) {
    Instant time = checked(pair, "trade " + trade.id(), trade.time());
    listener.trade(
        pair,
        time.equals(trade.time())
            ? trade
            : new ExchangeTrade(
                trade.id(), time, trade.price(), trade.amount(), trade.takerSide()));
  }

  @Override
  public void orderBook(Pair pair, ExchangeOrderBook book) {
    listener.orderBook(pair, checked(pair, "a book", book));
  }

  @Override
  public void ticker(Pair pair, ExchangeOrderBook top) {
    listener.ticker(pair, checked(pair, "best prices", top));
  }

  @Override
  public void candle(Pair pair, Interval interval, ExchangeCandle candle) {
    if (isPossible(candle.openTime(), clock.instant())) {
      listener.candle(pair, interval, candle);
    } else {
      listener.impossibleTime(pair, "a candle bore " + candle.openTime() + " and is left out");
    }
  }

  @Override
  public void malformed(String symbol, String text, String reason) {
    listener.malformed(symbol, text, reason);
  }

  @Override
  public void unknown(String kind, String text) {
    listener.unknown(kind, text);
  }

  @Override
  public void refused(Pair pair, Channel channel, String reason) {
    listener.refused(pair, channel, reason);
  }

  @Override
  public void impossibleTime(Pair pair, String detail) {
    listener.impossibleTime(pair, detail);
  }

  @Override
  public void bookGap(Pair pair, String detail) {
    listener.bookGap(pair, detail);
  }

  @Override
  public void disconnected(String reason) {
    listener.disconnected(reason);
  }
}
