package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logRatio;
import static io.candlelake.common.indicator.math.Kernels.logReturns;
import static io.candlelake.common.indicator.math.Kernels.ratio;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.indicator.math.Rolling;
import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Illiquidity of Amihud, now against usual: ln(mean over short ÷ mean over long bars) of |r| ÷ (C ×
 * V); a bar without trades counts 0, and the value is 0 where either mean is 0. The ratio frees it
 * of the pair's price and size. First value at row long.
 */
public final class AmihudRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "amihud_ratio",
        "ln(mean(abs(r) / (C V) | 0, short) / mean(abs(r) / (C V) | 0, long)) | 0",
        "Amihud 2002",
        bars("short", 24, 2),
        bars("long", 168, 3));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("long");
  }

  @Override
  public Optional<String> conflict(ParameterValues values) {
    boolean ordered = values.bars("short") < values.bars("long");
    return ordered ? Optional.empty() : Optional.of("short is not below long");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    int n = bars.size();
    double[] returns = logReturns(bars, 1);
    double[] illiquidity =
        rows(n, 1, i -> ratio(Math.abs(returns[i]), bars.close()[i] * bars.volume()[i], 0));
    double[] recent = Rolling.mean(illiquidity, 1, values.bars("short"));
    double[] usual = Rolling.mean(illiquidity, 1, values.bars("long"));
    return new double[][] {rows(n, warmUpBars(values), i -> logRatio(recent[i], usual[i]))};
  }
}
