package io.candlelake.jobs.ingest;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.candlelake.common.PipelineException;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.table.Tables;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.exchanges.archive.ColumnNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Reads Parquet files of candles, all in one scan; they must share their column names. */
final class ParquetCandles {
  private static final List<String> PRICES =
      List.of(
          ColumnNames.OPEN,
          ColumnNames.HIGH,
          ColumnNames.LOW,
          ColumnNames.CLOSE,
          ColumnNames.VOLUME);

  private ParquetCandles() {}

  /** Rows of {@link BronzeRows#CANDLES} that open in the range, or have no readable time. */
  static Dataset<Row> rows(
      SparkSession spark, List<CandleFile> files, String exchange, TimeRange range) {
    Dataset<Row> stored =
        spark
            .read()
            .option("mergeSchema", "true")
            .parquet(files.stream().map(CandleFile::path).toArray(String[]::new));
    Column fileName = regexp_extract(col("_metadata.file_path"), "([^/]+\\.parquet)(/|$)", 1);
    Dataset<Row> placed =
        stored.select(
            struct(Arrays.stream(stored.columns()).map(stored::col).toArray(Column[]::new))
                .as("record"),
            fileName.as("source_ref"),
            col("_metadata.row_index").plus(1).as("source_line"));
    List<String> header = List.of(stored.columns());
    String base = files.get(0).pair().base();
    Column time = time(stored, header.get(required(ColumnNames.TIME, header, base, files)));
    Dataset<Row> read = placed.withColumn("open_time", when(within(time, TimeRange.ALL), time));
    List<Column> problems = new ArrayList<>();
    problems.add(when(col("open_time").isNull(), lit("time is missing or not a time")));
    for (String price : PRICES) {
      Column cell = col("record." + header.get(required(price, header, base, files)));
      read = read.withColumn(price, cell.cast("string").try_cast(Tables.EXACT));
      problems.add(
          when(
              cell.isNotNull().and(col(price).isNull()),
              concat(lit(price + " '"), cell.cast("string"), lit("' is not a number"))));
    }
    int trades = ColumnNames.find(ColumnNames.TRADES, header, base);
    Column count =
        trades < 0
            ? lit(null).cast("long")
            : col("record." + header.get(trades)).try_cast(DataTypes.LongType);
    Column reasons = array_compact(array(problems.toArray(Column[]::new)));
    Column malformed = when(size(reasons).gt(0), concat_ws("; ", reasons));
    Dataset<Row> symbols =
        spark.createDataFrame(
            files.stream().map(file -> RowFactory.create(file.name(), file.symbol())).toList(),
            StructType.fromDDL("source_ref STRING, symbol STRING"));
    return read.withColumn(ColumnNames.TRADES, count)
        .withColumn("malformed", malformed)
        .withColumn("raw", when(col("malformed").isNotNull(), to_json(col("record"))))
        .where(coalesce(within(col("open_time"), range), lit(true)))
        .join(broadcast(symbols), "source_ref")
        .withColumn("exchange", lit(exchange))
        .withColumn("interval", lit(files.get(0).interval().code()))
        .withColumn("source", lit(FilesSource.NAME))
        .select(
            Arrays.stream(BronzeRows.CANDLES.fieldNames())
                .map(functions::col)
                .toArray(Column[]::new));
  }

  private static Column within(Column time, TimeRange range) {
    return time.geq(lit(range.from())).and(time.lt(lit(range.to())));
  }

  private static int required(
      String column, List<String> header, String base, List<CandleFile> files) {
    int position = ColumnNames.find(column, header, base);
    if (position < 0) {
      throw PipelineException.userMistake(
          "Cannot ingest " + files.get(0).name(),
          "it has no column " + column + " but " + String.join(", ", header),
          "Rename its columns to timestamp, open, high, low, close, volume");
    }
    return position;
  }

  /** As {@link CellReader#time}, on columns. */
  private static Column time(Dataset<Row> stored, String name) {
    DataType type = stored.schema().apply(name).dataType();
    Column cell = col("record." + name);
    if (type instanceof NumericType) {
      Column number = cell.cast("double");
      Column magnitude = abs(number);
      Column micros =
          when(magnitude.lt(1e11), number.multiply(1e6))
              .when(magnitude.lt(1e14), number.multiply(1e3))
              .when(magnitude.lt(1e17), number)
              .when(magnitude.lt(1e20), number.divide(1e3));
      return timestamp_micros(round(micros).try_cast("long"));
    }
    return type.equals(DataTypes.StringType) ? cell.try_cast("timestamp") : cell.cast("timestamp");
  }
}
