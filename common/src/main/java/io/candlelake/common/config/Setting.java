package io.candlelake.common.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Default, unit, bounds and meaning of one configuration key. The reader, {@code conf/README.md}
 * and the JSON Schema all come from here.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /**
   * The default as YAML; {@code resource:NAME} reads it from a file beside this class; empty for an
   * absent {@code Optional}.
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

  /** The only texts allowed; empty allows all. */
  String[] oneOf() default {};
}
