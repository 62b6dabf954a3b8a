package io.candlelake.jobs.status;

import io.candlelake.common.job.LakeView;
import io.candlelake.common.lake.LakeReader;
import io.candlelake.common.lake.LakeRow;
import io.candlelake.common.lake.TableContents;
import io.candlelake.common.lake.TableSnapshot;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RunRow;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells what the lake holds: its tables with rows, version and span, its pairs with their candles,
 * and the last runs, those that go on or were killed among them.
 */
public final class StatusView implements LakeView {
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
  public List<String> lines(LakeReader lake) {
    List<TableSnapshot> tables = lake.tables();
    List<RunRow> marks = lake.runMarks().all();
    if (tables.isEmpty() && marks.isEmpty()) {
      return List.of("Nothing here yet. Run ./candlelake run");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Lake " + lake.root() + ", times in UTC");
    lines.addAll(section("Tables", describe(tables)));
    lines.addAll(section("Candles checked and ready", pairs(find(Tables.CANDLES, tables))));
    lines.addAll(section("Last runs", lastRuns(find(Tables.RUNS, tables), marks)));
    return lines;
  }

  private static Optional<TableSnapshot> find(Table table, List<TableSnapshot> tables) {
    return tables.stream().filter(snapshot -> snapshot.table().equals(table)).findFirst();
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

  private static List<List<String>> describe(List<TableSnapshot> tables) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("table", "rows", "version", "first", "last"));
    for (TableSnapshot table : tables) {
      Optional<String> time = timeColumn(table.table());
      TableContents contents = table.contents(time);
      DateTimeFormatter format = time.equals(Optional.of(DATE)) ? DAY : MINUTE;
      rows.add(
          List.of(
              table.table().qualifiedName(),
              number(contents.rows()),
              Long.toString(table.version()),
              contents.first().map(format::format).orElse(""),
              contents.last().map(format::format).orElse("")));
    }
    return rows;
  }

  /** The column that spans a table. */
  private static Optional<String> timeColumn(Table table) {
    return TIMES.stream().filter(table.columnNames()::contains).findFirst();
  }

  private record Series(String exchange, String interval, String pair) {
    static final Comparator<Series> ORDER =
        Comparator.comparing(Series::exchange)
            .thenComparing(Series::interval)
            .thenComparing(Series::pair);
  }

  private static final class Candles {
    private long count;
    private long filled;
    private long firstMicros = Long.MAX_VALUE;
    private long lastMicros = Long.MIN_VALUE;

    void add(long openMicros, boolean isFilled) {
      count++;
      filled += isFilled ? 1 : 0;
      firstMicros = Math.min(firstMicros, openMicros);
      lastMicros = Math.max(lastMicros, openMicros);
    }
  }

  /** Counts the candles of each series; those of one mostly follow each other. */
  private static final class SeriesCounts {
    private final Map<Series, Candles> series = new TreeMap<>(Series.ORDER);
    private Series current = new Series("", "", "");
    private Candles candles = new Candles();

    void add(LakeRow row) {
      String exchange = row.text("exchange");
      String interval = row.text("interval");
      String pair = row.text("pair");
      if (!pair.equals(current.pair())
          || !interval.equals(current.interval())
          || !exchange.equals(current.exchange())) {
        current = new Series(exchange, interval, pair);
        candles = series.computeIfAbsent(current, key -> new Candles());
      }
      candles.add(row.micros("open_time"), row.flag("filled"));
    }
  }

  private static List<List<String>> pairs(Optional<TableSnapshot> table) {
    SeriesCounts counts = new SeriesCounts();
    table.ifPresent(
        candles ->
            candles.forEach(
                List.of("exchange", "interval", "pair", "open_time", "filled"),
                RowFilter.all(),
                counts::add));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("exchange", "pair", "interval", "candles", "filled", "first", "last"));
    counts.series.forEach(
        (key, candles) ->
            rows.add(
                List.of(
                    key.exchange(),
                    key.pair(),
                    key.interval(),
                    number(candles.count),
                    number(candles.filled),
                    MINUTE.format(EpochMicros.toInstant(candles.firstMicros)),
                    MINUTE.format(EpochMicros.toInstant(candles.lastMicros)))));
    return rows;
  }

  private record Run(String id, String command, Instant startedAt, String status) {
    static Run of(LakeRow row) {
      return new Run(
          row.text("run_id"), row.text("command"), row.time("started_at"), row.text("status"));
    }

    static Run of(RunRow mark) {
      return new Run(mark.runId(), mark.command(), mark.startedAt(), mark.status());
    }
  }

  /** A mark stands before the row of an earlier run of its name. */
  private static List<List<String>> lastRuns(Optional<TableSnapshot> table, List<RunRow> marks) {
    Map<String, Run> runs = new HashMap<>();
    table.ifPresent(
        ended ->
            ended.forEach(
                List.of("run_id", "command", "started_at", "status"),
                RowFilter.all(),
                row -> runs.put(row.text("run_id"), Run.of(row))));
    marks.stream().map(Run::of).forEach(run -> runs.merge(run.id(), run, StatusView::newer));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "command", "started", "status"));
    runs.values().stream()
        .sorted(Comparator.comparing(Run::startedAt).reversed())
        .limit(RUNS_SHOWN)
        .forEach(
            run ->
                rows.add(
                    List.of(
                        run.id(),
                        run.command(),
                        MINUTE.format(run.startedAt()),
                        run.status().toLowerCase(Locale.ROOT).replace('_', ' '))));
    return rows;
  }

  /** Of a row and a mark of the same run the row, which was written when the run had ended. */
  private static Run newer(Run row, Run mark) {
    return mark.startedAt().isAfter(row.startedAt()) ? mark : row;
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
