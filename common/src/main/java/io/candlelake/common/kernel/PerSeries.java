package io.candlelake.common.kernel;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.candlelake.common.market.Interval;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The one operator that runs kernels: hands each (exchange, pair, interval) its candles, sorted, as
 * {@link Bars}. One shuffle, one pass, memory of one series at a time.
 */
public final class PerSeries {
  /** Name of the accumulator that counts the series finished, for progress displays. */
  public static final String PAIRS_DONE = "candlelake.pairs_done";

  private PerSeries() {}

  /**
   * Runs the kernel over every series of {@code candles}, rows of {@code silver.candles}.
   *
   * @param result columns of the rows that the kernel makes
   */
  public static Dataset<Row> apply(Dataset<Row> candles, SeriesKernel kernel, StructType result) {
    Dataset<Row> sorted =
        candles
            .select(
                col("exchange"),
                col("pair"),
                col("interval"),
                unix_micros(col("open_time")).as("open_time"),
                unix_micros(col("close_time")).as("close_time"),
                col("open").cast("double"),
                col("high").cast("double"),
                col("low").cast("double"),
                col("close").cast("double"),
                col("volume").cast("double"),
                col("filled"))
            .repartition(col("exchange"), col("pair"), col("interval"))
            .sortWithinPartitions("exchange", "pair", "interval", "open_time");
    MapPartitionsFunction<Row, Row> run = rows -> new SeriesIterator(rows, kernel);
    return sorted.mapPartitions(run, Encoders.row(result));
  }

  /** Cuts the sorted rows of a partition into series and chains what the kernel makes of each. */
  private static final class SeriesIterator implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final SeriesKernel kernel;
    private Row pending;
    private Iterator<Row> current = Collections.emptyIterator();

    SeriesIterator(Iterator<Row> rows, SeriesKernel kernel) {
      this.rows = rows;
      this.kernel = kernel;
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
      Buffer buffer = new Buffer();
      while (pending != null
          && pending.getString(1).equals(pair)
          && pending.getString(0).equals(exchange)
          && pending.getString(2).equals(interval)) {
        buffer.add(pending);
        pending = rows.hasNext() ? rows.next() : null;
      }
      return kernel.apply(new SeriesKey(exchange, pair, Interval.of(interval)), buffer.toBars());
    }
  }

  private static final class Buffer {
    private static final int START = 1 << 14;
    private int size;
    private long[] openTime = new long[START];
    private long[] closeTime = new long[START];
    private final double[][] values = new double[5][START];
    private boolean[] filled = new boolean[START];

    void add(Row row) {
      if (size == openTime.length) {
        resize(size * 2);
      }
      openTime[size] = row.getLong(3);
      closeTime[size] = row.getLong(4);
      for (int i = 0; i < values.length; i++) {
        values[i][size] = row.getDouble(5 + i);
      }
      filled[size] = row.getBoolean(10);
      size++;
    }

    Bars toBars() {
      resize(size);
      return new Bars(
          openTime, closeTime, values[0], values[1], values[2], values[3], values[4], filled);
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
