package io.candlelake.jobs.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a sweep tries: for each key of the strategy some values, as YAML.
 *
 * @param values by key, in the file's order
 */
record SweepSpace(Map<String, List<String>> values) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Reads a file of keys with lists of values.
   *
   * @throws PipelineException with everything wrong with it
   */
  static SweepSpace read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw refusal(file, "there is no such file", "Check --space");
    }
    try {
      return of(file, YAML.readTree(Files.readString(file)));
    } catch (JsonProcessingException e) {
      throw refusal(file, e.getOriginalMessage(), "Mend the YAML");
    } catch (IOException e) {
      throw refusal(file, e.getMessage(), "Check that it is a text in UTF-8 that you may read");
    }
  }

  private static SweepSpace of(Path file, JsonNode root) {
    List<String> errors = new ArrayList<>();
    Map<String, List<String>> values = new LinkedHashMap<>();
    root.fields()
        .forEachRemaining(
            entry -> {
              String key = entry.getKey();
              if (!key.startsWith("signals.") && !key.startsWith("backtest.")) {
                errors.add(key + " is no key of the strategy: of signals or backtest");
              }
              if (!entry.getValue().isArray() || entry.getValue().isEmpty()) {
                errors.add(key + ": expected a list of values, [A, B]");
              }
              Set<String> distinct = new LinkedHashSet<>();
              entry.getValue().forEach(value -> distinct.add(value.toString()));
              values.put(key, List.copyOf(distinct));
            });
    if (values.isEmpty()) {
      errors.add("it has no key");
    }
    if (!errors.isEmpty()) {
      throw refusal(
          file,
          String.join("; ", errors),
          "Write lines such as signals.exits.stop.distance: [2, 3]");
    }
    return new SweepSpace(values);
  }

  private static PipelineException refusal(Path file, String why, String remedy) {
    return PipelineException.userMistake("Cannot sweep the space of " + file, why, remedy);
  }

  /** How many combinations there are. */
  double size() {
    return values.values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
  }

  /**
   * The changes of each cell: all combinations, or some drawn at random, each once.
   *
   * @throws PipelineException for a grid of too many cells
   */
  List<Map<String, String>> cells(Config.Sweep settings, long seed) {
    if (settings.search() == Config.Sweep.Search.RANDOM && size() > settings.mostCells()) {
      return drawn(settings.mostCells(), seed);
    }
    if (size() > settings.mostCells()) {
      throw PipelineException.userMistake(
          "Cannot sweep the whole space",
          "it has %,.0f cells, and sweep.most-cells is %,d".formatted(size(), settings.mostCells()),
          "Give fewer values, raise sweep.most-cells or draw some with sweep.search: random");
    }
    List<Map<String, String>> cells = List.of(Map.of());
    for (Map.Entry<String, List<String>> key : values.entrySet()) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> cell : cells) {
        for (String value : key.getValue()) {
          Map<String, String> with = new LinkedHashMap<>(cell);
          with.put(key.getKey(), value);
          more.add(with);
        }
      }
      cells = more;
    }
    return cells;
  }

  private List<Map<String, String>> drawn(int cells, long seed) {
    Random random = new Random(seed);
    Set<Map<String, String>> drawn = new LinkedHashSet<>();
    while (drawn.size() < cells) {
      Map<String, String> cell = new LinkedHashMap<>();
      values.forEach((key, all) -> cell.put(key, all.get(random.nextInt(all.size()))));
      drawn.add(cell);
    }
    return List.copyOf(drawn);
  }

  /** As it was read, for people. */
  String yaml() {
    StringBuilder text = new StringBuilder();
    values.forEach((key, all) -> text.append(key).append(": ").append(all).append('\n'));
    return text.toString();
  }
}
