package io.candlelake.common.strategy.condition;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Random conditions, each written as text and evaluated candle by candle from its definition. */
final class SlowCondition {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int SIGN = 7;
  private static final int VALUE = 8;

  /** Of three-valued logic. */
  enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(IntPredicate order, double x, double y) {
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return UNKNOWN;
      }
      return order.test(x < y ? -1 : x == y ? 0 : 1) ? TRUE : FALSE;
    }

    Truth not() {
      return this == UNKNOWN ? UNKNOWN : this == TRUE ? FALSE : TRUE;
    }

    Truth and(Truth other) {
      return compareTo(other) < 0 ? this : other;
    }

    Truth or(Truth other) {
      return compareTo(other) > 0 ? this : other;
    }

    /** Unlike {@link #and}, unknown if either is. */
    Truth withKnown(Truth other) {
      return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : and(other);
    }
  }

  /** A condition and how tightly its text binds. */
  record Logical(String text, int level, IntFunction<Truth> at) {}

  private record Numeric(String text, int level, IntToDoubleFunction at) {
    double known(int i) {
      double value = i < 0 ? Double.NaN : at.applyAsDouble(i);
      return Double.isInfinite(value) ? Double.NaN : value;
    }
  }

  private final Random random;
  private final Map<String, double[]> columns;

  SlowCondition(Random random, Map<String, double[]> columns) {
    this.random = random;
    this.columns = columns;
  }

  Logical condition(int depth) {
    if (depth == 0) {
      return comparison(2);
    }
    return switch (random.nextInt(6)) {
      case 0 -> either(condition(depth - 1), condition(depth - 1));
      case 1 -> both(condition(depth - 1), condition(depth - 1));
      case 2 -> not(condition(depth - 1));
      case 3 -> earlier(condition(depth - 1), random.nextInt(4));
      case 4 -> cross(number(2), number(2));
      default -> comparison(3);
    };
  }

  private Logical either(Logical a, Logical b) {
    String text = within(a, OR) + " or " + within(b, OR + 1);
    return new Logical(text, OR, i -> a.at().apply(i).or(b.at().apply(i)));
  }

  private Logical both(Logical a, Logical b) {
    String text = within(a, AND) + " and " + within(b, AND + 1);
    return new Logical(text, AND, i -> a.at().apply(i).and(b.at().apply(i)));
  }

  private Logical not(Logical a) {
    return new Logical("not " + within(a, NOT), NOT, i -> a.at().apply(i).not());
  }

  private Logical earlier(Logical a, int n) {
    String text = within(a, VALUE) + "[" + n + "]";
    return new Logical(text, VALUE, i -> i < n ? Truth.UNKNOWN : a.at().apply(i - n));
  }

  private Logical cross(Numeric a, Numeric b) {
    boolean isAbove = random.nextBoolean();
    int side = isAbove ? 1 : -1;
    String sign = isAbove ? " crosses  above " : " crosses below ";
    return new Logical(
        within(a, SUM) + sign + within(b, SUM),
        COMPARISON,
        i -> {
          Truth before = Truth.of(order -> order * side <= 0, a.known(i - 1), b.known(i - 1));
          return before.withKnown(Truth.of(order -> order == side, a.known(i), b.known(i)));
        });
  }

  private Logical comparison(int depth) {
    Numeric a = number(depth);
    Numeric b = number(depth);
    return switch (random.nextInt(6)) {
      case 0 -> compared(a, "<", order -> order < 0, b);
      case 1 -> compared(a, "<=", order -> order <= 0, b);
      case 2 -> compared(a, ">", order -> order > 0, b);
      case 3 -> compared(a, ">=", order -> order >= 0, b);
      case 4 -> compared(a, "=", order -> order == 0, b);
      default -> compared(a, "!=", order -> order != 0, b);
    };
  }

  private Logical compared(Numeric a, String sign, IntPredicate order, Numeric b) {
    String text = within(a, SUM) + space() + sign + space() + within(b, SUM);
    return new Logical(text, COMPARISON, i -> Truth.of(order, a.known(i), b.known(i)));
  }

  private Numeric number(int depth) {
    if (depth == 0) {
      return random.nextInt(3) == 0 ? literal() : named();
    }
    return switch (random.nextInt(8)) {
      case 0 -> named();
      case 1 -> calculated("+", SUM, Double::sum, depth);
      case 2 -> calculated("-", SUM, (x, y) -> x - y, depth);
      case 3 -> calculated("*", PRODUCT, (x, y) -> x * y, depth);
      case 4 -> calculated("/", PRODUCT, (x, y) -> x / y, depth);
      case 5 -> minus(number(depth - 1));
      case 6 -> earlier(number(depth - 1), random.nextInt(4));
      default -> function(depth);
    };
  }

  private Numeric literal() {
    String text = List.of("0", "1", "2", "10", "0.5", "2e0", "25e-2").get(random.nextInt(7));
    double value = Double.parseDouble(text);
    return new Numeric(text, VALUE, i -> value);
  }

  private Numeric named() {
    String name = List.copyOf(columns.keySet()).get(random.nextInt(columns.size()));
    return new Numeric(name, VALUE, i -> columns.get(name)[i]);
  }

  private Numeric calculated(String sign, int level, DoubleBinaryOperator operator, int depth) {
    Numeric a = number(depth - 1);
    Numeric b = number(depth - 1);
    String text = within(a, level) + space() + sign + space() + within(b, level + 1);
    return new Numeric(text, level, i -> operator.applyAsDouble(a.known(i), b.known(i)));
  }

  private Numeric minus(Numeric a) {
    return new Numeric("-" + space() + within(a, SIGN), SIGN, i -> -a.known(i));
  }

  private Numeric earlier(Numeric a, int n) {
    return new Numeric(within(a, VALUE) + "[" + n + "]", VALUE, i -> a.known(i - n));
  }

  private Numeric function(int depth) {
    Numeric x = number(depth - 1);
    int n = 1 + random.nextInt(7);
    return switch (random.nextInt(9)) {
      case 0 -> over("sma", x, n, SlowCondition::mean);
      case 1 -> over("highest", x, n, window -> DoubleStream.of(window).max().orElseThrow());
      case 2 -> over("lowest", x, n, window -> DoubleStream.of(window).min().orElseThrow());
      case 3 -> over("stdev", x, n + 1, SlowCondition::deviation);
      case 4 -> call("change", x, n, i -> x.known(i) - x.known(i - n));
      case 5 -> call("ema", x, n, i -> exponentialMean(x, n, i));
      case 6 -> new Numeric("abs(" + x.text() + ")", VALUE, i -> Math.abs(x.known(i)));
      case 7 -> ofTwo("min", x, number(depth - 1), Math::min);
      default -> ofTwo("max", x, number(depth - 1), Math::max);
    };
  }

  private static Numeric call(String name, Numeric x, int n, IntToDoubleFunction at) {
    return new Numeric(name + "(" + x.text() + ", " + n + ")", VALUE, at);
  }

  private static Numeric ofTwo(String name, Numeric x, Numeric y, DoubleBinaryOperator operator) {
    return new Numeric(
        name + "(" + x.text() + "," + y.text() + ")",
        VALUE,
        i -> operator.applyAsDouble(x.known(i), y.known(i)));
  }

  /** Unknown if any value of the window is. */
  private static Numeric over(String name, Numeric x, int n, ToDoubleFunction<double[]> function) {
    return call(
        name,
        x,
        n,
        i -> {
          double[] window = IntStream.rangeClosed(i - n + 1, i).mapToDouble(x::known).toArray();
          boolean isKnown = DoubleStream.of(window).noneMatch(Double::isNaN);
          return isKnown ? function.applyAsDouble(window) : Double.NaN;
        });
  }

  private static double mean(double[] window) {
    double sum = 0;
    for (double value : window) {
      sum += value;
    }
    return sum / window.length;
  }

  private static double deviation(double[] window) {
    double mean = mean(window);
    double squares = 0;
    for (double value : window) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (window.length - 1));
  }

  private static double exponentialMean(Numeric x, int n, int i) {
    double[] known =
        IntStream.rangeClosed(0, i).mapToDouble(x::known).filter(v -> !Double.isNaN(v)).toArray();
    if (known.length < n || Double.isNaN(x.known(i))) {
      return Double.NaN;
    }
    double mean = 0;
    for (int k = 0; k < n; k++) {
      mean += known[k];
    }
    mean /= n;
    for (int k = n; k < known.length; k++) {
      mean += 2.0 / (n + 1) * (known[k] - mean);
    }
    return mean;
  }

  private String within(Logical part, int level) {
    return within(part.text(), part.level(), level);
  }

  private String within(Numeric part, int level) {
    return within(part.text(), part.level(), level);
  }

  /** In parentheses where they are needed, and sometimes where not. */
  private String within(String text, int level, int needed) {
    return level < needed || random.nextInt(12) == 0 ? "(" + text + ")" : text;
  }

  private String space() {
    return random.nextInt(3) == 0 ? "" : " ";
  }
}
