package io.candlelake.common.indicator;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Interval;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An indicator asked for in the configuration, before it is expanded over its parameter values and
 * intervals: {@code rsi: {period: [14, 28], on: [1h, 4h]}}.
 *
 * @param parameters values by parameter name; the features are their cross product
 * @param on intervals to compute it on; empty means the run's own
 */
public record IndicatorDeclaration(
    String indicator, Map<String, List<Double>> parameters, List<Interval> on) {
  public IndicatorDeclaration {
    requireNonNull(indicator, "indicator is null");
    parameters = Map.copyOf(new TreeMap<>(parameters));
    on = List.copyOf(on);
  }
}
