package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Records;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns records into rows and back, by name: the component {@code sliceValue} is the column {@code
 * slice_value}. Names, types and nullability are checked when the codec is made; a nullable column
 * is an {@link java.util.Optional} component, a required one is not.
 */
public final class RowCodec<T extends Record> {
  private final Class<T> type;
  private final StructType schema;

  /** In the order of the schema. */
  private final List<Component> components;

  /** For each component of the record, in its own order, the place in the schema. */
  private final int[] places;

  private final Constructor<T> constructor;

  private record Component(RecordComponent accessor, String column, CellCodec cell) {}

  private RowCodec(Class<T> type, StructType schema) {
    this.type = requireNonNull(type, "type is null");
    this.schema = requireNonNull(schema, "schema is null");
    RecordComponent[] declared = type.getRecordComponents();
    List<String> names = Arrays.stream(declared).map(RowCodec::columnName).toList();
    refuseDifference(names);
    this.components = new ArrayList<>();
    for (StructField field : schema.fields()) {
      RecordComponent component = declared[names.indexOf(field.name())];
      CellCodec cell =
          CellCodec.of(component.getGenericType(), field.dataType(), field.nullable())
              .orElseThrow(() -> mismatch(component, field));
      components.add(new Component(component, field.name(), cell));
    }
    this.places = names.stream().mapToInt(name -> schema.fieldIndex(name)).toArray();
    this.constructor = Records.constructor(type);
  }

  /**
   * The codec of a table's rows.
   *
   * @param addedLater columns that the record leaves out, as whoever writes the rows adds them
   * @throws IllegalArgumentException if components and columns differ
   */
  public static <T extends Record> RowCodec<T> of(
      Class<T> type, Table table, String... addedLater) {
    List<String> left = List.of(addedLater);
    if (!table.columnNames().containsAll(left)) {
      throw new IllegalArgumentException(table + " has not all of the columns " + left);
    }
    StructField[] fields =
        Arrays.stream(table.schema().fields())
            .filter(field -> !left.contains(field.name()))
            .toArray(StructField[]::new);
    return new RowCodec<>(type, new StructType(fields));
  }

  /** The codec of rows that lie in no table. */
  public static <T extends Record> RowCodec<T> of(Class<T> type, StructType schema) {
    return new RowCodec<>(type, schema);
  }

  /** The columns of the rows, in the table's order. */
  public StructType schema() {
    return schema;
  }

  /** The row, its cells in the schema's order. */
  public Row row(T value) {
    Object[] cells = new Object[components.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(components.get(i), value);
    }
    return RowFactory.create(cells);
  }

  /** The record of a row of a dataset, whose other columns do not matter. */
  public T value(Row row) {
    Object[] arguments = new Object[places.length];
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(places[i]);
      Object cell = row.get(row.fieldIndex(component.column()));
      if (cell == null && !component.cell().isOptional()) {
        throw new IllegalArgumentException(
            type.getSimpleName() + "." + component.column() + " is null");
      }
      arguments[i] = component.cell().toJava(cell);
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + row, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  /** The rows as a dataset. */
  public Dataset<Row> rows(SparkSession spark, List<T> values) {
    return spark.createDataFrame(values.stream().map(this::row).toList(), schema);
  }

  private Object cell(Component component, T value) {
    Object held = Records.value(component.accessor(), value);
    String name = type.getSimpleName() + "." + component.accessor().getName();
    if (held == null) {
      throw new IllegalArgumentException(name + " is null");
    }
    Object cell = component.cell().toSpark(held);
    if (cell instanceof Double number && Double.isNaN(number)) {
      throw new IllegalArgumentException(name + " is NaN; unknown is an empty Optional");
    }
    return cell;
  }

  private void refuseDifference(List<String> names) {
    Set<String> missing = new TreeSet<>(List.of(schema.fieldNames()));
    names.forEach(missing::remove);
    Set<String> extra = new TreeSet<>(names);
    List.of(schema.fieldNames()).forEach(extra::remove);
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new IllegalArgumentException(
          type.getSimpleName() + " lacks the columns " + missing + " and has more: " + extra);
    }
  }

  private IllegalArgumentException mismatch(RecordComponent component, StructField field) {
    return new IllegalArgumentException(
        "%s.%s is %s, but the column %s is %s of %s"
            .formatted(
                type.getSimpleName(),
                component.getName(),
                component.getGenericType().getTypeName(),
                field.name(),
                field.nullable() ? "an optional column" : "a required column",
                field.dataType().simpleString()));
  }

  private static String columnName(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
