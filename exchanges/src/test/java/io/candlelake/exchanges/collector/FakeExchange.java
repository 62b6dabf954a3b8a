package io.candlelake.exchanges.collector;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.BookPort;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.TradePort;
import io.candlelake.exchanges.TradePort.Ids;
import io.candlelake.exchanges.TradePort.Page;
import io.candlelake.exchanges.TradePort.TradeCursor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An exchange in memory: trades happen, and reach the stream or not. */
public final class FakeExchange implements StreamPort {
  private static final int PAGE = 3;

  final boolean contiguous;
  private final Map<Pair, List<ExchangeTrade>> happened = new HashMap<>();
  private final Instant start;

  /** The listener of the open connection; null if there is none. */
  StreamListener listener;

  int opened;
  boolean refusesConnections;
  public boolean refusesCalls;
  int restLags;

  /** So many of the first trades are not served any more; those that follow are, instead. */
  public int forgotten;

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

  /** Its ports. */
  public Exchange exchange() {
    ExchangeOrderBook.Level level = new ExchangeOrderBook.Level(BigDecimal.TEN, BigDecimal.ONE);
    ExchangeOrderBook book =
        new ExchangeOrderBook(start, OptionalLong.empty(), List.of(level), List.of(level));
    return new Exchange(
        "fake",
        pair -> pair.base() + pair.quote(),
        Optional.empty(),
        Optional.of(new TradePort(contiguous ? Ids.CONTIGUOUS : Ids.NAMES_ONLY, this::next)),
        Optional.of(new BookPort(2, (pair, depth) -> book)),
        List::of,
        Optional.of(this),
        Optional.empty(),
        () -> {});
  }

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

  private Page next(Pair pair, TradeCursor cursor) {
    if (refusesCalls) {
      throw failure("503");
    }
    List<ExchangeTrade> all = happened.getOrDefault(pair, List.of());
    int from = index(pair, cursor);
    int known = restLags > 0 ? Math.max(from, all.size() - 3) : all.size();
    restLags = Math.max(0, restLags - 1);
    int served = Math.max(from, forgotten);
    int to = Math.min(served + PAGE, known);
    Page page = Page.of(all.subList(served, to), cursor);
    return served == from
        ? page
        : new Page(page.trades(), page.next(), Optional.of("the first " + served));
  }

  private int index(Pair pair, TradeCursor cursor) {
    if (cursor.afterId().isPresent()) {
      return ids(pair).indexOf(cursor.afterId().get()) + 1;
    }
    List<ExchangeTrade> all = happened.getOrDefault(pair, List.of());
    int index = 0;
    while (index < all.size() && all.get(index).time().isBefore(cursor.time().orElseThrow())) {
      index++;
    }
    return index;
  }

  private static ExchangeFailure failure(String reason) {
    return new ExchangeFailure(
        ExchangeFailure.Kind.TRANSIENT, "fake: call", reason, Optional.empty(), null);
  }
}
