package io.candlelake.common.indicator.volatility;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logRatio;
import static io.candlelake.common.indicator.math.Kernels.realizedVolatility;
import static io.candlelake.common.indicator.math.Kernels.rows;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Whether the market is livelier than usual: ln(short ÷ long realised volatility); 0 where either
 * is 0. First value at row long.
 */
public final class VolatilityRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volatility_ratio",
        "ln(rms(r, short) / rms(r, long)) | 0",
        "definition",
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
    double[] recent = realizedVolatility(bars, values.bars("short"));
    double[] usual = realizedVolatility(bars, values.bars("long"));
    return new double[][] {
      rows(bars.size(), warmUpBars(values), i -> logRatio(recent[i], usual[i]))
    };
  }
}
