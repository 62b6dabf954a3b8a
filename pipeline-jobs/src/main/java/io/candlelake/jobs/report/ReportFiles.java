package io.candlelake.jobs.report;

import io.candlelake.common.PipelineException;
import io.candlelake.common.lake.WholeFile;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder of reports in a lake, on any file system that Hadoop knows. A file appears whole or
 * not at all.
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
    try {
      WholeFile.write(new Path(ofRun, "report.json"), json, configuration);
      WholeFile.write(new Path(ofRun, "report.html"), html, configuration);
      WholeFile.write(new Path(folder, LATEST), runId + "\n", configuration);
    } catch (IOException e) {
      throw PipelineException.outsideWorld(
          "Cannot write the report to " + plain(ofRun),
          String.valueOf(e.getMessage()),
          "Check the store, then run ./candlelake report",
          e);
    }
  }

  private static String plain(Path path) {
    return path.toString().replaceFirst("^file:/+", "/");
  }
}
