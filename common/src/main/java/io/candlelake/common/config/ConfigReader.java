package io.candlelake.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.candlelake.common.PipelineException;
import io.candlelake.common.setting.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one YAML file and {@code --set} overrides into a {@link Config}. All errors are reported
 * together: unknown keys with the nearest right one, wrong types, values out of bounds.
 */
public final class ConfigReader {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** An address with a user's part, or one signed for whoever has it. */
  private static final Pattern SECRET =
      Pattern.compile("://[^/?#\\s]*@|(?i)[?&]x-amz-(signature|security-token)=");

  private static final String COMMAND_LINE = "the command line";

  /** Keys whose errors come of several keys of their section. */
  private static final Set<String> TOGETHER =
      Set.of("run.from", "ingest.path", "ingest.simulated.from");

  private final List<String> errors = new ArrayList<>();

  private ConfigReader() {}

  /** The configuration when nothing is configured. */
  public static Config defaults() {
    return read(Optional.empty(), Map.of());
  }

  /**
   * The thing of that name in a registry, with the default settings.
   *
   * @throws IllegalArgumentException if the registry has no such name
   */
  public static <T> T usual(Registry<T> registry, String name) {
    Class<? extends T> type =
        registry
            .named(name)
            .orElseThrow(() -> new IllegalArgumentException("no " + registry.kind() + " " + name));
    return type.cast(
        new SettingsBinder(new ArrayList<>()).bindRecord(type, YAML.createObjectNode(), name));
  }

  /**
   * Reads the file, if any, then applies the overrides, whose keys are dotted paths such as {@code
   * validate.min-validity}, through lists of registered things by name: {@code
   * backtest.costs.fee.rate}.
   *
   * @throws PipelineException with every error found
   */
  public static Config read(Optional<Path> file, Map<String, String> overrides) {
    ObjectNode root = file.map(ConfigReader::parseFile).orElseGet(YAML::createObjectNode);
    ConfigReader reader = new ConfigReader();
    overrides.forEach((key, value) -> reader.override(root, key, value));
    reader.refuseSecrets(root, "");
    Config config = reader.bind(root);
    if (!reader.errors.isEmpty()) {
      throw reader.refusal(file, overrides.keySet());
    }
    return config;
  }

  /**
   * The configuration with some keys changed, dotted as in {@link #read}.
   *
   * @throws PipelineException with every error found
   */
  public static Config changed(Config config, Map<String, String> overrides) {
    ConfigReader reader = new ConfigReader();
    ObjectNode root = ConfigWriter.settings(config);
    overrides.forEach((key, value) -> reader.override(root, key, value));
    Config changed = reader.bind(root);
    if (!reader.errors.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot change the configuration",
          String.join("; ", reader.errors),
          "conf/README.md lists all keys with their bounds");
    }
    return changed;
  }

  /** The checked configuration, if there are no errors. */
  private Config bind(ObjectNode root) {
    if (!errors.isEmpty()) {
      return null;
    }
    Config config = (Config) new SettingsBinder(errors).bindRecord(Config.class, root, "");
    if (errors.isEmpty()) {
      checkTogether(config);
    }
    return config;
  }

  private PipelineException refusal(Optional<Path> file, Set<String> overrides) {
    List<String> given = errors.stream().filter(error -> isOf(error, overrides)).toList();
    String origin = file.map(Path::toString).orElse(COMMAND_LINE);
    List<String> told = errors;
    if (given.size() == errors.size()) {
      origin = COMMAND_LINE;
    } else if (file.isPresent() && !given.isEmpty()) {
      origin += " and " + COMMAND_LINE;
      told =
          errors.stream()
              .map(error -> given.contains(error) ? error + " (" + COMMAND_LINE + ")" : error)
              .toList();
    }
    return PipelineException.userMistake(
        "Cannot use the configuration from " + origin,
        String.join("; ", told),
        "Mend these keys; conf/README.md lists them all with their defaults");
  }

  /** Whether the key that an error begins with was given by an override, whole or in part. */
  private static boolean isOf(String error, Set<String> overrides) {
    String key = error.replaceFirst("^unknown key ", "").replaceFirst("[ :,].*", "");
    return overrides.stream()
        .anyMatch(
            override ->
                override.equals(key)
                    || override.startsWith(key + ".")
                    || key.startsWith(override + ".")
                    || (TOGETHER.contains(key) && section(override).equals(section(key))));
  }

  private static String section(String key) {
    return key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
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
    List<String> path = List.of(dottedKey.split("\\.", -1));
    ObjectNode node = root;
    for (int i = 0; i < path.size() - 1; i++) {
      String key = path.get(i);
      if (!node.hasNonNull(key)) {
        Optional<JsonNode> usual = SettingsBinder.usualListAt(path.subList(0, i + 1));
        if (usual.isPresent()) {
          node.set(key, usual.get());
        }
      }
      JsonNode child = node.get(key);
      if (child instanceof ArrayNode list) {
        Optional<ObjectNode> element = element(list, path.get(i + 1));
        if (element.isEmpty()) {
          errors.add(dottedKey + ": the list has no " + path.get(i + 1) + ", give the whole list");
          return;
        }
        node = element.get();
      } else {
        node = child instanceof ObjectNode object ? object : node.putObject(key);
      }
    }
    try {
      node.set(path.get(path.size() - 1), YAML.readTree(value));
    } catch (JsonProcessingException e) {
      errors.add(dottedKey + ": '" + value + "' is not YAML");
    }
  }

  /** The element of that name in a list of registered things, in its long form. */
  private static Optional<ObjectNode> element(ArrayNode list, String name) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode element = list.get(i);
      if (element.isTextual() && element.asText().equals(name)) {
        ObjectNode longForm = YAML.createObjectNode();
        longForm.putObject(name);
        list.set(i, longForm);
        return Optional.of(longForm);
      }
      if (element instanceof ObjectNode object && object.has(name)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
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
    List<String> costs = config.backtest().costs().stream().map(Registry::nameOf).toList();
    if (Set.copyOf(costs).size() < costs.size()) {
      errors.add("backtest.costs: a cost stands twice in " + String.join(", ", costs));
    }
    if (config.signals().rules().isEmpty()) {
      errors.add("signals.rules: no rule is given");
    }
    if (!config.ingest().simulated().from().isBefore(config.ingest().simulated().to())) {
      errors.add("ingest.simulated.from is not before ingest.simulated.to");
    }
    if (config.ingest().source() == Config.Ingest.Source.FILES
        && config.ingest().path().isEmpty()) {
      errors.add("ingest.path: the files source needs a folder, give --path");
    }
    if (config.ingest().source() == Config.Ingest.Source.ARCHIVES
        && config.ingest().path().isEmpty()) {
      errors.add("ingest.path: the archives source needs a folder or addresses, give --path");
    }
  }
}
