package io.candlelake.common.setting;

import java.util.Map;
import java.util.TreeMap;

/**
 * A thing of the configuration whose kind has no {@link Registry} on the class path: a program that
 * holds the common module without the jobs reads it as it stands and cannot check it.
 *
 * @param settings as written, by key
 */
public record Unregistered(String name, Map<String, Object> settings) {
  public Unregistered {
    settings = Map.copyOf(new TreeMap<>(settings));
  }
}
