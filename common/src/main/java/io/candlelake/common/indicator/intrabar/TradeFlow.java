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
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * The market trades of a candle: what takers bought less what they sold as a share of both, how
 * many trades, the close against their mean price, and the share of the largest. Unknown where
 * there are none, or where they make up less than coverage percent of the candle's volume: then
 * some were missed.
 */
public final class TradeFlow implements IntrabarIndicator {
  private static final String COVERAGE = "coverage";

  @Override
  public Description about() {
    return new Description(
        "trade_flow",
        1,
        "(bought - sold) / (bought + sold), ln(1 + trades), ln(C / vwap of trades),"
            + " largest / (bought + sold)",
        "Chordia, Roll, Subrahmanyam 2002 (imbalance); definition",
        List.of(new Parameter(COVERAGE, 90, 1, 100, true, "% of V")),
        List.of("flow_imbalance", "flow_trades", "flow_vwap_distance", "flow_largest"));
  }

  @Override
  public IntrabarSource madeFrom() {
    return IntrabarSource.MARKET_TRADES;
  }

  @Override
  public double[][] compute(Bars bars, IntrabarColumns inside, ParameterValues values) {
    double coverage = values.number(COVERAGE) / 100;
    double[] amount = rows(bars.size(), 0, i -> inside.bought()[i] + inside.sold()[i]);
    IntPredicate enough = i -> amount[i] >= coverage * bars.volume()[i];
    return new double[][] {
      where(enough, amount.length, i -> (inside.bought()[i] - inside.sold()[i]) / amount[i]),
      where(enough, amount.length, i -> Math.log1p(inside.trades()[i])),
      where(enough, amount.length, i -> Math.log(bars.close()[i] / inside.vwap()[i])),
      where(enough, amount.length, i -> inside.largest()[i] / amount[i])
    };
  }

  private static double[] where(IntPredicate known, int rows, IntToDoubleFunction formula) {
    return rows(rows, 0, i -> known.test(i) ? formula.applyAsDouble(i) : Double.NaN);
  }
}
