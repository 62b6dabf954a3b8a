package io.candlelake.common.testing;

import io.candlelake.common.Records;
import io.candlelake.common.setting.Setting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Registered things with random settings: laws hold for all of them. */
public final class RandomSettings {
  private RandomSettings() {}

  /** A value within bounds, from a quarter of the default to twice it, for every number. */
  public static <T> T of(Class<T> type, Random random) {
    RecordComponent[] components = type.getRecordComponents();
    while (true) {
      Object[] values = Arrays.stream(components).map(c -> value(c, random)).toArray();
      try {
        return Records.constructor(type).newInstance(values);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof IllegalArgumentException)) {
          throw new IllegalStateException("no settings for " + type, e);
        } // Values that do not fit together: others.
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no settings for " + type, e);
      }
    }
  }

  private static Object other(RecordComponent component) {
    String usual = component.getAnnotation(Setting.class).value();
    Class<?> type = component.getType();
    if (component.getName().endsWith("When")) {
      return component.getName().startsWith("short") ? "close < open" : "close > open";
    }
    if (type == Map.class) {
      return Map.of("0", 0.03, "6", 0.01, "20", 0.0);
    }
    if (type == List.class) {
      Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
      return List.of(((Class<?>) element).getEnumConstants());
    }
    return usual;
  }

  private static boolean isNumber(Class<?> type) {
    return type == double.class || type == int.class;
  }

  private static Object value(RecordComponent component, Random random) {
    Setting setting = component.getAnnotation(Setting.class);
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (!isNumber(type)) {
      return other(component);
    }
    double usual = Double.parseDouble(setting.value());
    double low = Math.max(setting.min(), usual / 4);
    double high = Math.min(setting.max(), usual * 2);
    double value = low + random.nextDouble() * (high - low);
    if (type == double.class) {
      return value;
    }
    if (type == int.class) {
      return (int) Math.round(value);
    }
    throw new IllegalStateException("no random value for " + component);
  }
}
