package io.candlelake.jobs.ingest.files;

import io.candlelake.exchanges.archive.ArchiveLines;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleLayout;
import io.candlelake.exchanges.archive.DelimitedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Lines of text, packed or not. */
final class TextRecords implements CandleRecords {
  private final CandleLayout layout;
  private final BufferedReader reader;
  private long line;

  TextRecords(CandleFile file, CandleLayout layout, Configuration hadoop) throws IOException {
    this.layout = layout;
    this.reader = ArchiveLines.open(file.path(), hadoop);
    while (line < layout.headerLines()) {
      reader.readLine();
      line++;
    }
  }

  static List<String> firstLines(String path, Configuration hadoop) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = ArchiveLines.open(path, hadoop)) {
      while (lines.size() < CandleLayout.LINES_SEARCHED) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        lines.add(line);
      }
    }
    return lines;
  }

  @Override
  public Optional<CandleRecord> next() throws IOException {
    String text = reader.readLine();
    line++;
    while (text != null && text.isBlank()) {
      text = reader.readLine();
      line++;
    }
    if (text == null) {
      return Optional.empty();
    }
    String kept = text;
    return Optional.of(
        new CandleRecord(line, DelimitedLine.cells(text, layout.separator()), () -> kept));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
