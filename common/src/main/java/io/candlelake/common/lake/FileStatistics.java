package io.candlelake.common.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a table's log records about the rows in its files. */
final class FileStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileStatistics() {}

  /**
   * The number of rows and the range of a column; empty if a file has no row count.
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
   * The statistics of one file as a tree, without a node where it has none.
   *
   * @param statistics JSON as Delta writes it; null where the file has none
   */
  static JsonNode parsed(String statistics) {
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
