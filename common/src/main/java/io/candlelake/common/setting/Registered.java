package io.candlelake.common.setting;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that the configuration can name, one of a {@link Registry}. Its components carry {@link
 * Setting}: an instance is the thing with its settings, {@code {triple-barrier: {upper: 3}}}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Registered {
  /** The name in the configuration and in tables, in lower case with hyphens: {@code xgboost}. */
  String name();

  /** What it is, in one line without a full stop. */
  String meaning();
}
