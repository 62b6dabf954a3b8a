package io.candlelake.exchanges.collector;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeTrade;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.StreamPort.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One connection of an exchange's stream, for some of its pairs. One that ended, is silent, or
 * brought a message of a known kind that it could not read is made anew, at growing distances. It
 * is looked after by one thread; messages come by the stream's threads.
 */
final class WatchedConnection {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** Broken for longer than this at the end counts as a failure; less is on its way back. */
  private static final Duration BROKEN_FOR = Duration.ofMinutes(1);

  private static final int PAIRS_NAMED = 5;

  private final StreamPort stream;
  private final Map<Pair, PairTrades> trades;
  private final Set<Channel> channels;
  private final StreamRecorder recorder;
  private final Duration silence;
  private final ConnectionPace pace;
  private final InstantSource clock;
  private final StreamMeters meters;

  private Optional<StreamPort.Connection> connection = Optional.empty();
  private Instant nextTry = Instant.MIN;
  private Duration wait = FIRST_WAIT;
  private Optional<Instant> brokenSince = Optional.empty();
  private String lastReason = "no message came";
  private boolean openAtEnd;

  /** The listener of the connection that counts; what others still say is heard no more. */
  private volatile Listener listener;

  private volatile boolean everHeld;

  /** What the exchange refused on the connection made last. */
  private volatile Map<Pair, Map<Channel, String>> refusals = Map.of();

  WatchedConnection(
      StreamPort stream,
      Map<Pair, PairTrades> trades,
      Set<Channel> channels,
      StreamRecorder recorder,
      Duration silence,
      ConnectionPace pace,
      InstantSource clock,
      StreamMeters meters) {
    this.stream = stream;
    this.trades = trades;
    this.channels = channels;
    this.recorder = recorder;
    this.silence = silence;
    this.pace = pace;
    this.clock = clock;
    this.meters = meters;
  }

  void look(Instant now) {
    if (connection.isPresent()) {
      check(now);
    }
    if (connection.isEmpty() && !now.isBefore(nextTry) && pace.take(now)) {
      connect(now);
    }
    for (Map.Entry<Pair, PairTrades> pair : trades.entrySet()) {
      boolean streams =
          connection.isPresent()
              && channels.contains(Channel.TRADES)
              && !isRefused(pair.getKey(), Channel.TRADES);
      pair.getValue().look(now, streams, silence);
    }
  }

  void close(Instant now) {
    Listener last = listener;
    openAtEnd = last != null;
    listener = null;
    if (last != null) {
      disconnect("stopped", now);
    }
  }

  /** A line for each thing that did not stream, of those it was made for. */
  List<String> failures(Instant now) {
    boolean brokenLong =
        !openAtEnd && brokenSince.map(since -> since.plus(BROKEN_FOR).isBefore(now)).orElse(false);
    if (!everHeld && refusals.isEmpty()) {
      return List.of("the stream of " + names() + " never held: " + lastReason);
    }
    List<String> failures = new ArrayList<>();
    if (brokenLong) {
      failures.add(
          "the stream of " + names() + " is broken since " + brokenSince.get() + ": " + lastReason);
    }
    for (Pair pair : trades.keySet()) {
      Map<Channel, String> refused = refusals.getOrDefault(pair, Map.of());
      refused.forEach(
          (channel, reason) -> failures.add(pair + ": " + words(channel) + " refused: " + reason));
      if (lacks(pair, Channel.TRADES) && !trades.get(pair).brought()) {
        failures.add(pair + ": no trade came");
      }
      if (lacks(pair, Channel.ORDER_BOOK) && !recorder.state(pair).hasBook()) {
        failures.add(pair + ": no order book came");
      }
    }
    return failures;
  }

  /** Whether anything of its pairs came. */
  boolean held() {
    return everHeld;
  }

  private boolean lacks(Pair pair, Channel channel) {
    return channels.contains(channel) && !isRefused(pair, channel);
  }

  private static String words(Channel channel) {
    return switch (channel) {
      case TRADES -> "trades";
      case ORDER_BOOK -> "order book";
      case TICKER -> "ticker";
      case CANDLES -> "candles";
    };
  }

