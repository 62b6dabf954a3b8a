package io.candlelake.common.indicator;

import io.candlelake.common.indicator.math.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * What happened inside each candle, as far as it was known before the candle's close: one value a
 * row, NaN where there was no book, or no trade. The arrays are shared, not copied: never write to
 * them.
 *
 * @param bookAge how long before the close the last book stood, in seconds, above 0
 * @param spread of the last book: (best ask − best bid) ÷ mid
 * @param topImbalance of the last book: (bid − ask) ÷ (bid + ask) of the best amounts
 * @param imbalance of the last book: the same over five levels
 * @param microPrice of the last book: micro-price ÷ mid − 1
 * @param meanSpread mean of the spread over all books of the candle
 * @param meanImbalance mean of the imbalance of five levels over all books of the candle
 * @param trades how many
 * @param bought by takers, in base asset
 * @param sold by takers, in base asset
 * @param largest amount of one trade, in base asset
 * @param vwap mean price weighted by amount, in quote asset
 */
public record IntrabarColumns(
    double[] bookAge,
    double[] spread,
    double[] topImbalance,
    double[] imbalance,
    double[] microPrice,
    double[] meanSpread,
    double[] meanImbalance,
    double[] trades,
    double[] bought,
    double[] sold,
    double[] largest,
    double[] vwap) {
  /** Names of the columns of books, in the order that {@link #of} takes them first. */
  public static final List<String> OF_BOOKS =
      List.of(
          "book_age",
          "book_spread",
          "book_top_imbalance",
          "book_imbalance",
          "book_micro_price",
          "book_mean_spread",
          "book_mean_imbalance");

  /** Names of the columns of trades, in the order that {@link #of} takes them next. */
  public static final List<String> OF_TRADES =
      List.of("flow_trades", "flow_bought", "flow_sold", "flow_largest", "flow_vwap");

  /**
   * The columns by their places.
   *
   * @param columns of {@link #OF_BOOKS}, then of {@link #OF_TRADES}
   */
  public static IntrabarColumns of(double[][] columns) {
    if (columns.length != OF_BOOKS.size() + OF_TRADES.size()) {
      throw new IllegalArgumentException(columns.length + " columns");
    }
    return new IntrabarColumns(
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        columns[4],
        columns[5],
        columns[6],
        columns[7],
        columns[8],
        columns[9],
        columns[10],
        columns[11]);
  }

  /** Nothing known of so many candles. */
  public static IntrabarColumns none(int rows) {
    double[][] unknown = new double[OF_BOOKS.size() + OF_TRADES.size()][];
    Arrays.fill(unknown, Kernels.unknown(rows));
    return of(unknown);
  }
}
