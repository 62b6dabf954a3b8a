package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

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

/**
 * How an exchange speaks by WebSocket: where, what to subscribe to, what its messages mean.
 *
 * @param exchange lower case, as in the tables: {@code binance}
 * @param channels what one can subscribe to
 * @param limits what the exchange allows of connections
 * @param home scheme, host and port of the real exchange
 * @param path path and query behind {@code home}
 * @param sessions makes the session of a new connection
 */
public record StreamDialect(
    String exchange,
    Set<Channel> channels,
    StreamLimits limits,
    URI home,
    PathOf path,
    Sessions sessions) {
  public StreamDialect {
    requireNonNull(exchange, "exchange is null");
    channels = Set.copyOf(channels);
    requireNonNull(limits, "limits is null");
    requireNonNull(home, "home is null");
    requireNonNull(path, "path is null");
    requireNonNull(sessions, "sessions is null");
  }

  /** Of an exchange whose path does not depend on the subscriptions. */
  public StreamDialect(
      String exchange,
      Set<Channel> channels,
      StreamLimits limits,
      String home,
      String path,
      Sessions sessions) {
    this(exchange, channels, limits, URI.create(home), (pairs, subscribed) -> path, sessions);
  }

  /** The path for these subscriptions. */
  @FunctionalInterface
  public interface PathOf {
    String path(List<Pair> pairs, Set<Channel> channels);
  }

  /** Makes sessions. */
  @FunctionalInterface
  public interface Sessions {
    Session session(List<Pair> pairs, Set<Channel> channels, SessionLink link);
  }

  /** The state of one connection. Called by one thread at a time: the connection's. */
  public interface Session {
    /** Sends the first messages, such as subscriptions. */
    void opened();

    /**
     * Reads a message into events. A message that cannot be read yields no event.
     *
     * @throws UnknownMessage when it is of a kind that is not known
     * @throws RuntimeException when it is of a known kind and cannot be read
     */
    List<StreamEvent> read(JsonNode message, Instant receivedAt);

    /** The symbol of a message that cannot be read, in the exchange's spelling; * if unknown. */
    String symbol(JsonNode message);

    /** The events that follow an unreadable message of {@code symbol}. */
    default List<StreamEvent> unreadable(String symbol) {
      return List.of();
    }

    /** A message to send regularly so that the exchange keeps the connection; empty for none. */
    default String keepAlive() {
      return "";
    }
  }

  /** The connection, as a session sees it. */
  public interface SessionLink {
    /** Sends a message. */
    void say(String text);

    /**
     * Calls the exchange by REST on another thread. The events of the answer or of the failure are
     * handled on the connection's thread, like those of a message.
     */
    <T> void ask(
        Supplier<T> call,
        Function<T, List<StreamEvent>> answered,
        Function<ExchangeFailure, List<StreamEvent>> failed);

    /** Closes the connection. */
    void end(String reason);
  }

  /** An event for a listener. */
  @FunctionalInterface
  public interface StreamEvent {
    void tell(StreamListener listener);
  }
}
