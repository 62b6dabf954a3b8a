package io.candlelake.jobs.ingest.archive;

import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.archive.ArchiveFile;
import io.candlelake.exchanges.archive.ArchiveFormat;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.exchanges.archive.DelimitedLine;
import io.candlelake.exchanges.archive.TradeLayout;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Trades of archives as rows of {@code bronze.trades}, one task a file. */
public final class TradeArchive {
  /** The columns of {@code bronze.trades} but when and by which run. */
  public static final StructType ROWS =
      new StructType(
          Arrays.stream(Tables.BRONZE_TRADES.schema().fields())
              .filter(field -> !Set.of("fetched_at", "run_id").contains(field.name()))
              .toArray(StructField[]::new));

  private TradeArchive() {}

  /** Every line of these files, those that cannot be read as malformed. */
  public static Dataset<Row> rows(
      SparkSession spark, List<ArchiveFile.Events> files, SerializableConfiguration hadoop) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, Math.max(1, files.size()))
            .flatMap(file -> rows(file, hadoop.value())),
        ROWS);
  }

  private static Iterator<Row> rows(ArchiveFile.Events file, Configuration hadoop) {
    ArchiveFormat.Trades trades = (ArchiveFormat.Trades) file.content();
    TradeLayout layout = trades.layout();
    return new LineRows(file.path(), layout.headerLines(), line -> row(file, trades, line), hadoop);
  }

  static Row row(ArchiveFile.Events file, ArchiveFormat.Trades trades, String line) {
    TradeLayout layout = trades.layout();
    List<String> cells = DelimitedLine.cells(line, ',');
    if (cells.size() != layout.width()) {
      return malformed(
          file, trades, line, cells.size() + " columns where the file has " + layout.width());
    }
    try {
      Instant time = CellReader.time(cells.get(layout.time()));
      if (!TimeRange.ALL.contains(time)) {
        return malformed(
            file, trades, line, "time '" + cells.get(layout.time()) + "' is no time of any market");
      }
      BigDecimal price = CellReader.decimal("price", cells.get(layout.price()));
      BigDecimal amount = CellReader.decimal("amount", cells.get(layout.amount()));
      String id = cells.get(layout.id());
      return RowFactory.create(
          trades.exchange(),
          trades.symbol(),
          id.isEmpty() ? null : id,
          time,
          price,
          amount,
          side(cells.get(layout.side()), layout.sideMeans()),
          file.format(),
          file.reference(),
          null,
          null);
    } catch (CellReader.Unreadable e) {
      return malformed(file, trades, line, e.getMessage());
    }
  }

  /** What the taker did; null where it is not told. */
  private static String side(String cell, TradeLayout.Side means) {
    String text = cell.toLowerCase(Locale.ROOT);
    if (means == TradeLayout.Side.NAMED) {
      return text.equals("buy") || text.equals("sell") ? text : null;
    }
    if (text.equals("true")) {
      return "sell";
    }
    return text.equals("false") ? "buy" : null;
  }

  private static Row malformed(
      ArchiveFile.Events file, ArchiveFormat.Trades trades, String line, String reason) {
    return RowFactory.create(
        trades.exchange(),
        trades.symbol(),
        null,
        null,
        null,
        null,
        null,
        file.format(),
        file.reference(),
        reason,
        line);
  }
}
