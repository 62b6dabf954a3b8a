package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.RowFilter.Match;
import io.candlelake.common.table.Table;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A table at one version, read without Spark. */
public final class TableSnapshot {
  private final String root;
  private final Table table;
  private final Snapshot snapshot;
  private final Engine engine;

  TableSnapshot(String root, Table table, Snapshot snapshot, Engine engine) {
    this.root = requireNonNull(root, "root is null");
    this.table = requireNonNull(table, "table is null");
    this.snapshot = requireNonNull(snapshot, "snapshot is null");
    this.engine = requireNonNull(engine, "engine is null");
  }

  public Table table() {
    return table;
  }

  public long version() {
    return snapshot.getVersion();
  }

  /**
   * The number of rows in the table and the range of a column, from the log if it has statistics;
   * then no data file is read.
   *
   * @param timeColumn the time or date column whose minimum and maximum to return, if any
   */
  public TableContents contents(Optional<String> timeColumn) {
    List<String> statistics = new ArrayList<>();
    forEachFile(snapshot.getScanBuilder().build(), file -> statistics.add(statistics(file)));
    return FileStatistics.contents(statistics, timeColumn.orElse(""))
        .orElseGet(() -> counted(timeColumn));
  }

  /** Null where the file has none. */
  private static String statistics(Row file) {
    return file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)
        .getString(InternalScanFileUtils.ADD_FILE_STATS_ORDINAL);
  }

  private TableContents counted(Optional<String> timeColumn) {
    Counted counted = new Counted();
    forEach(
        timeColumn.stream().toList(),
        RowFilter.all(),
        row -> counted.add(timeColumn.flatMap(row::find).map(TableSnapshot::instant)));
    return new TableContents(
        counted.rows, Optional.ofNullable(counted.first), Optional.ofNullable(counted.last));
  }

  private static final class Counted {
    private long rows;
    private Instant first;
    private Instant last;

    void add(Optional<Instant> time) {
      rows++;
      time.ifPresent(
          t -> {
            first = first == null || t.isBefore(first) ? t : first;
            last = last == null || t.isAfter(last) ? t : last;
          });
    }
  }

  private static Instant instant(Object time) {
    return time instanceof LocalDate day
        ? day.atStartOfDay().toInstant(ZoneOffset.UTC)
        : (Instant) time;
  }

  /** How many rows the filter holds for. */
  public long count(RowFilter filter) {
    long[] rows = {0};
    forEach(List.of(), filter, row -> rows[0]++);
    return rows[0];
  }

  /**
   * Reads the table, in no order.
   *
   * @param columns those that {@code each} looks at
   * @param filter over any columns
   * @param each is given the rows that the filter holds for; a row must not be kept
   * @throws io.candlelake.common.PipelineException if an older version made the table
   */
  public void forEach(List<String> columns, RowFilter filter, Consumer<LakeRow> each) {
    DeclaredColumns.require(root, table, snapshot.getSchema().fieldNames());
    Set<String> read = new LinkedHashSet<>(columns);
    read.addAll(filter.columns());
    StructType schema = new StructType(read.stream().map(snapshot.getSchema()::get).toList());
    Scan scan = snapshot.getScanBuilder().withReadSchema(schema).build();
    Row state = scan.getScanState(engine);
    forEachFile(
        scan,
        file -> {
          FileBounds bounds =
              FileBounds.of(InternalScanFileUtils.getPartitionValues(file), statistics(file));
          if (filter.over(bounds) != Match.NONE) {
            readFile(state, file, row -> accept(row, filter, each));
          }
        });
  }

  private static void accept(LakeRow row, RowFilter filter, Consumer<LakeRow> each) {
    if (filter.holdsFor(row::value)) {
      each.accept(row);
    }
  }

  private void readFile(Row state, Row file, Consumer<LakeRow> each) {
    try (CloseableIterator<FileReadResult> results =
            engine
                .getParquetHandler()
                .readParquetFiles(
                    Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                    ScanStateRow.getPhysicalDataReadSchema(state),
                    Optional.empty());
        CloseableIterator<FilteredColumnarBatch> batches =
            Scan.transformPhysicalData(engine, state, file, results.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        LakeRow.forEach(batches.next(), each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + table + " in " + root, e);
    }
  }

  private void forEachFile(Scan scan, Consumer<Row> each) {
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          files.forEachRemaining(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log of " + table + " in " + root, e);
    }
  }
}
