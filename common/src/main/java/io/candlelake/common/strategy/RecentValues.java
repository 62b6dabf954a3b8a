package io.candlelake.common.strategy;

import java.util.ArrayDeque;
import java.util.Deque;

/** Values of the last so many microseconds. */
final class RecentValues {
  private record Value(long time, double value) {}

  private final long lookbackMicros;
  private final Deque<Value> values = new ArrayDeque<>();

  RecentValues(long lookbackMicros) {
    this.lookbackMicros = lookbackMicros;
  }

  /** Adds a value and drops those that are as old as the lookback or older. */
  void add(long time, double value) {
    values.addLast(new Value(time, value));
    while (values.peekFirst().time() <= time - lookbackMicros) {
      values.removeFirst();
    }
  }

  int count() {
    return values.size();
  }

  double sum() {
    double sum = 0;
    for (Value each : values) {
      sum += each.value();
    }
    return sum;
  }

  double max() {
    return values.stream().mapToDouble(Value::value).max().orElseThrow();
  }
}
