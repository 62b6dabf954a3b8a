package io.candlelake.jobs.features;

import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKernel;
import io.candlelake.common.kernel.SeriesKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.ArraySeq;

/**
 * From one series' candles, its reference's and its place among all pairs to feature vectors. Times
 * are microseconds.
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

  private final FeatureSet set;

  VectorKernel(FeatureSet set) {
    this.set = set;
  }

  @Override
  public Iterator<Row> apply(SeriesKey key, Bars bars, double[][] beside) {
    ReferenceColumns reference = ReferenceColumns.none(bars);
    double[][] crossSections = {};
    if (beside.length > 0) {
      int split = ReferenceColumns.NAMES.size();
      reference = ReferenceColumns.of(bars, Arrays.copyOf(beside, split));
      crossSections = Arrays.copyOfRange(beside, split, beside.length);
    }
    float[][] features = set.compute(bars, reference, crossSections);
    int notYet = set.usesReference() ? reference.firstRow() : 0;
    return IntStream.range(notYet + set.warmUpBars(), bars.size())
        .filter(row -> !bars.filled()[row])
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
                    Instant.EPOCH.plus(bars.openTime()[row], ChronoUnit.MICROS)));
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
