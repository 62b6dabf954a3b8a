package io.candlelake.jobs.features;

import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.IntrabarColumns;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * From one series' candles, its reference's, its place among all pairs and what happened inside the
 * candles to feature vectors of the candles that open in a range.
 *
 * @param set the features
 * @param range of open times; no other vectors are made
 */
record VectorKernel(FeatureSet set, TimeRange range) implements SeriesKernel.WithColumns {
  static final StructType RESULT = Tables.FEATURES.schemaWithout("feature_set", "run_id", "year");

  /** Its column among those beside the candles. */
  private static final int REFERENCE_LISTING = ReferenceColumns.NAMES.size();

  private static final int INSIDE = InsideCandles.names().size();

  @Override
  public Iterator<InternalRow> apply(SeriesKey key, Bars bars, double[][] beside) {
    if (!set.usesReference()) {
      return new Vectors(key, bars, beside);
    }
    List<Integer> starts = referenceListings(beside[REFERENCE_LISTING], bars.size());
    if (starts.size() == 1) {
      return new Vectors(key, bars, beside);
    }
    return new Parts(key, bars, beside, starts);
  }

  /** The rows at which another listing of the reference begins, and row 0. */
  private static List<Integer> referenceListings(double[] listing, int rows) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    double last = Double.NaN;
    for (int row = 0; row < rows; row++) {
      if (!Double.isNaN(listing[row])) {
        if (listing[row] != last && !Double.isNaN(last)) {
          starts.add(row);
        }
        last = listing[row];
      }
    }
    return starts;
  }

  /** The vectors of a series cut where another listing of the reference begins, part by part. */
  private final class Parts implements Iterator<InternalRow> {
    private final SeriesKey key;
    private final Bars bars;
    private final double[][] beside;
    private final List<Integer> starts;
    private Iterator<InternalRow> current = Collections.emptyIterator();
    private int nextPart;

    Parts(SeriesKey key, Bars bars, double[][] beside, List<Integer> starts) {
      this.key = key;
      this.bars = bars;
      this.beside = beside;
      this.starts = starts;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && nextPart < starts.size()) {
        int from = starts.get(nextPart++);
        int to = nextPart < starts.size() ? starts.get(nextPart) : bars.size();
        double[][] columns =
            Arrays.stream(beside)
                .map(column -> Arrays.copyOfRange(column, from, to))
                .toArray(double[][]::new);
        current = new Vectors(key, bars.head(to).tail(from), columns);
      }
      return current.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }
  }

  /** One row object, overwritten for each vector. */
  private final class Vectors implements Iterator<InternalRow> {
    private final SeriesKey key;
    private final Bars bars;
    private final float[][] features;
    private final int[] mayBeUnknown = set.positionsInside();
    private final long from = EpochMicros.of(range.from());
    private final long to = EpochMicros.of(range.to());
    private final float[] vector;
    private final GenericInternalRow row;
    private int next;

    Vectors(SeriesKey key, Bars bars, double[][] beside) {
      this.key = key;
      this.bars = bars;
      ReferenceColumns reference =
          set.usesOtherPairs()
              ? ReferenceColumns.of(bars, Arrays.copyOf(beside, ReferenceColumns.NAMES.size()))
              : ReferenceColumns.none(bars);
      int across = set.usesOtherPairs() ? REFERENCE_LISTING + 1 : 0;
      int inside = set.intrabarSources().isEmpty() ? beside.length : beside.length - INSIDE;
      IntrabarColumns intrabar =
          inside < beside.length
              ? IntrabarColumns.of(Arrays.copyOfRange(beside, inside, beside.length))
              : IntrabarColumns.none(bars.size());
      double[][] crossSections = Arrays.copyOfRange(beside, across, inside);
      this.features = set.compute(bars, reference, crossSections, intrabar);
      this.vector = new float[features.length];
      this.row =
          new GenericInternalRow(
              new Object[] {
                UTF8String.fromString(key.exchange()),
                UTF8String.fromString(key.pair()),
                UTF8String.fromString(key.interval().code()),
                null,
                null,
                null
              });
      this.next = (set.usesReference() ? reference.firstRow() : 0) + set.warmUpBars();
    }

    @Override
    public boolean hasNext() {
      while (next < bars.size() && !isWanted(next)) {
        next++;
      }
      return next < bars.size();
    }

    private boolean isWanted(int candle) {
      if (bars.filled()[candle]
          || bars.openTime()[candle] < from
          || bars.openTime()[candle] >= to) {
        return false;
      }
      for (int i : mayBeUnknown) {
        if (Float.isNaN(features[i][candle])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] = features[i][next];
        if (!Float.isFinite(vector[i])) {
          throw notFinite(i);
        }
      }
      row.update(3, bars.openTime()[next]);
      row.update(4, bars.closeTime()[next]);
      row.update(5, UnsafeArrayData.fromPrimitiveArray(vector));
      next++;
      return row;
    }

    private IllegalStateException notFinite(int feature) {
      return new IllegalStateException(
          "%s is %s for %s on %s at %s, past its warm-up"
              .formatted(
                  set.names().get(feature),
                  vector[feature],
                  key.pair(),
                  key.exchange(),
                  EpochMicros.toInstant(bars.openTime()[next])));
    }
  }
}
