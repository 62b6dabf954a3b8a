package io.candlelake.common.table;

import io.candlelake.common.table.RowFilter.Match;
import java.time.Instant;
import java.util.Set;

/** What is known of the columns of some rows without looking at them: of a file's, from the log. */
public interface ColumnBounds {
  /** For how many rows a text column is one of the values. */
  Match ofTexts(String column, Set<String> values);

  /** For how many rows a column is null. */
  Match ofNulls(String column);

  /** For how many rows a time column is that instant or later. */
  Match ofTimesFrom(String column, Instant time);

  /** For how many rows a time column is earlier than that instant. */
  Match ofTimesBefore(String column, Instant time);
}
