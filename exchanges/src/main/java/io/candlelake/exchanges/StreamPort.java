package io.candlelake.exchanges;

import io.candlelake.common.market.Pair;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Real-time market data of an exchange. */
public interface StreamPort {
  /** What one can subscribe to. */
  enum Channel {
    TRADES,
    ORDER_BOOK,
    TICKER,
    CANDLES
  }

  /** The channels that this exchange's stream has. */
  Set<Channel> channels();

  /** The pairs as they must be spread over connections by the exchange's limits, in order. */
  default List<List<Pair>> connections(List<Pair> pairs, Set<Channel> channels) {
    return pairs.isEmpty() ? List.of() : List.of(List.copyOf(pairs));
  }

  /** How many connections the exchange takes from one address in what time. */
  default Rate connectionRate() {
    return new Rate(Integer.MAX_VALUE, Duration.ofSeconds(1), "no limit known");
  }

  /**
   * Connects and subscribes; the pairs are those of one of {@link #connections}. Messages reach the
   * listener from the stream's own threads, in the order received for each pair. It does not
   * reconnect by itself: whoever holds it watches, closes it and opens another.
   *
   * @throws ExchangeFailure when no connection could be made
   */
  Connection open(List<Pair> pairs, Set<Channel> channels, StreamListener listener);

  /** An open stream. */
  interface Connection extends AutoCloseable {
    /** Ends the stream; never throws. */
    @Override
    void close();
  }
}
