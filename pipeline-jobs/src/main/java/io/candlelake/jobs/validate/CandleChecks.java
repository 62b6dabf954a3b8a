package io.candlelake.jobs.validate;

import static io.candlelake.jobs.validate.Severity.FLAG;
import static io.candlelake.jobs.validate.Severity.REJECT;
import static io.candlelake.jobs.validate.Severity.WARN;

import io.candlelake.common.market.EpochMicros;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every check of a candle. A new one is a line here.
 *
 * <p><b>No check looks ahead</b>: whether a candle is raised depends on what was received for slots
 * up to its own, of its pair and, for jumps, of the others; never on a later candle. So a candle
 * does not change its standing because others follow, and what the pipeline decided on it can be
 * decided again from history cut after it. The price of that: a bad close that is only shown to be
 * bad by the next candle is caught only when it is absurd by itself.
 *
 * <p>Which checks a candle raises is a set of bits, one a check, by its place in {@link #ALL}.
 */
final class CandleChecks {
  /** Checks of a row by itself. Values are compared to the last digit received. */
  static final List<CandleCheck> ALONE =
      List.of(
          alone(
              "malformed",
              REJECT,
              "the line could not be read",
              (candle, limits) -> !candle.isReadable()),
          alone(
              "missing-value",
              REJECT,
              "a readable line without time, price or volume",
              (candle, limits) -> candle.isReadable() && lacksValue(candle)),
          alone(
              "non-positive-price",
              REJECT,
              "a price of zero or below",
              (candle, limits) ->
                  candle.open().nearest() <= 0
                      || candle.high().nearest() <= 0
                      || candle.low().nearest() <= 0
                      || candle.close().nearest() <= 0),
          alone(
              "negative-volume",
              REJECT,
              "a volume below zero",
              (candle, limits) -> candle.volume().isNegative()),
          alone(
              "inconsistent-range",
              REJECT,
              "high below open, close or low, or low above open or close",
              (candle, limits) -> isInconsistent(candle)),
          alone(
              "off-grid",
              REJECT,
              "it does not open on the grid of its interval",
              (candle, limits) ->
                  candle.hasTime() && candle.openMicros() % limits.interval().micros() != 0),
          alone(
              "future-time",
              REJECT,
              "it closes after the run started",
              (candle, limits) ->
                  candle.hasTime()
                      && candle.openMicros() + limits.interval().micros()
                          > EpochMicros.of(limits.now())),
          alone(
              "zero-volume",
              FLAG,
              "nothing was traded",
              (candle, limits) -> candle.volume().isZero()),
          alone(
              "inexact",
              FLAG,
              "a price or volume of more digits than a double holds; silver has the nearest one",
              (candle, limits) ->
                  !(candle.open().survives()
                      && candle.high().survives()
                      && candle.low().survives()
                      && candle.close().survives()
                      && candle.volume().survives())));

  /** Checks of a row among those before it and those of other pairs. */
  static final List<CandleCheck> AMONG_OTHERS =
      List.of(
          new CandleCheck(
              "absurd-price",
              REJECT,
              "a price that cannot be true: a power of ten from those around it on usual volume, or"
                  + " further than validate.absurd-factor from the pair's on every other exchange",
              (reviewed, limits) -> !reviewed.absurd.isEmpty()),
          new CandleCheck(
              "price-jump",
              FLAG,
              "a price beyond validate.jump-deviations that is not absurd",
              (reviewed, limits) ->
                  reviewed.absurd.isEmpty() && reviewed.deviations > limits.jumpDeviations()),
          new CandleCheck(
              "listing-break",
              FLAG,
              "another series of the pair begins with it: silver.listings",
              (reviewed, limits) ->
                  reviewed.chosen
                      && reviewed.start.isPresent()
                      && reviewed.start.get().event() != ListingEvent.FIRST),
          new CandleCheck(
              "duplicate",
              WARN,
              "received again with the same values; counted once",
              (reviewed, limits) -> reviewed.duplicate),
          new CandleCheck(
              "conflicting-duplicate",
              FLAG,
              "received again in one fetch with other values; the later line counts",
              (reviewed, limits) -> reviewed.conflict),
          new CandleCheck(
              "out-of-order",
              FLAG,
              "it stands in its file against the order of time that the others keep",
              (reviewed, limits) -> reviewed.arrivedEarly),
          new CandleCheck(
              "gap",
              FLAG,
              "no valid candle right before it",
              (reviewed, limits) -> reviewed.gapBars > 0),
          new CandleCheck(
              "stale-price",
              FLAG,
              "validate.stale-bars candles in a row without any move",
              (reviewed, limits) -> reviewed.unchangedBars >= limits.staleBars()));

  static final List<CandleCheck> ALL =
      Stream.concat(ALONE.stream(), AMONG_OTHERS.stream()).toList();

  private static final CandleCheck[] IN_ORDER = ALL.toArray(CandleCheck[]::new);
  private static final long REJECTING = bits(REJECT);

  private CandleChecks() {}

  private static CandleCheck alone(
      String name, Severity severity, String meaning, CandleCheck.Alone rule) {
    return new CandleCheck(name, severity, meaning, CandleCheck.Rule.of(rule));
  }

  /** The checks of a candle by itself that it raises. */
  static long raisedAlone(Reviewed reviewed, Limits limits) {
    return raised(reviewed, limits, 0, ALONE.size());
  }

  /** The checks of a candle among others that it raises. */
  static long raisedAmongOthers(Reviewed reviewed, Limits limits) {
    return raised(reviewed, limits, ALONE.size(), IN_ORDER.length);
  }

  private static long raised(Reviewed reviewed, Limits limits, int from, int to) {
    long raised = 0;
    for (int i = from; i < to; i++) {
      if (IN_ORDER[i].rule().raised(reviewed, limits)) {
        raised |= 1L << i;
      }
    }
    return raised;
  }

  private static long bits(Severity severity) {
    return IntStream.range(0, ALL.size())
        .filter(i -> ALL.get(i).severity() == severity)
        .mapToLong(i -> 1L << i)
        .reduce(0, (one, other) -> one | other);
  }

  /** Whether one of the checks raised rejects. */
  static boolean rejects(long raised) {
    return (raised & REJECTING) != 0;
  }

  /** Whether a check is among those raised, by its place in {@link #ALL}. */
  static boolean isRaised(long raised, int check) {
    return (raised >>> check & 1) == 1;
  }

  /** The names of the checks of that severity among those raised. */
  static List<String> names(Severity severity, long raised) {
    return IntStream.range(0, ALL.size())
        .filter(i -> isRaised(raised, i))
        .mapToObj(ALL::get)
        .filter(check -> check.severity() == severity)
        .map(CandleCheck::name)
        .toList();
  }

  private static boolean lacksValue(ReceivedCandle candle) {
    return !candle.hasTime()
        || !candle.volume().isKnown()
        || candle.prices().anyMatch(price -> !price.isKnown());
  }

  private static boolean isInconsistent(ReceivedCandle candle) {
    Exact high = candle.high();
    Exact low = candle.low();
    return high.isBelow(candle.open())
        || high.isBelow(candle.close())
        || high.isBelow(low)
        || candle.open().isBelow(low)
        || candle.close().isBelow(low);
  }
}
