package io.candlelake.common.indicator.volume;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logVolumeRatio;

import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.indicator.PriceIndicator;
import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Whether more is traded than usual: ln(mean volume over short ÷ over long bars); 0 where either is
 * 0. First value at row long − 1.
 */
public final class VolumeRatio implements PriceIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volume_ratio",
        "ln(mean(V, short) / mean(V, long)) | 0",
        "definition",
        bars("short", 24, 1),
        bars("long", 168, 2));
  }

  @Override
  public int warmUpBars(ParameterValues values) {
    return values.bars("long") - 1;
  }

  @Override
  public Optional<String> conflict(ParameterValues values) {
    boolean ordered = values.bars("short") < values.bars("long");
    return ordered ? Optional.empty() : Optional.of("short is not below long");
  }

  @Override
  public double[][] compute(Bars bars, ParameterValues values) {
    return new double[][] {logVolumeRatio(bars, values.bars("short"), values.bars("long"))};
  }
}
