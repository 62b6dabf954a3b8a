package io.candlelake.jobs.report;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** A number of the report, or the reason why there is none. Unknown is never shown as 0. */
sealed interface Figure {

  record Known(double value) implements Figure {
    public Known {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a figure is finite, not " + value);
      }
    }
  }

  /**
   * @param why for people; lower case and without a full stop
   */
  record Unknown(String why) implements Figure {
    public Unknown {
      requireNonNull(why, "why is null");
    }
  }

  static Figure of(double value) {
    return new Known(value);
  }

  static Figure count(long count) {
    return new Known((double) count);
  }

  static Figure unknown(String reason) {
    return new Unknown(reason);
  }

  /** A table's value, where null means not defined. */
  static Figure ofNullable(Object value, String reasonIfNull) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return of(number.doubleValue());
    }
    return unknown(reasonIfNull);
  }

  /** {@code part ÷ whole}, unknown where the whole is 0. */
  static Figure ratio(double part, double whole, String reasonIfZero) {
    return whole == 0 ? unknown(reasonIfZero) : of(part / whole);
  }

  /** {@code part ÷ whole} of two counts, unknown where the whole is 0. */
  static Figure ratio(long part, long whole, String reasonIfZero) {
    return ratio((double) part, (double) whole, reasonIfZero);
  }

  default OptionalDouble known() {
    return this instanceof Known k ? OptionalDouble.of(k.value()) : OptionalDouble.empty();
  }

  default Optional<String> reason() {
    return this instanceof Unknown u ? Optional.of(u.why()) : Optional.empty();
  }

  default Figure map(DoubleUnaryOperator function) {
    return this instanceof Known k ? of(function.applyAsDouble(k.value())) : this;
  }

  /** This, or where it is unknown the other. */
  default Figure or(Figure other) {
    return this instanceof Known ? this : other;
  }
}
