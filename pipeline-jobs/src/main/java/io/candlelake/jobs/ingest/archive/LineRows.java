package io.candlelake.jobs.ingest.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.archive.ArchiveLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** A row for each line of a file behind its header, read one by one. */
final class LineRows implements Iterator<Row> {
  private final String path;
  private final BufferedReader reader;
  private final Function<String, Row> row;
  private String next;

  LineRows(String path, int headerLines, Function<String, Row> row, Configuration hadoop) {
    this.path = requireNonNull(path, "path is null");
    this.row = requireNonNull(row, "row is null");
    try {
      this.reader = ArchiveLines.open(path, hadoop);
      for (int i = 0; i < headerLines; i++) {
        reader.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    advance();
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
    Row made = row.apply(next);
    advance();
    return made;
  }

  private void advance() {
    try {
      next = reader.readLine();
      while (next != null && next.isBlank()) {
        next = reader.readLine();
      }
      if (next == null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
