package io.candlelake.jobs.ingest.files;

import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleLayout;
import io.candlelake.exchanges.archive.CellReader.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of {@code bronze.candles} from one file, on an executor, one by one: the candles that open
 * in a range, and every record that cannot be read.
 */
public final class CandleRows extends RowIterator {
  private final CandleFile file;
  private final CandleLayout layout;
  private final TimeRange range;
  private final CandleRecords records;
  private Optional<String> symbol = Optional.empty();

  private CandleRows(CandleFile file, CandleLayout layout, TimeRange range, CandleRecords records) {
    super(file.path());
    this.file = file;
    this.layout = layout;
    this.range = range;
    this.records = records;
  }

  public static Iterator<Row> of(
      CandleFile file, CandleLayout layout, TimeRange range, Configuration hadoop) {
    try {
      return new CandleRows(file, layout, range, CandleRecords.open(file, layout, hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.path(), e);
    }
  }

  @Override
  protected Optional<Row> read() throws IOException {
    for (Optional<CandleRecord> record = records.next();
        record.isPresent();
        record = records.next()) {
      Optional<Row> row = row(record.get());
      if (row.isPresent()) {
        return row;
      }
    }
    records.close();
    return Optional.empty();
  }

  private Optional<Row> row(CandleRecord record) {
    Instant openTime = null;
    try {
      openTime = record.openTime(layout);
      checkSymbol(record);
      return range.contains(openTime)
          ? Optional.of(row(record, record.candle(layout, openTime)))
          : Optional.empty();
    } catch (Unreadable e) {
      return Optional.of(malformed(record, openTime, e.getMessage()));
    }
  }

  /** Behind the rows that were looked at before, another market may begin. */
  private void checkSymbol(CandleRecord record) throws Unreadable {
    Optional<String> its = record.symbol(layout);
    if (symbol.isEmpty()) {
      symbol = its;
    } else if (!its.equals(symbol)) {
      throw new Unreadable(
          "it is of '%s' in a file of '%s'".formatted(its.orElse(""), symbol.get()));
    }
  }

  private Row row(CandleRecord record, CandleRecord.Candle candle) {
    return RowFactory.create(
        file.exchange(),
        file.symbol(),
        file.interval().code(),
        candle.openTime(),
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        candle.volume(),
        candle.trades(),
        file.source(),
        file.name(),
        record.line(),
        null,
        null);
  }

  private Row malformed(CandleRecord record, Instant openTime, String reason) {
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
        record.line(),
        reason,
        record.text().text());
  }
}
