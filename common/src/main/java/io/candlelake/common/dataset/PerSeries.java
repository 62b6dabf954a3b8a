package io.candlelake.common.dataset;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The one operator that runs kernels: hands each listing of each (exchange, pair, interval) its
 * candles, sorted, as {@link io.candlelake.common.kernel.Bars}, so that nothing crosses a break.
 * One shuffle, one pass, memory of one series at a time.
 */
public final class PerSeries {
  /**
   * Name of the accumulator that collects the pairs whose kernel has run, for progress displays.
   */
  public static final String PAIRS_DONE = "candlelake.pairs_done";

  private static final int FIRST_NUMBER = 7;

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
    columns.add(col("open_time"));
    columns.add(col("close_time"));
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
    return InternalRows.mapPartitions(
        sorted, rows -> new SeriesIterator(rows, more, PerSeries::addCandle, counted), result);
  }

  /**
   * As {@link #apply(Dataset, List, SeriesKernel.WithColumns, StructType)}, of series that were cut
   * into blocks.
   *
   * @param blocks rows of {@link SeriesBlocks#SCHEMA}, those of a series with the same columns
   * @param columnsBeside how many columns each block holds beside the candles
   */
  public static Dataset<Row> applyToBlocks(
      Dataset<Row> blocks, int columnsBeside, SeriesKernel.WithColumns kernel, StructType result) {
    Dataset<Row> sorted =
        blocks
            .repartition(col("exchange"), col("pair"), col("interval"))
            .sortWithinPartitions("exchange", "pair", "interval", "listing", "block");
    SeriesKernel.WithColumns counted = counted(kernel, blocks);
    return InternalRows.mapPartitions(
        sorted,
        rows -> new SeriesIterator(rows, columnsBeside, SeriesBlocks::addBlock, counted),
        result);
  }

  private static void addCandle(SeriesBuffer buffer, InternalRow row) {
    int place = buffer.extend(1);
    buffer.setTimes(place, row.getLong(4), row.getLong(5), row.getBoolean(6));
    for (int i = 0; i < buffer.numberColumns(); i++) {
      int column = FIRST_NUMBER + i;
      buffer.setNumber(i, place, row.isNullAt(column) ? Double.NaN : row.getDouble(column));
    }
  }

  private static SeriesKernel.WithColumns counted(
      SeriesKernel.WithColumns kernel, Dataset<Row> rows) {
    CollectionAccumulator<String> done =
        rows.sparkSession().sparkContext().collectionAccumulator(PAIRS_DONE);
    return (key, bars, columns) -> {
      done.add(key.exchange() + "/" + key.pair());
      return kernel.apply(key, bars, columns);
    };
  }
}
