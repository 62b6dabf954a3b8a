package io.candlelake.common.strategy;

import java.util.HashMap;
import java.util.Map;

/** A guard that blocks a pair, or all pairs, until a time. */
abstract class PausingGuard implements Protection.Guard {
  private final Map<String, Long> until = new HashMap<>();

  /** What pauses together with a pair: itself, unless all pairs pause as one. */
  String group(String pair) {
    return pair;
  }

  /** Blocks the group until a time; a later pause replaces an earlier one. */
  final void pause(String group, long untilMicros) {
    until.put(group, untilMicros);
  }

  @Override
  public final boolean blocks(String pair, long timeMicros) {
    return timeMicros < until.getOrDefault(group(pair), Long.MIN_VALUE);
  }
}
