package io.candlelake.common.kernel;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.market.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The one operator that runs kernels: hands each (exchange, pair, interval) its candles, sorted, as
 * {@link Bars}. One shuffle, one pass, memory of one series at a time.
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
            .sortWithinPartitions("exchange", "pair", "interval", "open_time");
    int more = beside.size();
    SeriesKernel.WithColumns counted = counted(kernel, candles);
    MapPartitionsFunction<Row, Row> run = rows -> new SeriesIterator(rows, counted, more);
    return sorted.mapPartitions(run, Encoders.row(result));
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

  /** Cuts the sorted rows of a partition into series and chains what the kernel makes of each. */
  private static final class SeriesIterator implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final SeriesKernel.WithColumns kernel;
    private final int more;
    private Row pending;
    private Iterator<Row> current = Collections.emptyIterator();

    SeriesIterator(Iterator<Row> rows, SeriesKernel.WithColumns kernel, int more) {
      this.rows = rows;
      this.kernel = kernel;
      this.more = more;
      this.pending = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && pending != null) {
        current = nextSeries();
      }
      return current.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return current.next();
    }

    private Iterator<Row> nextSeries() {
      String exchange = pending.getString(0);
      String pair = pending.getString(1);
      String interval = pending.getString(2);
      Buffer buffer = new Buffer(more);
      while (pending != null
          && pending.getString(1).equals(pair)
          && pending.getString(0).equals(exchange)
          && pending.getString(2).equals(interval)) {
        buffer.add(pending);
        pending = rows.hasNext() ? rows.next() : null;
      }
      SeriesKey key = new SeriesKey(exchange, pair, Interval.of(interval));
      buffer.trim();
      return kernel.apply(key, buffer.bars(), buffer.columns());
    }
  }

  private static final class Buffer {
    private static final int START = 1 << 14;
    private static final int FIRST_NUMBER = 6;
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
      openTime[size] = row.getLong(3);
      closeTime[size] = row.getLong(4);
      filled[size] = row.getBoolean(5);
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
