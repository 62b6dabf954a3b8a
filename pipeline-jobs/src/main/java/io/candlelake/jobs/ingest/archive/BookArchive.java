package io.candlelake.jobs.ingest.archive;

import io.candlelake.common.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

/** Order books of archives as rows of {@code bronze.order_books}, one task a file. */
public final class BookArchive {
  /** The columns of {@code bronze.order_books} but when and by which run. */
  public static final StructType ROWS =
      new StructType(
          Arrays.stream(Tables.BRONZE_ORDER_BOOKS.schema().fields())
              .filter(field -> !Set.of("fetched_at", "run_id").contains(field.name()))
              .toArray(StructField[]::new));

  private BookArchive() {}

  /** Every book of these files, all of whose lines were found to be readable. */
  public static Dataset<Row> rows(
      SparkSession spark, List<ArchiveFile.Events> files, SerializableConfiguration hadoop) {
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(files, Math.max(1, files.size()))
            .flatMap(file -> rows(file, hadoop.value())),
        ROWS);
  }

  /** The first line that is no book, since the table has no place for such lines. */
  static Optional<String> unreadable(String path, BookLayout layout, Configuration hadoop)
      throws IOException {
    try (BufferedReader reader = Lines.open(path, hadoop)) {
      reader.readLine();
      long number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        try {
          if (!line.isBlank()) {
            book(line, layout);
          }
        } catch (CellReader.Unreadable e) {
          return Optional.of("line " + number + " is no order book: " + e.getMessage());
        }
      }
      return Optional.empty();
    }
  }

  private static Iterator<Row> rows(ArchiveFile.Events file, Configuration hadoop) {
    ArchiveFormat.OrderBooks books = (ArchiveFormat.OrderBooks) file.content();
    return new LineRows(file.path(), 1, line -> row(file, books, line), hadoop);
  }

  static Row row(ArchiveFile.Events file, ArchiveFormat.OrderBooks books, String line) {
    try {
      Book book = book(line, books.layout());
      return RowFactory.create(
          books.exchange(),
          books.symbol(),
          book.time(),
          null,
          book.bids(),
          book.asks(),
          file.format(),
          file.reference());
    } catch (CellReader.Unreadable e) {
      throw new IllegalStateException("was readable when looked at: " + line, e);
    }
  }

  private record Book(Instant time, List<Row> bids, List<Row> asks) {}

  private static Book book(String line, BookLayout layout) throws CellReader.Unreadable {
    List<String> cells = CsvLayout.cells(line, ',');
    if (cells.size() != layout.width()) {
      throw new CellReader.Unreadable(
          cells.size() + " columns where the file has " + layout.width());
    }
    List<Row> asks = new ArrayList<>();
    List<Row> bids = new ArrayList<>();
    for (int level = 0; level < layout.levels(); level++) {
      int from = layout.levelsFrom() + 4 * level;
      addLevel(asks, cells.get(from), cells.get(from + 1));
      addLevel(bids, cells.get(from + 2), cells.get(from + 3));
    }
    return new Book(CellReader.time(cells.get(layout.time())), bids, asks);
  }

  private static void addLevel(List<Row> side, String priceCell, String amountCell)
      throws CellReader.Unreadable {
    BigDecimal price = CellReader.decimal("price", priceCell);
    BigDecimal amount = CellReader.decimal("amount", amountCell);
    if (price != null && amount != null) {
      side.add(RowFactory.create(price, amount));
    }
  }
}
