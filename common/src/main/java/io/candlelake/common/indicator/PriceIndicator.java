package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;

/** An indicator of one pair's own candles. */
public non-sealed interface PriceIndicator extends Indicator {
  /**
   * One column an output, one value a row; NaN for exactly the rows before {@link #warmUpBars}. Row
   * t is the same, bit for bit, whatever rows follow it.
   */
  double[][] compute(Bars bars, ParameterValues values);
}
