package io.candlelake.common.indicator;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What an indicator says about itself.
 *
 * @param name the name used in the configuration: {@code rsi}
 * @param version raised whenever the same candles would give other numbers
 * @param formula in one line; {@code |} is the value where it divides by zero
 * @param source who defined it
 * @param parameters in the order in which they stand in feature names
 * @param outputs names of its features, before their parameters
 */
public record Description(
    String name,
    int version,
    String formula,
    String source,
    List<Parameter> parameters,
    List<String> outputs) {
  public Description {
    requireNonNull(name, "name is null");
    requireNonNull(formula, "formula is null");
    requireNonNull(source, "source is null");
    parameters = List.copyOf(parameters);
    outputs = List.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(name + " has no output");
    }
  }

  /** An indicator with one output that bears its name. */
  public static Description of(
      String name, String formula, String source, Parameter... parameters) {
    return new Description(name, 1, formula, source, List.of(parameters), List.of(name));
  }

  /** The same with another version. */
  public Description withVersion(int other) {
    return new Description(name, other, formula, source, parameters, outputs);
  }

  /** The same with these outputs. */
  public Description withOutputs(String... names) {
    return new Description(name, version, formula, source, parameters, List.of(names));
  }
}
