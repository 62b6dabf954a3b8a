package io.candlelake.jobs.train;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What became of a task.
 *
 * @param reason why there is no model; empty if there is
 * @param rows training rows that the model learned from
 * @param given training rows that there were; more than {@code rows} where {@code train.max-rows}
 *     left some out
 * @param artifact the fitted model; no bytes if there is none
 */
record Fit(int task, Status status, String reason, long rows, long given, byte[] artifact) {
  static final StructType COLUMNS =
      new StructType()
          .add("task", IntegerType, false)
          .add("status", StringType, false)
          .add("reason", StringType, false)
          .add("training_rows", LongType, false)
          .add("given_rows", LongType, false)
          .add("artifact", BinaryType, false);

  private static final byte[] NO_BYTES = {};

  /** As in {@code gold.models}. */
  enum Status {
    FITTED,
    TOO_FEW_ROWS,
    ONE_CLASS,
    FAILED;

    String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  Fit {
    requireNonNull(status, "status is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(artifact, "artifact is null");
  }

  static Fit fitted(int task, long rows, long given, byte[] artifact) {
    return new Fit(task, Status.FITTED, "", rows, given, artifact);
  }

  static Fit failed(int task, long rows, Exception cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new Fit(task, Status.FAILED, cause.getMessage() + ": " + root, rows, rows, NO_BYTES);
  }

  /** Why rows like these make no model; empty if they do. */
  static Optional<Fit> unfit(int task, long rows, long rises, int minRows) {
    if (rows < minRows) {
      String reason = "%d training rows, %d required".formatted(rows, minRows);
      return Optional.of(new Fit(task, Status.TOO_FEW_ROWS, reason, rows, rows, NO_BYTES));
    }
    if (rises == 0 || rises == rows) {
      String reason = "all %d training rows are %s".formatted(rows, rises == 0 ? "falls" : "rises");
      return Optional.of(new Fit(task, Status.ONE_CLASS, reason, rows, rows, NO_BYTES));
    }
    return Optional.empty();
  }

  boolean isFitted() {
    return status == Status.FITTED;
  }

  Row toRow() {
    return RowFactory.create(task, status.name(), reason, rows, given, artifact);
  }

  static Fit of(Row row) {
    return new Fit(
        row.getInt(0),
        Status.valueOf(row.getString(1)),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getAs(5));
  }
}
