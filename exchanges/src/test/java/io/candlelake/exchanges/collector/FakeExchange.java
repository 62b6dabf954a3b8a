package io.candlelake.exchanges.collector;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.CandlePort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.MarketPort;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.TradePort;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** An exchange in memory: trades happen, and reach the stream or not. */
public final class FakeExchange implements Exchange, StreamPort, TradePort {
  private static final int PAGE = 3;

  private final boolean contiguous;
  private final Map<Pair, List<ExchangeTrade>> happened = new HashMap<>();
  private final Instant start;

  /** The listener of the open connection; null if there is none. */
  StreamListener listener;

  int opened;
  boolean refusesConnections;
  public boolean refusesCalls;
  int restLags;

  public FakeExchange(boolean contiguous, Instant start) {
    this.contiguous = contiguous;
    this.start = start;
  }

  /** A trade that the stream tells if it is there. */
  ExchangeTrade trade(Pair pair) {
    ExchangeTrade trade = missedTrade(pair);
    if (listener != null) {
      listener.trade(pair, trade);
    }
    return trade;
  }

  /** A trade that the stream does not tell. */
  public ExchangeTrade missedTrade(Pair pair) {
    List<ExchangeTrade> all = happened.computeIfAbsent(pair, p -> new ArrayList<>());
    long number = 95L + all.size();
    ExchangeTrade trade =
        new ExchangeTrade(
            contiguous ? Long.toString(number) : "t" + number * 7,
            start.plusMillis(100L * all.size()),
            BigDecimal.TEN,
            BigDecimal.ONE,
            Optional.empty());
    all.add(trade);
    return trade;
  }

  List<String> ids(Pair pair) {
    return happened.getOrDefault(pair, List.of()).stream().map(ExchangeTrade::id).toList();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String symbol(Pair pair) {
    return pair.base() + pair.quote();
  }

  @Override
  public Optional<CandlePort> candles() {
    return Optional.empty();
  }

  @Override
  public Optional<TradePort> trades() {
    return Optional.of(this);
  }

  @Override
  public Optional<BookPort> orderBooks() {
    return Optional.of(
        new BookPort() {
          @Override
          public int maxDepth() {
            return 2;
          }

          @Override
          public ExchangeOrderBook orderBook(Pair pair, int depth) {
            ExchangeOrderBook.Level level =
                new ExchangeOrderBook.Level(BigDecimal.TEN, BigDecimal.ONE);
            return new ExchangeOrderBook(
                start, OptionalLong.empty(), List.of(level), List.of(level));
          }
        });
  }

  @Override
  public MarketPort markets() {
    return List::of;
  }

  @Override
  public Optional<StreamPort> stream() {
    return Optional.of(this);
  }

  @Override
  public void close() {}

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.TRADES);
  }

  @Override
  public Connection open(List<Pair> pairs, Set<Channel> channels, StreamListener newListener) {
    opened++;
    if (refusesConnections) {
      throw failure("connection refused");
    }
    listener = newListener;
    return () -> listener = listener == newListener ? null : listener;
  }

  @Override
  public boolean idsAreContiguous() {
    return contiguous;
  }

  @Override
  public OptionalInt depth() {
    return OptionalInt.empty();
  }

  @Override
  public TradeCursor at(Pair pair, Instant time) {
    List<ExchangeTrade> all = happened.getOrDefault(pair, List.of());
    int index = 0;
    while (index < all.size() && all.get(index).time().isBefore(time)) {
      index++;
    }
    return new TradeCursor(Integer.toString(index));
  }

  @Override
  public Optional<TradeCursor> after(Pair pair, String tradeId) {
    return contiguous
        ? Optional.of(new TradeCursor(Integer.toString(ids(pair).indexOf(tradeId) + 1)))
        : Optional.empty();
  }

  @Override
  public Page next(Pair pair, TradeCursor cursor) {
    if (refusesCalls) {
      throw failure("503");
    }
    int from = Integer.parseInt(cursor.value());
    List<ExchangeTrade> all = happened.getOrDefault(pair, List.of());
    int known = restLags > 0 ? Math.max(from, all.size() - 3) : all.size();
    restLags = Math.max(0, restLags - 1);
    int to = Math.min(from + PAGE, known);
    return new Page(all.subList(from, to), new TradeCursor(Integer.toString(to)));
  }

  private static ExchangeFailure failure(String reason) {
    return new ExchangeFailure(
        ExchangeFailure.Kind.TRANSIENT, "fake: call", reason, Optional.empty(), null);
  }
}
