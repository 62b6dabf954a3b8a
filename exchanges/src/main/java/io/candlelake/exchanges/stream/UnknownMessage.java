package io.candlelake.exchanges.stream;

import static java.util.Objects.requireNonNull;

/**
 * A message of a kind that a session does not know. Exchanges add kinds whenever they like and ask
 * their users to ignore those; it is counted and told, and nothing else comes of it.
 */
public final class UnknownMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int KIND_KEPT = 60;

  private final String kind;

  /**
   * @param kind few for many messages, without symbols or numbers: {@code type rfq_match}
   */
  public UnknownMessage(String kind) {
    super(requireNonNull(kind, "kind is null"));
    this.kind = kind.substring(0, Math.min(kind.length(), KIND_KEPT));
  }

  /** At most 60 characters. */
  public String kind() {
    return kind;
  }
}
