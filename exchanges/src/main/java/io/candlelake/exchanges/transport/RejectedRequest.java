package io.candlelake.exchanges.transport;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeFailure;

/** An exchange's no, given inside an answer that HTTP calls a success or a server's fault. */
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

  ExchangeFailure.Kind kind() {
    return kind;
  }
}
