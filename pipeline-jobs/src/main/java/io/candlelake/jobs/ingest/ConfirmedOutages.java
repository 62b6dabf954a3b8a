package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.exchanges.archive.DelimitedLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Reads the configured CSV of outages that the source confirms; a handful of lines. */
final class ConfirmedOutages {
  private static final List<String> HEADER =
      List.of("symbol", "interval", "first_missing", "next_present");

  private ConfirmedOutages() {}

  /** The outages of the interval wanted, rows of {@link BronzeRows#OUTAGES}. */
  static Dataset<Row> read(SourceRequest request, Configuration hadoop) {
    Optional<String> file = request.settings().files().outages();
    List<Row> rows = file.map(path -> rows(path, lines(path, hadoop), request)).orElseGet(List::of);
    return request.spark().createDataFrame(rows, BronzeRows.OUTAGES);
  }

  private static List<String> lines(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw PipelineException.userMistake(
          "Cannot read the confirmed outages " + file,
          e.getMessage(),
          "Check ingest.files.outages");
    }
  }

  private static List<Row> rows(String file, List<String> lines, SourceRequest request) {
    if (lines.isEmpty() || !DelimitedLine.cells(lines.get(0), ',').equals(HEADER)) {
      throw mistake(file, 1, "the header is not " + String.join(",", HEADER));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = DelimitedLine.cells(lines.get(i), ',');
      if (cells.size() != HEADER.size()) {
        throw mistake(file, i + 1, cells.size() + " columns, " + HEADER.size() + " expected");
      }
      if (cells.get(1).equals(request.interval().code())) {
        rows.add(row(file, i + 1, cells, request.settings().files().exchange()));
      }
    }
    return rows;
  }

  private static Row row(String file, int line, List<String> cells, String exchange) {
    try {
      Instant firstMissing = CellReader.time(cells.get(2));
      Instant nextPresent = CellReader.time(cells.get(3));
      if (!firstMissing.isBefore(nextPresent)) {
        throw mistake(file, line, "it ends before it starts");
      }
      return RowFactory.create(
          exchange,
          cells.get(0),
          cells.get(1),
          firstMissing,
          nextPresent,
          FilesSource.NAME,
          new Path(file).getName());
    } catch (CellReader.Unreadable e) {
      throw mistake(file, line, e.getMessage());
    }
  }

  private static PipelineException mistake(String file, int line, String reason) {
    return PipelineException.userMistake(
        "Cannot read the confirmed outages " + file + " line " + line,
        reason,
        "Mend the file; its header is " + String.join(",", HEADER));
  }
}
