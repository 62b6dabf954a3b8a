package io.candlelake.common.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.table.RowFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a table's log tells of the rows in its files. */
final class FileStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileStatistics() {}

  /**
   * Rows, and the span of a column; empty where a file does not tell its rows.
   *
   * @param files the statistics of each file, JSON as Delta writes it; null where it has none
   */
  static Optional<TableContents> contents(List<String> files, String timeColumn) {
    long rows = 0;
    List<Instant> firsts = new ArrayList<>();
    List<Instant> lasts = new ArrayList<>();
    for (String file : files) {
      JsonNode statistics = parsed(file);
      if (!statistics.has("numRecords")) {
        return Optional.empty();
      }
      rows += statistics.get("numRecords").asLong();
      time(statistics.path("minValues").path(timeColumn)).ifPresent(firsts::add);
      time(statistics.path("maxValues").path(timeColumn)).ifPresent(lasts::add);
    }
    return Optional.of(
        new TableContents(
            rows,
            firsts.stream().min(Comparator.naturalOrder()),
            lasts.stream().max(Comparator.naturalOrder())));
  }

  /**
   * Whether a file may have a row that the filter holds for.
   *
   * @param file its statistics; null where it has none
   * @param partition its values of the columns that are folders
   */
  static boolean mayHold(String file, Map<String, String> partition, RowFilter filter) {
    JsonNode statistics = parsed(file);
    return filter.texts().entrySet().stream()
        .allMatch(
            column ->
                partition.containsKey(column.getKey())
                    ? column.getValue().contains(partition.get(column.getKey()))
                    : mayHold(statistics, column.getKey(), column.getValue()));
  }

  /** Delta may cut the bounds of a column, but then to wider ones. */
  private static boolean mayHold(JsonNode statistics, String column, Set<String> values) {
    JsonNode least = statistics.path("minValues").path(column);
    JsonNode greatest = statistics.path("maxValues").path(column);
    return !least.isTextual()
        || !greatest.isTextual()
        || values.stream()
            .anyMatch(
                value ->
                    value.compareTo(least.textValue()) >= 0
                        && value.compareTo(greatest.textValue()) <= 0);
  }

  private static JsonNode parsed(String statistics) {
    try {
      return JSON.readTree(statistics == null ? "{}" : statistics);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: the statistics of a file: " + statistics, e);
    }
  }

  private static Optional<Instant> time(JsonNode value) {
    String text = value.asText("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        text.contains("T")
            ? Instant.parse(text)
            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
