package io.candlelake.common.indicator;

import static java.util.Objects.requireNonNull;

/**
 * One parameter of an indicator.
 *
 * @param usual its value where the configuration gives none
 * @param whole whether only whole numbers are allowed
 */
public record Parameter(
    String name, double usual, double min, double max, boolean whole, String unit) {
  private static final int LONGEST_WINDOW = 20_000;

  public Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(unit, "unit is null");
    if (!(min <= usual && usual <= max)) {
      throw new IllegalArgumentException(name + ": " + usual + " outside " + min + ".." + max);
    }
  }

  /** A number of bars of at least {@code min}. */
  public static Parameter bars(String name, int usual, int min) {
    return new Parameter(name, usual, min, LONGEST_WINDOW, true, "bars");
  }

  /** A number of bars whose kernel costs as many steps a row, so that it is kept short. */
  public static Parameter fewBars(String name, int usual, int min, int max) {
    return new Parameter(name, usual, min, max, true, "bars");
  }

  /** A real number. */
  public static Parameter number(String name, double usual, double min, double max, String unit) {
    return new Parameter(name, usual, min, max, false, unit);
  }

  /** Whether the value is within bounds. */
  public boolean allows(double value) {
    return value >= min && value <= max && (!whole || value == Math.rint(value));
  }
}
