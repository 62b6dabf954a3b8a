package io.candlelake.common.lake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * The pages of a column of arrays of floats, made of whole arrays: Parquet's own column writer
 * takes one element at a time, with two levels each, and that is most of the time of writing
 * vectors.
 *
 * <p>Data pages of version 1, values plain. Repetition levels are one bit-packed run: a cleared bit
 * where an array starts. Definition levels are runs of equal ones, mostly one a page (Apache
 * Parquet format, "Encodings": RLE / bit-packing hybrid).
 */
final class FloatArrayPages {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int PAGE_ROWS = 20_000;

  private final ColumnDescriptor column;

  /** Definition level of an element that has a value. */
  private final int present;

  /** Definition level of an array without elements. */
  private final int empty;

  private PageWriter pages;
  private ByteBuffer values = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private byte[] repetition = new byte[PAGE_BYTES / Float.BYTES / Byte.SIZE + 1];
  private final ByteArrayOutputStream definition = new ByteArrayOutputStream();
  private int run;
  private int runLevel;
  private int levels;
  private int nulls;
  private int rows;
  private float min;
  private float max;

  /**
   * @param nullable whether an array may be null
   * @param elementNullable whether an element may be null
   */
  FloatArrayPages(ColumnDescriptor column, boolean nullable, boolean elementNullable) {
    this.column = column;
    this.empty = nullable ? 1 : 0;
    this.present = empty + 1 + (elementNullable ? 1 : 0);
    reset();
  }

  /** The pages from here on belong to another row group. */
  void startGroup(PageWriter writer) {
    pages = writer;
  }

  /** Adds a row whose array is null. */
  void addNull() {
    makeRoom(0);
    addLevel(0, false);
    nulls++;
    rows++;
  }

  void add(ArrayData array) {
    int n = array.numElements();
    makeRoom(n);
    if (n == 0) {
      addLevel(empty, false);
      nulls++;
    } else if (hasNull(array, n)) {
      addSomeNull(array, n);
    } else {
      float[] elements = array.toFloatArray();
      addLevels(present, n);
      values.asFloatBuffer().put(elements);
      values.position(values.position() + n * Float.BYTES);
      for (float element : elements) {
        min = Math.min(min, element);
        max = Math.max(max, element);
      }
    }
    rows++;
  }

  /** What is held, encoded. */
  long bufferedBytes() {
    return pages.getMemSize() + values.position();
  }

  /** Writes what is held, the end of a row group. */
  void flush() {
    if (rows > 0) {
      writePage();
    }
  }

  private static boolean hasNull(ArrayData array, int n) {
    for (int i = 0; i < n; i++) {
      if (array.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }

  private void addSomeNull(ArrayData array, int n) {
    for (int i = 0; i < n; i++) {
      boolean isNull = array.isNullAt(i);
      addLevel(isNull ? present - 1 : present, i > 0);
      if (isNull) {
        nulls++;
      } else {
        float element = array.getFloat(i);
        values.putFloat(element);
        min = Math.min(min, element);
        max = Math.max(max, element);
      }
    }
  }

  /** A page ends with a row. */
  private void makeRoom(int elements) {
    int bytes = Math.multiplyExact(elements, Float.BYTES);
    if (rows == PAGE_ROWS || (rows > 0 && values.remaining() < bytes)) {
      writePage();
    }
    if (values.remaining() < bytes) {
      values = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    int needed = (levels + Math.max(elements, 1)) / Byte.SIZE + 1;
    if (needed > repetition.length) {
      repetition = Arrays.copyOf(repetition, Math.max(needed, 2 * repetition.length));
    }
  }

  /** Levels of an array's elements, all of one definition level. */
  private void addLevels(int level, int n) {
    extendRun(level, n);
    int end = levels + n;
    int from = levels + 1;
    // The first stays 0. Whole bytes at once where there are any.
    while (from < end && from % Byte.SIZE != 0) {
      setBit(from++);
    }
    int lastWhole = Math.max(from, end - end % Byte.SIZE);
    Arrays.fill(repetition, from / Byte.SIZE, lastWhole / Byte.SIZE, (byte) 0xFF);
    for (from = lastWhole; from < end; from++) {
      setBit(from);
    }
    levels = end;
  }

  private void addLevel(int level, boolean repeats) {
    extendRun(level, 1);
    if (repeats) {
      setBit(levels);
    }
    levels++;
  }

  private void setBit(int bit) {
    repetition[bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
  }

  private void extendRun(int level, int n) {
    if (level != runLevel) {
      endRun();
      runLevel = level;
    }
    run += n;
  }

  private void endRun() {
    if (run > 0) {
      try {
        BytesUtils.writeUnsignedVarInt(run << 1, definition);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      definition.write(runLevel);
      run = 0;
    }
  }

  private void writePage() {
    endRun();
    int groups = (levels + Byte.SIZE - 1) / Byte.SIZE;
    BytesInput header = BytesInput.fromUnsignedVarInt(groups << 1 | 1);
    BytesInput bits = BytesInput.from(repetition, 0, groups);
    BytesInput page =
        BytesInput.concat(
            BytesInput.fromInt(Math.toIntExact(header.size() + bits.size())),
            header,
            bits,
            BytesInput.fromInt(definition.size()),
            BytesInput.from(definition),
            BytesInput.from(values.array(), 0, values.position()));
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    statistics.incrementNumNulls(nulls);
    if (levels > nulls) {
      statistics.updateStats(min);
      statistics.updateStats(max);
    }
    try {
      pages.writePage(page, levels, rows, statistics, Encoding.RLE, Encoding.RLE, Encoding.PLAIN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }

  private void reset() {
    values.clear();
    Arrays.fill(repetition, (byte) 0);
    definition.reset();
    run = 0;
    runLevel = -1;
    levels = 0;
    nulls = 0;
    rows = 0;
    min = Float.POSITIVE_INFINITY;
    max = Float.NEGATIVE_INFINITY;
  }
}
