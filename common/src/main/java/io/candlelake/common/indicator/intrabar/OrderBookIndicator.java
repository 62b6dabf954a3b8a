package io.candlelake.common.indicator.intrabar;

import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.IntrabarColumns;
import io.candlelake.common.indicator.IntrabarIndicator;
import io.candlelake.common.indicator.IntrabarSource;
import io.candlelake.common.indicator.Parameter;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;
import java.util.List;

/**
 * The order book as a candle closes: spread, imbalance of the best amounts and of five levels, and
 * micro-price against mid, of the last book; spread and imbalance also as means over the candle's
 * books. Unknown where the last book stood more than max_age seconds before the close.
 */
public final class OrderBookIndicator implements IntrabarIndicator {
  private static final String MAX_AGE = "max_age";

  @Override
  public Description about() {
    return new Description(
        "order_book",
        1,
        "last book: (ask - bid) / mid, (b - a) / (b + a) of 1 and of 5 levels' amounts,"
            + " micro-price / mid - 1; mean over books: (ask - bid) / mid, (b - a) / (b + a) of 5",
        "Cao, Hansch, Wang 2009 (imbalance); Gatheral, Oomen 2010 (micro-price)",
        List.of(new Parameter(MAX_AGE, 60, 1, 86_400, true, "s")),
        List.of(
            "book_spread",
            "book_top_imbalance",
            "book_imbalance",
            "book_micro_price",
            "book_mean_spread",
            "book_mean_imbalance"));
  }

  @Override
  public IntrabarSource madeFrom() {
    return IntrabarSource.ORDER_BOOKS;
  }

  @Override
  public double[][] compute(Bars bars, IntrabarColumns inside, ParameterValues values) {
    double maxAge = values.number(MAX_AGE);
    double[][] outputs = {
      inside.spread(),
      inside.topImbalance(),
      inside.imbalance(),
      inside.microPrice(),
      inside.meanSpread(),
      inside.meanImbalance()
    };
    for (int i = 0; i < outputs.length; i++) {
      double[] all = outputs[i];
      outputs[i] =
          rows(bars.size(), 0, row -> inside.bookAge()[row] <= maxAge ? all[row] : Double.NaN);
    }
    return outputs;
  }
}
