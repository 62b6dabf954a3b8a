package io.candlelake.jobs.ingest.files;

import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleLayout;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The records of one file, in its order. */
interface CandleRecords extends Closeable {
  /** The next record; empty at the end. */
  Optional<CandleRecord> next() throws IOException;

  /**
   * The layout of the file, or why it cannot be determined.
   *
   * @param firstLines of a text
   */
  static CandleLayout.Search layout(CandleFile file, List<String> firstLines, Configuration hadoop)
      throws IOException {
    return switch (FileFormat.of(file.name())) {
      case TEXT -> CandleLayout.of(firstLines, file.pair());
      case PARQUET -> CandleLayout.ofNames(ParquetRecords.names(file, hadoop), file.pair());
      case ARROW -> CandleLayout.ofNames(ArrowRecords.names(file, hadoop), file.pair());
    };
  }

  static CandleRecords open(CandleFile file, CandleLayout layout, Configuration hadoop)
      throws IOException {
    return switch (FileFormat.of(file.name())) {
      case TEXT -> new TextRecords(file, layout, hadoop);
      case PARQUET -> new ParquetRecords(file, layout, hadoop);
      case ARROW -> new ArrowRecords(file, layout, hadoop);
    };
  }
}
