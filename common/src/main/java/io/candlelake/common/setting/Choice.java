package io.candlelake.common.setting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the constants of an enum are written in configuration and tables: {@code per-pair}. */
public final class Choice {
  private Choice() {}

  /** The constant's name in lower case with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All words of the enum, in its order. */
  public static List<String> words(Class<?> type) {
    return constants(type).stream().map(Choice::word).toList();
  }

  /** The constant of that word. */
  public static Optional<Enum<?>> named(Class<?> type, String word) {
    return constants(type).stream()
        .filter(constant -> word(constant).equals(word))
        .<Enum<?>>map(constant -> constant)
        .findFirst();
  }

  private static List<? extends Enum<?>> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(constant -> (Enum<?>) constant).toList();
  }
}
