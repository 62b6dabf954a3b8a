package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A script of faults as JSON: a list of objects with {@code fault} (a label: {@code rate-limited})
 * and, where wanted, {@code exchange}, {@code at}, {@code after}, {@code times}, {@code
 * probability} with {@code seed}, {@code from}, {@code until}, {@code retry_after} and {@code
 * length} in seconds.
 */
final class FaultFile {
  private static final Set<String> KEYS =
      Set.of(
          "fault",
          "exchange",
          "at",
          "after",
          "times",
          "probability",
          "seed",
          "from",
          "until",
          "retry_after",
          "length");

  private FaultFile() {}

  /**
   * @throws IllegalArgumentException when a key or label is not known
   */
  static List<Fault> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Fault> parse(String text) {
    JsonNode script =
        JsonWriter.read(text)
            .filter(JsonNode::isArray)
            .orElseThrow(() -> new IllegalArgumentException("the script is no JSON list"));
    List<Fault> faults = new ArrayList<>();
    script.forEach(node -> faults.add(fault(node)));
    return faults;
  }

  private static Fault fault(JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!KEYS.contains(name)) {
                throw new IllegalArgumentException("no key " + name + " in a fault");
              }
            });
    Fault fault = Fault.next(kind(node.path("fault").asText()));
    if (node.has("exchange")) {
      fault = fault.on(node.get("exchange").asText());
    }
    if (node.has("at")) {
      fault = fault.at(node.get("at").asText());
    }
    if (node.has("probability")) {
      fault = fault.randomly(node.get("probability").asDouble(), node.path("seed").asLong());
    }
    if (node.has("after")) {
      fault = fault.after(node.get("after").asLong());
    }
    if (node.has("times")) {
      fault = fault.times(node.get("times").asLong());
    }
    if (node.has("retry_after")) {
      fault = fault.retryAfter(seconds(node.get("retry_after")));
    }
    if (node.has("length")) {
      fault = fault.lasting(seconds(node.get("length")));
    }
    Instant from = node.has("from") ? Instant.parse(node.get("from").asText()) : fault.from();
    Instant until = node.has("until") ? Instant.parse(node.get("until").asText()) : fault.until();
    return fault.between(from, until);
  }

  private static Duration seconds(JsonNode node) {
    return Duration.ofMillis(new BigDecimal(node.asText()).movePointRight(3).longValue());
  }

  private static Fault.Kind kind(String label) {
    return Arrays.stream(Fault.Kind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no fault " + label + "; known: " + labels()));
  }

  static String labels() {
    return Arrays.stream(Fault.Kind.values())
        .map(Fault.Kind::label)
        .collect(Collectors.joining(", "));
  }
}
