package io.candlelake.jobs.train;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.config.Config;
import io.candlelake.common.market.TimeRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which folds a run fits: those whose test block meets the run's range, and those that lack stored
 * predictions. The others' stored predictions calibrate in the place of new ones: a fold is
 * computed the same way whenever it is, so they are the same numbers, and a day's run costs one fit
 * instead of one for every fold since the beginning.
 *
 * @param storedScores predictions in the table of folds that are not due
 */
record DueFolds(List<Fold> due, Dataset<Row> storedScores) {
  DueFolds {
    due = List.copyOf(due);
    requireNonNull(storedScores, "storedScores is null");
  }

  /**
   * The folds due in the configured range.
   *
   * @param stored rows of {@code gold.predictions} of the configured trial
   */
  static DueFolds of(Dataset<Row> features, Dataset<Row> stored, Config config) {
    List<Fold> folds = WalkForward.schedule(features, config);
    List<Fold> beside = folds.stream().filter(fold -> !meets(fold, config.run().range())).toList();
    Map<Integer, Long> wanted = counts(features, foldOf(beside));
    Map<Integer, Long> predicted = counts(stored, col("fold"));
    List<Fold> done =
        beside.stream()
            .filter(fold -> wanted.containsKey(fold.index()))
            .filter(fold -> wanted.get(fold.index()).equals(predicted.get(fold.index())))
            .toList();
    Object[] doneIndexes = done.stream().map(Fold::index).toArray();
    List<Fold> due = folds.stream().filter(fold -> !done.contains(fold)).toList();
    return new DueFolds(due, stored.where(col("fold").isin(doneIndexes)));
  }

  /**
   * Whether the run's range may have a candle of the fold's test block. The range is of open times,
   * the block of close times, and the range's last candle closes at its end.
   */
  private static boolean meets(Fold fold, TimeRange range) {
    return !fold.testTo().isBefore(range.from()) && !fold.testFrom().isAfter(range.to());
  }

  /** The fold in whose test block a row lies; null outside of them all. */
  private static Column foldOf(List<Fold> folds) {
    Column fold = lit(null).cast("int");
    for (Fold one : folds) {
      Column within =
          col("close_time").geq(lit(one.testFrom())).and(col("close_time").lt(lit(one.testTo())));
      fold = when(within, one.index()).otherwise(fold);
    }
    return fold;
  }

  private static Map<Integer, Long> counts(Dataset<Row> rows, Column fold) {
    Map<Integer, Long> counts = new HashMap<>();
    rows.groupBy(fold.as("fold"))
        .agg(count(lit(1)))
        .where(col("fold").isNotNull())
        .collectAsList()
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    return counts;
  }
}
