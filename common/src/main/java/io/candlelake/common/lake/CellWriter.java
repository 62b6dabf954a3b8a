package io.candlelake.common.lake;

import io.candlelake.common.market.EpochMicros;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Writes one column of rows into Parquet's column and keeps the bounds that Delta's log tells of
 * texts, times and days. Columns of single values, and of arrays of such.
 */
final class CellWriter {
  /** Longer texts get no bounds. */
  private static final int LONGEST_BOUND = 32;

  /** As Delta cuts times. */
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String name;
  private final int place;
  private final boolean nullable;
  private final boolean isArray;
  private final boolean isFloatArray;
  private final Value value;
  private ColumnWriter column;
  private FloatArrayPages floats;

  /** Definition level of an element. */
  private final int level;

  private final boolean elementNullable;
  private final boolean isText;
  private final boolean isTime;
  private final boolean isDay;
  private long nulls;
  private UTF8String minText;
  private UTF8String maxText;
  private boolean hasLongText;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;
  private UTF8String lastText;
  private Binary lastBinary;

  /** Hands a value of a row or an array to Parquet. */
  @FunctionalInterface
  private interface Value {
    void write(SpecializedGetters from, int at, int repetition, int definition);
  }

  private CellWriter(StructField field, int place) {
    this.name = field.name();
    this.place = place;
    this.nullable = field.nullable();
    this.isArray = field.dataType() instanceof ArrayType;
    DataType type = isArray ? ((ArrayType) field.dataType()).elementType() : field.dataType();
    this.elementNullable = isArray && ((ArrayType) field.dataType()).containsNull();
    this.level = (nullable ? 1 : 0) + (isArray ? 1 : 0) + (elementNullable ? 1 : 0);
    this.isFloatArray = isArray && type instanceof FloatType;
    this.value = value(type);
    this.isText = !isArray && type instanceof StringType;
    this.isTime = !isArray && type instanceof TimestampType;
    this.isDay = !isArray && type instanceof DateType;
  }

  /** Whether all columns can be written. */
  static boolean canWrite(StructType schema) {
    for (StructField field : schema.fields()) {
      DataType type =
          field.dataType() instanceof ArrayType array ? array.elementType() : field.dataType();
      if (!isWritable(type)) {
        return false;
      }
    }
    return true;
  }

  /** One for each column. */
  static CellWriter[] of(StructType schema) {
    CellWriter[] cells = new CellWriter[schema.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = new CellWriter(schema.fields()[i], i);
    }
    return cells;
  }

  private static boolean isWritable(DataType type) {
    return type instanceof StringType
        || type instanceof TimestampType
        || type instanceof LongType
        || type instanceof IntegerType
        || type instanceof DateType
        || type instanceof DoubleType
        || type instanceof FloatType
        || type instanceof BooleanType
        || type instanceof BinaryType
        || (type instanceof DecimalType decimal && decimal.precision() > Decimal.MAX_LONG_DIGITS());
  }

  private Value value(DataType type) {
    if (type instanceof StringType) {
      return (from, at, r, d) ->
          column.write(Binary.fromConstantByteArray(from.getUTF8String(at).getBytes()), r, d);
    }
    if (type instanceof TimestampType || type instanceof LongType) {
      return (from, at, r, d) -> column.write(from.getLong(at), r, d);
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return (from, at, r, d) -> column.write(from.getInt(at), r, d);
    }
    if (type instanceof DoubleType) {
      return (from, at, r, d) -> column.write(from.getDouble(at), r, d);
    }
    if (type instanceof FloatType) {
      return (from, at, r, d) -> column.write(from.getFloat(at), r, d);
    }
    if (type instanceof BooleanType) {
      return (from, at, r, d) -> column.write(from.getBoolean(at), r, d);
    }
    if (type instanceof BinaryType) {
      return (from, at, r, d) ->
          column.write(Binary.fromConstantByteArray(from.getBinary(at)), r, d);
    }
    if (type instanceof DecimalType decimal) {
      int length = Decimal.minBytesForPrecision()[decimal.precision()];
      return (from, at, r, d) ->
          column.write(
              Binary.fromConstantByteArray(widened(unscaled(from, at, decimal), length)), r, d);
    }
    throw new IllegalArgumentException(name + " is " + type.catalogString());
  }

