package io.candlelake.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.market.Interval;
import io.candlelake.common.setting.Choice;
import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Registries;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.setting.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration told to people and to editors, from the records that define it. */
public final class ConfigDocs {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String HEADER =
      "| key | default | unit, bounds | meaning |\n|---|---|---|---|\n";

  private ConfigDocs() {}

  /** Tables of every key: default, unit, bounds and meaning. */
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    describe(Config.class, "", text);
    Registries.all().forEach(registry -> describe(registry, text));
    return text.toString();
  }

  private static void describe(Class<?> type, String path, StringBuilder text) {
    List<RecordComponent> settings =
        List.of(type.getRecordComponents()).stream()
            .filter(component -> component.isAnnotationPresent(Setting.class))
            .toList();
    if (!settings.isEmpty()) {
      text.append("\n## ").append(path).append("\n\n");
      text.append(HEADER);
      settings.forEach(component -> describe(component, text));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.isAnnotationPresent(Setting.class)) {
        String key = SettingsBinder.key(component);
        describe(component.getType(), path.isEmpty() ? key : path + "." + key, text);
      }
    }
  }

  /** What a list of registered things offers: names, and the settings of each. */
  private static void describe(Registry<?> registry, StringBuilder text) {
    text.append("\n## Every ").append(registry.kind()).append("\n\n");
    text.append("As `NAME` or, with settings, as `{NAME: {key: value}}`.\n\n");
    text.append("| name | meaning |\n|---|---|\n");
    for (Class<?> type : registry.all()) {
      Registered registered = type.getAnnotation(Registered.class);
      text.append("| `%s` | %s |\n".formatted(registered.name(), registered.meaning()));
    }
    for (Class<?> type : registry.all()) {
      if (type.getRecordComponents().length > 0) {
        text.append("\n### ").append(Registry.nameOf(type)).append("\n\n").append(HEADER);
        List.of(type.getRecordComponents()).forEach(component -> describe(component, text));
      }
    }
  }

  private static void describe(RecordComponent component, StringBuilder text) {
    Setting setting = component.getAnnotation(Setting.class);
    text.append("| `").append(SettingsBinder.key(component)).append("` | ");
    text.append(shownDefault(setting)).append(" | ");
    text.append(unitAndBounds(component, setting)).append(" | ");
    text.append(setting.meaning()).append(" |\n");
  }

  private static String shownDefault(Setting setting) {
    if (setting.value().isEmpty()) {
      return "none";
    }
    return setting.value().startsWith("resource:")
        ? "the set in [indicators.md](../docs/indicators.md)"
        : "`" + setting.value() + "`";
  }

  private static String unitAndBounds(RecordComponent component, Setting setting) {
    if (!setting.of().isEmpty()) {
      return component.getType() == List.class
          ? "list of: every " + setting.of() + ", below"
          : "every " + setting.of() + ", below";
    }
    Class<?> plain = plainType(component.getGenericType());
    if (plain.isEnum() && plain != Interval.class) {
      return "`" + String.join("`, `", Choice.words(plain)) + "`";
    }
    String low = Double.isInfinite(setting.min()) ? "" : number(setting.min()) + " ≤ ";
    String high = Double.isInfinite(setting.max()) ? "" : " ≤ " + number(setting.max());
    String bounds = low.isEmpty() && high.isEmpty() ? "" : low + "x" + high;
    String comma = bounds.isEmpty() || setting.unit().isEmpty() ? "" : ", ";
    return setting.unit() + comma + bounds;
  }

  /** The type itself, or that of the elements. */
  private static Class<?> plainType(Type type) {
    return type instanceof ParameterizedType generic
        ? plainType(generic.getActualTypeArguments()[0])
        : (Class<?>) type;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** A JSON Schema (draft 2020-12) of the YAML file, for editors. */
  public static String jsonSchema() {
    ObjectNode root = objectSchema(Config.class);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Candlelake configuration");
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode objectSchema(Class<?> type) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      String key = SettingsBinder.key(component);
      if (setting == null) {
        properties.set(key, objectSchema(component.getType()));
      } else {
        properties.set(key, settingSchema(component.getGenericType(), setting));
      }
    }
    return schema;
  }

  private static ObjectNode settingSchema(Type type, Setting setting) {
    ObjectNode schema = setting.of().isEmpty() ? typeSchema(type) : registeredSchema(type, setting);
    schema.put("description", describe(setting));
    JsonNode fallback = SettingsBinder.defaultOf(setting);
    if (!fallback.isNull()) {
      schema.set("default", fallback);
    }
    if (!Double.isInfinite(setting.min())) {
      schema.put("minimum", setting.min());
    }
    if (!Double.isInfinite(setting.max())) {
      schema.put("maximum", setting.max());
    }
    return schema;
  }

  private static ObjectNode registeredSchema(Type type, Setting setting) {
    ObjectNode one = JSON.createObjectNode();
    Registry<?> registry =
        Registries.of(setting.of())
            .orElseThrow(() -> new IllegalStateException("no registry of " + setting.of()));
    registry.names().forEach(one.withArray("anyOf").addObject().withArray("enum")::add);
    for (Class<?> registered : registry.all()) {
      ObjectNode withSettings = one.withArray("anyOf").addObject();
      withSettings.put("type", "object").put("additionalProperties", false);
      withSettings.withArray("required").add(Registry.nameOf(registered));
      withSettings
          .putObject("properties")
          .set(Registry.nameOf(registered), objectSchema(registered));
    }
    if (type instanceof ParameterizedType) {
      ObjectNode list = JSON.createObjectNode();
      list.put("type", "array").set("items", one);
      return list;
    }
    return one;
  }

  private static String describe(Setting setting) {
    return setting.unit().isEmpty()
        ? setting.meaning()
        : setting.meaning() + " (" + setting.unit() + ")";
  }

  private static ObjectNode typeSchema(Type type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return typeSchema(arguments[0]);
      }
      if (generic.getRawType() == Map.class) {
        schema.put("type", "object");
        schema.set("additionalProperties", typeSchema(arguments[1]));
        return schema;
      }
      schema.put("type", "array");
      if (arguments[0] != IndicatorDeclaration.class) {
        schema.set("items", typeSchema(arguments[0]));
      }
      return schema;
    }
    if (type == int.class || type == long.class) {
      return schema.put("type", "integer");
    }
    if (type == double.class || type == Double.class) {
      return schema.put("type", "number");
    }
    if (type == Config.QualityRule.class || type == Config.ListingCorrection.class) {
      return objectSchema((Class<?>) type);
    }
    schema.put("type", "string");
    if (type != Interval.class && ((Class<?>) type).isEnum()) {
      Choice.words((Class<?>) type).forEach(schema.withArray("enum")::add);
    }
    if (type == Interval.class) {
      List.of(Interval.values()).forEach(i -> schema.withArray("enum").add(i.code()));
    }
    if (type == Instant.class) {
      schema.put("examples", "2024-01-31");
    }
    return schema;
  }
}
