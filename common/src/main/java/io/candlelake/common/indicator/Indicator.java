package io.candlelake.common.indicator;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A formula over candles that gives one or more features a row. Every indicator is causal (row t
 * uses rows up to t only), scale-free (multiplying all prices, or all volumes, by a constant
 * changes nothing) and total: after its warm-up every value is finite, whatever the candles; where
 * the formula divides by zero its Javadoc says what stands instead. Rows are consecutive candles; a
 * gap in time is not a gap in rows.
 *
 * <p>A new indicator is one class and one line in {@link Indicators#ALL}; every law is then tested
 * for it.
 */
public sealed interface Indicator extends Serializable
    permits PriceIndicator, ReferenceIndicator, CrossSectionIndicator, IntrabarIndicator {

  /** Name, version, formula, source, parameters and outputs. */
  Description about();

  /** Rows before the first value, in rows of the interval computed on. */
  int warmUpBars(ParameterValues values);

  /** What is wrong with values that are each within bounds but do not go together. */
  default Optional<String> conflict(ParameterValues values) {
    return Optional.empty();
  }

  /** The name used in the configuration. */
  default String name() {
    return about().name();
  }

  /** Names of the features, one an output: {@code rsi_14}. */
  default List<String> featureNames(ParameterValues values) {
    String suffix =
        about().parameters().stream()
            .map(parameter -> "_" + values.text(parameter.name()))
            .collect(Collectors.joining());
    return about().outputs().stream().map(output -> output + suffix).toList();
  }
}
