package io.candlelake.common.indicator;

import static io.candlelake.common.indicator.Kernels.logRatio;
import static io.candlelake.common.indicator.Kernels.rows;
import static io.candlelake.common.indicator.Parameter.bars;

import io.candlelake.common.kernel.Bars;
import java.util.Optional;

/**
 * Whether more is traded than usual: ln(mean volume over short ÷ over long bars); 0 where either is
 * 0. First value at row long − 1.
 */
final class VolumeRatio implements PriceIndicator {
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
    return new double[][] {logVolumeRatio(bars, values)};
  }

  /** The one output as a column. */
  static double[] logVolumeRatio(Bars bars, ParameterValues values) {
    int longest = values.bars("long");
    double[] recent = Rolling.mean(bars.volume(), 0, values.bars("short"));
    double[] usual = Rolling.mean(bars.volume(), 0, longest);
    return rows(bars.size(), longest - 1, i -> logRatio(recent[i], usual[i]));
  }
}
