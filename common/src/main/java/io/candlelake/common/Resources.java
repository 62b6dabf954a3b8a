package io.candlelake.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Files on the class path. Names are relative to the package of a class, or start with a slash. */
public final class Resources {
  private Resources() {}

  /** The file as text in UTF-8. */
  public static String text(Class<?> beside, String name) {
    try (InputStream in = open(beside, name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  /** The file as Java properties. */
  public static Properties properties(Class<?> beside, String name) {
    Properties properties = new Properties();
    try (InputStream in = open(beside, name)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
    return properties;
  }

  private static InputStream open(Class<?> beside, String name) {
    InputStream in = beside.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("no resource " + name + " beside " + beside.getName());
    }
    return in;
  }
}
