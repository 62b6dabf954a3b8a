package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A candle beside the same candle rebuilt. Prices must agree to the last digit, trade counts too
 * where both are known; volumes to {@value #VOLUME_TOLERANCE} of themselves, since some sources
 * give them as rounded doubles.
 */
final class CandleComparison {
  static final double VOLUME_TOLERANCE = 1e-9;

  private static final List<String> VALUES = List.of("open", "high", "low", "close", "volume");

  private CandleComparison() {}

  /** The rebuilt candles with their values renamed: {@code rebuilt_open} and so on. */
  static Dataset<Row> renamed(Dataset<Row> rebuilt) {
    Dataset<Row> renamed = rebuilt.withColumnRenamed("trades", "rebuilt_trades");
    for (String value : VALUES) {
      renamed = renamed.withColumnRenamed(value, "rebuilt_" + value);
    }
    return renamed;
  }

  /** Whether anything differs; a candle without a rebuilt one differs. */
  static Column differs() {
    return Stream.concat(VALUES.stream(), Stream.of("trades"))
        .map(CandleComparison::differs)
        .reduce(col("rebuilt_open").isNull(), Column::or);
  }

  /** How bad: the largest relative difference of the five values; 1 where nothing was rebuilt. */
  static Column badness() {
    Column[] relative =
        VALUES.stream()
            .map(name -> abs(number("rebuilt_" + name).divide(number(name)).minus(1)))
            .toArray(Column[]::new);
    return coalesce(greatest(relative), lit(1.0));
  }

  /** What differs: {@code high 101.5, from its parts 101.4; trades 7, from its parts 6}. */
  static Column words(String parts) {
    Column[] differences =
        Stream.concat(VALUES.stream(), Stream.of("trades"))
            .map(
                name ->
                    when(
                        differs(name),
                        format_string(
                            name + " %s, " + parts + " %s",
                            number(name).cast("string"),
                            number("rebuilt_" + name).cast("string"))))
            .toArray(Column[]::new);
    return when(col("rebuilt_open").isNull(), lit("traded, " + parts + " nothing"))
        .otherwise(concat_ws("; ", differences));
  }

  private static Column differs(String name) {
    Column difference =
        name.equals("volume")
            ? abs(number("rebuilt_volume").minus(number("volume")))
                .gt(number("volume").multiply(VOLUME_TOLERANCE))
            : not(col("rebuilt_" + name).equalTo(col(name)));
    return coalesce(difference, lit(false));
  }

  private static Column number(String name) {
    return col(name).cast("double");
  }
}
