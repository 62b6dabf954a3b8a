package io.candlelake.exchanges.spool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that a streaming query's checkpoint says it read, as Spark's file source logs them. */
public final class SourceLog {
  private SourceLog() {}

  /** Every file named; empty where there is no log. */
  public static List<Path> segments(Path checkpoint) throws IOException {
    Path log = checkpoint.resolve("sources").resolve("0");
    if (!Files.isDirectory(log)) {
      return List.of();
    }
    List<Path> segments = new ArrayList<>();
    List<Path> entries;
    try (Stream<Path> files = Files.list(log)) {
      entries = files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
    for (Path entry : entries) {
      for (String line : Files.readAllLines(entry)) {
        path(line).ifPresent(segments::add);
      }
    }
    return segments;
  }

  /** The first line of an entry is its version, each other a file. */
  private static Optional<Path> path(String line) {
    return line.startsWith("{")
        ? SpoolLines.read(line)
            .map(file -> file.path("path"))
            .filter(JsonNode::isTextual)
            .map(path -> Path.of(URI.create(path.asText())))
        : Optional.empty();
  }
}
