package io.candlelake.jobs.ingest.stream;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.table.RowFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Where the rows of a batch lie in a silver table with exchange, day and time, so that a merge
 * looks into few files only.
 *
 * @param from of the earliest row
 * @param to of the latest row, inclusive
 */
record MergeBounds(List<String> exchanges, Instant from, Instant to) {
  /** The same row told twice may differ so much in its time: REST and stream round differently. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  MergeBounds {
    exchanges = List.copyOf(exchanges);
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
  }

  /** An aggregate from which {@link #of(Row)} makes the span of the rows that a condition takes. */
  static Column over(Column condition) {
    return struct(
        collect_set(when(condition, col("exchange"))),
        min(when(condition, col("time"))),
        max(when(condition, col("time"))));
  }

  /** Of the rows that an {@link #over} took; empty if there are none. */
  static Optional<MergeBounds> of(Row over) {
    return over.isNullAt(1)
        ? Optional.empty()
        : Optional.of(new MergeBounds(over.getList(0), over.getInstant(1), over.getInstant(2)));
  }

  /** The rows of the table that may be the same as one of the batch. */
  RowFilter filter() {
    Instant first = from.minus(ROUNDING);
    Instant last = to.plus(ROUNDING);
    return RowFilter.in("exchange", exchanges)
        .and(
            RowFilter.between(
                "day",
                LocalDate.ofInstant(first, ZoneOffset.UTC),
                LocalDate.ofInstant(last, ZoneOffset.UTC)))
        .and(RowFilter.between("time", first, last));
  }
}
