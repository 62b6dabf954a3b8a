package io.candlelake.common.strategy.condition;

import static io.candlelake.common.strategy.condition.SeriesMath.atMost;
import static io.candlelake.common.strategy.condition.SeriesMath.crossesAbove;
import static io.candlelake.common.strategy.condition.SeriesMath.eachPair;
import static io.candlelake.common.strategy.condition.SeriesMath.equal;
import static io.candlelake.common.strategy.condition.SeriesMath.less;
import static io.candlelake.common.strategy.condition.SeriesMath.not;
import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BinaryOperator;

/** What an operator makes of its two operands, and how tightly it binds them. */
record ConditionOperator(Level level, BinaryOperator<double[]> function) {
  /** From loose to tight; the first is that of no operator, the last that of a value. */
  enum Level {
    NONE,
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    PRODUCT,
    VALUE;

    boolean isTighterThan(Level other) {
      return compareTo(other) > 0;
    }
  }

  static final Map<String, ConditionOperator> ALL =
      Map.ofEntries(
          entry("or", new ConditionOperator(Level.OR, eachPair(SeriesMath::or))),
          entry("and", new ConditionOperator(Level.AND, eachPair(SeriesMath::and))),
          entry("<", comparison(eachPair(SeriesMath::less))),
          entry("<=", comparison(eachPair(SeriesMath::atMost))),
          entry(">", comparison(eachPair((x, y) -> less(y, x)))),
          entry(">=", comparison(eachPair((x, y) -> atMost(y, x)))),
          entry("=", comparison(eachPair(SeriesMath::equal))),
          entry("!=", comparison(eachPair((x, y) -> not(equal(x, y))))),
          entry("crosses above", comparison(SeriesMath::crossesAbove)),
          entry("crosses below", comparison((x, y) -> crossesAbove(y, x))),
          entry("+", new ConditionOperator(Level.SUM, eachPair((x, y) -> x + y))),
          entry("-", new ConditionOperator(Level.SUM, eachPair((x, y) -> x - y))),
          entry("*", new ConditionOperator(Level.PRODUCT, eachPair((x, y) -> x * y))),
          entry("/", new ConditionOperator(Level.PRODUCT, eachPair((x, y) -> x / y))));

  private static ConditionOperator comparison(BinaryOperator<double[]> function) {
    return new ConditionOperator(Level.COMPARISON, function);
  }
}
