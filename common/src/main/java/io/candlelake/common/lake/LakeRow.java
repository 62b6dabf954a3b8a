package io.candlelake.common.lake;

import io.candlelake.common.market.EpochMicros;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A row that {@link TableSnapshot} gives: a place that moves from row to row, so it is looked at
 * and not kept. Cells are text, Boolean, Integer, Long, Float, Double, BigDecimal, Instant,
 * LocalDate, bytes, or a list of these.
 */
public final class LakeRow {
  private final Map<String, ColumnVector> columns;
  private int position;

  private LakeRow(Map<String, ColumnVector> columns) {
    this.columns = columns;
  }

  static void forEach(FilteredColumnarBatch batch, Consumer<LakeRow> each) {
    ColumnarBatch data = batch.getData();
    Map<String, ColumnVector> columns = new HashMap<>();
    List<String> names = data.getSchema().fieldNames();
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), data.getColumnVector(i));
    }
    Optional<ColumnVector> selection = batch.getSelectionVector();
    LakeRow row = new LakeRow(columns);
    for (int i = 0; i < data.getSize(); i++) {
      boolean deleted =
          selection.isPresent() && (selection.get().isNullAt(i) || !selection.get().getBoolean(i));
      if (!deleted) {
        row.position = i;
        each.accept(row);
      }
    }
  }

  /** A cell; empty for null. */
  public Optional<Object> find(String column) {
    return Optional.ofNullable(value(column));
  }

  /** A text that is not null. */
  public String text(String column) {
    return required(column).getString(position);
  }

  /** A time that is not null. */
  public Instant time(String column) {
    return EpochMicros.toInstant(micros(column));
  }

  /** A time that is not null, in microseconds since 1970 UTC. */
  public long micros(String column) {
    return required(column).getLong(position);
  }

  /** A yes or no that is not null. */
  public boolean flag(String column) {
    return required(column).getBoolean(position);
  }

  /** The cell, or null. */
  Object value(String column) {
    return value(column(column), position);
  }

  private ColumnVector required(String column) {
    ColumnVector vector = column(column);
    if (vector.isNullAt(position)) {
      throw new IllegalStateException("null in the column " + column);
    }
    return vector;
  }

  private ColumnVector column(String name) {
    ColumnVector vector = columns.get(name);
    if (vector == null) {
      throw new IllegalArgumentException(name + " was not read, but " + columns.keySet());
    }
    return vector;
  }

  private static Object value(ColumnVector vector, int position) {
    if (vector.isNullAt(position)) {
      return null;
    }
    DataType type = vector.getDataType();
    if (type instanceof StringType) {
      return vector.getString(position);
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(position);
    } else if (type instanceof IntegerType) {
      return vector.getInt(position);
    } else if (type instanceof LongType) {
      return vector.getLong(position);
    } else if (type instanceof FloatType) {
      return vector.getFloat(position);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(position);
    } else if (type instanceof DecimalType) {
      return vector.getDecimal(position);
    } else if (type instanceof TimestampType) {
      return EpochMicros.toInstant(vector.getLong(position));
    } else if (type instanceof DateType) {
      return LocalDate.ofEpochDay(vector.getInt(position));
    } else if (type instanceof BinaryType) {
      return vector.getBinary(position);
    } else if (type instanceof ArrayType) {
      return list(vector.getArray(position));
    }
    throw new IllegalArgumentException("no table has a column of " + type);
  }

  private static List<Object> list(ArrayValue array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < array.getSize(); i++) {
      elements.add(value(array.getElements(), i));
    }
    return Collections.unmodifiableList(elements);
  }
}
