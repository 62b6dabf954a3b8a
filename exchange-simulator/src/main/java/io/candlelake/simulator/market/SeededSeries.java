package io.candlelake.simulator.market;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bars of a seeded pair: the path is kept at every 1,024th bar, and what lies between is made
 * again on demand. Memory grows by some 500 bytes for 1,024 bars, whatever is requested.
 */
final class SeededSeries implements BarSeries {
  private static final int STRIDE = 1_024;
  private static final int WINDOWS_KEPT = 4;

  private final SeededSettings settings;

  /** The path as it stands before bar {@code i × STRIDE}; never advanced itself. */
  private final List<SeededPath> checkpoints = new ArrayList<>();

  private final Map<Long, List<Bar>> windows =
      new LinkedHashMap<>(WINDOWS_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<Bar>> eldest) {
          return size() > WINDOWS_KEPT;
        }
      };

  SeededSeries(SeededSettings settings, SimulatedPair listing) {
    this.settings = settings;
    checkpoints.add(new SeededPath(settings, listing));
  }

  @Override
  public Instant start() {
    return settings.start();
  }

  @Override
  public Duration interval() {
    return settings.interval();
  }

  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  @Override
  public synchronized Bar bar(long index) {
    return window(index / STRIDE).get((int) (index % STRIDE));
  }

  @Override
  public synchronized long barOfTrade(long id) {
    while (last(checkpoints).nextTrade() <= id) {
      window(checkpoints.size() - 1);
    }
    List<Bar> window = window(checkpointBefore(id));
    int low = 0;
    int high = window.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      Bar bar = window.get(middle);
      if (bar.firstTrade() + bar.trades() <= id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return window.get(low).index();
  }

  /** Number of the last checkpoint whose next trade is not past {@code id}. */
  private int checkpointBefore(long id) {
    int low = 0;
    int high = checkpoints.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (checkpoints.get(middle).nextTrade() <= id) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private List<Bar> window(long number) {
    while (checkpoints.size() <= number) {
      made(checkpoints.size() - 1);
    }
    return windows.computeIfAbsent(number, this::made);
  }

  /** Makes the bars after a checkpoint, and the next checkpoint if there is none yet. */
  private List<Bar> made(long number) {
    SeededPath path = checkpoints.get((int) number).copy();
    List<Bar> bars = new ArrayList<>(STRIDE);
    for (int i = 0; i < STRIDE; i++) {
      bars.add(path.next());
    }
    if (checkpoints.size() == number + 1) {
      checkpoints.add(path);
    }
    return bars;
  }

  private static SeededPath last(List<SeededPath> paths) {
    return paths.get(paths.size() - 1);
  }
}
