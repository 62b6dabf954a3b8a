package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;

/** An indicator of one pair's candles beside those of the reference pair, BTC by default. */
public non-sealed interface ReferenceIndicator extends Indicator {
  /**
   * As {@link PriceIndicator#compute}.
   *
   * @param reference the reference's candles at the same times, row for row
   */
  double[][] compute(Bars bars, Bars reference, ParameterValues values);
}
