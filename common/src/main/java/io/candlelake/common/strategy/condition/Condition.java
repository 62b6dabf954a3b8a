package io.candlelake.common.strategy.condition;

import static java.util.Objects.requireNonNull;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A condition over the candles of one pair, such as {@code rsi_14 < 30 and close > ema(close,
 * 200)}. Two conditions are equal if their texts are.
 *
 * <p>From loose to tight: {@code or}, {@code and}, {@code not}, a comparison ({@code < <= > >= = !=
 * crosses above}, {@code crosses below}), {@code + -}, {@code * /}, minus, {@code x[n]}. Here
 * {@code x[n]} is a number or condition {@code n} candles earlier, 0 to 10000. The functions, each
 * over the last {@code n} candles including the present one, 1 to 10000:
 *
 * <ul>
 *   <li>{@code sma(x, n)}: mean;
 *   <li>{@code ema(x, n)}: {@code e += 2 ÷ (n + 1) × (x − e)} over the known values; the first is
 *       the mean of the first {@code n} known values. Where x is unknown, so is the result;
 *   <li>{@code highest(x, n)}, {@code lowest(x, n)};
 *   <li>{@code stdev(x, n)}: root of Σ(x − mean)² ÷ (n − 1), n at least 2;
 *   <li>{@code change(x, n)}: {@code x - x[n]};
 *   <li>{@code abs(x)}, {@code min(x, y)}, {@code max(x, y)}: of the present candle alone.
 * </ul>
 *
 * <p>NaN and infinity are unknown, as is whatever is computed from an unknown value, a window that
 * begins before the first candle, and a quotient by 0. A comparison with an unknown value is
 * unknown; {@code not}, {@code and} and {@code or} treat it as SQL treats null. {@code a crosses
 * above b} is {@code a[1] <= b[1] and a > b}, and unknown if one of the four values is. The value
 * at a candle depends on this and earlier candles only.
 */
public final class Condition implements Serializable {
  private static final long serialVersionUID = 1;

  private final String text;
  private final transient Formula formula;
  private final transient Set<String> names;

  private Condition(String text) {
    this.text = requireNonNull(text, "text is null");
    ConditionParser parser = new ConditionParser(text);
    this.formula = parser.condition();
    this.names = Collections.unmodifiableSet(parser.names());
  }

  /**
   * Reads a condition.
   *
   * @throws ConditionException if the text is no condition
   */
  public static Condition parse(String text) {
    return new Condition(text);
  }

  /** As written. */
  public String text() {
    return text;
  }

  /** What it reads, such as {@code close} and {@code rsi_14}, in alphabetical order. */
  public Set<String> names() {
    return names;
  }

  /**
   * Where the condition is known to be true.
   *
   * @param size the number of candles, which follow each other in time
   * @param values the value at each candle by name, called once for each of {@link #names}; the
   *     arrays are not changed
   * @throws IllegalArgumentException if there are not {@code size} values of a name
   */
  public boolean[] evaluate(int size, Function<String, double[]> values) {
    Map<String, double[]> columns = new HashMap<>();
    for (String name : names) {
      double[] column = requireNonNull(values.apply(name), () -> "no values of " + name);
      if (column.length != size) {
        throw new IllegalArgumentException(
            "%d values of %s for %d candles".formatted(column.length, name, size));
      }
      columns.put(name, SeriesMath.known(column.clone()));
    }
    double[] truth = formula.evaluate(size, columns);
    boolean[] met = new boolean[size];
    for (int i = 0; i < size; i++) {
      met[i] = truth[i] == SeriesMath.TRUE;
    }
    return met;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Condition condition && condition.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private Object writeReplace() {
    return new Written(text);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a condition is serialised as its text");
  }

  /** The serialised form of a condition: its text, which is parsed again. */
  private record Written(String text) implements Serializable {
    private Object readResolve() {
      return parse(text);
    }
  }
}
