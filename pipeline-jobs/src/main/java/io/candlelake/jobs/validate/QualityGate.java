package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether the data is good enough to go on. The limits hold for all pairs together; a pair below on
 * its own is told in a note.
 */
final class QualityGate {
  private static final int WORST_NAMED = 3;

  /** Below this a pair's rejected candles are too many, however few they are. */
  private static final double LEAST_TOLERATED_VALIDITY = 0.9;

  private final Config.Validate settings;
  private final List<Rates> pairs;

  private QualityGate(Config.Validate settings, List<Rates> pairs) {
    this.settings = settings;
    this.pairs = pairs;
  }

  /**
   * @param completeness the rows that count
   */
  static QualityGate of(Dataset<Row> completeness, Config.Validate settings) {
    List<Rates> pairs =
        QualityRates.byPair(completeness)
            .orderBy("exchange", "pair")
            .select(col("pair"), col("expected"), col("received"), col("valid"))
            .collectAsList()
            .stream()
            .map(row -> new Rates(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
            .toList();
    return new QualityGate(settings, pairs);
  }

  /** Why the data is refused; empty when it is good enough. */
  Optional<PipelineException> refusal() {
    Rates all = all();
    boolean invalid =
        all.validity() < settings.minValidity() && pairs.stream().anyMatch(this::isPastTolerance);
    boolean incomplete = all.completeness() < settings.minCompleteness();
    if (!invalid && !incomplete) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    if (invalid) {
      reasons.add(
          "validity %s is below validate.min-validity %s (worst: %s)"
              .formatted(
                  percent(all.validity()),
                  percent(settings.minValidity()),
                  worst(Comparator.comparingDouble(Rates::validity), Rates::validity)));
    }
    if (incomplete) {
      reasons.add(
          "completeness %s is below validate.min-completeness %s (worst: %s)"
              .formatted(
                  percent(all.completeness()),
                  percent(settings.minCompleteness()),
                  worst(Comparator.comparingDouble(Rates::completeness), Rates::completeness)));
    }
    return Optional.of(
        PipelineException.dataRefused(
            "Cannot go on with this data",
            String.join("; ", reasons),
            "Look into silver.rejected_candles and silver.completeness; then mend the source, leave"
                + " pairs out by --pairs, lower the limit or set validate.on-refusal: continue"));
  }

  /** The two rates in all, and every pair that is below a limit on its own. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Validity %s of %d received, completeness %s of %d expected"
            .formatted(
                percent(all().validity()),
                all().received(),
                percent(all().completeness()),
                all().expected()));
    for (Rates pair : pairs) {
      if ((pair.validity() < settings.minValidity() && isPastTolerance(pair))
          || pair.completeness() < settings.minCompleteness()) {
        notes.add(
            "%s alone is below a limit: validity %s, completeness %s"
                .formatted(pair.pair(), percent(pair.validity()), percent(pair.completeness())));
      }
    }
    return notes;
  }

  /** Few candles are no share: of a pair of 400 days one true extreme would be too many. */
  private boolean isPastTolerance(Rates pair) {
    return pair.received() - pair.valid() > settings.toleratedRejections()
        || pair.validity() < LEAST_TOLERATED_VALIDITY;
  }

  private Rates all() {
    return new Rates(
        "all",
        pairs.stream().mapToLong(Rates::expected).sum(),
        pairs.stream().mapToLong(Rates::received).sum(),
        pairs.stream().mapToLong(Rates::valid).sum());
  }

  private String worst(Comparator<Rates> order, ToDoubleFunction<Rates> rate) {
    return String.join(
        ", ",
        pairs.stream()
            .sorted(order)
            .limit(WORST_NAMED)
            .map(pair -> pair.pair() + " " + percent(rate.applyAsDouble(pair)))
            .toList());
  }

  /** Rounded down, so that what is below a limit never reads as equal to it. */
  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.3f%%", Math.floor(rate * 100_000) / 1_000);
  }

  /**
   * The counts of a pair.
   *
   * @param expected slots of the grid
   */
  private record Rates(String pair, long expected, long received, long valid) {
    double validity() {
      return received == 0 ? 0 : (double) valid / received;
    }

    double completeness() {
      return expected == 0 ? 0 : (double) valid / expected;
    }
  }
}
