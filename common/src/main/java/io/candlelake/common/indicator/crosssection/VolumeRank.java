package io.candlelake.common.indicator.crosssection;

import static io.candlelake.common.indicator.Parameter.bars;
import static io.candlelake.common.indicator.math.Kernels.logVolumeRatio;

import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.Description;
import io.candlelake.common.indicator.ParameterValues;
import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Rank among all pairs of how much more than usual is traded (volume_ratio), as return_rank. First
 * value at row long − 1.
 */
public final class VolumeRank implements CrossSectionIndicator {
  @Override
  public Description about() {
    return Description.of(
        "volume_rank",
        "(rank(volume_ratio(short, long)) - 0.5) / pairs - 0.5",
        "cross-section rank",
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
  public double[] own(Bars bars, ParameterValues values) {
    return logVolumeRatio(bars, values.bars("short"), values.bars("long"));
  }

  @Override
  public double[][] across(double[] own) {
    return new double[][] {CrossSection.centredRanks(own)};
  }
}
