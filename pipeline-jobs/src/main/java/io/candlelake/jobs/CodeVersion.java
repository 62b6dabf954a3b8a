package io.candlelake.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The code's version with its commit, as the build wrote it. */
final class CodeVersion {
  private CodeVersion() {}

  static String text() {
    Properties build = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream("/candlelake-build.properties")) {
      if (in == null) {
        throw new IllegalStateException("the build wrote no candlelake-build.properties");
      }
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String dirty = build.getProperty("git.dirty", "false").equals("true") ? "-dirty" : "";
    return build.getProperty("git.build.version", "unknown")
        + "+"
        + build.getProperty("git.commit.id.abbrev", "unknown")
        + dirty;
  }
}
