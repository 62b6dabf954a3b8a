package io.candlelake.common.indicator;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.Interval;
import java.io.Serializable;
import java.util.List;

/**
 * One indicator with values for its parameters, on one interval: one or more features that are
 * computed together.
 *
 * @param base interval of the rows
 * @param interval interval computed on, a multiple of the base
 */
public record Computation(
    Indicator indicator, ParameterValues values, Interval base, Interval interval)
    implements Serializable {
  public Computation {
    requireNonNull(indicator, "indicator is null");
    requireNonNull(values, "values is null");
    if (interval.micros() % base.micros() != 0) {
      throw new IllegalArgumentException(interval + " is no multiple of " + base);
    }
  }

  /** Names of the features: {@code rsi_14}, and {@code rsi_14_4h} on another interval. */
  public List<String> featureNames() {
    String suffix = isResampled() ? "_" + interval.code() : "";
    return indicator.featureNames(values).stream().map(name -> name + suffix).toList();
  }

  /** Rows before the first value, in rows of the base interval. */
  public int warmUpBars() {
    int own = indicator.warmUpBars(values);
    int ratio = (int) (interval.micros() / base.micros());
    return isResampled() ? Resampling.warmUpRows(own, ratio) : own;
  }

  /** One column an output, of the pair's own candles. */
  double[][] compute(PriceIndicator price, Bars bars) {
    if (!isResampled()) {
      return price.compute(bars, values);
    }
    Resampling longer = Resampling.of(bars, interval);
    return spread(longer, price.compute(longer.candles(), values));
  }

  /** One column an output, of the pair's candles and the reference's at the same times. */
  double[][] compute(ReferenceIndicator beside, Bars bars, Bars reference) {
    if (!isResampled()) {
      return beside.compute(bars, reference, values);
    }
    Resampling longer = Resampling.of(bars, interval);
    Bars longerReference = Resampling.of(reference, interval).candles();
    return spread(longer, beside.compute(longer.candles(), longerReference, values));
  }

  private static double[][] spread(Resampling longer, double[][] columns) {
    double[][] spread = new double[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      spread[i] = longer.spread(columns[i]);
    }
    return spread;
  }

  private boolean isResampled() {
    return interval != base;
  }
}
