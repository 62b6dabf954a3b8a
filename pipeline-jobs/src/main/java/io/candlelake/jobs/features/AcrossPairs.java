package io.candlelake.jobs.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.dataset.SortedGroups;
import io.candlelake.common.indicator.Computation;
import io.candlelake.common.indicator.CrossSectionIndicator;
import io.candlelake.common.indicator.FeatureSet;
import io.candlelake.common.indicator.ReferenceColumns;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every candle what the other pairs of its exchange say at the same time: the reference
 * pair's candle, and the comparisons of cross-section indicators. Only these few numbers are
 * shuffled; the long vectors are made afterwards and stay where they are made.
 */
final class AcrossPairs {
  /** The reference's listing: features start anew where it changes. */
  static final String REFERENCE_LISTING = "reference_listing";

  /** The columns that a candle keeps on its way through the comparison. */
  static final StructType CANDLE = candleSchema();

  private static final int EXCHANGE = CANDLE.fieldIndex("exchange");
  private static final int INTERVAL = CANDLE.fieldIndex("interval");
  private static final int OPEN_TIME = CANDLE.fieldIndex("open_time");

  private AcrossPairs() {}

  /** The candles with {@link #names} beside them. */
  static Dataset<Row> join(Dataset<Row> candles, FeatureSet set) {
    Dataset<Row> owned =
        PerSeries.apply(candles, new OwnKernel(set.crossSections()), ownSchema(set));
    Dataset<Row> sorted =
        owned
            .repartition(col("exchange"), col("interval"), col("open_time"))
            .sortWithinPartitions("exchange", "interval", "open_time", "pair");
    return SortedGroups.apply(
            sorted, AcrossPairs::sameTime, new CrossPairKernel(set), resultSchema(set))
        .withColumn("open_time", timestamp_micros(col("open_time")))
        .withColumn("close_time", timestamp_micros(col("close_time")));
  }

  /**
   * Names of the columns that {@link #join} adds: {@link ReferenceColumns#NAMES}, {@link
   * #REFERENCE_LISTING}, and the set's comparisons, in order.
   */
  static List<String> names(FeatureSet set) {
    List<String> names = new ArrayList<>(ReferenceColumns.NAMES);
    names.add(REFERENCE_LISTING);
    names.addAll(resultNames(set));
    return List.copyOf(names);
  }

  private static List<String> resultNames(FeatureSet set) {
    return set.crossSections().stream()
        .flatMap(computation -> computation.featureNames().stream())
        .toList();
  }

  private static StructType candleSchema() {
    StructType schema =
        new StructType()
            .add("exchange", DataTypes.StringType, false)
            .add("pair", DataTypes.StringType, false)
            .add("interval", DataTypes.StringType, false)
            .add("listing", DataTypes.IntegerType, false)
            .add("open_time", DataTypes.LongType, false)
            .add("close_time", DataTypes.LongType, false)
            .add("filled", DataTypes.BooleanType, false);
    for (String name : List.of("open", "high", "low", "close", "volume")) {
      schema = schema.add(name, DataTypes.DoubleType, false);
    }
    return schema;
  }

  private static StructType ownSchema(FeatureSet set) {
    StructType schema = CANDLE;
    for (int i = 0; i < set.crossSections().size(); i++) {
      schema = schema.add("own_" + i, DataTypes.DoubleType, false);
    }
    return schema;
  }

  private static StructType resultSchema(FeatureSet set) {
    StructType schema = CANDLE;
    for (String name : names(set)) {
      schema = schema.add(name, DataTypes.DoubleType, false);
    }
    return schema;
  }

  /** What each candle brings to the comparisons; NaN where it takes no part. */
  private record OwnKernel(List<Computation> crossSections) implements SeriesKernel {
    @Override
    public Iterator<Row> apply(SeriesKey key, Bars bars) {
      List<double[]> own = new ArrayList<>();
      for (Computation computation : crossSections) {
        CrossSectionIndicator indicator = (CrossSectionIndicator) computation.indicator();
        own.add(indicator.own(bars, computation.values()));
      }
      return IntStream.range(0, bars.size())
          .mapToObj(row -> ownRow(key, bars, own, row))
          .iterator();
    }

    private static Row ownRow(SeriesKey key, Bars bars, List<double[]> own, int row) {
      Object[] candle = {
        key.exchange(),
        key.pair(),
        key.interval().code(),
        key.listing(),
        bars.openTime()[row],
        bars.closeTime()[row],
        bars.filled()[row],
        bars.open()[row],
        bars.high()[row],
        bars.low()[row],
        bars.close()[row],
        bars.volume()[row]
      };
      Object[] values = Arrays.copyOf(candle, CANDLE.size() + own.size());
      for (int i = 0; i < own.size(); i++) {
        values[CANDLE.size() + i] = bars.filled()[row] ? Double.NaN : own.get(i)[row];
      }
      return RowFactory.create(values);
    }
  }

  private static boolean sameTime(Row first, Row next) {
    return first.getLong(OPEN_TIME) == next.getLong(OPEN_TIME)
        && first.getString(EXCHANGE).equals(next.getString(EXCHANGE))
        && first.getString(INTERVAL).equals(next.getString(INTERVAL));
  }

  /** Compares the candles of one exchange and time; each Spark task has one of its own. */
  private static final class CrossPairKernel implements SortedGroups.Kernel<Row> {
    private static final long serialVersionUID = 1L;

    private final FeatureSet set;
    private transient CrossPairCandles across;

    CrossPairKernel(FeatureSet set) {
      this.set = set;
    }

    @Override
    public Iterator<Row> apply(Row first, Iterator<Row> rows) {
      if (across == null) {
        across = new CrossPairCandles(set);
      }
      List<Row> together = new ArrayList<>();
      rows.forEachRemaining(together::add);
      return across.compare(together).iterator();
    }
  }
}
