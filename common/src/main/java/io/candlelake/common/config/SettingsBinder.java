package io.candlelake.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.candlelake.common.Records;
import io.candlelake.common.Resources;
import io.candlelake.common.Spelling;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.setting.Choice;
import io.candlelake.common.setting.Registries;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.setting.Setting;
import io.candlelake.common.setting.Unregistered;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Makes records of {@link Setting}s from a YAML tree and gathers everything wrong with it. */
final class SettingsBinder {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** What people call the keys of their account at an exchange. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)key|secret|token|pass|account|credential|signature");

  private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

  private final List<String> errors;

  /**
   * @param errors takes every mistake found
   */
  SettingsBinder(List<String> errors) {
    this.errors = errors;
  }

  /** The key of a record component: {@code minValidity} is written {@code min-validity}. */
  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  /** The default of a setting as a YAML tree. */
  static JsonNode defaultOf(Setting setting) {
    String yaml = setting.value();
    try {
      if (yaml.startsWith("resource:")) {
        return YAML.readTree(
            Resources.text(ConfigReader.class, yaml.substring("resource:".length())));
      }
      return yaml.isEmpty() ? YAML.nullNode() : YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("default is not YAML: " + yaml, e);
    }
  }

  Object bindRecord(Class<?> type, JsonNode node, String path) {
    RecordComponent[] components = type.getRecordComponents();
    if (!node.isObject()) {
      errors.add(path + ": expected keys, got '" + node.asText() + "'");
      return null;
    }
    List<String> known = Arrays.stream(components).map(SettingsBinder::key).toList();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                errors.add(unknownKey(path, name, known));
              }
            });
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      String childPath = path.isEmpty() ? key(component) : path + "." + key(component);
      JsonNode child = node.get(key(component));
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        JsonNode section = child == null || child.isNull() ? YAML.createObjectNode() : child;
        arguments[i] = bindRecord(component.getType(), section, childPath);
      } else {
        JsonNode value = child == null || child.isNull() ? defaultOf(setting) : child;
        arguments[i] = bindValue(component.getGenericType(), value, childPath, setting);
      }
    }
    if (Arrays.asList(arguments).contains(null)) {
      return null;
    }
    return construct(type, arguments, path);
  }

  private static String unknownKey(String path, String name, List<String> known) {
    String full = path.isEmpty() ? name : path + "." + name;
    if (path.equals("exchange") && CREDENTIAL.matcher(name).find()) {
      return "unknown key "
          + full
          + ", exchange data are public: no key or account is used, leave it out";
    }
    String hint =
        Spelling.nearest(name, known)
            .map(near -> "did you mean " + (path.isEmpty() ? near : path + "." + near) + "?")
            .orElse("known here: " + String.join(", ", known));
    return "unknown key " + full + ", " + hint;
  }

  /** A record refuses values that do not fit together by an {@link IllegalArgumentException}. */
  private Object construct(Class<?> type, Object[] arguments, String path) {
    try {
      return Records.constructor(type).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        errors.add(path + ": " + refused.getMessage());
        return null;
      }
      throw new IllegalStateException(type + " refused checked values", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not a readable record: " + type, e);
    }
  }

  /** The default of the list of registered things at a path of keys, if one is there. */
  static Optional<JsonNode> usualListAt(List<String> path) {
    Class<?> type = Config.class;
    for (int i = 0; i < path.size(); i++) {
      String key = path.get(i);
      Optional<RecordComponent> component =
          Arrays.stream(type.getRecordComponents()).filter(c -> key(c).equals(key)).findFirst();
      if (component.isEmpty()) {
        return Optional.empty();
      }
      Setting setting = component.get().getAnnotation(Setting.class);
      if (setting != null) {
        boolean list = i == path.size() - 1 && component.get().getType() == List.class;
        return list && !setting.of().isEmpty() ? Optional.of(defaultOf(setting)) : Optional.empty();
      }
      type = component.get().getType();
    }
    return Optional.empty();
  }

  private Object bindValue(Type type, JsonNode node, String path, Setting setting) {
    if (type instanceof ParameterizedType generic) {
      return bindGeneric(generic, node, path, setting);
    }
    if (type == int.class || type == long.class) {
      return whole(node, path, setting, type);
    }
    if (type == double.class || type == Double.class) {
      return number(node, path, setting);
    }
    if (type == Config.QualityRule.class || type == Config.ListingCorrection.class) {
      return bindRecord((Class<?>) type, node, path);
    }
    if (!setting.of().isEmpty()) {
      return bindRegistered(node, path, setting.of());
    }
    if (!node.isValueNode()) {
      return wrong(path, "one value", node);
    }
    String text = node.asText();
    if (type == String.class) {
      return text;
    }
    if (type == Interval.class) {
      return orError(
          Interval.parse(text), path + ": no interval '" + text + "', known: " + Interval.codes());
    }
    if (((Class<?>) type).isEnum()) {
      return bindChoice((Class<?>) type, text, path);
    }
    if (type == Pair.class) {
      return orError(Pair.parse(text), path + ": '" + text + "' is no pair, write it as BTC-USDT");
    }
    if (type == Instant.class) {
      return orError(
          parseInstant(text),
          path + ": '" + text + "' is no UTC time, write 2024-01-31 or 2024-01-31T08:00:00Z");
    }
    throw new IllegalStateException("no reader for " + type + " at " + path);
  }

  private Object bindGeneric(
      ParameterizedType generic, JsonNode node, String path, Setting setting) {
    Type first = generic.getActualTypeArguments()[0];
    if (generic.getRawType() == Optional.class) {
      if (node.isNull()) {
        return Optional.empty();
      }
      Object value = bindValue(first, node, path, setting);
      return value == null ? null : Optional.of(value);
    }
    if (generic.getRawType() == Map.class) {
      return bindMap(generic.getActualTypeArguments()[1], node, path, setting);
    }
    if (first == IndicatorDeclaration.class) {
      return bindIndicators(node, path);
    }
    return bindList(first, node, path, setting);
  }

  private Object bindChoice(Class<?> type, String text, String path) {
    Optional<Enum<?>> constant = Choice.named(type, text);
    return constant.isPresent() ? constant.get() : noneOf(text, path, Choice.words(type));
  }

  /** One of a registry by its name, alone or with its settings below it. */
  private Object bindRegistered(JsonNode node, String path, String kind) {
    boolean withSettings = node.isObject() && node.size() == 1;
    if (!node.isTextual() && !withSettings) {
      return wrong(path, "one " + kind + ", NAME or {NAME: {its settings}}", node);
    }
    String name = withSettings ? node.fieldNames().next() : node.asText();
    JsonNode given = withSettings ? node.get(name) : YAML.nullNode();
    JsonNode settings = given.isNull() ? YAML.createObjectNode() : given;
    Optional<Registry<?>> registry = Registries.of(kind);
    if (registry.isEmpty()) {
      return new Unregistered(name, YAML.convertValue(settings, SETTINGS));
    }
    Optional<? extends Class<?>> type = registry.get().named(name);
    return type.isEmpty()
        ? noneOf(name, path, registry.get().names())
        : bindRecord(type.get(), settings, path + "." + name);
  }

  private Object noneOf(String text, String path, List<String> allowed) {
    String hint =
        Spelling.nearest(text, allowed).map(near -> ", did you mean " + near + "?").orElse("");
    errors.add(path + ": '" + text + "' is none of " + String.join(", ", allowed) + hint);
    return null;
  }

  private Object bindList(Type element, JsonNode node, String path, Setting setting) {
    if (!node.isArray()) {
      return wrong(path, "a list, [A, B]", node);
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode item : node) {
      values.add(bindValue(element, item, path, setting));
    }
    return values.contains(null) ? null : List.copyOf(values);
  }

  private Object bindMap(Type element, JsonNode node, String path, Setting setting) {
    if (!node.isObject()) {
      return wrong(path, "keys with values", node);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(
            entry ->
                values.put(
                    entry.getKey(),
                    bindValue(element, entry.getValue(), path + "." + entry.getKey(), setting)));
    return values.containsValue(null) ? null : Map.copyOf(values);
  }

  private Object bindIndicators(JsonNode node, String path) {
    if (!node.isArray()) {
      return wrong(path, "a list of indicators", node);
    }
    int before = errors.size();
    List<IndicatorDeclaration> declarations = new ArrayList<>();
    for (JsonNode item : node) {
      if (item.isTextual()) {
        declarations.add(new IndicatorDeclaration(item.asText(), Map.of(), List.of()));
      } else if (item.isObject() && item.size() == 1) {
        Map.Entry<String, JsonNode> entry = item.fields().next();
        declarations.add(bindIndicator(entry.getKey(), entry.getValue(), path));
      } else {
        wrong(path, "'- rsi' or '- rsi: {period: 14}'", item);
      }
    }
    return errors.size() > before ? null : List.copyOf(declarations);
  }

  private IndicatorDeclaration bindIndicator(String name, JsonNode settings, String path) {
    Map<String, List<Double>> parameters = new LinkedHashMap<>();
    List<Interval> on = new ArrayList<>();
    settings
        .fields()
        .forEachRemaining(
            entry -> {
              String key = path + "." + name + "." + entry.getKey();
              List<JsonNode> values = new ArrayList<>();
              if (entry.getValue().isArray()) {
                entry.getValue().forEach(values::add);
              } else {
                values.add(entry.getValue());
              }
              if (entry.getKey().equals("on")) {
                for (JsonNode value : values) {
                  Interval.parse(value.asText())
                      .ifPresentOrElse(
                          on::add,
                          () -> errors.add(key + ": no interval '" + value.asText() + "'"));
                }
              } else if (values.stream().allMatch(JsonNode::isNumber)) {
                parameters.put(entry.getKey(), values.stream().map(JsonNode::asDouble).toList());
              } else {
                wrong(key, "a number or a list of numbers", entry.getValue());
              }
            });
    return new IndicatorDeclaration(name, parameters, on);
  }

  private Object whole(JsonNode node, String path, Setting setting, Type type) {
    if (!node.isIntegralNumber()) {
      return wrong(path, "a whole number", node);
    }
    if (!within(node.asDouble(), path, setting)) {
      return null;
    }
    if (type == long.class) {
      return node.asLong();
    }
    return node.asInt();
  }

  private Object number(JsonNode node, String path, Setting setting) {
    if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
      return wrong(path, "a number", node);
    }
    return within(node.asDouble(), path, setting) ? node.asDouble() : null;
  }

  private boolean within(double value, String path, Setting setting) {
    if (value >= setting.min() && value <= setting.max()) {
      return true;
    }
    errors.add(path + ": " + value + " is outside [" + setting.min() + ", " + setting.max() + "]");
    return false;
  }

  private static Optional<Instant> parseInstant(String text) {
    return tryParse(() -> Instant.parse(text))
        .or(() -> tryParse(() -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()));
  }

  private static Optional<Instant> tryParse(Supplier<Instant> parse) {
    try {
      return Optional.of(parse.get());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Object orError(Optional<?> value, String error) {
    if (value.isEmpty()) {
      errors.add(error);
      return null;
    }
    return value.get();
  }

  private Object wrong(String path, String expected, JsonNode node) {
    errors.add(
        path
            + ": expected "
            + expected
            + ", got '"
            + (node.isValueNode() ? node.asText() : node)
            + "'");
    return null;
  }
}
