package io.candlelake.jobs.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The evaluation's metrics by slice, as {@code gold.evaluations} holds them. */
final class Evaluations {
  /** One row. */
  record Measured(String slice, String sliceValue, String metric, Estimate estimate) {}

  private final String reasonIfAbsent;
  private final Map<String, Map<String, Map<String, Estimate>>> bySlice = new TreeMap<>();

  /**
   * @param reasonIfAbsent why everything is unknown, where there are no rows at all
   */
  Evaluations(List<Measured> rows, String reasonIfAbsent) {
    this.reasonIfAbsent = reasonIfAbsent;
    for (Measured row : rows) {
      bySlice
          .computeIfAbsent(row.slice(), s -> new TreeMap<>())
          .computeIfAbsent(row.sliceValue(), v -> new TreeMap<>())
          .put(row.metric(), row.estimate());
    }
  }

  /** Why everything is unknown, where there are no rows. */
  String reasonIfAbsent() {
    return reasonIfAbsent;
  }

  boolean isEmpty() {
    return bySlice.isEmpty();
  }

  /** A metric over everything. */
  Estimate all(String metric) {
    return of("all", "", metric);
  }

  Estimate of(String slice, String sliceValue, String metric) {
    Estimate estimate =
        bySlice.getOrDefault(slice, Map.of()).getOrDefault(sliceValue, Map.of()).get(metric);
    if (estimate != null) {
      return estimate;
    }
    return Estimate.unknown(
        isEmpty() ? reasonIfAbsent : "the evaluation has no " + metric.replace('_', ' ') + " here");
  }

  /** The values of a slice, sorted. */
  List<String> values(String slice) {
    return List.copyOf(bySlice.getOrDefault(slice, Map.of()).keySet());
  }

  /** The metrics measured anywhere in a slice, sorted. */
  List<String> metrics(String slice) {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    bySlice.getOrDefault(slice, Map.of()).values().forEach(m -> names.addAll(m.keySet()));
    return names.stream().sorted().toList();
  }
}
