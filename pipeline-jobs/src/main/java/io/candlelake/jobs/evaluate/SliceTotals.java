package io.candlelake.jobs.evaluate;

import io.candlelake.jobs.evaluate.ShareBootstrap.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Counts and sums of one slice: all that its signal metrics need.
 *
 * @param decisions predictions with a calibrated probability and a known label; up and down of them
 * @param fullRight decisions right by the likelier side
 * @param persistenceKnown decisions with a last known direction; persistenceRight of them
 * @param signals decisions with an entry emitted; right, up, down and so on of them
 * @param kept signals that do not overlap
 * @param lateKnown signals whose late entry is known
 * @param confidence sum over signals of the probability of their side
 * @param gross sum over signals of side × (exp(r) − 1)
 * @param lateGross likewise, entered one candle late
 * @param accuracyInterval by bootstrap over weeks, as the two after it
 */
record SliceTotals(
    String slice,
    String sliceValue,
    long signalDays,
    long decisions,
    long up,
    long down,
    long fullRight,
    long persistenceKnown,
    long persistenceRight,
    long signals,
    long right,
    long signalsUp,
    long signalsDown,
    long signalsPersistenceKnown,
    long signalsPersistenceRight,
    long kept,
    long keptRight,
    long lateKnown,
    long lateRight,
    double confidence,
    double gross,
    double lateGross,
    Optional<Interval> accuracyInterval,
    Optional<Interval> keptInterval,
    Optional<Interval> lateInterval) {

  /** A slice in which nothing was decided. */
  static SliceTotals nothing(String slice, String sliceValue) {
    Optional<Interval> unknown = Optional.empty();
    return new SliceTotals(
        slice,
        sliceValue,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        unknown,
        unknown,
        unknown);
  }

  OptionalDouble accuracy() {
    return ratio(right, signals);
  }

  OptionalDouble coverage() {
    return ratio(signals, decisions);
  }

  /** {@code part ÷ whole}, undefined for nothing. */
  static OptionalDouble ratio(long part, long whole) {
    return ratio((double) part, whole);
  }

  /** {@code sum ÷ rows}, undefined for nothing. */
  static OptionalDouble ratio(double sum, long rows) {
    return rows == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / rows);
  }
}
