package io.candlelake.jobs.ingest.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** The rows of a file, read one ahead. */
public abstract class RowIterator implements Iterator<Row> {
  private final String path;
  private boolean begun;
  private Optional<Row> next = Optional.empty();

  /**
   * @param path of the file, for errors
   */
  protected RowIterator(String path) {
    this.path = path;
  }

  /** The next row; empty at the end, where the file is closed. */
  protected abstract Optional<Row> read() throws IOException;

  @Override
  public final boolean hasNext() {
    if (!begun) {
      begun = true;
      next = readNext();
    }
    return next.isPresent();
  }

  @Override
  public final Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row current = next.get();
    next = readNext();
    return current;
  }

  private Optional<Row> readNext() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }
}
