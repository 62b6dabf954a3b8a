package io.candlelake.exchanges.stream;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;

/** A listener that cannot store what it receives; it accepts only the end. */
record FullDisk(RecordingListener told) implements StreamListener {
  @Override
  public void trade(Pair pair, ExchangeTrade trade) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void orderBook(Pair pair, ExchangeOrderBook book) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void ticker(Pair pair, ExchangeOrderBook top) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void candle(Pair pair, Interval interval, ExchangeCandle candle) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void malformed(String symbol, String text, String reason) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void unknown(String kind, String text) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void refused(Pair pair, StreamPort.Channel channel, String reason) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void impossibleTime(Pair pair, String detail) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void bookGap(Pair pair, String detail) {
    throw new IllegalStateException("no space left");
  }

  @Override
  public void disconnected(String reason) {
    told.disconnected(reason);
  }
}
