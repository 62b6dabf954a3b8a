package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;

/**
 * An indicator of one pair among all pairs of its exchange at the same time. Pairs in warm-up and
 * filled candles take no part.
 */
public non-sealed interface CrossSectionIndicator extends Indicator {
  /**
   * What a pair brings to the comparison: one value a row, NaN for exactly the rows before {@link
   * #warmUpBars}.
   */
  double[] own(Bars bars, ParameterValues values);

  /**
   * Compares the pairs of one time.
   *
   * @param own at least one finite value, in the order of the pairs' names
   * @return one column an output, one value a pair
   */
  double[][] across(double[] own);
}
