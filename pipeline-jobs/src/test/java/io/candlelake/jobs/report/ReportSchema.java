package io.candlelake.jobs.report;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published schema of {@code report.json}. */
final class ReportSchema {
  private ReportSchema() {}

  /** What the text breaks; empty if nothing. */
  static List<String> violations(String json) {
    Path file = Path.of(System.getProperty("candlelake.root"), "docs", "report.schema.json");
    try {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
              .getSchema(Files.readString(file));
      return schema.validate(json, InputFormat.JSON).stream().map(m -> m.getMessage()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
