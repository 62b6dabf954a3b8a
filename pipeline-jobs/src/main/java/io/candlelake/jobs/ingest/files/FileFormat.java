package io.candlelake.jobs.ingest.files;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a file keeps its candles, told by the ending of its name in any case. */
public enum FileFormat {
  TEXT,
  PARQUET,
  ARROW;

  private record Ending(String text, FileFormat format) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(".csv", TEXT),
          new Ending(".csv.gz", TEXT),
          new Ending(".csv.zip", TEXT),
          new Ending(".txt", TEXT),
          new Ending(".txt.gz", TEXT),
          new Ending(".tsv", TEXT),
          new Ending(".tsv.gz", TEXT),
          new Ending(".zip", TEXT),
          new Ending(".parquet", PARQUET),
          new Ending(".pq", PARQUET),
          new Ending(".feather", ARROW),
          new Ending(".arrow", ARROW));

  /** The format of a file of that name; empty when it is none of ours. */
  public static Optional<FileFormat> find(String name) {
    return ending(name).map(Ending::format);
  }

  /** The format of a file of that name; archives of other endings are text. */
  static FileFormat of(String name) {
    return find(name).orElse(TEXT);
  }

  /** The name without the ending that tells the format. */
  public static String stem(String name) {
    return ending(name)
        .map(end -> name.substring(0, name.length() - end.text().length()))
        .orElse(name);
  }

  /** All endings, for messages. */
  public static String endings() {
    return ENDINGS.stream().map(Ending::text).collect(Collectors.joining(", "));
  }

  private static Optional<Ending> ending(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream()
        .filter(end -> lower.endsWith(end.text()))
        .max(Comparator.comparingInt(end -> end.text().length()));
  }
}
