package io.candlelake.exchanges.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.exchanges.ExchangeOrderBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads JSON trees; what is not there or not of its kind is an {@link IllegalArgumentException}.
 */
public final class Json {
  private static final long MILLION = 1_000_000;

  private Json() {}

  /** A number, whether it is written as one or in quotes. */
  public static BigDecimal decimal(JsonNode value) {
    if (value.isTextual()) {
      return new BigDecimal(value.textValue());
    }
    if (value.isNumber()) {
      return value.decimalValue();
    }
    throw new IllegalArgumentException("not a number: " + value);
  }

  /** A number; empty when it is absent, null, or empty text. */
  public static Optional<BigDecimal> optionalDecimal(JsonNode value) {
    boolean absent =
        value.isMissingNode()
            || value.isNull()
            || (value.isTextual() && value.textValue().isEmpty());
    return absent ? Optional.empty() : Optional.of(decimal(value));
  }

  public static long integer(JsonNode value) {
    return decimal(value).longValueExact();
  }

  public static Instant seconds(JsonNode value) {
    BigDecimal micros = decimal(value).movePointRight(6);
    return micros(micros.longValue());
  }

  public static Instant millis(JsonNode value) {
    return Instant.ofEpochMilli(integer(value));
  }

  public static Instant micros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MILLION), Math.floorMod(micros, MILLION) * 1_000);
  }

  public static String text(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("not a text: " + value);
    }
    return value.textValue();
  }

  /** One side of a book, written as arrays that begin with price and amount. */
  public static List<ExchangeOrderBook.Level> levels(JsonNode side) {
    return elements(side)
        .map(level -> new ExchangeOrderBook.Level(decimal(level.path(0)), decimal(level.path(1))))
        .toList();
  }

  /** The elements of an array. */
  public static Stream<JsonNode> elements(JsonNode array) {
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException("not an array: " + array);
    }
    return StreamSupport.stream(array.spliterator(), false);
  }
}