  private String names() {
    String first =
        trades.keySet().stream()
            .limit(PAIRS_NAMED)
            .map(Pair::toString)
            .collect(Collectors.joining(", "));
    int more = trades.size() - PAIRS_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private boolean isRefused(Pair pair, Channel channel) {
    return refusals.getOrDefault(pair, Map.of()).containsKey(channel);
  }

  private void check(Instant now) {
    Listener current = listener;
    String broken = current.broken;
    Optional<String> deaf =
        trades.values().stream().flatMap(pair -> pair.missing().stream()).findFirst();
    if (broken != null) {
      reconnect(broken, now);
    } else if (current.heard.plus(silence).isBefore(now)) {
      recorder.event("silent", "no message since " + current.heard, now);
      reconnect("silence", now);
    } else if (deaf.isPresent()) {
      recorder.event("silent", deaf.get(), now);
      reconnect("a subscription is dead", now);
    } else if (current.told) {
      wait = FIRST_WAIT;
      brokenSince = Optional.empty();
    }
  }

  private void connect(Instant now) {
    Listener fresh = new Listener(now);
    listener = fresh;
    refusals = Map.of();
    trades.values().forEach(PairTrades::connecting);
    try {
      List<Pair> pairs = List.copyOf(trades.keySet());
      connection = Optional.of(stream.open(pairs, channels, fresh));
      recorder.event("connected", pairs.size() + " pairs, " + channels, now);
      meters.connected();
      trades.values().forEach(PairTrades::connected);
    } catch (ExchangeFailure e) {
      listener = null;
      recorder.event("refused", String.valueOf(e.getMessage()), now);
      lastReason = String.valueOf(e.getMessage());
      broke(now);
      tryLater(now, e.retryAfter());
    }
  }

  private void reconnect(String reason, Instant now) {
    listener = null;
    lastReason = reason;
    broke(now);
    disconnect(reason, now);
    tryLater(now, Optional.empty());
  }

  private void broke(Instant now) {
    if (brokenSince.isEmpty()) {
      brokenSince = Optional.of(now);
    }
  }

  private void disconnect(String reason, Instant now) {
    connection.ifPresent(StreamPort.Connection::close);
    connection = Optional.empty();
    recorder.event("disconnected", reason, now);
  }

  private void tryLater(Instant now, Optional<Duration> asked) {
    nextTry = now.plus(asked.filter(least -> least.compareTo(wait) > 0).orElse(wait));
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
  }

  private synchronized void refuse(Pair pair, Channel channel, String reason) {
    Map<Pair, Map<Channel, String>> more = new LinkedHashMap<>(refusals);
    Map<Channel, String> ofPair = new EnumMap<>(Channel.class);
    ofPair.putAll(more.getOrDefault(pair, Map.of()));
    ofPair.put(channel, reason);
    more.put(pair, ofPair);
    refusals = more;
  }

  /** Takes one connection's messages. */
  private final class Listener implements StreamListener {
    private volatile Instant heard;
    private volatile boolean told;
    private volatile String broken;

    Listener(Instant opened) {
      this.heard = opened;
    }

    @Override
    public void heard() {
      heard = clock.instant();
    }

    @Override
    public void trade(Pair pair, ExchangeTrade trade) {
      if (listens(pair)) {
        recorder.trade(pair, trade);
      }
    }

    @Override
    public void orderBook(Pair pair, ExchangeOrderBook book) {
      if (listens(pair)) {
        recorder.orderBook(pair, book);
      }
    }

    @Override
    public void ticker(Pair pair, ExchangeOrderBook top) {
      if (listens(pair)) {
        recorder.ticker(pair, top);
      }
    }

    @Override
    public void candle(Pair pair, Interval interval, ExchangeCandle candle) {
      if (listens(pair)) {
        recorder.candle(pair, interval, candle);
      }
    }

    @Override
    public void malformed(String symbol, String text, String reason) {
      if (listener == this) {
        recorder.malformed(symbol, text, reason);
        broken = "a message of " + symbol + " could not be read: " + reason;
      }
    }

    @Override
    public void unknown(String kind, String text) {
      if (listener == this) {
        recorder.unknown(kind, text);
      }
    }

    @Override
    public void refused(Pair pair, Channel channel, String reason) {
      if (listener == this && trades.containsKey(pair)) {
        refuse(pair, channel, reason);
        recorder.event(pair, "refused_subscription", words(channel) + ": " + reason);
      }
    }

    @Override
    public void impossibleTime(Pair pair, String detail) {
      if (listener == this && trades.containsKey(pair)) {
        recorder.impossibleTime(pair, detail);
      }
    }

    @Override
    public void bookGap(Pair pair, String detail) {
      if (listens(pair)) {
        recorder.event(pair, "book_gap", detail);
      }
    }

    @Override
    public void disconnected(String reason) {
      broken = reason;
    }

    private boolean listens(Pair pair) {
      if (listener != this || !trades.containsKey(pair)) {
        return false;
      }
      heard = clock.instant();
      told = true;
      everHeld = true;
      return true;
    }
  }
}
