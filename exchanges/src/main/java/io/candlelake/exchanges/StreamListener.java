package io.candlelake.exchanges;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;

/** Receives the messages of a stream. */
public interface StreamListener {
  /**
   * A message of any kind came, heartbeats too; before what it holds. A stream that stays silent is
   * noticed by this one not being called.
   */
  default void heard() {}

  /** A trade with the exchange's raw id. */
  void trade(Pair pair, ExchangeTrade trade);

  /** The whole book as it stands now, as deep as the stream keeps it. */
  void orderBook(Pair pair, ExchangeOrderBook book);

  /** Best bid and ask alone: a book of one level a side. */
  void ticker(Pair pair, ExchangeOrderBook top);

  /** A candle that has closed. */
  void candle(Pair pair, Interval interval, ExchangeCandle candle);

  /** A message of a known kind that could not be read; one subscription may be dead now. */
  void malformed(String symbol, String text, String reason);

  /**
   * A message of a kind that is not known: new, or meant for others. Nothing depends on it.
   *
   * @param kind few for many messages: {@code type rfq_match}
   */
  void unknown(String kind, String text);

  /** The exchange refused to stream one channel of one pair; the others go on. */
  void refused(Pair pair, StreamPort.Channel channel, String reason);

  /** A time that cannot be was replaced by that of receipt, or what bears it left out. */
  void impossibleTime(Pair pair, String detail);

  /** Updates of the book were missed; books until the next snapshot are not sent. */
  void bookGap(Pair pair, String detail);

  /** The connection ended, by either side; nothing will come any more. */
  void disconnected(String reason);
}
