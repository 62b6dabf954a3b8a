package io.candlelake.exchanges.transport;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The one way to call an exchange: waits for its turn at the exchange's limiter, calls, and retries
 * after failures that may go away. The limiter is shared by all threads and all processes of this
 * machine; the exchange's limit, its Retry-After and its bans hold for all of them.
 *
 * <p>Pauses double from half a second to half a minute, each up to half longer or shorter by
 * chance, so that threads do not come back in step; the exchange's Retry-After wins. XChange's own
 * retry and limiter stay off.
 */
public final class Calls {
  /** Attempts before a request counts as failed. */
  static final int TRIES = 6;

  /** Longest wait for a turn. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The longest Retry-After that is waited for. */
  static final Duration LONGEST_BAN = Duration.ofMinutes(15);

  /** A request fails after this many bans of minutes. */
  static final int BANS = 2;

  static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double GROWTH = 2;
  private static final double JITTER = 0.5;
  private static final IntervalFunction BACK_OFF =
      IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, GROWTH, JITTER, LONGEST_PAUSE);

  private final String exchange;
  private final Function<Pair, String> symbols;
  private final RequestLimiter limiter;
  private final Retry retry;
  private final InstantSource clock;
  private final Wait wait;
  private final Consumer<String> notices;

  /** Lets time pass. */
  @FunctionalInterface
  interface Wait {
    void pass(Duration time) throws InterruptedException;

    /** Ends all waiting, now and later. */
    default void close() {}
  }

  /** A request to an exchange and the reading of its reply. */
  @FunctionalInterface
  public interface Question<T> {
    public T ask() throws Exception;
  }

  /**
   * @param symbols the exchange's own spelling of a pair
   */
  public Calls(
      String exchange,
      Rate rate,
      Function<Pair, String> symbols,
      ExchangeSettings settings,
      InstantSource clock) {
    this(
        exchange,
        symbols,
        RequestLimiter.ofThisMachine(exchange, settings, rate, clock),
        clock,
        new CloseableWait(),
        settings.notices());
  }

  Calls(
      String exchange,
      Function<Pair, String> symbols,
      RequestLimiter limiter,
      InstantSource clock,
      Wait wait,
      Consumer<String> notices) {
    this.notices = requireNonNull(notices, "notices is null");
    this.limiter = requireNonNull(limiter, "limiter is null");
    this.symbols = requireNonNull(symbols, "symbols is null");
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.wait = requireNonNull(wait, "wait is null");
    this.retry =
        Retry.of(
            exchange,
            RetryConfig.custom()
                .maxAttempts(TRIES)
                .retryOnException(Calls::mayGoAway)
                .intervalBiFunction(Calls::pauseMillis)
                .build());
  }

  /**
   * Sends a request that costs one permit.
   *
   * @param what is requested, for the failure's message: {@code 1h candles of BTC-USDT}
   * @throws ExchangeFailure after the last attempt
   */
  public <T> T ask(String what, Question<T> question) {
    return ask(what, 1, question);
  }

  /**
   * Sends a request.
   *
   * @param permits what the request costs at the limiter
   * @throws ExchangeFailure after the last attempt
   */
  public <T> T ask(String what, int permits, Question<T> question) {
    String attempted = exchange + ": " + what;
    Retry.AsyncContext<T> tries = retry.asyncContext();
    int bans = 0;
    while (true) {
      awaitTurn(attempted, permits);
      try {
        T answer = question.ask();
        tries.onComplete();
        return answer;
      } catch (Exception thrown) {
        ExchangeFailure failure = Failures.of(attempted, thrown, clock.instant());
        long pauseMillis = tries.onError(failure);
        bans += isBan(failure) ? 1 : 0;
        if (pauseMillis < 0 || bans > BANS) {
          keepAway(failure);
          throw failure;
        }
        pause(failure, Duration.ofMillis(pauseMillis));
      }
    }
  }

  /**
   * Requests a page of candles.
   *
   * @param permits what the request costs at the limiter
   */
  public List<ExchangeCandle> candles(
      Pair pair,
      Interval interval,
      TimeRange range,
      int permits,
      Question<Stream<ExchangeCandle>> page) {
    return ask(
        interval.code() + " candles" + of(pair) + " from " + range.from(),
        permits,
        () -> page.ask().toList());
  }

  /** Requests an order book. */
  public ExchangeOrderBook orderBook(Pair pair, int permits, Question<ExchangeOrderBook> book) {
    return ask("order book" + of(pair), permits, book);
  }

  /** Requests all markets; those whose pair cannot be read are left out. */
  public List<Listing> listings(int permits, Question<Stream<Optional<Listing>>> markets) {
    return ask("markets", permits, () -> markets.ask().flatMap(Optional::stream).toList());
  }

  /** Requests the exchange's time. */
  public Instant time(Question<Instant> time) {
    return ask("the time", time);
  }

  /** A pair and its symbol, for the text of a request: {@code " of BTC-USDT (BTCUSDT)"}. */
  public String of(Pair pair) {
    return " of " + pair + " (" + symbols.apply(pair) + ")";
  }

  /** Ends all waiting for the exchange; never throws. */
  public void close() {
    wait.close();
  }

  private void awaitTurn(String attempted, int permits) {
    Duration turn =
        limiter
            .take(permits, PATIENCE)
            .orElseThrow(
                () ->
                    new ExchangeFailure(
                        Kind.RATE_LIMITED,
                        attempted,
                        "no turn within " + PATIENCE + " at our own limiter",
                        Optional.empty(),
                        null));
    pass(attempted, turn);
    Duration closed = limiter.closedFor();
    if (closed.compareTo(LONGEST_BAN) > 0) {
      throw new ExchangeFailure(
          Kind.RATE_LIMITED,
          attempted,
          "no request was sent, the exchange has banned this machine until "
              + clock.instant().plus(closed).truncatedTo(ChronoUnit.SECONDS),
          Optional.of(closed),
          null);
    }
    pass(attempted, closed);
  }

  private void pause(ExchangeFailure failure, Duration pause) {
    if (failure.kind() != Kind.RATE_LIMITED) {
      pass(exchange, pause);
      return;
    }
    boolean news = limiter.close(pause);
    if (news && isBan(failure)) {
      notices.accept(
          failure.getMessage()
              + "; all requests wait until "
              + clock.instant().plus(pause).truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /** The next request of any process waits without a ban of its own. */
  private void keepAway(ExchangeFailure failure) {
    if (failure.kind() == Kind.RATE_LIMITED) {
      failure.retryAfter().ifPresent(limiter::close);
    }
  }

  private static boolean isBan(ExchangeFailure failure) {
    return failure.kind() == Kind.RATE_LIMITED
        && failure
            .retryAfter()
            .filter(asked -> asked.compareTo(RequestLimiter.LONG_BAN) >= 0)
            .isPresent();
  }

  private void pass(String attempted, Duration time) {
    if (time.isZero()) {
      return;
    }
    try {
      wait.pass(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ExchangeFailure(
          Kind.TRANSIENT, attempted, "stopped while waiting", Optional.empty(), stopped);
    }
  }

  private static boolean mayGoAway(Throwable thrown) {
    return thrown instanceof ExchangeFailure failure
        && failure.kind() != Kind.PERMANENT
        && failure.retryAfter().map(wish -> wish.compareTo(LONGEST_BAN) <= 0).orElse(true);
  }

  private static long pauseMillis(int tries, Either<Throwable, Object> outcome) {
    boolean failed = outcome.isLeft() && outcome.getLeft() instanceof ExchangeFailure;
    Optional<Duration> wish =
        failed ? ((ExchangeFailure) outcome.getLeft()).retryAfter() : Optional.empty();
    return wish.map(Duration::toMillis).orElseGet(() -> BACK_OFF.apply(tries));
  }
}
