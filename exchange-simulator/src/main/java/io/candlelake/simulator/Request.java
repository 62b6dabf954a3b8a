package io.candlelake.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A REST request.
 *
 * @param path without query: {@code /api/v3/klines}
 */
record Request(String path, Map<String, List<String>> query) {
  /** A parameter that is not a number where one is wanted. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String name, String value) {
      super("Illegal characters found in parameter '" + name + "': " + value);
    }
  }

  Optional<String> text(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isEmpty());
  }

  OptionalLong number(String name) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value.get()));
    } catch (NumberFormatException e) {
      throw new Malformed(name, value.get());
    }
  }
}
