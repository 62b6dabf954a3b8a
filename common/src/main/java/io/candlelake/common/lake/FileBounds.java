package io.candlelake.common.lake;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.table.ColumnBounds;
import io.candlelake.common.table.RowFilter.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The bounds of one file's columns, from the table's log.
 *
 * @param partitionValues texts by partition column
 * @param statistics as Delta writes them; an empty object where the file has none
 */
record FileBounds(Map<String, String> partitionValues, JsonNode statistics)
    implements ColumnBounds {
  /** Delta cuts times to milliseconds. */
  private static final Duration CUT = Duration.ofMillis(1);

  /** Delta cuts longer texts, so that bounds of that length may be no value of the column. */
  private static final int WHOLE_TEXT = 32;

  /**
   * @param statistics JSON as Delta writes it; null where the file has none
   */
  static FileBounds of(Map<String, String> partitionValues, String statistics) {
    return new FileBounds(partitionValues, FileStatistics.parsed(statistics));
  }

  @Override
  public Match ofTexts(String column, Set<String> values) {
    if (partitionValues.containsKey(column)) {
      String value = partitionValues.get(column);
      return value != null && values.contains(value) ? Match.ALL : Match.NONE;
    }
    String min = statistics.path("minValues").path(column).asText("");
    String max = statistics.path("maxValues").path(column).asText("");
    if (min.isEmpty() || max.isEmpty() || isCut(min) || isCut(max)) {
      return Match.SOME;
    }
    if (values.stream().noneMatch(value -> compare(min, value) <= 0 && compare(value, max) <= 0)) {
      return Match.NONE;
    }
    return min.equals(max) && hasNoNull(column) ? Match.ALL : Match.SOME;
  }

  @Override
  public Match ofNulls(String column) {
    JsonNode nulls = statistics.path("nullCount").path(column);
    JsonNode rows = statistics.path("numRecords");
    if (partitionValues.containsKey(column) || !nulls.isNumber() || !rows.isNumber()) {
      return Match.SOME;
    }
    if (nulls.asLong() == 0) {
      return Match.NONE;
    }
    return nulls.asLong() == rows.asLong() ? Match.ALL : Match.SOME;
  }

  @Override
  public Match ofTimesFrom(String column, Instant time) {
    String min = statistics.path("minValues").path(column).asText("");
    String max = statistics.path("maxValues").path(column).asText("");
    if (!max.isEmpty() && Instant.parse(max).plus(CUT).compareTo(time) <= 0) {
      return Match.NONE;
    }
    boolean all = !min.isEmpty() && !Instant.parse(min).isBefore(time) && hasNoNull(column);
    return all ? Match.ALL : Match.SOME;
  }

  @Override
  public Match ofTimesBefore(String column, Instant time) {
    String min = statistics.path("minValues").path(column).asText("");
    String max = statistics.path("maxValues").path(column).asText("");
    if (!min.isEmpty() && !Instant.parse(min).isBefore(time)) {
      return Match.NONE;
    }
    boolean all =
        !max.isEmpty() && Instant.parse(max).plus(CUT).compareTo(time) <= 0 && hasNoNull(column);
    return all ? Match.ALL : Match.SOME;
  }

  private boolean hasNoNull(String column) {
    JsonNode nulls = statistics.path("nullCount").path(column);
    return nulls.isNumber() && nulls.asLong() == 0;
  }

  /** By bytes, as Delta compares texts. */
  private static int compare(String a, String b) {
    return UTF8String.fromString(a).compareTo(UTF8String.fromString(b));
  }

  private static boolean isCut(String text) {
    return text.length() >= WHOLE_TEXT;
  }
}
