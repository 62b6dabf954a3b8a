package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A declared Delta table.
 *
 * @param row what one row is, in words
 * @param writer the one stage that writes it
 * @param key columns that name a row; empty where rows have no identity
 * @param partitionBy folders of the table, few values each
 */
public record Table(
    Layer layer,
    String name,
    String row,
    String writer,
    List<Column> columns,
    List<String> key,
    List<String> partitionBy) {

  public Table {
    requireNonNull(layer, "layer is null");
    requireNonNull(name, "name is null");
    requireNonNull(row, "row is null");
    requireNonNull(writer, "writer is null");
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    partitionBy = List.copyOf(partitionBy);
    Set<String> known = new HashSet<>();
    for (Column column : columns) {
      if (!known.add(column.name())) {
        throw new IllegalArgumentException(name + " declares " + column.name() + " twice");
      }
    }
    if (!known.containsAll(key) || !known.containsAll(partitionBy)) {
      throw new IllegalArgumentException(name + " has a key or partition that is no column");
    }
  }

  /** {@code silver.candles}: how people and reports call it. */
  public String qualifiedName() {
    return layer.folder() + "." + name;
  }

  /** Where the table lies under the lake's root. */
  public String path() {
    return layer.folder() + "/" + name;
  }

  /** The Spark schema in declared order. */
  public StructType schema() {
    StructField[] fields =
        columns.stream()
            .map(
                c ->
                    DataTypes.createStructField(c.name(), c.type(), c.nullable(), Metadata.empty()))
            .toArray(StructField[]::new);
    return DataTypes.createStructType(fields);
  }

  /** The Spark schema in declared order, without these columns. */
  public StructType schemaWithout(String... omitted) {
    List<String> names = List.of(omitted);
    return new StructType(
        Arrays.stream(schema().fields())
            .filter(field -> !names.contains(field.name()))
            .toArray(StructField[]::new));
  }

  /** Column names in declared order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  @Override
  public String toString() {
    return qualifiedName();
  }
}
