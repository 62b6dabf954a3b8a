package io.candlelake.exchanges.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.exchanges.ExchangeCandle;
import io.candlelake.exchanges.ExchangeOrderBook.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Fields of an exchange's JSON, read strictly: what is missing or of another kind is an {@link
 * IllegalArgumentException} that names the field.
 */
public final class JsonFields {
  private static final int MOST_DIGITS = 60;

  private JsonFields() {}

  /** The field, which must be there. */
  public static JsonNode field(JsonNode node, String name) {
    JsonNode field = node.path(name);
    if (field.isMissingNode() || field.isNull()) {
      throw new IllegalArgumentException("no field " + name);
    }
    return field;
  }

  /** The item of an array, which must be there. */
  public static JsonNode item(JsonNode array, int index) {
    JsonNode item = array.path(index);
    if (item.isMissingNode() || item.isNull()) {
      throw new IllegalArgumentException("no item " + index);
    }
    return item;
  }

  public static String text(JsonNode node, String name) {
    return text(name, field(node, name));
  }

  public static String text(JsonNode array, int index) {
    return text("item " + index, item(array, index));
  }

  private static String text(String name, JsonNode field) {
    if (!field.isValueNode() || field.asText().isEmpty()) {
      throw new IllegalArgumentException(name + " is not a text: " + field);
    }
    return field.asText();
  }

  public static long whole(JsonNode node, String name) {
    return whole(name, field(node, name));
  }

  public static long whole(JsonNode array, int index) {
    return whole("item " + index, item(array, index));
  }

  private static long whole(String name, JsonNode field) {
    if (field.isIntegralNumber() && field.canConvertToLong()) {
      return field.longValue();
    }
    if (field.isTextual() && field.textValue().matches("-?\\d{1,18}")) {
      return Long.parseLong(field.textValue());
    }
    throw new IllegalArgumentException(name + " is not a whole number: " + field);
  }

  public static boolean flag(JsonNode node, String name) {
    JsonNode field = field(node, name);
    if (!field.isBoolean()) {
      throw new IllegalArgumentException(name + " is not true or false: " + field);
    }
    return field.booleanValue();
  }

  /** Exactly as written, as a number or as a text. */
  public static BigDecimal decimal(JsonNode node, String name) {
    return decimal(name, field(node, name));
  }

  /** Exactly as written, as a number or as a text. */
  public static BigDecimal decimal(JsonNode array, int index) {
    return decimal("item " + index, item(array, index));
  }

  /** A field that may be absent, null or an empty text. */
  public static Optional<BigDecimal> optionalDecimal(JsonNode node, String name) {
    return optionalDecimal(name, node.path(name));
  }

  /** An item that may be absent, null or an empty text. */
  public static Optional<BigDecimal> optionalDecimal(JsonNode array, int index) {
    return optionalDecimal("item " + index, array.path(index));
  }

  private static Optional<BigDecimal> optionalDecimal(String name, JsonNode field) {
    boolean absent =
        field.isMissingNode()
            || field.isNull()
            || (field.isTextual() && field.textValue().isEmpty());
    return absent ? Optional.empty() : Optional.of(decimal(name, field));
  }

  private static BigDecimal decimal(String name, JsonNode field) {
    Optional<BigDecimal> number =
        field.isNumber() ? Optional.of(field.decimalValue()) : inText(field);
    return number
        .filter(n -> n.precision() <= MOST_DIGITS && Math.abs(n.scale()) <= MOST_DIGITS)
        .orElseThrow(() -> new IllegalArgumentException(name + " is not a decimal: " + field));
  }

  private static Optional<BigDecimal> inText(JsonNode field) {
    try {
      return field.isTextual() ? Optional.of(new BigDecimal(field.textValue())) : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  /** Milliseconds since 1970. */
  public static Instant millis(JsonNode node, String name) {
    return Instant.ofEpochMilli(whole(node, name));
  }

  /** Milliseconds since 1970. */
  public static Instant millis(JsonNode array, int index) {
    return Instant.ofEpochMilli(whole("item " + index, item(array, index)));
  }

  /** Microseconds since 1970. */
  public static Instant micros(JsonNode node, String name) {
    return EpochMicros.toInstant(whole(node, name));
  }

  /** Seconds since 1970 with decimals, cut to the microsecond. */
  public static Instant seconds(JsonNode node, String name) {
    return seconds(decimal(node, name));
  }

  /** Seconds since 1970 with decimals, cut to the microsecond. */
  public static Instant seconds(JsonNode array, int index) {
    return seconds(decimal(array, index));
  }

  private static Instant seconds(BigDecimal seconds) {
    return EpochMicros.toInstant(seconds.movePointRight(6).longValue());
  }

  /** ISO-8601 with Z, cut to the microsecond. */
  public static Instant iso(JsonNode node, String name) {
    try {
      return Instant.parse(text(node, name)).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(name + " is not a time: " + node.path(name), e);
    }
  }

  /** An array of {@code [price, amount, ...]}. */
  public static List<Level> levels(JsonNode node, String name) {
    return elements(name, field(node, name))
        .map(pair -> new Level(decimal(pair, 0), decimal(pair, 1)))
        .toList();
  }

  /** The elements of an array. */
  public static Stream<JsonNode> elements(JsonNode node, String name) {
    return elements(name, field(node, name));
  }

  /** The elements of an array. */
  public static Stream<JsonNode> elements(JsonNode array) {
    return elements("the reply", array);
  }

  private static Stream<JsonNode> elements(String name, JsonNode array) {
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException(name + " is not an array: " + array);
    }
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** A candle written as {@code [milliseconds, open, high, low, close, volume]}. */
  public static ExchangeCandle candle(JsonNode row) {
    return new ExchangeCandle(
        millis(row, 0),
        decimal(row, 1),
        decimal(row, 2),
        decimal(row, 3),
        decimal(row, 4),
        decimal(row, 5),
        OptionalLong.empty());
  }
}
