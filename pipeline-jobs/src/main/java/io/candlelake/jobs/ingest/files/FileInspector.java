package io.candlelake.jobs.ingest.files;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.CandleFileName;
import io.candlelake.exchanges.archive.ArchiveFormats;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleHeader.Columns;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import io.candlelake.exchanges.archive.CandleLayout;
import io.candlelake.exchanges.archive.Inspection;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Looks at a file of candles, on an executor, before a row of it is written: whether it can be read
 * to its end, where it keeps what, and whether its first candles are those of the interval wanted.
 * What would give wrong values is refused whole.
 *
 * @param volumeUnit what a volume counts that the header says nothing of
 */
public record FileInspector(VolumeUnit volumeUnit) implements Serializable {
  public FileInspector {
    requireNonNull(volumeUnit, "volumeUnit is null");
  }

  public Inspection inspect(CandleFile file, Configuration hadoop) {
    try {
      List<String> firstLines =
          FileFormat.of(file.name()) == FileFormat.TEXT
              ? TextRecords.firstLines(file.path(), hadoop)
              : List.of();
      CandleLayout.Search search = CandleRecords.layout(file, firstLines, hadoop);
      if (search instanceof CandleLayout.NotFound none) {
        return Inspection.refused(file, none.reason());
      }
      CandleLayout layout = ((CandleLayout.Found) search).layout();
      if (layout.columns().volumeUnit() == VolumeUnit.QUOTE && volumeUnit != VolumeUnit.QUOTE) {
        return Inspection.refused(file, volumeInQuote(file));
      }
      CandleLayout readable = layout.with(columns(layout.columns()));
      Optional<String> problem = problem(file, readable, hadoop);
      return problem.isPresent()
          ? Inspection.refused(file, problem.get())
          : Inspection.accepted(withExchange(file, firstLines), readable);
    } catch (IOException e) {
      return Inspection.refused(file, "it cannot be read to its end: " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String volumeInQuote(CandleFile file) {
    return "its only volume is in %s, not in %s; with --set ingest.files.volume-unit=quote it is"
            .formatted(file.pair().quote(), file.pair().base())
        + " divided by the price";
  }

  private Columns columns(Columns found) {
    return found.volumeUnit() == VolumeUnit.UNSAID && volumeUnit == VolumeUnit.QUOTE
        ? found.inQuote()
        : found;
  }

  private static Optional<String> problem(
      CandleFile file, CandleLayout layout, Configuration hadoop) throws IOException {
    CandleSample sample = new CandleSample(layout, file.pair(), file.interval());
    try (CandleRecords records = CandleRecords.open(file, layout, hadoop)) {
      boolean toTheEnd = isPacked(file);
      for (Optional<CandleRecord> record = records.next();
          record.isPresent() && (toTheEnd || !sample.isFull());
          record = records.next()) {
        sample.add(record.get());
      }
    }
    return sample.problem();
  }

  /** Whether damage behind the first records may only show when all is read. */
  private static boolean isPacked(CandleFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return FileFormat.of(name) != FileFormat.TEXT || name.endsWith(".gz") || name.endsWith(".zip");
  }

  /** The exchange that publishes files of this form, where the name does not say another. */
  private static CandleFile withExchange(CandleFile file, List<String> firstLines) {
    String stem = FileFormat.stem(file.name());
    return CandleFileName.of(stem).exchange().isPresent()
        ? file
        : ArchiveFormats.exchangeOfCandles(stem, firstLines).map(file::of).orElse(file);
  }
}
