package io.candlelake.jobs.report;

import static org.apache.hadoop.fs.Options.Rename.OVERWRITE;

import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of reports in a lake, on any file system that Hadoop knows. A file appears whole or
 * not at all: it is written under another name and renamed.
 */
final class ReportFiles {
  private static final String LATEST = "latest";

  private final Path folder;
  private final Configuration configuration;

  ReportFiles(String lakeRoot, Configuration configuration) {
    this.folder = new Path(lakeRoot, "reports");
    this.configuration = configuration;
  }

  /** Where a run's page lies, as people open it. */
  String page(String runId) {
    return plain(new Path(new Path(folder, runId), "report.html"));
  }

  /** Writes both files, then names the run the newest. */
  void write(String runId, String json, String html) {
    Path ofRun = new Path(folder, runId);
    try (FileSystem files = FileSystem.newInstance(folder.toUri(), configuration)) {
      files.setWriteChecksum(false);
      files.mkdirs(ofRun);
      replace(files, new Path(ofRun, "report.json"), json);
      replace(files, new Path(ofRun, "report.html"), html);
      replace(files, new Path(folder, LATEST), runId + "\n");
    } catch (IOException e) {
      throw PipelineException.outsideWorld(
          "Cannot write the report to " + plain(ofRun),
          String.valueOf(e.getMessage()),
          "Check the store, then run ./candlelake report",
          e);
    }
  }

  private void replace(FileSystem files, Path target, String text) throws IOException {
    Path unfinished = new Path(target.getParent(), "_" + target.getName() + ".unfinished");
    try (OutputStream stream = files.create(unfinished, true)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    // FileSystem.rename refuses an existing target; FileContext's replaces it in one step.
    FileContext.getFileContext(files.getUri(), configuration)
        .rename(files.makeQualified(unfinished), files.makeQualified(target), OVERWRITE);
  }

  private static String plain(Path path) {
    return path.toString().replaceFirst("^file:/+", "/");
  }
}
