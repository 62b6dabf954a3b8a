package io.candlelake.common.testing;

import io.candlelake.common.Records;
import io.candlelake.common.setting.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Random;

/** Registered things with random settings: laws hold for all of them. */
public final class RandomSettings {
  private RandomSettings() {}

  /** A value within bounds, from a quarter of the default to twice it, for every number. */
  public static <T> T of(Class<T> type, Random random) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = Arrays.stream(components).map(c -> value(c, random)).toArray();
    try {
      return Records.constructor(type).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no settings for " + type, e);
    }
  }

  private static Object value(RecordComponent component, Random random) {
    Setting setting = component.getAnnotation(Setting.class);
    Class<?> type = component.getType();
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
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
