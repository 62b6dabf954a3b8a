package io.candlelake.common.strategy.condition;

import io.candlelake.common.strategy.condition.ConditionFunctions.Candles;
import io.candlelake.common.strategy.condition.ConditionFunctions.OneValue;
import io.candlelake.common.strategy.condition.ConditionFunctions.Takes;
import io.candlelake.common.strategy.condition.ConditionFunctions.TwoValues;
import io.candlelake.common.strategy.condition.ConditionOperator.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads one condition by operator precedence. */
final class ConditionParser {
  private static final int MOST_CANDLES = 10_000;
  private static final Set<String> RESERVED =
      Set.of("and", "or", "not", "crosses", "crosses above", "crosses below", "above", "below");

  private final String text;
  private final List<ConditionToken> tokens;
  private final Set<String> names = new TreeSet<>();
  private int next;

  ConditionParser(String text) {
    this.text = text;
    this.tokens = ConditionToken.listOf(text);
  }

  /** What has been read from {@code start} to {@code end}, exclusive. */
  private record Part(Formula formula, Level level, int start, int end) {
    boolean isNumber() {
      return level.isTighterThan(Level.COMPARISON);
    }
  }

  Formula condition() {
    if (text.isBlank()) {
      throw error("Empty condition", "Write a comparison, as in close > 100");
    }
    Part whole = operation(Level.NONE);
    if (next < tokens.size() - 1) {
      throw error("Unexpected text", remedyForUnexpected());
    }
    return condition(whole);
  }

  /** The names that have been read. */
  Set<String> names() {
    return names;
  }

  /** Operands with the operators between them that bind tighter than {@code loose}. */
  private Part operation(Level loose) {
    Part left = peek().is("not") && Level.NOT.isTighterThan(loose) ? negation() : signed();
    ConditionOperator operator = ConditionOperator.ALL.get(peek().text());
    while (operator != null && operator.level().isTighterThan(loose)) {
      left = operation(left, operator);
      operator = ConditionOperator.ALL.get(peek().text());
    }
    return left;
  }

  private Part operation(Part left, ConditionOperator operator) {
    Level level = operator.level();
    if (level == Level.COMPARISON && left.level() == level) {
      throw error("A second comparison", "Join comparisons with and, as in a < b and b < c");
    }
    Formula first = operand(level, left);
    take();
    Formula second = operand(level, operation(level));
    return since(left.start(), level, first.with(second, operator.function()));
  }

  private Formula operand(Level level, Part part) {
    return level.isTighterThan(Level.NOT) ? number(part) : condition(part);
  }

  private Part negation() {
    int start = take().start();
    Formula of = condition(operation(Level.AND));
    return since(start, Level.NOT, of.then(SeriesMath.each(SeriesMath::not)));
  }

  private Part signed() {
    if (!peek().is("-")) {
      return earlier();
    }
    int start = take().start();
    Formula of = number(signed());
    return since(start, Level.VALUE, of.then(SeriesMath.each(x -> -x)));
  }

  private Part earlier() {
    Part part = value();
    while (peek().is("[")) {
      take();
      int candles = candles(0);
      expect("]", "Write a value of n candles earlier as close[n]");
      Formula shifted = part.formula().then(x -> SeriesMath.earlier(x, candles));
      part = since(part.start(), part.level(), shifted);
    }
    return part;
  }

  private Part value() {
    ConditionToken first = peek();
    if (first.is("(")) {
      return parentheses();
    }
    if (first.isNumber()) {
      return since(first.start(), Level.VALUE, constant());
    }
    if (!first.isWord() || RESERVED.contains(first.text())) {
      throw error("A value is missing", "Write a number, a name, a function or parentheses");
    }
    take();
    boolean isCall = peek().is("(") || ConditionFunctions.ALL.containsKey(first.text());
    return since(first.start(), Level.VALUE, isCall ? call(first) : named(first.text()));
  }

  private Part parentheses() {
    int start = take().start();
    Part inner = operation(Level.NONE);
    expect(")", "Close the parenthesis of character " + (start + 1));
    return since(start, inner.level(), inner.formula());
  }

  private Formula constant() {
    double value = Double.parseDouble(peek().text());
    if (Double.isInfinite(value)) {
      throw error("Too large a number", "Write one below 1e308");
    }
    take();
    return (size, columns) -> {
      double[] values = new double[size];
      Arrays.fill(values, value);
      return values;
    };
  }

  private Formula named(String name) {
    names.add(name);
    return (size, columns) -> columns.get(name);
  }

  private Formula call(ConditionToken name) {
    Takes function = ConditionFunctions.ALL.get(name.text());
    if (function == null) {
      String all = String.join(", ", new TreeSet<>(ConditionFunctions.ALL.keySet()));
      throw name.error(text, "Unknown function", "The functions are " + all);
    }
    String remedy = "Write " + name.text() + function.parameters();
    expect("(", remedy);
    Formula result = number(operation(Level.NONE));
    if (function instanceof OneValue one) {
      result = result.then(one.function());
    } else if (function instanceof TwoValues two) {
      expect(",", remedy);
      result = result.with(number(operation(Level.NONE)), two.function());
    } else if (function instanceof Candles window) {
      expect(",", remedy);
      int candles = candles(window.fewest());
      result = result.then(x -> window.function().apply(x, candles));
    }
    expect(")", remedy);
    return result;
  }

  private int candles(int fewest) {
    if (peek().is("-")) {
      int start = take().start();
      String problem = "A negative number of candles looks ahead";
      String remedy = "Write how many candles earlier, as in close[1]";
      throw ConditionException.at(text, start, peek().end(), problem, remedy);
    }
    boolean isWhole = peek().text().matches("\\d{1,5}");
    int candles = isWhole ? Integer.parseInt(peek().text()) : -1;
    if (candles < fewest || candles > MOST_CANDLES) {
      String remedy = "Write a whole number from %d to %d".formatted(fewest, MOST_CANDLES);
      throw error("An invalid number of candles", remedy);
    }
    take();
    return candles;
  }

  private Formula condition(Part part) {
    if (part.isNumber()) {
      String problem = "A number instead of a condition";
      String remedy = "Compare it, as in close > 100";
      throw ConditionException.at(text, part.start(), part.end(), problem, remedy);
    }
    return part.formula();
  }

  private Formula number(Part part) {
    if (!part.isNumber()) {
      String problem = "A condition instead of a number";
      String remedy = "Compare and calculate with numbers; join conditions with and, or, not";
      throw ConditionException.at(text, part.start(), part.end(), problem, remedy);
    }
    return part.formula();
  }

  private Part since(int start, Level level, Formula formula) {
    return new Part(formula, level, start, tokens.get(next - 1).end());
  }

  private ConditionToken peek() {
    return tokens.get(next);
  }

  private ConditionToken take() {
    return tokens.get(next++);
  }

  private void expect(String sign, String remedy) {
    if (!peek().is(sign)) {
      throw error('"' + sign + "\" is missing", remedy);
    }
    take();
  }

  private ConditionException error(String problem, String remedy) {
    return peek().error(text, problem, remedy);
  }

  private String remedyForUnexpected() {
    return switch (peek().text()) {
      case ")" -> "Remove it, or open a parenthesis before";
      case "crosses" -> "Write crosses above or crosses below";
      default -> "Join conditions with and, or; write an operator between values";
    };
  }
}
