package io.candlelake.common.indicator;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Checked values of an indicator's parameters, by name. */
public record ParameterValues(Map<String, Double> byName) implements Serializable {
  public ParameterValues {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
  }

  /** The value of a parameter that counts bars. */
  public int bars(String name) {
    return (int) number(name);
  }

  /** The value of a parameter. */
  public double number(String name) {
    Double value = byName.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no parameter " + name + " in " + byName);
    }
    return value;
  }

  /** The value as it stands in a feature's name: {@code 14}, {@code 2.5}. */
  String text(String name) {
    double value = number(name);
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** The usual values of the indicator. */
  public static ParameterValues usual(Indicator indicator) {
    Map<String, Double> values = new TreeMap<>();
    indicator.about().parameters().forEach(p -> values.put(p.name(), p.usual()));
    return new ParameterValues(values);
  }
}
