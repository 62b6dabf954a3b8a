package io.candlelake.jobs.evaluate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The same figures by plain loops over all rows in memory, written apart from the job. */
final class SlowEvaluation {
  private final List<Decision> decisions = new ArrayList<>();
  private long signalsWithoutLabel;

  private SlowEvaluation() {}

  /** A prediction with its label; side 0 without a signal, lateReturn and previous may be NaN. */
  record Decision(
      String pair,
      Instant time,
      Instant knownAt,
      int fold,
      double probability,
      double forwardReturn,
      int side,
      double lateReturn,
      double previousReturn) {
    LocalDate day() {
      return time.atZone(ZoneOffset.UTC).toLocalDate();
    }

    boolean right() {
      return side * forwardReturn > 0;
    }
  }

  static SlowEvaluation of(
      Dataset<Row> predictions, Dataset<Row> labels, Dataset<Row> entries, Dataset<Row> candles) {
    Map<String, Row> labelAt = byKey(labels, "close_time");
    Map<String, Row> labelEndingAt = byKey(labels, "known_at");
    Map<String, Row> entryAt = byKey(entries, "close_time");
    Map<String, Row> openingAt = byKey(candles.where("NOT filled"), "open_time");
    Map<String, Row> closingAt = byKey(candles.where("NOT filled"), "close_time");
    SlowEvaluation slow = new SlowEvaluation();
    slow.signalsWithoutLabel =
        entryAt.keySet().stream().filter(key -> !labelAt.containsKey(key)).count();
    for (Row prediction : predictions.collectAsList()) {
      String pair = prediction.getAs("pair");
      Instant time = prediction.getAs("close_time");
      Row label = labelAt.get(pair + time);
      if (label == null) {
        continue;
      }
      Instant knownAt = label.getAs("known_at");
      Row entry = entryAt.get(pair + time);
      Row late = openingAt.get(pair + time.plusSeconds(3600));
      Row end = closingAt.get(pair + knownAt);
      Row previous = labelEndingAt.get(pair + time);
      double lateReturn =
          late == null || end == null
              ? Double.NaN
              : Math.log(end.<Double>getAs("close") / late.<Double>getAs("open"));
      slow.decisions.add(
          new Decision(
              pair,
              time,
              knownAt,
              prediction.getAs("fold"),
              prediction.getAs("probability"),
              label.getAs("forward_return"),
              entry == null ? 0 : entry.<Integer>getAs("side"),
              lateReturn,
              previous == null ? Double.NaN : previous.<Double>getAs("forward_return")));
    }
    slow.decisions.sort(Comparator.comparing(Decision::pair).thenComparing(Decision::time));
    return slow;
  }

  long signalsWithoutLabel() {
    return signalsWithoutLabel;
  }

  long signals(Predicate<Decision> in) {
    return decisions.stream().filter(in).filter(d -> d.side() != 0).count();
  }

  OptionalDouble accuracy(Predicate<Decision> in) {
    return share(in.and(d -> d.side() != 0), Decision::right);
  }

  OptionalDouble coverage(Predicate<Decision> in) {
    return share(in, d -> d.side() != 0);
  }

  OptionalDouble fullCoverageAccuracy(Predicate<Decision> in) {
    return share(in, d -> (d.probability() > 0.5 ? 1 : -1) * d.forwardReturn() > 0);
  }

  OptionalDouble baseRate(Predicate<Decision> in) {
    return share(in, d -> d.forwardReturn() > 0);
  }

  OptionalDouble accuracyFrom(double threshold) {
    return share(
        d -> Math.max(d.probability(), 1 - d.probability()) >= threshold,
        d -> (d.probability() > 0.5 ? 1 : -1) * d.forwardReturn() > 0);
  }

  OptionalDouble persistenceAccuracyOfSignals() {
    return share(
        d -> d.side() != 0 && !Double.isNaN(d.previousReturn()),
        d -> d.previousReturn() * d.forwardReturn() > 0);
  }

  OptionalDouble lateEntryAccuracy() {
    return share(
        d -> d.side() != 0 && !Double.isNaN(d.lateReturn()), d -> d.side() * d.lateReturn() > 0);
  }

  OptionalDouble nonOverlappingAccuracy() {
    Map<String, Instant> busyUntil = new HashMap<>();
    List<Decision> kept = new ArrayList<>();
    for (Decision d : decisions) {
      if (d.side() != 0 && !d.time().isBefore(busyUntil.getOrDefault(d.pair(), Instant.MIN))) {
        kept.add(d);
        busyUntil.put(d.pair(), d.knownAt());
      }
    }
    return share(kept, d -> true, Decision::right);
  }

  double grossExpectancy() {
    return decisions.stream()
        .filter(d -> d.side() != 0)
        .mapToDouble(d -> d.side() * Math.expm1(d.forwardReturn()))
        .average()
        .orElseThrow();
  }

  /** Mann and Whitney by ranks of the sorted list; no two probabilities need be apart. */
  double rocAuc() {
    List<Decision> ascending =
        decisions.stream().sorted(Comparator.comparingDouble(Decision::probability)).toList();
    double rankSum = 0;
    double positives = 0;
    for (int i = 0; i < ascending.size(); i++) {
      if (ascending.get(i).forwardReturn() > 0) {
        rankSum += i + 1;
        positives++;
      }
    }
    double negatives = ascending.size() - positives;
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
  }

  double informationCoefficient() {
    Map<Instant, List<Decision>> atTimes = new TreeMap<>();
    decisions.forEach(d -> atTimes.computeIfAbsent(d.time(), t -> new ArrayList<>()).add(d));
    return atTimes.values().stream().mapToDouble(SlowEvaluation::pearson).average().orElseThrow();
  }

  private static double pearson(List<Decision> pairs) {
    double n = pairs.size();
    double x = pairs.stream().mapToDouble(Decision::probability).sum() / n;
    double y = pairs.stream().mapToDouble(Decision::forwardReturn).sum() / n;
    double xy =
        pairs.stream().mapToDouble(d -> (d.probability() - x) * (d.forwardReturn() - y)).sum();
    double xx = pairs.stream().mapToDouble(d -> Math.pow(d.probability() - x, 2)).sum();
    double yy = pairs.stream().mapToDouble(d -> Math.pow(d.forwardReturn() - y, 2)).sum();
    return xy / Math.sqrt(xx * yy);
  }

  private OptionalDouble share(Predicate<Decision> of, Predicate<Decision> holds) {
    return share(decisions, of, holds);
  }

  private static OptionalDouble share(
      List<Decision> rows, Predicate<Decision> of, Predicate<Decision> holds) {
    long all = rows.stream().filter(of).count();
    long those = rows.stream().filter(of).filter(holds).count();
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) those / all);
  }

  private static Map<String, Row> byKey(Dataset<Row> rows, String time) {
    Map<String, Row> byKey = new HashMap<>();
    for (Row row : rows.collectAsList()) {
      byKey.put(row.<String>getAs("pair") + row.<Instant>getAs(time), row);
    }
    return byKey;
  }
}
