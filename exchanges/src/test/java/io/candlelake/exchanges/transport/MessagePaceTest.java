package io.candlelake.exchanges.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessagePaceTest {
  private static final long MILLI = 1_000_000L;

  @Test
  void messagesAreSpacedEvenly() {
    MessagePace pace = new MessagePace(4);
    long now = Long.MAX_VALUE - 100 * MILLI; // System.nanoTime may overflow
    assertThat(pace.waitNanos(now)).isZero();
    assertThat(pace.waitNanos(now)).isEqualTo(250 * MILLI);
    assertThat(pace.waitNanos(now + 100 * MILLI)).isEqualTo(400 * MILLI);
    assertThat(pace.waitNanos(now + 5_000 * MILLI)).as("nothing is saved up").isZero();
    assertThat(pace.waitNanos(now + 5_000 * MILLI)).isEqualTo(250 * MILLI);
  }
}
