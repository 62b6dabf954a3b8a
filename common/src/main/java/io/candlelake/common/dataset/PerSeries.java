package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import io.candlelake.common.market.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The one operator that runs kernels: hands each listing of each (exchange, pair, interval) its
 * candles, sorted, as {@link Bars}, so that nothing crosses a break. One shuffle, one pass, memory
 * of one series at a time.
 */
public final class PerSeries {
  /**
   * Name of the accumulator that collects the pairs whose kernel has run, for progress displays.
   */
  public static final String PAIRS_DONE = "candlelake.pairs_done";

  private PerSeries() {}

  /**
   * Runs the kernel over every series of {@code candles}, rows of {@code silver.candles}.
   *
   * @param result columns of the rows that the kernel makes
   */
  public static Dataset<Row> apply(Dataset<Row> candles, SeriesKernel kernel, StructType result) {
    return apply(candles, List.of(), (key, bars, columns) -> kernel.apply(key, bars), result);
  }

  /**
   * As {@link #apply(Dataset, SeriesKernel, StructType)}, with more columns of the rows.
   *
   * @param beside names of number columns handed to the kernel with the candles
   */
  public static Dataset<Row> apply(
      Dataset<Row> candles,
      List<String> beside,
      SeriesKernel.WithColumns kernel,
      StructType result) {
    List<Column> columns = new ArrayList<>();
    columns.add(col("exchange"));
    columns.add(col("pair"));
    columns.add(col("interval"));
    columns.add(col("listing"));
    columns.add(unix_micros(col("open_time")).as("open_time"));
    columns.add(unix_micros(col("close_time")).as("close_time"));
    columns.add(col("filled"));
    for (String name : List.of("open", "high", "low", "close", "volume")) {
      columns.add(col(name).cast("double"));
    }
    for (String name : beside) {
      columns.add(col(name).cast("double"));
    }
    Dataset<Row> sorted =
        candles
            .select(columns.toArray(Column[]::new))
            .repartition(col("exchange"), col("pair"), col("interval"))
            .sortWithinPartitions("exchange", "pair", "interval", "listing", "open_time");
    int more = beside.size();
    SeriesKernel.WithColumns counted = counted(kernel, candles);
    return SortedGroups.apply(
        sorted, PerSeries::sameSeries, (first, rows) -> run(counted, more, first, rows), result);
  }

  private static SeriesKernel.WithColumns counted(
      SeriesKernel.WithColumns kernel, Dataset<Row> candles) {
    CollectionAccumulator<String> done =
        candles.sparkSession().sparkContext().collectionAccumulator(PAIRS_DONE);
    return (key, bars, columns) -> {
      done.add(key.exchange() + "/" + key.pair());
      return kernel.apply(key, bars, columns);
    };
  }

  private static boolean sameSeries(Row first, Row next) {
    return next.getString(1).equals(first.getString(1))
        && next.getString(0).equals(first.getString(0))
        && next.getString(2).equals(first.getString(2))
        && next.getInt(3) == first.getInt(3);
  }

  private static Iterator<Row> run(
      SeriesKernel.WithColumns kernel, int more, Row first, Iterator<Row> rows) {
    SeriesKey key =
        new SeriesKey(
            first.getString(0),
            first.getString(1),
            Interval.of(first.getString(2)),
            first.getInt(3));
    Buffer buffer = new Buffer(more);
    rows.forEachRemaining(buffer::add);
    buffer.trim();
    return kernel.apply(key, buffer.bars(), buffer.columns());
  }

  private static final class Buffer {
    private static final int START = 1 << 14;
    private static final int FIRST_NUMBER = 7;
    private static final int CANDLE_NUMBERS = 5;

    private int size;
    private long[] openTime = new long[START];
    private long[] closeTime = new long[START];
    private boolean[] filled = new boolean[START];
    private final double[][] values;

    Buffer(int more) {
      values = new double[CANDLE_NUMBERS + more][START];
    }

    void add(Row row) {
      if (size == openTime.length) {
        resize(size * 2);
      }
      openTime[size] = row.getLong(4);
      closeTime[size] = row.getLong(5);
      filled[size] = row.getBoolean(6);
      for (int i = 0; i < values.length; i++) {
        int place = FIRST_NUMBER + i;
        values[i][size] = row.isNullAt(place) ? Double.NaN : row.getDouble(place);
      }
      size++;
    }

    void trim() {
      resize(size);
    }

    Bars bars() {
      return new Bars(
          openTime, closeTime, values[0], values[1], values[2], values[3], values[4], filled);
    }

    double[][] columns() {
      return Arrays.copyOfRange(values, CANDLE_NUMBERS, values.length);
    }

    private void resize(int length) {
      openTime = Arrays.copyOf(openTime, length);
      closeTime = Arrays.copyOf(closeTime, length);
      for (int i = 0; i < values.length; i++) {
        values[i] = Arrays.copyOf(values[i], length);
      }
      filled = Arrays.copyOf(filled, length);
    }
  }
}
