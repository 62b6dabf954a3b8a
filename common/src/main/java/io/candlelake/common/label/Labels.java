package io.candlelake.common.label;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.config.Config;
import java.util.List;
import java.util.function.Function;

/** Every label there is. A new one is one file, and one line here. */
public final class Labels {
  public static final List<Kind> ALL =
      List.of(
          new Kind("forward-return", ForwardReturn::of),
          new Kind("triple-barrier", TripleBarrier::of));

  private Labels() {}

  /** A kind of label by the name that {@code labels.kind} gives it. */
  public record Kind(String name, Function<Config.Labels, Label> from) {
    public Kind {
      requireNonNull(name, "name is null");
      requireNonNull(from, "from is null");
    }
  }

  /**
   * The labels to compute: always the plain return to the horizon, which accuracy is measured by,
   * and the configured one where it is another.
   */
  public static List<Label> configured(Config.Labels labels) {
    Label measure = ForwardReturn.of(labels);
    Label configured =
        ALL.stream()
            .filter(kind -> kind.name().equals(labels.kind()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no label " + labels.kind()))
            .from()
            .apply(labels);
    return configured.equals(measure) ? List.of(measure) : List.of(measure, configured);
  }
}
