package io.candlelake.jobs;

import io.candlelake.common.Resources;
import java.util.Properties;

/** The code's version with its commit, as the build wrote it. */
final class CodeVersion {
  private CodeVersion() {}

  static String text() {
    Properties build = Resources.properties(CodeVersion.class, "/candlelake-build.properties");
    String dirty = build.getProperty("git.dirty", "false").equals("true") ? "-dirty" : "";
    return build.getProperty("git.build.version", "unknown")
        + "+"
        + build.getProperty("git.commit.id.abbrev", "unknown")
        + dirty;
  }
}
