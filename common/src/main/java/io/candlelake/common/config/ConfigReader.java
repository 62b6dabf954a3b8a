package io.candlelake.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.candlelake.common.PipelineException;
import io.candlelake.common.Resources;
import io.candlelake.common.Spelling;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * Reads one YAML file and {@code --set} overrides into a {@link Config}. Everything wrong is told
 * at once: unknown keys with the nearest right one, wrong types, values out of bounds.
 */
public final class ConfigReader {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** What people call the keys of their account at an exchange. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)key|secret|token|pass|account|credential|signature");

  /** An address with a user's part, or one signed for whoever has it. */
  private static final Pattern SECRET =
      Pattern.compile("://[^/?#\\s]*@|(?i)[?&]x-amz-(signature|security-token)=");

  private final List<String> errors = new ArrayList<>();

  private ConfigReader() {}

  /** The configuration when nothing is configured. */
  public static Config defaults() {
    return read(Optional.empty(), Map.of());
  }

  /**
   * Reads the file, if any, then applies the overrides, whose keys are dotted paths such as {@code
   * validate.min-validity}.
   *
   * @throws PipelineException with every error found
   */
  public static Config read(Optional<Path> file, Map<String, String> overrides) {
    ObjectNode root = file.map(ConfigReader::parseFile).orElseGet(YAML::createObjectNode);
    ConfigReader reader = new ConfigReader();
    overrides.forEach((key, value) -> reader.override(root, key, value));
    reader.refuseSecrets(root, "");
    Object config = reader.errors.isEmpty() ? reader.bindRecord(Config.class, root, "") : null;
    if (reader.errors.isEmpty()) {
      reader.checkTogether((Config) config);
    }
    if (!reader.errors.isEmpty()) {
      String origin = file.map(Path::toString).orElse("the command line");
      throw PipelineException.userMistake(
          "Cannot use the configuration from " + origin,
          String.join("; ", reader.errors),
          "Mend these keys; conf/README.md lists them all with their defaults");
    }
    return (Config) config;
  }

  /** The key of a record component: {@code minValidity} is written {@code min-validity}. */
  public static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static ObjectNode parseFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw PipelineException.userMistake(
          "Cannot read the configuration", "no file " + file, "Check --config");
    }
    try {
      JsonNode node = YAML.readTree(Files.readString(file));
      if (node == null || node.isMissingNode() || node.isNull()) {
        return YAML.createObjectNode();
      }
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw PipelineException.userMistake(
          "Cannot read the configuration " + file,
          "it is a " + node.getNodeType() + ", not keys with values",
          "Write keys such as 'validate:'");
    } catch (JsonProcessingException e) {
      throw PipelineException.userMistake(
          "Cannot read the configuration " + file,
          "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(),
          "Mend the YAML");
    } catch (IOException e) {
      throw PipelineException.userMistake(
          "Cannot read the configuration " + file,
          e.getClass().getSimpleName() + " " + e.getMessage(),
          "Check that it is a text in UTF-8 that you may read");
    }
  }

  private void override(ObjectNode root, String dottedKey, String value) {
    String[] path = dottedKey.split("\\.", -1);
    ObjectNode node = root;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode child = node.get(path[i]);
      if (child instanceof ObjectNode object) {
        node = object;
      } else {
        node = node.putObject(path[i]);
      }
    }
    try {
      node.set(path[path.length - 1], YAML.readTree(value));
    } catch (JsonProcessingException e) {
      errors.add(dottedKey + ": '" + value + "' is not YAML");
    }
  }

  private Object bindRecord(Class<?> type, JsonNode node, String path) {
    RecordComponent[] components = type.getRecordComponents();
    if (!node.isObject()) {
      errors.add(path + ": expected keys, got '" + node.asText() + "'");
      return null;
    }
    List<String> known = Arrays.stream(components).map(ConfigReader::key).toList();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                errors.add(unknownKey(path, name, known));
              }
            });
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
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
    return construct(type, types, arguments);
  }

  private static String unknownKey(String path, String name, List<String> known) {
    String full = path.isEmpty() ? name : path + "." + name;
    if (path.equals("exchange") && CREDENTIAL.matcher(name).find()) {
      return "unknown key "
          + full
          + ", what is brought from exchanges is public: no key or account is used, leave it out";
    }
    String hint =
        Spelling.nearest(name, known)
            .map(near -> "did you mean " + (path.isEmpty() ? near : path + "." + near) + "?")
            .orElse("known here: " + String.join(", ", known));
    return "unknown key " + full + ", " + hint;
  }

  private static Object construct(Class<?> type, Class<?>[] types, Object[] arguments) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refused checked values", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not a readable record: " + type, e);
    }
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
    if (type == Config.QualityRule.class) {
      return bindRecord(Config.QualityRule.class, node, path);
    }
    if (!node.isValueNode()) {
      return wrong(path, "one value", node);
    }
    String text = node.asText();
    if (type == String.class) {
      return text(text, path, setting);
    }
    if (type == Interval.class) {
      return orError(
          Interval.parse(text), path + ": no interval '" + text + "', known: " + Interval.codes());
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

  private Object text(String text, String path, Setting setting) {
    List<String> allowed = List.of(setting.oneOf());
    if (allowed.isEmpty() || allowed.contains(text)) {
      return text;
    }
    String hint =
        Spelling.nearest(text, allowed).map(near -> ", did you mean " + near + "?").orElse("");
    errors.add(path + ": '" + text + "' is none of " + String.join(", ", allowed) + hint);
    return null;
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

  /** The configuration is kept with every run and told in messages: nothing secret may enter it. */
  private void refuseSecrets(JsonNode node, String path) {
    if (node.isTextual() && SECRET.matcher(node.asText()).find()) {
      errors.add(
          path
              + ": the address carries a password or signature, and runs keep their configuration;"
              + " give secrets by the environment");
    }
    node.fields()
        .forEachRemaining(
            field ->
                refuseSecrets(
                    field.getValue(),
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey()));
    if (node.isArray()) {
      node.forEach(element -> refuseSecrets(element, path));
    }
  }

  private void checkTogether(Config config) {
    Instant from = config.run().range().from();
    Optional<Instant> to = config.run().to();
    if (to.isPresent() && !from.isBefore(to.get())) {
      errors.add("run.from: " + from + " is not before run.to " + to.get());
    }
    if (!config.ingest().simulated().from().isBefore(config.ingest().simulated().to())) {
      errors.add("ingest.simulated.from is not before ingest.simulated.to");
    }
    if (config.ingest().source().equals("files") && config.ingest().path().isEmpty()) {
      errors.add("ingest.path: the files source needs a folder, give --path");
    }
    if (config.ingest().source().equals("archives") && config.ingest().path().isEmpty()) {
      errors.add("ingest.path: the archives source needs a folder or addresses, give --path");
    }
  }
}
