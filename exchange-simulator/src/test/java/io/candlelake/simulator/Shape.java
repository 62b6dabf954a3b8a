package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which fields a JSON has and of what type, at any depth; of a list, those of its first row. */
final class Shape {
  private Shape() {}

  static Set<String> of(JsonNode node) {
    Set<String> shape = new TreeSet<>();
    collect("", node, shape);
    return shape;
  }

  private static void collect(String path, JsonNode node, Set<String> shape) {
    if (node.isObject()) {
      shape.add(path + " object");
      node.fields().forEachRemaining(f -> collect(path + "/" + f.getKey(), f.getValue(), shape));
    } else if (node.isArray()) {
      shape.add(path + " array");
      boolean rows = node.size() > 0 && node.get(0).isContainerNode();
      for (int i = 0; i < (rows ? 1 : node.size()); i++) {
        collect(path + "/" + (rows ? "*" : i), node.get(i), shape);
      }
    } else {
      shape.add(path + " " + type(node));
    }
  }

  private static String type(JsonNode node) {
    return node.isNumber() ? "number" : node.getNodeType().toString().toLowerCase(Locale.ROOT);
  }
}
