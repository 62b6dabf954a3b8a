package io.candlelake.common.job;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Resources;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * SQL files of one stage, run one after another. A file {@code trades.sql} makes one result, which
 * later files read as {@code FROM IDENTIFIER(:trades)}; values come as named parameters. The
 * temporary views behind the names are unique and dropped on close; results stay usable.
 */
public final class SqlSteps implements AutoCloseable {
  private final SparkSession spark;
  private final UnaryOperator<String> files;
  private final Map<String, Object> values;
  private final Map<String, String> views = new LinkedHashMap<>();

  /**
   * @param files from the name of a step to its SQL text, such as {@link #filesBeside}
   * @param values parameters that any of the files may name
   */
  public SqlSteps(SparkSession spark, UnaryOperator<String> files, Map<String, Object> values) {
    this.spark = requireNonNull(spark, "spark is null");
    this.files = requireNonNull(files, "files is null");
    this.values = Map.copyOf(values);
  }

  /** The files {@code name.sql} in the resource folder of that class's package. */
  public static UnaryOperator<String> filesBeside(Class<?> stage) {
    return name -> Resources.text(stage, name + ".sql");
  }

  /** Gives rows a name that files can read them by. */
  public Dataset<Row> input(String name, Dataset<Row> rows) {
    String view = name + "_" + UUID.randomUUID().toString().replace("-", "");
    rows.createOrReplaceTempView(view);
    if (views.put(name, view) != null) {
      throw new IllegalArgumentException("two results named " + name);
    }
    return rows;
  }

  /** The result of the file {@code name.sql}, to be read by later files under its name. */
  public Dataset<Row> step(String name) {
    return input(name, result(name));
  }

  /** The result of the file {@code name.sql}, which no later file reads. */
  public Dataset<Row> result(String name) {
    Map<String, Object> parameters = new HashMap<>(values);
    parameters.putAll(views);
    return spark.sql(files.apply(name), parameters);
  }

  @Override
  public void close() {
    views.values().forEach(view -> spark.catalog().dropTempView(view));
  }
}
