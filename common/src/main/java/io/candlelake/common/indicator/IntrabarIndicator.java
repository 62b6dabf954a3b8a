package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;

/**
 * An indicator of what happened inside each candle of one pair: its order books or its market
 * trades. It has no warm-up and no memory; a candle of which it knows too little has no value, and
 * so no vector.
 */
public non-sealed interface IntrabarIndicator extends Indicator {
  IntrabarSource madeFrom();

  /**
   * One column an output, one value a row: finite, or NaN in every output where unknown. A row
   * depends on nothing but that row.
   */
  double[][] compute(Bars bars, IntrabarColumns inside, ParameterValues values);

  @Override
  default int warmUpBars(ParameterValues values) {
    return 0;
  }
}
