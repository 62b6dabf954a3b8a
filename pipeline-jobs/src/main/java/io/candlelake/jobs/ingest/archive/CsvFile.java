package io.candlelake.jobs.ingest.archive;

import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.ArchiveLines;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.exchanges.archive.ColumnNames;
import io.candlelake.exchanges.archive.CsvLayout;
import io.candlelake.exchanges.archive.Inspection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Reads one CSV file of candles, on an executor, line by line. */
public final class CsvFile {
  private static final int FIRST_LINES = 3;
  private static final int BUFFER = 1 << 16;

  private CsvFile() {}

  /**
   * What a look at the file gives: its layout, or why it is refused whole. A compressed file is
   * unpacked to its end, so that a damaged one is known before a row of it is written.
   */
  public static Inspection inspect(CandleFile file, Configuration hadoop) {
    try (BufferedReader reader = ArchiveLines.open(file.path(), hadoop)) {
      List<String> firstLines = new ArrayList<>();
      while (firstLines.size() < FIRST_LINES) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        firstLines.add(line);
      }
      char[] drain = new char[BUFFER];
      while (file.name().endsWith(".gz") && reader.read(drain) >= 0) {}
      Optional<CsvLayout> layout = CsvLayout.of(firstLines, file.pair().base());
      return layout
          .map(found -> Inspection.accepted(file, found))
          .orElseGet(
              () ->
                  Inspection.refused(
                      file, "its first lines do not name the columns " + ColumnNames.REQUIRED));
    } catch (IOException e) {
      return Inspection.refused(file, "it cannot be read to its end: " + e.getMessage());
    }
  }

  /** The candles of the file that open in the range, and every line that cannot be read. */
  public static Iterator<Row> rows(
      CandleFile file, CsvLayout layout, TimeRange range, Configuration hadoop) {
    try {
      return new Rows(file, layout, range, ArchiveLines.open(file.path(), hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.path(), e);
    }
  }

  private static final class Rows implements Iterator<Row> {
    private final CandleFile file;
    private final CsvLayout layout;
    private final TimeRange range;
    private final BufferedReader reader;
    private long lineNumber;
    private Row next;

    Rows(CandleFile file, CsvLayout layout, TimeRange range, BufferedReader reader) {
      this.file = file;
      this.layout = layout;
      this.range = range;
      this.reader = reader;
      this.next = advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Row current = next;
      next = advance();
      return current;
    }

    /** The next row to keep; null at the end, when the file is closed. */
    private Row advance() {
      try {
        String line = reader.readLine();
        while (line != null) {
          lineNumber++;
          if (lineNumber > layout.headerLines() && !line.isBlank()) {
            Row row = row(line);
            Instant openTime = row.getAs(3);
            if (openTime == null || range.contains(openTime)) {
              return row;
            }
          }
          line = reader.readLine();
        }
        reader.close();
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file.path(), e);
      }
    }

    private Row row(String line) {
      List<String> cells = CsvLayout.cells(line, layout.separator());
      if (cells.size() != layout.width()) {
        return malformed(
            line, null, cells.size() + " columns where the file has " + layout.width());
      }
      Instant openTime = null;
      try {
        openTime = openTime(cells.get(layout.time()));
        return candle(
            openTime,
            price(ColumnNames.OPEN, cells.get(layout.open())),
            price(ColumnNames.HIGH, cells.get(layout.high())),
            price(ColumnNames.LOW, cells.get(layout.low())),
            price(ColumnNames.CLOSE, cells.get(layout.close())),
            price(ColumnNames.VOLUME, cells.get(layout.volume())),
            layout.trades() < 0
                ? null
                : CellReader.count(ColumnNames.TRADES, cells.get(layout.trades())));
      } catch (CellReader.Unreadable e) {
        return malformed(line, openTime, e.getMessage());
      }
    }

    private static Instant openTime(String cell) throws CellReader.Unreadable {
      Instant time = CellReader.time(cell);
      if (!TimeRange.ALL.contains(time)) {
        throw new CellReader.Unreadable("time '" + cell + "' is no time of any market");
      }
      return time;
    }

    private static BigDecimal price(String column, String cell) throws CellReader.Unreadable {
      return CellReader.decimal(column, cell);
    }

    private Row candle(
        Instant openTime,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        Long trades) {
      return RowFactory.create(
          file.exchange(),
          file.symbol(),
          file.interval().code(),
          openTime,
          open,
          high,
          low,
          close,
          volume,
          trades,
          file.source(),
          file.name(),
          lineNumber,
          null,
          null);
    }

    private Row malformed(String line, Instant openTime, String reason) {
      return RowFactory.create(
          file.exchange(),
          file.symbol(),
          file.interval().code(),
          openTime,
          null,
          null,
          null,
          null,
          null,
          null,
          file.source(),
          file.name(),
          lineNumber,
          reason,
          line);
    }
  }
}
