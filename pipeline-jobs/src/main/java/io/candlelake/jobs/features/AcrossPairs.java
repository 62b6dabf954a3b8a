package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.col;

import io.candlelake.common.dataset.GroupIterator;
import io.candlelake.common.dataset.InternalRows;
import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.dataset.SeriesBlocks;
import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.indicator.Computation;
import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.Pair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Gives every candle what the other pairs of its exchange say at the same time: the reference
 * pair's candle, and the comparisons of cross-section indicators. Series travel as blocks of
 * candles, not candle by candle: one shuffle brings the blocks of one time together, the next
 * brings them back to their series.
 */
final class AcrossPairs {
  private AcrossPairs() {}

  /**
   * The blocks of the pairs' candles with what lies across.
   *
   * @param candles rows of {@code silver.candles}, all pairs
   * @param beside number columns of the candles to keep beside them
   * @param pairs whose blocks are wanted; empty means all
   * @return rows of {@link SeriesBlocks#SCHEMA}; beside the candles {@link ReferenceColumns#NAMES},
   *     the reference's listing, the set's comparisons in order, then {@code beside}
   */
  static Dataset<Row> blocks(
      Dataset<Row> candles, List<String> beside, FeatureSet set, List<Pair> pairs) {
    Dataset<Row> own =
        PerSeries.apply(candles, beside, new OwnKernel(set.crossSections()), SeriesBlocks.SCHEMA);
    Dataset<Row> sorted =
        own.repartition(col("exchange"), col("interval"), col("block"))
            .sortWithinPartitions("exchange", "interval", "block", "pair", "listing");
    Set<String> wanted = pairs.stream().map(Pair::toString).collect(Collectors.toSet());
    return InternalRows.mapPartitions(
        sorted, rows -> new BlocksAcross(rows, set, wanted), SeriesBlocks.SCHEMA);
  }

  /** How many columns {@link #blocks} adds before those kept beside. */
  static int columns(FeatureSet set) {
    return ReferenceColumns.NAMES.size()
        + 1
        + set.crossSections().stream().mapToInt(c -> c.featureNames().size()).sum();
  }

  /** What each candle brings to the comparisons; NaN where it takes no part. */
  private record OwnKernel(List<Computation> crossSections) implements SeriesKernel.WithColumns {
    @Override
    public Iterator<InternalRow> apply(SeriesKey key, Bars bars, double[][] beside) {
      int comparisons = crossSections.size();
      double[][] columns = new double[comparisons + beside.length][];
      for (int i = 0; i < comparisons; i++) {
        Computation computation = crossSections.get(i);
        CrossSectionIndicator indicator = (CrossSectionIndicator) computation.indicator();
        columns[i] = indicator.own(bars, computation.values());
        for (int row = 0; row < bars.size(); row++) {
          columns[i][row] = bars.filled()[row] ? Double.NaN : columns[i][row];
        }
      }
      System.arraycopy(beside, 0, columns, comparisons, beside.length);
      return SeriesBlocks.cut(key, bars, columns);
    }
  }

  /** Compares the blocks of one exchange, interval and time. */
  private static final class BlocksAcross extends GroupIterator<InternalRow, InternalRow> {
    private final CrossPairBlocks across;
    private final Set<String> wanted;

    BlocksAcross(Iterator<InternalRow> rows, FeatureSet set, Set<String> wanted) {
      super(rows);
      this.across = new CrossPairBlocks(set);
      this.wanted = wanted;
    }

    @Override
    protected Iterator<InternalRow> nextGroup() {
      List<SeriesBlocks.Block> together = new ArrayList<>();
      SeriesBlocks.Block first = SeriesBlocks.Block.of(row());
      while (hasRow() && first.isBeside(row())) {
        together.add(SeriesBlocks.Block.of(row()));
        advance();
      }
      return across.compare(together, wanted);
    }
  }
}
