package io.candlelake.jobs.features;

import io.candlelake.common.PipelineException;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.market.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Which pairs cannot get features, and why.
 *
 * @param failures pairs whose reference is not there
 * @param notes pairs whose history is no longer than the warm-up
 */
record FeatureAvailability(List<String> failures, List<String> notes) {

  /**
   * Checks what is there.
   *
   * @param counts rows of exchange, pair, number of candles: all pairs of the interval
   * @param asked the run's pairs; empty means all
   * @throws PipelineException when no pair at all can get features for want of its reference, or
   *     none of the pairs asked for is there
   */
  static FeatureAvailability of(List<Row> counts, FeatureSet set, List<Pair> asked) {
    Set<String> there =
        counts.stream()
            .map(row -> row.getString(0) + " " + row.getString(1))
            .collect(Collectors.toSet());
    List<String> failures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Set<String> names = asked.stream().map(Pair::toString).collect(Collectors.toSet());
    int wanted = 0;
    for (Row row : counts) {
      String exchange = row.getString(0);
      String pair = row.getString(1);
      if (!names.isEmpty() && !names.contains(pair)) {
        continue;
      }
      wanted++;
      Pair reference = set.referenceOf(Pair.parse(pair).orElseThrow());
      if (set.usesReference() && !there.contains(exchange + " " + reference)) {
        failures.add(
            "No features for %s on %s: its reference %s has no candles there"
                .formatted(pair, exchange, reference));
      } else if (row.getLong(2) <= set.warmUpBars()) {
        notes.add(
            "No features for %s on %s: %d candles, the warm-up takes %d"
                .formatted(pair, exchange, row.getLong(2), set.warmUpBars()));
      }
    }
    if (wanted == 0) {
      throw PipelineException.userMistake(
          "Cannot compute features",
          "silver.candles has no candles of " + String.join(", ", names.stream().sorted().toList()),
          "Check --pairs, or ingest these pairs first");
    }
    if (failures.size() == wanted) {
      throw PipelineException.userMistake(
          "Cannot compute features",
          String.join("; ", failures),
          "Ingest the reference pair, set features.reference to one that is there, or drop the"
              + " indicators beside the reference from features.indicators");
    }
    return new FeatureAvailability(List.copyOf(failures), List.copyOf(notes));
  }
}
