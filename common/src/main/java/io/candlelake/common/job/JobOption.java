package io.candlelake.common.job;

import static java.util.Objects.requireNonNull;

/**
 * A command line option of one job, short for a configuration key: {@code --source files}.
 *
 * @param name without the hyphens
 * @param value what to write behind it, for people: {@code NAME}
 * @param key the configuration key that it sets
 */
public record JobOption(String name, String value, String key, String meaning) {
  public JobOption {
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
    requireNonNull(key, "key is null");
    requireNonNull(meaning, "meaning is null");
  }
}
