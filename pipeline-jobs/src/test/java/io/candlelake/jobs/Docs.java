package io.candlelake.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.candlelake.common.ExitCode;
import io.candlelake.common.config.ConfigDocs;
import io.candlelake.common.indicator.IndicatorDocs;
import io.candlelake.common.job.Job;
import io.candlelake.common.table.Column;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.ExchangeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that are generated from code, by path. {@code ./candlelake docs} writes them; a test
 * fails when one is stale.
 */
final class Docs {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String GENERATED =
      "<!-- Generated from code by ./candlelake docs; do not edit. -->\n";

  private Docs() {}

  /** Writes every generated file under the repository's root. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(root.resolve(file.getKey()), file.getValue());
    }
  }

  /** Contents by path under the repository's root. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("docs/tables.md", tables());
    files.put("docs/indicators.md", GENERATED + IndicatorDocs.markdown());
    files.put("docs/exchanges.md", GENERATED + "# Exchanges\n\n" + ExchangeTable.markdown());
    files.put("conf/README.md", configuration());
    files.put("conf/candlelake.schema.json", ConfigDocs.jsonSchema());
    files.put("pipeline.json", pipeline());
    return files;
  }

  private static String tables() {
    StringBuilder text = new StringBuilder(GENERATED);
    text.append("# Tables\n\n");
    text.append(
        "Every table of the lake, as declared in `io.candlelake.common.table.Tables`. A table lies"
            + " in\n`<lake>/<layer>/<name>` as Delta. All times are UTC; `open_time` is inclusive,"
            + " `close_time`\nexclusive. Unknown is null, never NaN.\n");
    for (Table table : Tables.ALL) {
      text.append("\n## ").append(table.qualifiedName()).append("\n\n");
      text.append("One row is ").append(table.row()).append(". Written by `");
      text.append(table.writer()).append("`.");
      if (!table.key().isEmpty()) {
        text.append(" Key: `").append(String.join("`, `", table.key())).append("`.");
      }
      if (!table.partitionBy().isEmpty()) {
        text.append(" Folders: `").append(String.join("`, `", table.partitionBy())).append("`.");
      }
      text.append("\n\n| column | type | unit, convention | meaning |\n|---|---|---|---|\n");
      for (Column column : table.columns()) {
        String optional = column.nullable() ? ", may be null" : "";
        text.append("| `").append(column.name()).append("` | ");
        text.append(column.type().simpleString()).append(optional).append(" | ");
        text.append(column.unit()).append(" | ").append(column.meaning()).append(" |\n");
      }
    }
    return text.toString();
  }

  private static String configuration() {
    return GENERATED
        + "# Configuration\n\n"
        + "One YAML file, given by `--config`; single keys by `--set key=value`"
        + " (`--set signals.rules.probability-threshold.threshold=0.64`).\n"
        + "What is absent has its default. All mistakes are reported at once, before Spark starts."
        + "\nEditors check a file that starts with\n"
        + "`# yaml-language-server: $schema=candlelake.schema.json`.\n"
        + ConfigDocs.markdown();
  }

  private static String pipeline() {
    Map<String, Object> pipeline = new LinkedHashMap<>();
    pipeline.put("generated_by", "./candlelake docs");
    pipeline.put(
        "jobs", Jobs.with(InstantSource.system()).pipeline().stream().map(Docs::describe).toList());
    pipeline.put(
        "beside", Jobs.with(InstantSource.system()).beside().stream().map(Docs::describe).toList());
    Map<String, Integer> exitCodes = new LinkedHashMap<>();
    for (ExitCode exitCode : ExitCode.values()) {
      exitCodes.put(exitCode.name(), exitCode.code());
    }
    pipeline.put("exit_codes", exitCodes);
    try {
      return JSON.writeValueAsString(pipeline) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> describe(Job job) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", job.name());
    description.put("summary", job.summary());
    description.put("covers", covers(job));
    description.put("reads", names(job.reads()));
    description.put("writes", names(job.writes()));
    return description;
  }

  /**
   * What a schedule gives the job: the range of one interval, whose rows it replaces, or, where all
   * it leaves are results that name their run, the whole history up to the interval's end.
   */
  private static String covers(Job job) {
    boolean onlyResults =
        job.writes().stream()
            // A register of what was ever tried: rows are only added.
            .filter(table -> !table.equals(Tables.STRATEGY_TRIALS))
            .allMatch(table -> table.key().contains("run_id"));
    return onlyResults ? "history" : "range";
  }

  private static List<String> names(java.util.Set<Table> tables) {
    return tables.stream().map(Table::qualifiedName).sorted().toList();
  }
}
