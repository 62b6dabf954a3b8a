package io.candlelake.common.indicator;

import java.util.stream.Collectors;

/** The reference page of the indicators, generated from what each says about itself. */
public final class IndicatorDocs {
  private static final String HEADER =
      """
      # Indicators

      Generated from `Indicators.ALL`. O, H, L, C, V: open, high, low, close, volume of a row; r: \
      one-bar log return. What follows `|` in a formula is the value where it would divide by \
      zero. Warm-up is in rows of the interval computed on, at the usual parameters; of a \
      longer interval the candle that the history enters midway is left out. What is made \
      inside the candle, from its order books or market trades, is unknown where these are \
      missing, and such a candle has no vector. Classes lie \
      in one package a family under `io.candlelake.common.indicator` and tell the seed of their \
      first value.

      | indicator | kind | parameters | features | formula | warm-up | source | version |
      |---|---|---|---|---|---|---|---|
      """;

  private IndicatorDocs() {}

  /** The page as Markdown. */
  public static String markdown() {
    return Indicators.ALL.stream()
        .map(IndicatorDocs::line)
        .collect(Collectors.joining("\n", HEADER, "\n"));
  }

  private static String line(Indicator indicator) {
    Description about = indicator.about();
    ParameterValues usual = ParameterValues.usual(indicator);
    String parameters =
        about.parameters().stream().map(IndicatorDocs::parameter).collect(Collectors.joining(", "));
    return String.join(
        " | ",
        "| `" + about.name() + "`",
        kind(indicator),
        parameters,
        "`" + String.join("`, `", indicator.featureNames(usual)) + "`",
        "`" + about.formula().replace("|", "\\|") + "`",
        Integer.toString(indicator.warmUpBars(usual)),
        about.source(),
        about.version() + " |");
  }

  private static String parameter(Parameter parameter) {
    return "%s = %s (%s to %s %s)"
        .formatted(
            parameter.name(),
            plain(parameter.usual()),
            plain(parameter.min()),
            plain(parameter.max()),
            parameter.unit());
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String kind(Indicator indicator) {
    if (indicator instanceof ReferenceIndicator) {
      return "beside the reference";
    }
    if (indicator instanceof IntrabarIndicator) {
      return "inside the candle";
    }
    return indicator instanceof CrossSectionIndicator ? "among all pairs" : "own candles";
  }
}
