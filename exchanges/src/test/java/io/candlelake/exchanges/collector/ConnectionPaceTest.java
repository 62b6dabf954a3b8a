package io.candlelake.exchanges.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.exchanges.Rate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectionPaceTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void noMinuteHoldsMoreThanTheExchangeAllows() {
    ConnectionPace pace = new ConnectionPace(new Rate(2, Duration.ofMinutes(1), "two a minute"));
    assertThat(pace.take(START)).isTrue();
    assertThat(pace.take(START.plusSeconds(30))).isTrue();
    assertThat(pace.take(START.plusSeconds(59))).isFalse();
    assertThat(pace.take(START.plusSeconds(60))).isTrue();
    assertThat(pace.take(START.plusSeconds(89))).isFalse();
    assertThat(pace.take(START.plusSeconds(90))).isTrue();
  }
}
