package io.candlelake.common.lake;

import static org.apache.hadoop.fs.Options.Rename.OVERWRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Text files beside the lake's tables that appear whole or not at all. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Writes the text under another name and renames it, in the place of what was there; makes the
   * folder if need be. On any file system that Hadoop knows.
   */
  public static void write(Path target, String text, Configuration configuration)
      throws IOException {
    try (FileSystem files = FileSystem.newInstance(target.toUri(), configuration)) {
      files.setWriteChecksum(false);
      files.mkdirs(target.getParent());
      Path unfinished = new Path(target.getParent(), "_" + target.getName() + ".unfinished");
      try (OutputStream stream = files.create(unfinished, true)) {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
      }
      // FileSystem.rename refuses an existing target; FileContext's replaces it in one step.
      FileContext.getFileContext(files.getUri(), configuration)
          .rename(files.makeQualified(unfinished), files.makeQualified(target), OVERWRITE);
    }
  }
}
