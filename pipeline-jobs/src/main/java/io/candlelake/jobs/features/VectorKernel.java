package io.candlelake.jobs.features;

import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.IntrabarColumns;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.EpochMicros;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.ArraySeq;

/**
 * From one series' candles, its reference's, its place among all pairs and what happened inside the
 * candles to feature vectors. Times are microseconds.
 */
final class VectorKernel implements SeriesKernel.WithColumns {
  static final StructType RESULT =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("interval", DataTypes.StringType, false)
          .add("open_time", DataTypes.LongType, false)
          .add("close_time", DataTypes.LongType, false)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  /** Its column among those beside the candles. */
  private static final int REFERENCE_LISTING = ReferenceColumns.NAMES.size();

  private static final int INSIDE = InsideCandles.names().size();

  private final FeatureSet set;

  VectorKernel(FeatureSet set) {
    this.set = set;
  }

  @Override
  public Iterator<Row> apply(SeriesKey key, Bars bars, double[][] beside) {
    if (!set.usesReference()) {
      return vectors(key, bars, beside);
    }
    List<Integer> starts = referenceListings(beside[REFERENCE_LISTING], bars.size());
    if (starts.size() == 1) {
      return vectors(key, bars, beside);
    }
    return IntStream.range(0, starts.size())
        .mapToObj(
            i -> {
              int from = starts.get(i);
              int to = i + 1 < starts.size() ? starts.get(i + 1) : bars.size();
              double[][] columns =
                  Arrays.stream(beside)
                      .map(column -> Arrays.copyOfRange(column, from, to))
                      .toArray(double[][]::new);
              return vectors(key, bars.head(to).tail(from), columns);
            })
        .flatMap(rows -> StreamSupport.stream(((Iterable<Row>) () -> rows).spliterator(), false))
        .iterator();
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

  private Iterator<Row> vectors(SeriesKey key, Bars bars, double[][] beside) {
    int references = set.usesOtherPairs() ? ReferenceColumns.NAMES.size() : 0;
    int across = set.usesOtherPairs() ? REFERENCE_LISTING + 1 : 0;
    int inside = set.intrabarSources().isEmpty() ? beside.length : beside.length - INSIDE;
    ReferenceColumns reference =
        references > 0
            ? ReferenceColumns.of(bars, Arrays.copyOf(beside, references))
            : ReferenceColumns.none(bars);
    IntrabarColumns intrabar =
        inside < beside.length
            ? IntrabarColumns.of(Arrays.copyOfRange(beside, inside, beside.length))
            : IntrabarColumns.none(bars.size());
    double[][] crossSections = Arrays.copyOfRange(beside, across, inside);
    float[][] features = set.compute(bars, reference, crossSections, intrabar);
    int notYet = set.usesReference() ? reference.firstRow() : 0;
    int[] mayBeUnknown = set.positionsInside();
    return IntStream.range(notYet + set.warmUpBars(), bars.size())
        .filter(row -> !bars.filled()[row])
        .filter(row -> Arrays.stream(mayBeUnknown).noneMatch(i -> Float.isNaN(features[i][row])))
        .mapToObj(row -> vectorRow(key, bars, features, row))
        .iterator();
  }

  private Row vectorRow(SeriesKey key, Bars bars, float[][] features, int row) {
    float[] vector = new float[features.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = features[i][row];
      if (!Float.isFinite(vector[i])) {
        throw new IllegalStateException(
            "%s is %s for %s on %s at %s, past its warm-up"
                .formatted(
                    set.names().get(i),
                    vector[i],
                    key.pair(),
                    key.exchange(),
                    EpochMicros.toInstant(bars.openTime()[row])));
      }
    }
    return RowFactory.create(
        key.exchange(),
        key.pair(),
        key.interval().code(),
        bars.openTime()[row],
        bars.closeTime()[row],
        ArraySeq.unsafeWrapArray(vector));
  }
}
