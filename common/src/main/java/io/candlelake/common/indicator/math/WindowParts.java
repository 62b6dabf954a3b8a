package io.candlelake.common.indicator.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Sums of the last {@code window} rows of any kind that can be joined from two parts, O(1) a row,
 * by the blocks of {@link Rolling}.
 */
final class WindowParts {
  /** The sum over some consecutive rows. */
  interface Part<P> {
    void clear();

    void copy(P other);

    /** Extends the part by one row. */
    void add(int row);

    /** Becomes the sum of two parts, the first of the earlier rows. */
    void join(P earlier, P later);
  }

  private WindowParts() {}

  /**
   * Hands out the sum of each whole window with its last row, in order. The sum is overwritten
   * afterwards.
   *
   * @param from the first row with a value
   * @param empty makes a part without rows
   */
  static <P extends Part<P>> void forEach(
      int rows, int from, int window, Supplier<P> empty, ObjIntConsumer<P> result) {
    List<P> endOfPrevious =
        new ArrayList<>(IntStream.range(0, window).mapToObj(k -> empty.get()).toList());
    P startOfCurrent = empty.get();
    P whole = empty.get();
    for (int row = from; row < rows; row++) {
      int place = (row - from) % window;
      if (place == 0) {
        if (row > from) {
          accumulateBackwards(row - window, endOfPrevious, empty.get());
        }
        startOfCurrent.clear();
      }
      startOfCurrent.add(row);
      if (place == window - 1) {
        result.accept(startOfCurrent, row);
      } else if (row - from >= window) {
        whole.join(endOfPrevious.get(place + 1), startOfCurrent);
        result.accept(whole, row);
      }
    }
  }

  private static <P extends Part<P>> void accumulateBackwards(int start, List<P> ends, P sum) {
    for (int k = ends.size() - 1; k >= 0; k--) {
      sum.add(start + k);
      ends.get(k).copy(sum);
    }
  }
}
