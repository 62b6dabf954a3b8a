package io.candlelake.exchanges.transport;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeFailure;
import io.candlelake.exchanges.ExchangeFailure.Kind;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.Rate;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The one way to call an exchange: waits for its turn at the exchange's limiter, calls, and retries
 * after failures that may go away. Shared by all threads; the exchange's limit and its Retry-After
 * hold for all of them.
 *
 * <p>Pauses double from half a second to half a minute, each up to half longer or shorter by
 * chance, so that threads do not come back in step; the exchange's Retry-After wins. XChange's own
 * retry and limiter stay off.
 */
public final class Calls {
  /** Attempts before a request counts as failed. */
  static final int TRIES = 6;

  /** Longest wait for a turn, and the longest Retry-After that is waited for. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double GROWTH = 2;
  private static final double JITTER = 0.5;
  private static final IntervalFunction BACK_OFF =
      IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, GROWTH, JITTER, LONGEST_PAUSE);

  private final String exchange;
  private final Function<Pair, String> symbols;
  private final RateLimiter limiter;
  private final Retry retry;
  private final InstantSource clock;
  private final Wait wait;

  /** When requests may start again after the exchange limited us. */
  private final AtomicReference<Instant> openAgain = new AtomicReference<>(Instant.MIN);

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
  public Calls(String exchange, Rate rate, Function<Pair, String> symbols, InstantSource clock) {
    this(exchange, rate, symbols, clock, new CloseableWait());
  }

  Calls(
      String exchange, Rate rate, Function<Pair, String> symbols, InstantSource clock, Wait wait) {
    this.symbols = requireNonNull(symbols, "symbols is null");
    this.exchange = requireNonNull(exchange, "exchange is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.wait = requireNonNull(wait, "wait is null");
    this.limiter =
        RateLimiter.of(
            exchange,
            RateLimiterConfig.custom()
                .limitForPeriod(rate.permits())
                .limitRefreshPeriod(rate.per())
                .timeoutDuration(PATIENCE)
                .build());
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
    while (true) {
      awaitTurn(attempted, permits);
      try {
        T answer = question.ask();
        tries.onComplete();
        return answer;
      } catch (Exception thrown) {
        ExchangeFailure failure = Failures.of(attempted, thrown, clock.instant());
        long pauseMillis = tries.onError(failure);
        if (pauseMillis < 0) {
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
    long turnNanos = limiter.reservePermission(permits);
    if (turnNanos < 0) {
      throw new ExchangeFailure(
          Kind.RATE_LIMITED,
          attempted,
          "no turn within " + PATIENCE + " at our own limiter",
          Optional.empty(),
          null);
    }
    pass(attempted, Duration.ofNanos(turnNanos));
    Instant now = clock.instant();
    Instant open = openAgain.get();
    if (now.isBefore(open)) {
      pass(attempted, Duration.between(now, open));
    }
  }

  private void pause(ExchangeFailure failure, Duration pause) {
    if (failure.kind() == Kind.RATE_LIMITED) {
      Instant until = clock.instant().plus(pause);
      openAgain.accumulateAndGet(until, (one, other) -> one.isAfter(other) ? one : other);
    } else {
      pass(exchange, pause);
    }
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
        && failure.retryAfter().map(wish -> wish.compareTo(PATIENCE) <= 0).orElse(true);
  }

  private static long pauseMillis(int tries, Either<Throwable, Object> outcome) {
    boolean failed = outcome.isLeft() && outcome.getLeft() instanceof ExchangeFailure;
    Optional<Duration> wish =
        failed ? ((ExchangeFailure) outcome.getLeft()).retryAfter() : Optional.empty();
    return wish.map(Duration::toMillis).orElseGet(() -> BACK_OFF.apply(tries));
  }
}