  /** The unscaled value, big-endian, two's complement, in as many bytes as it needs. */
  private static byte[] unscaled(SpecializedGetters from, int at, DecimalType type) {
    if (from instanceof UnsafeRow row) {
      return row.getBinary(at); // It holds these very bytes.
    }
    Decimal value = from.getDecimal(at, type.precision(), type.scale());
    return value.toJavaBigDecimal().unscaledValue().toByteArray();
  }

  private static byte[] widened(byte[] unscaled, int length) {
    byte[] wide = new byte[length];
    int more = length - unscaled.length;
    if (unscaled[0] < 0) {
      Arrays.fill(wide, 0, more, (byte) -1);
    }
    System.arraycopy(unscaled, 0, wide, more, unscaled.length);
    return wide;
  }

  /** Whether the column's pages are made here, and not by Parquet's column writer. */
  boolean makesPages() {
    return isFloatArray;
  }

  /** The cells from here on belong to another row group. */
  void startGroup(ColumnWriter writer) {
    column = writer;
  }

  /** As {@link #startGroup(ColumnWriter)}, of a column that {@link #makesPages}. */
  void startGroup(ColumnDescriptor descriptor, PageWriter writer) {
    if (floats == null) {
      floats = new FloatArrayPages(descriptor, nullable, elementNullable);
    }
    floats.startGroup(writer);
  }

  /** What a column that {@link #makesPages} holds of the row group, encoded. */
  long bufferedBytes() {
    return floats.bufferedBytes();
  }

  /** Ends the row group of a column that {@link #makesPages}. */
  void flush() {
    floats.flush();
  }

  void write(InternalRow row) {
    if (row.isNullAt(place)) {
      if (!nullable) {
        throw new IllegalStateException(name + " is null, and it is required");
      }
      nulls++;
      if (isFloatArray) {
        floats.addNull();
      } else {
        column.writeNull(0, 0);
      }
    } else if (isFloatArray) {
      floats.add(row.getArray(place));
    } else if (isArray) {
      writeArray(row.getArray(place));
    } else if (isText) {
      writeText(row.getUTF8String(place));
    } else {
      noteBounds(row);
      value.write(row, place, 0, level);
    }
  }

  /** Most texts repeat the one before. */
  private void writeText(UTF8String text) {
    if (!text.equals(lastText)) {
      lastText = text.clone();
      lastBinary = Binary.fromConstantByteArray(lastText.getBytes());
      note(lastText);
    }
    column.write(lastBinary, 0, level);
  }

  private void writeArray(ArrayData array) {
    int n = array.numElements();
    if (n == 0) {
      column.writeNull(0, nullable ? 1 : 0);
    }
    for (int i = 0; i < n; i++) {
      int repetition = i == 0 ? 0 : 1;
      if (elementNullable && array.isNullAt(i)) {
        column.writeNull(repetition, level - 1);
      } else {
        value.write(array, i, repetition, level);
      }
    }
  }

  private void noteBounds(InternalRow row) {
    if (isTime) {
      note(row.getLong(place));
    } else if (isDay) {
      note(row.getInt(place));
    }
  }

  private void note(long time) {
    min = Math.min(min, time);
    max = Math.max(max, time);
  }

  private void note(UTF8String text) {
    if (text.numBytes() > LONGEST_BOUND) {
      hasLongText = true;
      return;
    }
    if (minText == null || text.compareTo(minText) < 0) {
      minText = text;
    }
    if (maxText == null || text.compareTo(maxText) > 0) {
      maxText = text;
    }
  }

  /** Adds what Delta's log tells of the column. */
  void addStatistics(
      Map<String, Object> minima, Map<String, Object> maxima, Map<String, Object> nullCounts) {
    nullCounts.put(name, nulls);
    if (isText && minText != null && !hasLongText) {
      minima.put(name, minText.toString());
      maxima.put(name, maxText.toString());
    } else if (isTime && min <= max) {
      minima.put(name, time(min));
      maxima.put(name, time(max));
    } else if (isDay && min <= max) {
      minima.put(name, LocalDate.ofEpochDay(min).toString());
      maxima.put(name, LocalDate.ofEpochDay(max).toString());
    }
  }

  private static String time(long micros) {
    return MILLIS.format(EpochMicros.toInstant(micros));
  }
}
