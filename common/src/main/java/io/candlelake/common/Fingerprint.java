package io.candlelake.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** A short, stable name for a configuration: the head of the SHA-256 of its canonical JSON. */
public final class Fingerprint {
  private static final int HEX_DIGITS = 12;

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new com.fasterxml.jackson.datatype.jdk8.Jdk8Module())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private Fingerprint() {}

  /** Twelve hex digits that change when any of the values does. */
  public static String of(Object... values) {
    return Sha256.hex(json(values)).substring(0, HEX_DIGITS);
  }

  /** The values as JSON with sorted keys. */
  public static String json(Object value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not expressible as JSON: " + value, e);
    }
  }
}
