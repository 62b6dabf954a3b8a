package io.candlelake.common.indicator;

import io.candlelake.common.kernel.Bars;
import java.util.Arrays;
import java.util.List;

/**
 * The reference pair's candles at the times of a pair's rows.
 *
 * @param firstRow the first row at which the reference has a candle; the number of rows if none
 * @param bars the reference's candles from that row on; where it has none, a candle that stands at
 *     the last close known, without volume
 */
public record ReferenceColumns(int firstRow, Bars bars) {
  /** Names of the columns in the order that {@link #of} takes them. */
  public static final List<String> NAMES =
      List.of(
          "reference_open",
          "reference_high",
          "reference_low",
          "reference_close",
          "reference_volume");

  private static final int CLOSE = 3;

  /** No reference at all. */
  public static ReferenceColumns none(Bars bars) {
    return new ReferenceColumns(bars.size(), bars.tail(bars.size()));
  }

  /**
   * Carries the last known candle forward.
   *
   * @param columns open, high, low, close and volume of the reference, NaN where it has no candle
   */
  public static ReferenceColumns of(Bars bars, double[][] columns) {
    int first = 0;
    while (first < bars.size() && Double.isNaN(columns[CLOSE][first])) {
      first++;
    }
    int rows = bars.size() - first;
    double[][] values = new double[columns.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] = Arrays.copyOfRange(columns[i], first, bars.size());
    }
    boolean[] filled = new boolean[rows];
    for (int row = 1; row < rows; row++) {
      if (Double.isNaN(values[CLOSE][row])) {
        double last = values[CLOSE][row - 1];
        for (int i = 0; i <= CLOSE; i++) {
          values[i][row] = last;
        }
        values[CLOSE + 1][row] = 0;
        filled[row] = true;
      }
    }
    Bars own = bars.tail(first);
    return new ReferenceColumns(
        first,
        new Bars(
            own.openTime(),
            own.closeTime(),
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            filled));
  }
}
