package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.config.Config;
import io.candlelake.common.dataset.SortedGroups;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** How each model did on its own test block, before calibration, as far as labels are known. */
final class TestScores {
  private static final StructType COLUMNS =
      new StructType().add("task", IntegerType, false).add("scores", StringType, false);

  private TestScores() {}

  /** JSON by task: rows, roc_auc, log_loss, accuracy; ties left out, undefined is null. */
  static Map<Integer, String> of(
      Dataset<Row> scores, Dataset<Row> labels, int tasks, Config config) {
    Dataset<Row> sorted =
        Calibration.answered(scores, labels, config)
            .repartitionById(Math.min(tasks, 64), col("task").mod(Math.min(tasks, 64)))
            .sortWithinPartitions("task", "score", "close_time", "pair")
            .select("task", "score", "rise");
    Map<Integer, String> byTask = new HashMap<>();
    for (Row row :
        SortedGroups.apply(
                sorted, (a, b) -> a.getInt(0) == b.getInt(0), TestScores::measure, COLUMNS)
            .collectAsList()) {
      byTask.put(row.getInt(0), row.getString(1));
    }
    return byTask;
  }

  /** The rows come sorted by score; equal scores share their mean rank (Mann-Whitney). */
  private static Iterator<Row> measure(Row first, Iterator<Row> rows) {
    int task = first.getInt(0);
    long n = 0;
    long rises = 0;
    long right = 0;
    double loss = 0;
    double rankSum = 0;
    double tiedScore = Double.NaN;
    long tied = 0;
    long tiedRises = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      double score = row.getDouble(1);
      boolean rise = row.getBoolean(2);
      if (score != tiedScore) {
        rankSum += tiedRises * (n - (tied - 1) / 2.0);
        tiedScore = score;
        tied = 0;
        tiedRises = 0;
      }
      n++;
      tied++;
      tiedRises += rise ? 1 : 0;
      rises += rise ? 1 : 0;
      right += (score >= 0.5) == rise ? 1 : 0;
      double margin = Platt.logit(score);
      loss += StrictMath.log1p(StrictMath.exp(rise ? -margin : margin));
    }
    rankSum += tiedRises * (n - (tied - 1) / 2.0);
    long falls = n - rises;
    Map<String, Object> scores = new TreeMap<>();
    scores.put("rows", n);
    scores.put("accuracy", right / (double) n);
    scores.put("log_loss", loss / n);
    boolean oneClass = rises == 0 || falls == 0;
    scores.put(
        "roc_auc",
        oneClass ? null : (rankSum - rises * (rises + 1) / 2.0) / ((double) rises * falls));
    return List.of(RowFactory.create(task, Fingerprint.json(scores))).iterator();
  }
}
