package io.candlelake.exchanges.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort.Channel;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** How an exchange speaks by WebSocket: where, what to say, what its messages mean. */
public interface StreamDialect {
  /** Lower case, as in the tables: {@code binance}. */
  String exchange();

  /** What one can subscribe to. */
  Set<Channel> channels();

  /** Scheme, host and port of the real exchange. */
  URI home();

  /** Path and query behind {@link #home}, for these subscriptions. */
  String path(List<Pair> pairs, Set<Channel> channels);

  /** The talk over one connection. */
  Session session(List<Pair> pairs, Set<Channel> channels, SessionLink link);

  /** What one connection said so far. Called by one thread at a time: the connection's. */
  interface Session {
    /** Says what must be said first. */
    void opened();

    /**
     * What a message tells; nothing of it is told when it cannot be read.
     *
     * @throws RuntimeException when it cannot be read
     */
    List<StreamEvent> read(JsonNode message, Instant receivedAt);

    /** Whom a message that cannot be read is about, in the exchange's spelling; * for anybody. */
    String symbol(JsonNode message);

    /** What follows from a message about {@code symbol} that could not be read. */
    default List<StreamEvent> unreadable(String symbol) {
      return List.of();
    }

    /** What to say now and then so that the exchange does not hang up; empty for nothing. */
    default String keepAlive() {
      return "";
    }
  }

  /** The connection, as a session sees it. */
  interface SessionLink {
    /** Says something. */
    void say(String text);

    /**
     * Calls the exchange by REST on another thread; what follows from the answer, or from the
     * failure, happens on the connection's thread like a message.
     */
    <T> void ask(
        Supplier<T> call,
        Function<T, List<StreamEvent>> answered,
        Function<ExchangeFailure, List<StreamEvent>> failed);

    /** Hangs up. */
    void end(String reason);
  }

  /** Something to tell a listener. */
  @FunctionalInterface
  interface StreamEvent {
    void tell(StreamListener listener);
  }
}
