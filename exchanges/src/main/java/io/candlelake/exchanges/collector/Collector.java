package io.candlelake.exchanges.collector;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Exchange;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.StreamPort.Channel;
import io.candlelake.exchanges.spool.SpoolLines;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps one exchange's stream open and writes down what it brings. Its owner calls {@link #look} a
 * few times a second for upkeep; messages arrive on the stream's threads.
 *
 * <p>The pairs are spread over as many connections as the exchange's limits ask for, each looked
 * after by itself ({@link WatchedConnection}). Trades missed meanwhile are {@link PairTrades}'
 * affair.
 */
public final class Collector implements AutoCloseable {
  private final Exchange exchange;
  private final Set<Channel> channels;
  private final StreamSettings settings;
  private final Map<Pair, PairTrades> trades = new LinkedHashMap<>();
  private final List<WatchedConnection> connections = new ArrayList<>();
  private final StreamRecorder recorder;
  private final InstantSource clock;
  private final Executor fetching;
  private boolean closed;

  /**
   * @param pairs that the exchange lists
   * @param known what is durable of them
   * @param spool takes lines, in the order given
   * @param fetching runs calls by REST
   */
  public Collector(
      Exchange exchange,
      List<Pair> pairs,
      StreamSettings settings,
      KnownTrades known,
      Consumer<String> spool,
      InstantSource clock,
      Executor fetching,
      StreamMeters meters) {
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.settings = settings;
    this.channels = channels(exchange.stream(), settings);
    this.clock = clock;
    this.fetching = fetching;
    SpoolLines lines = new SpoolLines(exchange.name(), exchange::symbol);
    for (Pair pair : pairs) {
      trades.put(
          pair,
          new PairTrades(pair, exchange.trades(), known, lines, spool, clock, fetching, meters));
    }
    this.recorder = new StreamRecorder(exchange, trades, lines, spool, settings, clock, meters);
    if (!channels.isEmpty()) {
      StreamPort stream = exchange.stream().orElseThrow();
      ConnectionPace pace = new ConnectionPace(stream.connectionRate());
      for (List<Pair> some : stream.connections(List.copyOf(trades.keySet()), channels)) {
        Map<Pair, PairTrades> theirs = new LinkedHashMap<>();
        some.forEach(pair -> theirs.put(pair, trades.get(pair)));
        connections.add(
            new WatchedConnection(
                stream, theirs, channels, recorder, settings.silence(), pace, clock, meters));
      }
    }
  }

  private static Set<Channel> channels(Optional<StreamPort> stream, StreamSettings settings) {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    stream.ifPresent(port -> channels.addAll(port.channels()));
    channels.retainAll(settings.channels());
    return channels;
  }

  /** Sees to the connections, to gaps that are due and to books by REST. */
  public synchronized void look() {
    if (closed) {
      return;
    }
    connections.forEach(connection -> connection.look(clock.instant()));
    Instant now = clock.instant();
    if (connections.isEmpty()) {
      trades.values().forEach(pair -> pair.look(now, false, settings.silence()));
    }
    if (settings.channels().contains(Channel.ORDER_BOOK)
        && !channels.contains(Channel.ORDER_BOOK)) {
      trades.keySet().forEach(pair -> fetchBookIfDue(pair, now));
    }
  }

  /** Whether trades that were missed have all been fetched. */
  boolean whole() {
    return trades.values().stream().allMatch(PairTrades::whole);
  }

  /** A line for each pair or connection that did not stream what it subscribed to. */
  public synchronized List<String> failures() {
    Instant now = clock.instant();
    return connections.stream()
        .flatMap(connection -> connection.failures(now).stream())
        .map(failure -> exchange.name() + " " + failure)
        .toList();
  }

  /** Whether any of its connections brought something, or there is none to bring it. */
  public synchronized boolean held() {
    boolean mayHold = connections.isEmpty() && !trades.isEmpty();
    return mayHold || connections.stream().anyMatch(WatchedConnection::held);
  }

  /**
   * Ends the connections, and starts to fetch what is due of the gaps that are open. What is not
   * fetched when its owner ends stays an open gap, which the next collector fetches.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Instant now = clock.instant();
    connections.forEach(connection -> connection.close(now));
    trades.values().forEach(pair -> pair.look(now, false, settings.silence()));
  }

  private void fetchBookIfDue(Pair pair, Instant now) {
    StreamRecorder.PairState state = recorder.state(pair);
    if (exchange.orderBooks().isEmpty() || !state.fetchNow(now, settings.bookEvery())) {
      return;
    }
    fetching.execute(
        () -> {
          try {
            int depth = Math.min(settings.bookDepth(), exchange.orderBooks().get().maxDepth());
            recorder.fetchedBook(pair, exchange.orderBooks().get().orderBook(pair, depth), depth);
          } catch (ExchangeFailure e) {
            recorder.event(pair, "book_failed", String.valueOf(e.getMessage()));
          } finally {
            state.fetched();
          }
        });
  }
}
