package io.candlelake.common.market;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The length of a candle. Candles of every interval open on the UTC grid counted from 1970. */
public enum Interval {
  ONE_MINUTE("1m", Duration.ofMinutes(1)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
  THIRTY_MINUTES("30m", Duration.ofMinutes(30)),
  ONE_HOUR("1h", Duration.ofHours(1)),
  TWO_HOURS("2h", Duration.ofHours(2)),
  FOUR_HOURS("4h", Duration.ofHours(4)),
  SIX_HOURS("6h", Duration.ofHours(6)),
  TWELVE_HOURS("12h", Duration.ofHours(12)),
  ONE_DAY("1d", Duration.ofDays(1));

  private final String code;
  private final Duration length;

  Interval(String code, Duration length) {
    this.code = code;
    this.length = length;
  }

  /** The interval written as exchanges do: {@code 1h}. */
  public static Optional<Interval> parse(String code) {
    return Arrays.stream(values()).filter(interval -> interval.code.equals(code)).findFirst();
  }

  /** The interval of that code; an unknown code is our bug here, users' input goes by parse. */
  public static Interval of(String code) {
    return parse(code)
        .orElseThrow(
            () -> new IllegalArgumentException("no interval " + code + "; known: " + codes()));
  }

  /** All codes, comma separated, for messages. */
  public static String codes() {
    return Arrays.stream(values()).map(Interval::code).collect(Collectors.joining(", "));
  }

  public String code() {
    return code;
  }

  public Duration length() {
    return length;
  }

  /** Length in microseconds, the unit of time inside kernels. */
  public long micros() {
    return length.toNanos() / 1_000;
  }

  /** The open time of the candle that {@code time} falls in. */
  public Instant floor(Instant time) {
    long step = length.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), step) * step);
  }
}
