package io.candlelake.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Delta table's log, read without Spark or Delta.
 *
 * @param folder the table's
 */
record DeltaFolder(Path folder) {
  private static final Pattern ADDED = Pattern.compile("^\\{\"add\":\\{\"path\":\"([^\"]+)\".*");
  private static final Pattern REMOVED =
      Pattern.compile("^\\{\"remove\":\\{\"path\":\"([^\"]+)\".*");

  /** How many commits there are. */
  int commits() {
    return log().size();
  }

  /** Rows of the newest version. */
  long rows() {
    return live(line -> number("numRecords", line)).mapToLong(Long::longValue).sum();
  }

  /** The least value of a text column of digits, all of one length. */
  long least(String column) {
    return live(line -> number("minValues.*?" + column, line)).min(Long::compare).orElseThrow();
  }

  /** The greatest. */
  long greatest(String column) {
    return live(line -> number("maxValues.*?" + column, line)).max(Long::compare).orElseThrow();
  }

  private static long number(String name, String line) {
    Matcher value = Pattern.compile(name + "\\\\\":(?:\\\\\")?(\\d+)").matcher(line);
    if (!value.find()) {
      throw new IllegalStateException("no " + name + " in " + line);
    }
    return Long.parseLong(value.group(1));
  }

  private Stream<Long> live(Function<String, Long> statistic) {
    TreeMap<String, Long> live = new TreeMap<>();
    for (Path commit : log()) {
      for (String line : lines(commit)) {
        Matcher removed = REMOVED.matcher(line);
        Matcher added = ADDED.matcher(line);
        if (removed.matches()) {
          live.remove(removed.group(1));
        } else if (added.matches()) {
          live.put(added.group(1), statistic.apply(line));
        }
      }
    }
    return live.values().stream();
  }

  private List<Path> log() {
    try (Stream<Path> files = Files.list(folder.resolve("_delta_log"))) {
      return files.filter(file -> file.toString().matches(".*/\\d{20}\\.json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path commit) {
    try {
      return Files.readAllLines(commit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
