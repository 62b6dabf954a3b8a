package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Rate;
import io.candlelake.exchanges.StreamListener;
import io.candlelake.exchanges.StreamPort;
import io.candlelake.exchanges.stream.StreamDialect.Session;
import io.candlelake.exchanges.stream.StreamDialect.StreamEvent;
import io.candlelake.exchanges.transport.StreamSocket;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Real-time data of an exchange that speaks a {@link StreamDialect}: one WebSocket a call of {@link
 * #open}, over XChange's Netty transport.
 *
 * <p>XChange's own market data services on top of that transport are not used. One field that
 * cannot be read ends their subscription for good while the connection looks alive; a message
 * without {@code stream} closes Binance's; Kraken's (its first protocol) has no trade ids; numbers
 * become doubles on the way in some. Here a bad message is reported to {@link
 * StreamListener#malformed} with its text, and the next one is read.
 */
public final class ExchangeStream implements StreamPort {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int TEXT_KEPT = 2_000;

  private final StreamDialect dialect;
  private final ExchangeSettings settings;
  private final InstantSource clock;

  /**
   * A stream.
   *
   * @param clock for the time of receipt
   */
  public ExchangeStream(StreamDialect dialect, ExchangeSettings settings, InstantSource clock) {
    this.dialect = requireNonNull(dialect, "dialect is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public Set<Channel> channels() {
    return dialect.channels();
  }

  @Override
  public List<List<Pair>> connections(List<Pair> pairs, Set<Channel> channels) {
    List<List<Pair>> connections = new ArrayList<>();
    List<Pair> current = new ArrayList<>();
    for (Pair pair : pairs) {
      current.add(pair);
      boolean over = current.size() > 1 && !fits(current, channels);
      if (over) {
        current.remove(current.size() - 1);
        connections.add(List.copyOf(current));
        current = new ArrayList<>(List.of(pair));
      }
    }
    if (!current.isEmpty()) {
      connections.add(List.copyOf(current));
    }
    return connections;
  }

  private boolean fits(List<Pair> pairs, Set<Channel> channels) {
    StreamLimits limits = dialect.limits();
    return (long) pairs.size() * channels.size() <= limits.subscriptions()
        && dialect.path().path(pairs, channels).length() <= limits.pathLength();
  }

  @Override
  public Rate connectionRate() {
    return dialect.limits().connections();
  }

  @Override
  public Connection open(List<Pair> pairs, Set<Channel> channels, StreamListener listener) {
    if (pairs.isEmpty() || channels.isEmpty() || !dialect.channels().containsAll(channels)) {
      throw new IllegalArgumentException(
          "%s streams %s; asked for %s of %s"
              .formatted(dialect.exchange(), dialect.channels(), channels, pairs));
    }
    LiveConnection line =
        new LiveConnection(List.copyOf(pairs), EnumSet.copyOf(channels), listener);
    line.connect();
    return line;
  }

  private URI address(List<Pair> pairs, Set<Channel> channels) {
    URI base =
        settings
            .address()
            .map(http -> URI.create(http.toString().replaceFirst("^http", "ws")))
            .orElse(dialect.home());
    return base.resolve(dialect.path().path(pairs, channels));
  }

  /** One connection. */
  private final class LiveConnection
      implements Connection, StreamDialect.SessionLink, StreamSocket.Owner {
    private final String attempted;
    private final StreamListener listener;
    private final Session session;
    private final StreamSocket socket;
    private final ExecutorService rest =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, dialect.exchange() + "-stream-rest");
              thread.setDaemon(true);
              return thread;
            });
    private final AtomicBoolean ended = new AtomicBoolean();
    private Instant keptAliveAt = clock.instant();

    LiveConnection(List<Pair> pairs, Set<Channel> channels, StreamListener listener) {
      URI address = address(pairs, channels);
      this.attempted = "%s: stream of %s at %s".formatted(dialect.exchange(), pairs, address);
      this.listener = new PlausibleTimes(listener, clock);
      this.session = dialect.sessions().session(pairs, channels, this);
      this.socket = new StreamSocket(address, dialect.limits().messagesPerSecond(), this);
    }

    void connect() {
      try {
        if (!socket.connect().blockingAwait(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new ExchangeFailure(
              Kind.TRANSIENT, attempted, "no answer in " + PATIENCE, Optional.empty(), null);
        }
      } catch (ExchangeFailure failure) {
        abandon();
        throw failure;
      } catch (RuntimeException e) {
        abandon();
        throw failure(attempted, e);
      }
      session.opened();
    }

    private void abandon() {
      ended.set(true);
      rest.shutdownNow();
      socket.hangUp();
    }

    @Override
    public void received(String text) {
      if (ended.get()) {
        return;
      }
      try {
        hear(text);
      } catch (RuntimeException e) {
        end("not taken: " + reason(e));
      }
    }

    private void hear(String text) {
      Instant at = clock.instant();
      listener.heard();
      keepAlive(at);
      JsonNode message;
      try {
        message = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        malformed("*", text, "not JSON: " + e.getOriginalMessage());
        return;
      }
      List<StreamEvent> events;
      try {
        events = session.read(message, at);
      } catch (UnknownMessage unknown) {
        listener.unknown(unknown.kind(), cut(text));
        return;
      } catch (RuntimeException e) {
        malformed(session.symbol(message), text, reason(e));
        return;
      }
      events.forEach(event -> event.tell(listener));
    }

    private void malformed(String symbol, String text, String reason) {
      listener.malformed(symbol, cut(text), reason);
      session.unreadable(symbol).forEach(event -> event.tell(listener));
    }

    @Override
    public void idle() {
      keepAlive(clock.instant());
    }

    private void keepAlive(Instant at) {
      if (!session.keepAlive().isEmpty() && at.isAfter(keptAliveAt.plus(KEEP_ALIVE))) {
        keptAliveAt = at;
        say(session.keepAlive());
      }
    }

    @Override
    public void say(String text) {
      socket.say(text);
    }

    @Override
    public <T> void ask(
        Supplier<T> call,
        Function<T, List<StreamEvent>> answered,
        Function<ExchangeFailure, List<StreamEvent>> failed) {
      try {
        rest.execute(
            () -> {
              Supplier<List<StreamEvent>> outcome;
              try {
                T answer = call.get();
                outcome = () -> answered.apply(answer);
              } catch (ExchangeFailure failure) {
                outcome = () -> failed.apply(failure);
              } catch (RuntimeException e) {
                ExchangeFailure failure = failure(attempted, e);
                outcome = () -> failed.apply(failure);
              }
              Supplier<List<StreamEvent>> told = outcome;
              socket.onItsThread(() -> tell(told));
            });
      } catch (RejectedExecutionException e) {
        // Hung up in the meantime: nobody waits for the answer.
        return;
      }
    }

    private void tell(Supplier<List<StreamEvent>> events) {
      if (ended.get()) {
        return;
      }
      try {
        events.get().forEach(event -> event.tell(listener));
      } catch (RuntimeException e) {
        end("not taken: " + reason(e));
      }
    }

    @Override
    public void end(String reason) {
      if (ended.compareAndSet(false, true)) {
        rest.shutdownNow();
        socket.hangUp();
        listener.disconnected(reason);
      }
    }

    @Override
    public void ended(String reason) {
      end(reason);
    }

    @Override
    public void close() {
      end("closed by us");
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), TEXT_KEPT));
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static ExchangeFailure failure(String attempted, RuntimeException thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
    Optional<HttpResponse> answer =
        cause instanceof WebSocketClientHandshakeException refused
            ? Optional.ofNullable(refused.response())
            : Optional.empty();
    int status = answer.map(response -> response.status().code()).orElse(0);
    boolean limited = status == 429 || status == 418 || status == 403;
    Kind kind =
        limited
            ? Kind.RATE_LIMITED
            : status >= 400 && status < 500 ? Kind.PERMANENT : Kind.TRANSIENT;
    Optional<Duration> retryAfter =
        answer
            .map(response -> response.headers().get("Retry-After"))
            .filter(seconds -> seconds.matches("\\d{1,9}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .or(() -> status == 403 ? Optional.of(ExchangeFailure.FIREWALL_BAN) : Optional.empty());
    return new ExchangeFailure(kind, attempted, reason, retryAfter, thrown);
  }
}
