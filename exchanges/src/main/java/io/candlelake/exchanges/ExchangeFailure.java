package io.candlelake.exchanges;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** A call that failed after every retry that could help. */
public final class ExchangeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What may be done about it. */
  public enum Kind {
    /** Too many calls; wait as long as {@link #retryAfter} says. */
    RATE_LIMITED,
    /** Likely to go away: reset, timeout, 5xx. */
    TRANSIENT,
    /** The same call will never succeed: unknown pair, refused key. */
    PERMANENT,
    /** An answer that cannot be read. */
    MALFORMED
  }

  /**
   * How long a firewall keeps an address away that sent too many requests, where its 403 does not
   * say: Bybit documents ten minutes at least (bybit-exchange.github.io/docs/v5/rate-limit, "IP
   * limit"), Binance nothing.
   */
  public static final Duration FIREWALL_BAN = Duration.ofMinutes(10);

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param attempted what was requested from whom: {@code binance: 1h candles of BTC-USDT from ...}
   * @param reason what came back
   */
  public ExchangeFailure(
      Kind kind, String attempted, String reason, Optional<Duration> retryAfter, Throwable cause) {
    super(attempted + ": " + reason, cause);
    this.kind = requireNonNull(kind, "kind is null");
    this.retryAfter = requireNonNull(retryAfter, "retryAfter is null");
  }

  public Kind kind() {
    return kind;
  }

  /** How long the exchange asks to wait, where it says so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
