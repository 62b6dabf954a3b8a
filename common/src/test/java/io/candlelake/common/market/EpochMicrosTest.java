package io.candlelake.common.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochMicrosTest {
  @Test
  void microsecondsCountFrom1970() {
    Instant time = Instant.parse("1970-01-02T00:00:01.000002Z");
    assertThat(EpochMicros.of(time)).isEqualTo(86_401_000_002L);
    assertThat(EpochMicros.toInstant(86_401_000_002L)).isEqualTo(time);
  }

  @Test
  void timesBefore1970AreNegative() {
    Instant time = Instant.parse("1969-12-31T23:59:59.999999Z");
    assertThat(EpochMicros.of(time)).isEqualTo(-1);
    assertThat(EpochMicros.toInstant(-1)).isEqualTo(time);
  }

  @Test
  void aDayBeginsAtMidnightUtc() {
    assertThat(EpochMicros.day(0)).isZero();
    assertThat(EpochMicros.day(86_399_999_999L)).isZero();
    assertThat(EpochMicros.day(86_400_000_000L)).isEqualTo(1);
    assertThat(EpochMicros.day(-1)).isEqualTo(-1);
  }

  @Test
  void nanosecondsAreCutOff() {
    assertThat(EpochMicros.of(Instant.ofEpochSecond(0, 1_999))).isEqualTo(1);
  }

  @Test
  void aTimeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> EpochMicros.of(Instant.MAX))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("long overflow");
  }
}
