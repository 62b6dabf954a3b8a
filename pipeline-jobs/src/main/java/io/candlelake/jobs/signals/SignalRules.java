package io.candlelake.jobs.signals;

import java.util.List;

/** Every signal rule there is. */
final class SignalRules {
  static final List<SignalRule> ALL = List.of(new ProbabilityThreshold());

  private SignalRules() {}

  static SignalRule named(String name) {
    return ALL.stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no signal rule " + name));
  }
}
