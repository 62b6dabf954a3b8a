package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  @TempDir Path root;

  @Test
  void aRunAgainReplacesItsFilesAndIsTheNewest() throws IOException {
    ReportFiles files = new ReportFiles(root.toString(), new Configuration());
    files.write("a", "{\"long\": \"first\"}", "<p>first");
    files.write("b", "{}", "<p>b");
    files.write("a", "{}", "<p>2");
    assertThat(all())
        .containsExactly(
            "a/report.html", "a/report.json", "b/report.html", "b/report.json", "latest");
    assertThat(root.resolve("reports/a/report.json")).hasContent("{}");
    assertThat(root.resolve("reports/a/report.html")).hasContent("<p>2");
    assertThat(root.resolve("reports/latest")).hasContent("a");
    assertThat(files.page("a")).isEqualTo(root.resolve("reports/a/report.html").toString());
  }

  @Test
  void aStoreThatRefusesIsNamed() throws IOException {
    Files.writeString(root.resolve("reports"), "a file where the folder belongs");
    ReportFiles files = new ReportFiles(root.toString(), new Configuration());
    assertThatThrownBy(() -> files.write("a", "{}", "<p>"))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot write the report to " + root.resolve("reports/a") + ": ")
        .hasMessageEndingWith(". Check the store, then run ./candlelake report.");
  }

  private List<String> all() throws IOException {
    Path reports = root.resolve("reports");
    try (var walk = Files.walk(reports)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> reports.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
