package io.candlelake.common.setting;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * A module's registries, found by {@link ServiceLoader}: the configuration names models and rules
 * that the module of the configuration does not know.
 */
public interface Registries {
  /** The registries of this module. */
  List<Registry<?>> registries();

  /** The registry of a kind, if a module on the class path has one. */
  static Optional<Registry<?>> of(String kind) {
    return all().filter(registry -> registry.kind().equals(kind)).findFirst();
  }

  /** Every registry on the class path. */
  static Stream<Registry<?>> all() {
    return Found.REGISTRIES.stream();
  }

  /** Looked for once: the class path does not change. */
  final class Found {
    private static final List<Registry<?>> REGISTRIES =
        ServiceLoader.load(Registries.class, Registries.class.getClassLoader()).stream()
            .<Registry<?>>flatMap(module -> module.get().registries().stream())
            .toList();

    private Found() {}
  }
}
