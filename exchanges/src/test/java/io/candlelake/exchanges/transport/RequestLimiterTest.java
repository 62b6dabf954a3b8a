package io.candlelake.exchanges.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.exchanges.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two limiters on one file are two processes. */
class RequestLimiterTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Rate RATE = new Rate(10, Duration.ofSeconds(5), "ten in five seconds");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Instant now = START;

  @Test
  void processesShareTheRate(@TempDir Path folder) {
    RequestLimiter one = limiter(folder);
    RequestLimiter other = limiter(folder);
    for (int i = 0; i < 5; i++) {
      assertThat(one.take(1, PATIENCE)).contains(Duration.ZERO);
      assertThat(other.take(1, PATIENCE)).contains(Duration.ZERO);
    }
    assertThat(one.take(1, PATIENCE)).contains(Duration.ofSeconds(5));
    now = START.plusSeconds(3);
    assertThat(other.take(10, PATIENCE)).contains(Duration.ofSeconds(7));
    now = START.plusSeconds(60);
    assertThat(other.take(1, PATIENCE)).contains(Duration.ZERO);
  }

  @Test
  void aTurnTooFarAwayIsNotTaken(@TempDir Path folder) {
    RequestLimiter limiter = limiter(folder);
    assertThat(limiter.take(30, PATIENCE)).contains(Duration.ofSeconds(10));
    assertThat(limiter.take(1, Duration.ofSeconds(1))).isEmpty();
    assertThat(limiter.take(1, PATIENCE)).contains(Duration.ofSeconds(15));
  }

  @Test
  void aBanHoldsForAllAndHalvesTheRateForAnHour(@TempDir Path folder) {
    RequestLimiter one = limiter(folder);
    RequestLimiter other = limiter(folder);
    assertThat(one.close(Duration.ofMinutes(10))).isTrue();
    assertThat(other.close(Duration.ofMinutes(10))).as("known already").isFalse();
    assertThat(other.closedFor()).isEqualTo(Duration.ofMinutes(10));
    now = START.plus(Duration.ofMinutes(10));
    assertThat(other.closedFor()).isZero();
    assertThat(other.take(6, PATIENCE)).contains(Duration.ofSeconds(5));
    now = now.plus(RequestLimiter.SLOW_FOR);
    assertThat(other.take(10, PATIENCE)).contains(Duration.ZERO);
  }

  @Test
  void aDamagedFileIsAnEmptyOne(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("x.limit"), "?");
    assertThat(limiter(folder).take(1, PATIENCE)).contains(Duration.ZERO);
  }

  @Test
  void whereNoFileCanBeTheProcessIsLimited(@TempDir Path folder) {
    RequestLimiter limiter = limiter(folder.resolve("nowhere"));
    assertThat(limiter.take(10, PATIENCE)).contains(Duration.ZERO);
    assertThat(limiter.take(1, PATIENCE)).contains(Duration.ofSeconds(5));
  }

  /** No period of the rate is given more permits than it has, whatever is requested and when. */
  @Property(tries = 200)
  void noPeriodIsOverdrawn(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 8) Integer> steps) {
    now = START;
    RequestLimiter limiter = new RequestLimiter(Optional.empty(), RATE, () -> now);
    List<Long> periods = new ArrayList<>();
    for (int seconds : steps) {
      now = now.plusSeconds(seconds);
      Duration wait = limiter.take(1, PATIENCE).orElseThrow();
      periods.add(now.plus(wait).getEpochSecond() / 5);
    }
    assertThat(periods).isSorted();
    for (long period : periods) {
      assertThat(periods.stream().filter(other -> other == period).count())
          .isLessThanOrEqualTo(RATE.permits());
    }
  }

  private RequestLimiter limiter(Path folder) {
    return new RequestLimiter(Optional.of(folder.resolve("x.limit")), RATE, () -> now);
  }
}
