package io.candlelake.common.setting;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything of one kind that the configuration can name. Allowed names, shapes of the JSON Schema,
 * tables of the documentation and parameters of the tests all come from the list.
 *
 * @param kind what each of them is: {@code label}
 * @param all records that carry {@link Registered} and implement {@code T}
 * @param <T> what each of them does
 */
public record Registry<T>(String kind, List<Class<? extends T>> all) {
  public Registry {
    all = List.copyOf(all);
    Map<String, Class<?>> byName = new LinkedHashMap<>();
    for (Class<?> type : all) {
      if (!type.isRecord() || !type.isAnnotationPresent(Registered.class)) {
        throw new IllegalArgumentException(type + " is no record with @Registered");
      }
      for (RecordComponent component : type.getRecordComponents()) {
        if (!component.isAnnotationPresent(Setting.class)) {
          throw new IllegalArgumentException(type + ": " + component + " has no @Setting");
        }
      }
      Class<?> other = byName.put(nameOf(type), type);
      if (other != null) {
        throw new IllegalArgumentException(type + " has the name of " + other);
      }
    }
  }

  /** All names, in the list's order. */
  public List<String> names() {
    return all.stream().map(Registry::nameOf).toList();
  }

  /** The record of that name. */
  public Optional<Class<? extends T>> named(String name) {
    for (Class<? extends T> type : all) {
      if (nameOf(type).equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The name of a registered thing in configuration and tables. */
  public static String nameOf(Object thing) {
    return thing instanceof Unregistered unregistered
        ? unregistered.name()
        : nameOf(thing.getClass());
  }

  /** As {@link #nameOf(Object)}, of its class. */
  public static String nameOf(Class<?> type) {
    return type.getAnnotation(Registered.class).name();
  }

  /** Whether the value is a registered thing. */
  public static boolean isRegistered(Object value) {
    return value instanceof Unregistered || value.getClass().isAnnotationPresent(Registered.class);
  }
}
