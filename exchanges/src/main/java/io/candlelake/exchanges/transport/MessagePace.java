package io.candlelake.exchanges.transport;

/** Spaces what is sent on one connection evenly, so that no second holds more than allowed. */
final class MessagePace {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final long spaceNanos;
  private boolean begun;
  private long nextNanos;

  MessagePace(int messagesPerSecond) {
    this.spaceNanos = SECOND_NANOS / messagesPerSecond;
  }

  /** How long the next message must wait; its turn is taken. */
  synchronized long waitNanos(long nowNanos) {
    long turn = begun && nextNanos - nowNanos > 0 ? nextNanos : nowNanos;
    begun = true;
    nextNanos = turn + spaceNanos;
    return turn - nowNanos;
  }
}
