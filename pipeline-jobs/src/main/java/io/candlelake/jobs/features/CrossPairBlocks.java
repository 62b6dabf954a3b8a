package io.candlelake.jobs.features;

import io.candlelake.common.dataset.SeriesBlocks.Block;
import io.candlelake.common.indicator.Computation;
import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.indicator.math.Kernels;
import io.candlelake.common.market.Pair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;

/** The blocks of one exchange and time, beside each other. */
final class CrossPairBlocks {
  private static final int REFERENCES = ReferenceColumns.NAMES.size();

  private final FeatureSet set;
  private final List<Computation> crossSections;
  private final Map<String, String> referenceByPair = new HashMap<>();

  CrossPairBlocks(FeatureSet set) {
    this.set = set;
    this.crossSections = set.crossSections();
  }

  /**
   * Adds to each block its reference's candles, with the listing they are of, and the comparisons.
   *
   * @param blocks in the order of their pairs' names, with one number column for each cross-section
   *     beside the candles, and others behind these
   * @param wanted pairs whose blocks are returned; empty means all
   */
  Iterator<InternalRow> compare(List<Block> blocks, Set<String> wanted) {
    long[] times = times(blocks);
    int[][] places = new int[blocks.size()][];
    for (int b = 0; b < places.length; b++) {
      places[b] = places(blocks.get(b).openTime(), times);
    }
    double[][][] compared = compared(blocks, places, times.length);
    Map<String, double[][]> references = new HashMap<>();
    return IntStream.range(0, blocks.size())
        .filter(b -> wanted.isEmpty() || wanted.contains(blocks.get(b).pair().toString()))
        .mapToObj(
            b -> {
              Block block = blocks.get(b);
              double[][] reference =
                  references.computeIfAbsent(
                      referenceOf(block.pair().toString()),
                      name -> reference(name, blocks, places, times.length));
              return block.withBeside(beside(block, places[b], reference, compared[b])).toRow();
            })
        .iterator();
  }

  private static long[] times(List<Block> blocks) {
    return blocks.stream()
        .flatMapToLong(block -> Arrays.stream(block.openTime()))
        .sorted()
        .distinct()
        .toArray();
  }

  private static int[] places(long[] openTime, long[] times) {
    int[] places = new int[openTime.length];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      while (times[at] != openTime[i]) {
        at++;
      }
      places[i] = at;
    }
    return places;
  }

  /** By block the outputs of all comparisons, NaN for candles that take no part. */
  private double[][][] compared(List<Block> blocks, int[][] places, int times) {
    double[][][] compared = new double[blocks.size()][][];
    for (int b = 0; b < compared.length; b++) {
      compared[b] = new double[AcrossPairs.columns(set) - REFERENCES - 1][];
      for (int i = 0; i < compared[b].length; i++) {
        compared[b][i] = Kernels.unknown(blocks.get(b).size());
      }
    }
    int output = 0;
    for (int i = 0; i < crossSections.size(); i++) {
      compare(i, output, blocks, places, times, compared);
      output += crossSections.get(i).featureNames().size();
    }
    return compared;
  }

  /** Runs one indicator at each time over the candles that take part then. */
  private void compare(
      int index,
      int firstOutput,
      List<Block> blocks,
      int[][] places,
      int times,
      double[][][] compared) {
    CrossSectionIndicator indicator = (CrossSectionIndicator) crossSections.get(index).indicator();
    double[][] own = blocks.stream().map(b -> b.beside()[index]).toArray(double[][]::new);
    int[] next = new int[own.length];
    int[] taking = new int[own.length];
    double[] values = new double[own.length];
    for (int time = 0; time < times; time++) {
      int count = 0;
      for (int b = 0; b < own.length; b++) {
        if (next[b] < own[b].length && places[b][next[b]] == time) {
          double value = own[b][next[b]++];
          if (!Double.isNaN(value)) {
            taking[count] = b;
            values[count++] = value;
          }
        }
      }
      if (count > 0) {
        double[][] across = indicator.across(Arrays.copyOf(values, count));
        for (int output = 0; output < across.length; output++) {
          for (int k = 0; k < count; k++) {
            compared[taking[k]][firstOutput + output][next[taking[k]] - 1] = across[output][k];
          }
        }
      }
    }
  }

  /** The candles of a pair at all times, with their listing; NaN where it has none. */
  private static double[][] reference(String pair, List<Block> blocks, int[][] places, int times) {
    double[][] columns = new double[REFERENCES + 1][];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Kernels.unknown(times);
    }
    for (int b = 0; b < places.length; b++) {
      Block block = blocks.get(b);
      if (block.pair().toString().equals(pair)) {
        for (int row = 0; row < block.size(); row++) {
          for (int i = 0; i < REFERENCES; i++) {
            columns[i][places[b][row]] = block.numbers()[i][row];
          }
          columns[REFERENCES][places[b][row]] = block.listing();
        }
      }
    }
    return columns;
  }

  private double[][] beside(Block block, int[] places, double[][] reference, double[][] compared) {
    double[][] kept = block.beside();
    int others = kept.length - crossSections.size();
    double[][] columns = new double[reference.length + compared.length + others][];
    for (int i = 0; i < reference.length; i++) {
      columns[i] = new double[places.length];
      for (int row = 0; row < places.length; row++) {
        columns[i][row] = reference[i][places[row]];
      }
    }
    System.arraycopy(compared, 0, columns, reference.length, compared.length);
    System.arraycopy(
        kept, crossSections.size(), columns, reference.length + compared.length, others);
    return columns;
  }

  private String referenceOf(String pair) {
    return referenceByPair.computeIfAbsent(
        pair, name -> set.referenceOf(Pair.parse(name).orElseThrow()).toString());
  }
}
