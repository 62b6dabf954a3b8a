package io.candlelake.exchanges.transport;

import static io.candlelake.exchanges.ExchangeFailure.Kind.PERMANENT;
import static io.candlelake.exchanges.ExchangeFailure.Kind.RATE_LIMITED;
import static io.candlelake.exchanges.ExchangeFailure.Kind.TRANSIENT;
import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeFailure;
import java.util.Set;

/**
 * The exchange rejected the request inside a reply to which HTTP gives the status of a success or
 * of a server's fault.
 */
public final class RejectedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExchangeFailure.Kind kind;

  /**
   * @param words the exchange's own
   */
  public RejectedRequest(ExchangeFailure.Kind kind, String words) {
    super(words);
    this.kind = requireNonNull(kind, "kind is null");
  }

  /**
   * The rejection that a code means.
   *
   * @param rateLimits codes of too many requests
   * @param temporary codes of what is likely to go away; all others are permanent
   */
  public static <C> RejectedRequest coded(
      C code, Set<C> rateLimits, Set<C> temporary, String words) {
    return new RejectedRequest(
        rateLimits.contains(code) ? RATE_LIMITED : temporary.contains(code) ? TRANSIENT : PERMANENT,
        words);
  }

  ExchangeFailure.Kind kind() {
    return kind;
  }
}
