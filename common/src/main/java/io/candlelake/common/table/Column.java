package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a declared table.
 *
 * @param nullable whether unknown is allowed; unknown is null, never NaN
 * @param unit for numbers the unit, for times the convention, else empty
 */
public record Column(String name, DataType type, boolean nullable, String unit, String meaning) {
  public Column {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(meaning, "meaning is null");
  }
}
