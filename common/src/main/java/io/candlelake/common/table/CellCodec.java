package io.candlelake.common.table;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How one component of a record becomes a cell and back.
 *
 * @param isOptional whether an empty value is null in the row
 */
record CellCodec(boolean isOptional, UnaryOperator<Object> encode, UnaryOperator<Object> decode) {
  private static final Map<DataType, Set<Type>> JAVA_TYPES =
      Map.of(
          DataTypes.StringType, Set.of(String.class),
          DataTypes.LongType, Set.of(long.class, Long.class),
          DataTypes.IntegerType, Set.of(int.class, Integer.class),
          DataTypes.DoubleType, Set.of(double.class, Double.class),
          DataTypes.FloatType, Set.of(float.class, Float.class),
          DataTypes.BooleanType, Set.of(boolean.class, Boolean.class),
          DataTypes.TimestampType, Set.of(Instant.class),
          DataTypes.DateType, Set.of(LocalDate.class),
          DataTypes.BinaryType, Set.of(byte[].class));

  /** The codec of a Java type for a column; empty if the two do not fit. */
  static Optional<CellCodec> of(Type java, DataType column, boolean nullable) {
    if (!nullable) {
      return plain(java, column);
    }
    if (java == OptionalDouble.class && column.equals(DataTypes.DoubleType)) {
      return Optional.of(
          new CellCodec(
              true,
              value -> ((OptionalDouble) value).stream().boxed().findFirst().orElse(null),
              cell -> cell == null ? OptionalDouble.empty() : OptionalDouble.of((double) cell)));
    }
    if (java == OptionalLong.class && column.equals(DataTypes.LongType)) {
      return Optional.of(
          new CellCodec(
              true,
              value -> ((OptionalLong) value).stream().boxed().findFirst().orElse(null),
              cell -> cell == null ? OptionalLong.empty() : OptionalLong.of((long) cell)));
    }
    if (java instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      return plain(generic.getActualTypeArguments()[0], column).map(CellCodec::optional);
    }
    return Optional.empty();
  }

  Object toSpark(Object value) {
    return encode.apply(value);
  }

  Object toJava(Object cell) {
    return decode.apply(cell);
  }

  private static CellCodec optional(CellCodec of) {
    return new CellCodec(
        true,
        value -> ((Optional<?>) value).map(of::toSpark).orElse(null),
        cell -> Optional.ofNullable(cell).map(of::toJava));
  }

  private static Optional<CellCodec> plain(Type java, DataType column) {
    if (column instanceof ArrayType array) {
      return list(java, array);
    }
    boolean fits =
        column instanceof DecimalType
            ? java == BigDecimal.class
            : JAVA_TYPES.getOrDefault(column, Set.of()).contains(java);
    return fits
        ? Optional.of(new CellCodec(false, UnaryOperator.identity(), UnaryOperator.identity()))
        : Optional.empty();
  }

  /** A list of single values; elements are never null. */
  private static Optional<CellCodec> list(Type java, ArrayType array) {
    boolean fits =
        java instanceof ParameterizedType generic
            && generic.getRawType() == List.class
            && !(array.elementType() instanceof ArrayType)
            && plain(generic.getActualTypeArguments()[0], array.elementType()).isPresent();
    return fits
        ? Optional.of(
            new CellCodec(
                false,
                value -> CollectionConverters.asScala(List.copyOf((List<?>) value)).toSeq(),
                cell -> List.copyOf(CollectionConverters.asJava((Seq<?>) cell))))
        : Optional.empty();
  }
}
