package io.candlelake.jobs.ingest;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.PipelineException;
import io.candlelake.exchanges.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Compares this machine's clock with an exchange's before anything is fetched: by ours we decide
 * what to ask for, name runs and judge what lies in the future.
 */
final class ClockCheck {
  private final InstantSource clock;
  private final Duration allowed;

  /**
   * @param maxSkewSeconds by how much the clocks may differ; 0 for any
   */
  ClockCheck(InstantSource clock, int maxSkewSeconds) {
    this.clock = requireNonNull(clock, "clock is null");
    this.allowed = Duration.ofSeconds(maxSkewSeconds);
  }

  /**
   * The exchange's time; empty where it tells none.
   *
   * @throws PipelineException when ours is further away from it than allowed
   * @throws io.candlelake.exchanges.ExchangeFailure when it does not answer
   */
  Optional<Instant> timeOf(Exchange exchange) {
    Instant before = clock.instant();
    Optional<Instant> told = exchange.time();
    Instant after = clock.instant();
    if (told.isPresent() && !allowed.isZero()) {
      refuse(exchange.name(), before, told.get(), after);
    }
    return told;
  }

  /** The exchange said it somewhere between our two looks at our clock. */
  private void refuse(String exchange, Instant before, Instant theirs, Instant after) {
    Duration ahead = Duration.between(theirs, before);
    Duration behind = Duration.between(after, theirs);
    if (ahead.compareTo(allowed) > 0) {
      throw mistake(exchange, before, theirs, words(ahead) + " ahead");
    }
    if (behind.compareTo(allowed) > 0) {
      throw mistake(exchange, after, theirs, words(behind) + " behind");
    }
  }

  private PipelineException mistake(String exchange, Instant ours, Instant theirs, String how) {
    return PipelineException.userMistake(
        "Cannot trust this machine's clock",
        "it says %s, %s says %s: ours is %s, %s is allowed"
            .formatted(
                ours.truncatedTo(ChronoUnit.SECONDS),
                exchange,
                theirs.truncatedTo(ChronoUnit.SECONDS),
                how,
                words(allowed)),
        "Set the clock (NTP); for a simulator that replays the past:"
            + " --set exchange.max-clock-skew-seconds=0");
  }

  /** {@code 90 s}, {@code 2 h 30 min}, {@code 837 days}. */
  private static String words(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    if (time.toHours() >= 2) {
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
    return time.toSeconds() >= 120
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : time.toSeconds() + " s";
  }
}
