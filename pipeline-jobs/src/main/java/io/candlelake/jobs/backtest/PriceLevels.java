package io.candlelake.jobs.backtest;

import io.candlelake.common.setting.Registry;
import io.candlelake.common.strategy.MovingExit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The stop and the target of one position: the nearest of those that its signal sets and those that
 * move. NaN where there is none, and comparisons with it are false.
 */
final class PriceLevels {
  private static final UTF8String STOP = UTF8String.fromString("stop");
  private static final UTF8String TARGET = UTF8String.fromString("target");

  /** A level that moves. */
  private record Moving(boolean isStop, UTF8String reason, MovingExit.Level level) {}

  private final int side;
  private final double signalStop;
  private final double signalTarget;
  private final List<Moving> moving = new ArrayList<>();
  private double stop;
  private double target;
  private UTF8String stopReason = STOP;
  private UTF8String targetReason = TARGET;

  PriceLevels(PairSignals.Entry entry, double entryPrice, List<MovingExit> exits) {
    this.side = entry.side();
    this.signalStop = entryPrice * (1 - side * entry.stopReturn());
    this.signalTarget = entryPrice * (1 + side * entry.targetReturn());
    this.stop = signalStop;
    this.target = signalTarget;
    for (MovingExit exit : exits) {
      moving.add(
          new Moving(
              exit.isStop(),
              UTF8String.fromString(Registry.nameOf(exit)),
              exit.level(side, entryPrice, entry.expectedVolatility())));
    }
  }

  /** Whether nothing can ever be touched. */
  boolean isEmpty() {
    return moving.isEmpty() && Double.isNaN(stop) && Double.isNaN(target);
  }

  /** Whether any level moves. */
  boolean move() {
    return !moving.isEmpty();
  }

  /** The levels of a candle, from the best price before it and the age at its open. */
  void moveTo(double best, double age) {
    stop = signalStop;
    target = signalTarget;
    stopReason = STOP;
    targetReason = TARGET;
    for (Moving each : moving) {
      double level = each.level().at(best, age);
      if (Double.isNaN(level)) {
        continue;
      }
      if (each.isStop() && (Double.isNaN(stop) || side * level > side * stop)) {
        stop = level;
        stopReason = each.reason();
      } else if (!each.isStop() && (Double.isNaN(target) || side * level < side * target)) {
        target = level;
        targetReason = each.reason();
      }
    }
  }

  double stop() {
    return stop;
  }

  double target() {
    return target;
  }

  UTF8String stopReason() {
    return stopReason;
  }

  UTF8String targetReason() {
    return targetReason;
  }
}
