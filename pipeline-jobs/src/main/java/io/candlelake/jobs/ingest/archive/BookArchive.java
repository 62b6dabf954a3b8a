package io.candlelake.jobs.ingest.archive;

import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.archive.ArchiveFile;
import io.candlelake.exchanges.archive.ArchiveFormat;
import io.candlelake.exchanges.archive.ArchivedBook;
import io.candlelake.exchanges.archive.CellReader;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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

  private static Iterator<Row> rows(ArchiveFile.Events file, Configuration hadoop) {
    ArchiveFormat.OrderBooks books = (ArchiveFormat.OrderBooks) file.content();
    return new LineRows(file.path(), 1, line -> row(file, books, line), hadoop);
  }

  static Row row(ArchiveFile.Events file, ArchiveFormat.OrderBooks books, String line) {
    try {
      ArchivedBook book = ArchivedBook.of(line, books.layout());
      return RowFactory.create(
          books.exchange(),
          books.symbol(),
          book.time(),
          null,
          levels(book.bids()),
          levels(book.asks()),
          file.format(),
          file.reference());
    } catch (CellReader.Unreadable e) {
      throw new IllegalStateException("was readable when looked at: " + line, e);
    }
  }

  private static List<Row> levels(List<ArchivedBook.Level> side) {
    return side.stream().map(level -> RowFactory.create(level.price(), level.amount())).toList();
  }
}
