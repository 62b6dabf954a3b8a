package io.candlelake.jobs.validate;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The check that most rejected candles failed, with one of them, in words. */
final class MostFailed {
  private MostFailed() {}

  /** Empty when nothing was rejected. */
  static Optional<String> of(Dataset<Row> rejected) {
    List<Row> most =
        rejected
            .select(explode(col("reasons")).as("check"))
            .groupBy("check")
            .count()
            .orderBy(desc("count"), col("check"))
            .limit(1)
            .collectAsList();
    if (most.isEmpty()) {
      return Optional.empty();
    }
    String check = most.get(0).getString(0);
    Row example =
        rejected
            .where(array_contains(col("reasons"), lit(check)))
            .orderBy("symbol", "open_time", "source_line")
            .limit(1)
            .collectAsList()
            .get(0);
    return Optional.of(
        "most rows, %d, failed %s (%s), for example %s"
            .formatted(most.get(0).getLong(1), check, meaning(check), words(example)));
  }

  private static String meaning(String check) {
    return CandleChecks.ALL.stream()
        .filter(known -> known.name().equals(check))
        .findFirst()
        .map(CandleCheck::meaning)
        .orElseThrow(() -> new IllegalStateException("no check " + check));
  }

  /** {@code line 3 of BTCUSDT.csv: 2024-01-01T00:01:00Z, open 42001, high …}. */
  private static String words(Row row) {
    StringBuilder words = new StringBuilder();
    Long line = row.getAs("source_line");
    words
        .append(line == null ? "" : "line " + line + " of ")
        .append(row.<String>getAs("source_ref"));
    Instant openTime = row.getAs("open_time");
    words.append(": ").append(openTime == null ? "no time" : openTime.toString());
    for (String column : List.of("open", "high", "low", "close", "volume")) {
      BigDecimal value = row.getAs(column);
      if (value != null) {
        words.append(", ").append(column).append(' ').append(plain(value));
      }
    }
    String detail = row.getAs("detail");
    return words.append(detail == null ? "" : ", " + detail).toString();
  }

  private static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
