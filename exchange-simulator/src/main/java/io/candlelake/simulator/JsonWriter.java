package io.candlelake.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.simulator.market.Level;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writing JSON as exchanges do. */
final class JsonWriter {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonWriter() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static ArrayNode strings(String... values) {
    ArrayNode array = array();
    for (String value : values) {
      array.add(value);
    }
    return array;
  }

  /** The JSON in a text; empty if it is none. */
  static Optional<JsonNode> read(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A decimal with exactly so many places. */
  static String fixed(BigDecimal value, int places) {
    return value.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Price and amount of each level as text. */
  static ArrayNode levels(List<Level> levels, int pricePlaces, int amountPlaces) {
    ArrayNode array = array();
    for (Level level : levels) {
      array
          .addArray()
          .add(fixed(level.price(), pricePlaces))
          .add(fixed(level.amount(), amountPlaces));
    }
    return array;
  }

  /** Microseconds since 1970. */
  static long micros(Instant time) {
    return Duration.between(Instant.EPOCH, time).toNanos() / 1_000;
  }
}
