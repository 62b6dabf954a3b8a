package io.candlelake.common.strategy.condition;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Computes one value per candle, NaN where unknown; the truth of a condition is 1 or 0. */
@FunctionalInterface
interface Formula {
  /** The result may be one of the columns and must not be changed. */
  double[] evaluate(int size, Map<String, double[]> columns);

  default Formula then(UnaryOperator<double[]> function) {
    return (size, columns) -> function.apply(evaluate(size, columns));
  }

  default Formula with(Formula other, BinaryOperator<double[]> function) {
    return (size, columns) ->
        function.apply(evaluate(size, columns), other.evaluate(size, columns));
  }
}
