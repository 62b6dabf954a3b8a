package io.candlelake.common.dataset;

import io.candlelake.common.kernel.Bars;
import io.candlelake.common.kernel.SeriesKey;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Series cut at the same times into rows of some candles each, as arrays: what kernels hand on when
 * the candles of several pairs have to meet. A block is the candles that open within the same
 * {@link #CANDLES} intervals since 1970.
 */
public final class SeriesBlocks {
  /** Candles of a full block. */
  public static final int CANDLES = 1024;

  /**
   * Exchange, pair, interval, listing; number of the block since 1970; open times, then close
   * times; and the numbers, column after column: open, high, low, close, volume, filled as 1 or 0,
   * then the columns beside.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("interval", DataTypes.StringType, false)
          .add("listing", DataTypes.IntegerType, false)
          .add("block", DataTypes.LongType, false)
          .add("times", DataTypes.createArrayType(DataTypes.LongType, false), false)
          .add("numbers", DataTypes.createArrayType(DataTypes.DoubleType, false), false);

  private static final int FILLED = 5;
  private static final int FIRST_BESIDE = 6;

  private SeriesBlocks() {}

  /** The blocks of a series, with more columns beside its candles. */
  public static Iterator<InternalRow> cut(SeriesKey key, Bars bars, double[][] beside) {
    return new Cut(key, bars, beside);
  }

  /**
   * One block taken out of its row.
   *
   * @param numbers one array a column: open, high, low, close, volume, filled as 1 or 0, then the
   *     columns beside
   */
  public record Block(
      UTF8String exchange,
      UTF8String pair,
      UTF8String interval,
      int listing,
      long number,
      long[] openTime,
      long[] closeTime,
      double[][] numbers) {
    /** Copies it out of the row. */
    public static Block of(InternalRow row) {
      long[] times = row.getArray(5).toLongArray();
      double[] flat = row.getArray(6).toDoubleArray();
      int n = times.length / 2;
      double[][] numbers = new double[flat.length / n][];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Arrays.copyOfRange(flat, i * n, (i + 1) * n);
      }
      return new Block(
          row.getUTF8String(0).clone(),
          row.getUTF8String(1).clone(),
          row.getUTF8String(2).clone(),
          row.getInt(3),
          row.getLong(4),
          Arrays.copyOf(times, n),
          Arrays.copyOfRange(times, n, 2 * n),
          numbers);
    }

    /** Whether the row is a block of the same exchange, interval and time, of any pair. */
    public boolean isBeside(InternalRow row) {
      return row.getLong(4) == number
          && row.getUTF8String(0).equals(exchange)
          && row.getUTF8String(2).equals(interval);
    }

    /** How many candles it has. */
    public int size() {
      return openTime.length;
    }

    /** The number columns beside the candles. */
    public double[][] beside() {
      return Arrays.copyOfRange(numbers, FIRST_BESIDE, numbers.length);
    }

    /** The same candles with other columns beside them. */
    public Block withBeside(double[][] beside) {
      double[][] replaced = Arrays.copyOf(numbers, FIRST_BESIDE + beside.length);
      System.arraycopy(beside, 0, replaced, FIRST_BESIDE, beside.length);
      return new Block(exchange, pair, interval, listing, number, openTime, closeTime, replaced);
    }

    /** As a row of {@link #SCHEMA}. */
    public InternalRow toRow() {
      int n = size();
      long[] times = Arrays.copyOf(openTime, 2 * n);
      System.arraycopy(closeTime, 0, times, n, n);
      double[] flat = new double[numbers.length * n];
      for (int i = 0; i < numbers.length; i++) {
        System.arraycopy(numbers[i], 0, flat, i * n, n);
      }
      return new GenericInternalRow(
          new Object[] {
            exchange,
            pair,
            interval,
            listing,
            number,
            UnsafeArrayData.fromPrimitiveArray(times),
            UnsafeArrayData.fromPrimitiveArray(flat)
          });
    }
  }

  /** Puts a block behind those that the buffer has. */
  static void addBlock(SeriesBuffer buffer, InternalRow row) {
    long[] times = row.getArray(5).toLongArray();
    double[] numbers = row.getArray(6).toDoubleArray();
    int n = times.length / 2;
    int first = buffer.extend(n);
    for (int i = 0; i < n; i++) {
      buffer.setTimes(first + i, times[i], times[n + i], numbers[FILLED * n + i] == 1);
    }
    for (int column = 0; column < buffer.numberColumns(); column++) {
      int from = (column < FILLED ? column : column + 1) * n;
      for (int i = 0; i < n; i++) {
        buffer.setNumber(column, first + i, numbers[from + i]);
      }
    }
  }

  private static final class Cut implements Iterator<InternalRow> {
    private final SeriesKey key;
    private final Bars bars;
    private final double[][] numbers;
    private final UTF8String exchange;
    private final UTF8String pair;
    private final UTF8String interval;
    private int next;

    Cut(SeriesKey key, Bars bars, double[][] beside) {
      this.key = key;
      this.bars = bars;
      this.numbers = numbers(bars, beside);
      this.exchange = UTF8String.fromString(key.exchange());
      this.pair = UTF8String.fromString(key.pair());
      this.interval = UTF8String.fromString(key.interval().code());
    }

    private static double[][] numbers(Bars bars, double[][] beside) {
      double[] filled = new double[bars.size()];
      for (int row = 0; row < filled.length; row++) {
        filled[row] = bars.filled()[row] ? 1 : 0;
      }
      double[][] candles = {
        bars.open(), bars.high(), bars.low(), bars.close(), bars.volume(), filled
      };
      double[][] numbers = Arrays.copyOf(candles, FIRST_BESIDE + beside.length);
      System.arraycopy(beside, 0, numbers, FIRST_BESIDE, beside.length);
      return numbers;
    }

    @Override
    public boolean hasNext() {
      return next < bars.size();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long length = key.interval().micros() * CANDLES;
      long block = Math.floorDiv(bars.openTime()[next], length);
      int from = next;
      while (next < bars.size() && Math.floorDiv(bars.openTime()[next], length) == block) {
        next++;
      }
      double[][] ofBlock = new double[numbers.length][];
      for (int column = 0; column < numbers.length; column++) {
        ofBlock[column] = Arrays.copyOfRange(numbers[column], from, next);
      }
      return new Block(
              exchange,
              pair,
              interval,
              key.listing(),
              block,
              Arrays.copyOfRange(bars.openTime(), from, next),
              Arrays.copyOfRange(bars.closeTime(), from, next),
              ofBlock)
          .toRow();
    }
  }
}
