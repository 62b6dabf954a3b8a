package io.candlelake.common.strategy.condition;

import static io.candlelake.common.strategy.condition.SeriesMath.each;
import static io.candlelake.common.strategy.condition.SeriesMath.eachPair;
import static io.candlelake.common.strategy.condition.SeriesMath.known;

import io.candlelake.common.indicator.math.Rolling;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The functions of the language by name. */
final class ConditionFunctions {
  static final Map<String, Takes> ALL =
      Map.of(
          "sma", new Candles(1, (x, n) -> known(Rolling.mean(x, 0, n))),
          "ema", new Candles(1, SeriesMath::exponentialMean),
          "highest", new Candles(1, (x, n) -> Rolling.max(x, 0, n)),
          "lowest", new Candles(1, (x, n) -> Rolling.min(x, 0, n)),
          "stdev", new Candles(2, SeriesMath::deviation),
          "change", new Candles(1, SeriesMath::change),
          "abs", new OneValue(each(Math::abs)),
          "min", new TwoValues(eachPair(Math::min)),
          "max", new TwoValues(eachPair(Math::max)));

  private ConditionFunctions() {}

  /** What a function takes. */
  sealed interface Takes {
    default String parameters() {
      return this instanceof OneValue ? "(x)" : this instanceof TwoValues ? "(x, y)" : "(x, n)";
    }
  }

  /** Takes the value at each candle. */
  record OneValue(UnaryOperator<double[]> function) implements Takes {}

  /** Takes two values at each candle. */
  record TwoValues(BinaryOperator<double[]> function) implements Takes {}

  /** Takes values and a number of candles, {@code fewest} or more. */
  record Candles(int fewest, Window function) implements Takes {}

  /** Computes a column from another and a number of candles. */
  @FunctionalInterface
  interface Window {
    double[] apply(double[] x, int candles);
  }
}
