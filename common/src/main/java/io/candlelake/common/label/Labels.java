package io.candlelake.common.label;

import io.candlelake.common.setting.Registry;
import java.util.List;

/** Every label there is. A new one is one file, and one line here. */
public final class Labels {
  public static final Registry<Label> ALL =
      new Registry<>("label", List.of(ForwardReturn.class, TripleBarrier.class));

  private Labels() {}

  /**
   * The labels to compute: always the plain return to the horizon, which accuracy is measured by,
   * and the configured one where it is another.
   */
  public static List<Label> with(Label configured) {
    Label measure = measureOf(configured);
    return configured.equals(measure) ? List.of(measure) : List.of(measure, configured);
  }

  /** The plain return to the same horizon. */
  public static Label measureOf(Label configured) {
    return new ForwardReturn(configured.horizonBars());
  }
}
