package io.candlelake.jobs.status;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.lake.TableContents;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells what the lake holds: its tables with rows, version and span, its pairs with their candles,
 * and the last runs. The lines to print are the result's notes.
 */
public final class StatusJob implements Job {
  private static final int RUNS_SHOWN = 10;
  private static final String DATE = "day";
  private static final List<String> TIMES =
      List.of("open_time", DATE, "from_time", "time", "entry_time", "started_at", "created_at");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String summary() {
    return "what the lake holds: tables, pairs and their ranges, the last runs";
  }

  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public Set<Table> reads() {
    return Set.copyOf(Tables.ALL);
  }

  @Override
  public Set<Table> writes() {
    return Set.of();
  }

  @Override
  public JobResult run(JobContext context) {
    Map<String, Long> versions = context.lakeVersions();
    List<String> lines = new ArrayList<>();
    if (versions.isEmpty()) {
      lines.add("Nothing here yet. Run ./candlelake run");
      return new JobResult(0, List.of(), lines);
    }
    lines.add("Lake " + context.lakeRoot() + ", times in UTC");
    lines.addAll(section("Tables", tables(context, versions)));
    lines.addAll(section("Candles checked and ready", pairs(context)));
    lines.addAll(section("Last runs", runs(context)));
    return new JobResult(0, List.of(), lines);
  }

  private static List<String> section(String title, List<List<String>> table) {
    List<String> lines = new ArrayList<>(List.of("", title));
    if (table.size() < 2) {
      lines.add("  none");
    } else {
      lines.addAll(TextTable.lines(table));
    }
    return lines;
  }

  private static List<List<String>> tables(JobContext context, Map<String, Long> versions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("table", "rows", "version", "first", "last"));
    for (Table table : Tables.ALL) {
      Long version = versions.get(table.qualifiedName());
      if (version == null) {
        continue;
      }
      Optional<String> time = timeColumn(table);
      TableContents contents = context.contents(table, time);
      DateTimeFormatter format = time.equals(Optional.of(DATE)) ? DAY : MINUTE;
      rows.add(
          List.of(
              table.qualifiedName(),
              number(contents.rows()),
              Long.toString(version),
              contents.first().map(format::format).orElse(""),
              contents.last().map(format::format).orElse("")));
    }
    return rows;
  }

  /** The column that spans a table. */
  private static Optional<String> timeColumn(Table table) {
    return TIMES.stream().filter(table.columnNames()::contains).findFirst();
  }

  private static List<List<String>> pairs(JobContext context) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("exchange", "pair", "interval", "candles", "filled", "first", "last"));
    context
        .read(Tables.CANDLES)
        .groupBy("exchange", "pair", "interval")
        .agg(count("*"), count(when(col("filled"), 1)), min("open_time"), max("open_time"))
        .orderBy("exchange", "interval", "pair")
        .collectAsList()
        .forEach(
            row ->
                rows.add(
                    List.of(
                        row.getString(0),
                        row.getString(1),
                        row.getString(2),
                        number(row.getLong(3)),
                        number(row.getLong(4)),
                        MINUTE.format(row.getInstant(5)),
                        MINUTE.format(row.getInstant(6)))));
    return rows;
  }

  private static List<List<String>> runs(JobContext context) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "command", "started", "status"));
    context
        .read(Tables.RUNS)
        .orderBy(col("started_at").desc())
        .limit(RUNS_SHOWN)
        .select("run_id", "command", "started_at", "status")
        .collectAsList()
        .forEach(
            row ->
                rows.add(
                    List.of(
                        row.getString(0),
                        row.getString(1),
                        MINUTE.format(row.getInstant(2)),
                        row.getString(3).toLowerCase(Locale.ROOT).replace('_', ' '))));
    return rows;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Columns of even width; the first row is the heading, numbers stand to the right. */
  static final class TextTable {
    private TextTable() {}

    static List<String> lines(List<List<String>> rows) {
      int[] widths = new int[rows.get(0).size()];
      for (List<String> row : rows) {
        for (int i = 0; i < widths.length; i++) {
          widths[i] = Math.max(widths[i], row.get(i).length());
        }
      }
      return rows.stream().map(row -> line(row, widths, rows)).toList();
    }

    private static String line(List<String> row, int[] widths, List<List<String>> rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(' ');
        line.append(isNumber(rows, i) ? padding + row.get(i) : row.get(i) + padding);
        line.append(' ');
      }
      return line.toString().stripTrailing();
    }

    private static boolean isNumber(List<List<String>> rows, int column) {
      Stream<String> cells = rows.stream().skip(1).map(row -> row.get(column));
      return cells.allMatch(cell -> cell.matches("[0-9,]+"));
    }
  }
}
