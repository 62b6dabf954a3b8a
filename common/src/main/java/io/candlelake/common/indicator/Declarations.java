package io.candlelake.common.indicator;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.market.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Expands declarations to computations, gathering everything wrong with them. */
final class Declarations {
  private final Interval base;
  private final List<String> errors = new ArrayList<>();
  private final List<Computation> computations = new ArrayList<>();

  private Declarations(Interval base) {
    this.base = base;
  }

  static List<Computation> expand(List<IndicatorDeclaration> declarations, Interval base) {
    Declarations expansion = new Declarations(base);
    declarations.forEach(expansion::add);
    if (declarations.isEmpty()) {
      expansion.errors.add("no indicator is declared");
    }
    if (!expansion.errors.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot use features.indicators",
          String.join("; ", expansion.errors),
          "Mend the declarations; docs/indicators.md lists every indicator with its parameters");
    }
    return expansion.computations;
  }

  private void add(IndicatorDeclaration declaration) {
    String name = declaration.indicator();
    Optional<Indicator> indicator = Indicators.named(name);
    if (indicator.isEmpty()) {
      errors.add("unknown indicator " + name + hint(name, Indicators.names()));
      return;
    }
    int before = errors.size();
    checkParameters(indicator.get(), declaration.parameters());
    checkIntervals(indicator.get(), declaration.on());
    if (errors.size() > before) {
      return;
    }
    List<Interval> on = declaration.on().isEmpty() ? List.of(base) : declaration.on();
    for (ParameterValues values : crossProduct(indicator.get(), declaration.parameters())) {
      Optional<String> conflict = indicator.get().conflict(values);
      if (conflict.isPresent()) {
        errors.add(name + ": " + conflict.get() + " in " + values.byName());
        continue;
      }
      for (Interval interval : on) {
        computations.add(new Computation(indicator.get(), values, base, interval));
      }
    }
  }

  private void checkParameters(Indicator indicator, Map<String, List<Double>> given) {
    List<String> known = indicator.about().parameters().stream().map(Parameter::name).toList();
    for (String name : new TreeMap<>(given).keySet()) {
      if (!known.contains(name)) {
        errors.add("unknown parameter " + indicator.name() + "." + name + hint(name, known));
      }
    }
    for (Parameter parameter : indicator.about().parameters()) {
      String path = indicator.name() + "." + parameter.name();
      List<Double> values = given.getOrDefault(parameter.name(), List.of(parameter.usual()));
      if (values.isEmpty()) {
        errors.add(path + ": no value");
      }
      for (double value : values) {
        if (!parameter.allows(value)) {
          errors.add(path + ": " + value + " is not " + allowed(parameter));
        }
      }
    }
  }

  private void checkIntervals(Indicator indicator, List<Interval> on) {
    for (Interval interval : on) {
      if (interval.micros() % base.micros() != 0) {
        errors.add(
            indicator.name()
                + ".on: "
                + interval.code()
                + " is no multiple of run.interval "
                + base.code());
      } else if (interval != base && indicator instanceof CrossSectionIndicator) {
        errors.add(
            indicator.name()
                + ".on: pairs are compared on run.interval "
                + base.code()
                + " only, not on "
                + interval.code());
      } else if (interval != base && indicator instanceof IntrabarIndicator) {
        errors.add(
            indicator.name()
                + ".on: made inside the candles of run.interval "
                + base.code()
                + " only, not of "
                + interval.code());
      }
    }
  }

  private static List<ParameterValues> crossProduct(
      Indicator indicator, Map<String, List<Double>> given) {
    List<Map<String, Double>> product = List.of(Map.of());
    for (Parameter parameter : indicator.about().parameters()) {
      List<Double> values = given.getOrDefault(parameter.name(), List.of(parameter.usual()));
      List<Map<String, Double>> wider = new ArrayList<>();
      for (Map<String, Double> partial : product) {
        for (double value : values) {
          Map<String, Double> next = new TreeMap<>(partial);
          next.put(parameter.name(), value);
          wider.add(next);
        }
      }
      product = wider;
    }
    return product.stream().map(ParameterValues::new).toList();
  }

  private static String allowed(Parameter parameter) {
    return (parameter.whole() ? "a whole number" : "a number")
        + " within ["
        + parameter.min()
        + ", "
        + parameter.max()
        + "]";
  }

  private static String hint(String word, List<String> known) {
    return Spelling.nearest(word, known)
        .map(near -> ", did you mean " + near + "?")
        .orElse(known.isEmpty() ? ", it has none" : ", known: " + String.join(", ", known));
  }
}
