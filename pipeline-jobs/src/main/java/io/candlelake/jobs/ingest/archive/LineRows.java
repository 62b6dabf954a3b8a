package io.candlelake.jobs.ingest.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.archive.ArchiveLines;
import io.candlelake.jobs.ingest.files.RowIterator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** A row for each line of a file behind its header, read one by one. */
final class LineRows extends RowIterator {
  private final BufferedReader reader;
  private final Function<String, Row> row;

  LineRows(String path, int headerLines, Function<String, Row> row, Configuration hadoop) {
    super(requireNonNull(path, "path is null"));
    this.row = requireNonNull(row, "row is null");
    try {
      this.reader = ArchiveLines.open(path, hadoop);
      for (int i = 0; i < headerLines; i++) {
        reader.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  @Override
  protected Optional<Row> read() throws IOException {
    String line = reader.readLine();
    while (line != null && line.isBlank()) {
      line = reader.readLine();
    }
    if (line == null) {
      reader.close();
    }
    return Optional.ofNullable(line).map(row);
  }
}
