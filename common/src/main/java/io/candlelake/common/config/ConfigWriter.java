package io.candlelake.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.candlelake.common.Records;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.setting.Choice;
import io.candlelake.common.setting.Registry;
import io.candlelake.common.setting.Setting;
import io.candlelake.common.setting.Unregistered;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a {@link Config} in the form that {@link ConfigReader} reads: the same keys and values.
 */
public final class ConfigWriter {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ConfigWriter() {}

  /** The whole configuration as YAML; read again, it is equal. */
  public static String yaml(Config config) {
    try {
      return YAML.writeValueAsString(settings(config));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not expressible as YAML: " + config, e);
    }
  }

  /**
   * The settings that are not the default, as {@code --set} takes them: dotted keys to values in
   * YAML, on one line each.
   */
  public static Map<String, String> changes(Config config) {
    Map<String, String> changes = new LinkedHashMap<>();
    addChanges("", config, ConfigReader.defaults(), changes);
    return changes;
  }

  private static void addChanges(
      String prefix, Record given, Record defaults, Map<String, String> changes) {
    for (RecordComponent component : given.getClass().getRecordComponents()) {
      String key = prefix + SettingsBinder.key(component);
      Object value = Records.value(component, given);
      Object usual = Records.value(component, defaults);
      if (component.getAnnotation(Setting.class) == null) {
        addChanges(key + ".", (Record) value, (Record) usual, changes);
      } else if (!value.equals(usual)) {
        changes.put(key, node(value).toString());
      }
    }
  }

  /** The settings of a record by key, as a tree. */
  public static ObjectNode settings(Record settings) {
    ObjectNode node = NODES.objectNode();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object value = Records.value(component, settings);
      if (!value.equals(Optional.empty())) {
        node.set(SettingsBinder.key(component), node(value));
      }
    }
    return node;
  }

  private static JsonNode node(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(ConfigWriter::node).orElse(NODES.nullNode());
    }
    if (value instanceof List<?> list) {
      ArrayNode node = NODES.arrayNode();
      list.forEach(element -> node.add(node(element)));
      return node;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode node = NODES.objectNode();
      map.entrySet().stream()
          .sorted(Map.Entry.comparingByKey(Comparator.comparing(Object::toString)))
          .forEach(entry -> node.set(entry.getKey().toString(), node(entry.getValue())));
      return node;
    }
    if (value instanceof IndicatorDeclaration indicator) {
      return indicator(indicator);
    }
    if (value instanceof Unregistered unregistered) {
      return NODES.objectNode().set(unregistered.name(), YAML.valueToTree(unregistered.settings()));
    }
    if (Registry.isRegistered(value)) {
      return NODES.objectNode().set(Registry.nameOf(value), settings((Record) value));
    }
    if (value instanceof Interval interval) {
      return NODES.textNode(interval.code());
    }
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(Choice.word(constant));
    }
    if (value instanceof Integer number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Pair) {
      return NODES.textNode(value.toString());
    }
    return value instanceof Record settings ? settings(settings) : NODES.textNode(value.toString());
  }

  private static JsonNode indicator(IndicatorDeclaration indicator) {
    ObjectNode settings = (ObjectNode) node(indicator.parameters());
    if (!indicator.on().isEmpty()) {
      settings.set("on", node(indicator.on()));
    }
    return settings.isEmpty()
        ? NODES.textNode(indicator.indicator())
        : NODES.objectNode().set(indicator.indicator(), settings);
  }
}
