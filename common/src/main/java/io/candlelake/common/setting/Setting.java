package io.candlelake.common.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Default, unit, bounds and meaning of one configuration key. The reader, {@code conf/README.md}
 * and the JSON Schema all come from here. A key of an enum type takes the names of its constants in
 * lower case with hyphens.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /**
   * The default as YAML; {@code resource:NAME} reads it from a file beside {@code Config}; empty
   * for an absent {@code Optional}.
   */
  String value();

  /** Unit or convention of the value. */
  String unit() default "";

  /** What it decides. */
  String meaning();

  /** Smallest number allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest number allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /**
   * The kind of registered thing that the value is, or its elements are: {@code label}; see {@link
   * Registry}. Empty for a plain value.
   */
  String of() default "";
}
