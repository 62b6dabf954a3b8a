package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.table.Column;
import io.candlelake.common.table.Layer;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own writer leaves the table that Spark's leaves, or nothing at all. */
class DirectWriteTest {
  private static final Instant START = Instant.parse("2023-12-30T00:00:00Z");

  /** A column of every type that can be written, each required and not. */
  private static final Table ANYTHING = anything();

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;

  @Test
  void everyTypeComesBackAsSparkWritesIt() {
    List<Row> rows = randomRows(new Random(7), 5_000);
    Dataset<Row> data = spark.createDataFrame(rows, ANYTHING.schema()).repartition(3);
    Lakehouse lake = new Lakehouse(spark, root.toString());
    assertThat(DirectWrite.canWrite(ANYTHING)).isTrue();
    assertThat(lake.append(ANYTHING, data)).isEqualTo(rows.size());
    String bySpark = root.resolve("spark").toString();
    data.write().format("delta").partitionBy("exchange", "year").save(bySpark);

    Dataset<Row> ours = lake.read(ANYTHING);
    Dataset<Row> theirs = spark.read().format("delta").load(bySpark);
    assertThat(ours.exceptAll(theirs).count()).isZero();
    assertThat(theirs.exceptAll(ours).count()).isZero();
    String location = root + "/" + ANYTHING.path();
    for (String time : List.of("time", "maybe_time", "day")) {
      assertThat(TableLog.of(spark, location).contents(time))
          .as(time)
          .isEqualTo(TableLog.of(spark, bySpark).contents(time));
    }
    String where = "time >= timestamp'2023-12-31 05:00:00' AND text = 'b' AND year = 2023";
    assertThat(ours.where(where).count()).isEqualTo(theirs.where(where).count()).isPositive();
  }

  @Test
  void aMillionElementsMakeSeveralRowGroups() {
    Dataset<Row> data =
        spark
            .range(0, 60_000, 1, 1)
            .selectExpr(
                "'binance' exchange",
                "'BTC-USDT' pair",
                "'1h' interval",
                "timestamp_seconds(1704067200 + id * 3600) open_time",
                "timestamp_seconds(1704070800 + id * 3600) close_time",
                "'set' feature_set",
                "transform(sequence(1, 200), i -> float(hash(id, i))) vector",
                "'run' run_id",
                "2024 year");
    Lakehouse lake = new Lakehouse(spark, root.toString());
    assertThat(lake.append(Tables.FEATURES, data)).isEqualTo(60_000);
    assertThat(lake.read(Tables.FEATURES).exceptAll(data).count()).isZero();
    assertThat(lake.read(Tables.FEATURES).count()).isEqualTo(60_000);
  }

  @Test
  void aNullInARequiredColumnLeavesNothing() throws Exception {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(ANYTHING, spark.createDataFrame(randomRows(new Random(1), 5), ANYTHING.schema()));
    List<String> before = dataFiles();
    Dataset<Row> withNull =
        spark
            .createDataFrame(randomRows(new Random(2), 50), ANYTHING.schema())
            .withColumn("text", org.apache.spark.sql.functions.expr("IF(number > 4, null, text)"));
    assertThatThrownBy(() -> lake.append(ANYTHING, withNull))
        .hasStackTraceContaining("text is null, and it is required");
    assertThat(lake.read(ANYTHING).count()).isEqualTo(5);
    assertThat(dataFiles()).isEqualTo(before);
  }

  @Test
  void wholeFilesAreTakenOutAndPartsAreLeftToSpark() {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(ANYTHING, ofTexts("a", "b"));
    lake.append(ANYTHING, ofTexts("c"));
    String location = root + "/" + ANYTHING.path();
    DirectWrite write = new DirectWrite(spark, ANYTHING, location);
    Optional<RowFilter> ofC = Optional.of(RowFilter.equal("text", "c"));
    assertThat(write.isPossible(ofC)).isTrue();
    assertThat(write.commit(write.files(ofTexts("c", "c"), ofC), ofC))
        .isEqualTo(OptionalLong.of(2));
    assertThat(texts(lake)).containsExactly("a", "b", "c", "c");
    assertThat(write.isPossible(Optional.of(RowFilter.equal("text", "b")))).isFalse();
    lake.replace(ANYTHING, ofTexts("b", "b"), RowFilter.equal("text", "b"));
    assertThat(texts(lake)).containsExactly("a", "b", "b", "c", "c");
    assertThatThrownBy(
            () -> write.files(ofTexts("x"), Optional.of(RowFilter.equal("text", "nowhere"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "silver.anything gets rows outside of those that they replace: text = 'nowhere'");
  }

  @Test
  void replacesAtOnceLeaveTheRowsOfEach() throws Exception {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    lake.append(ANYTHING, ofTexts("zero"));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> writes = new ArrayList<>();
      for (String text : List.of("a", "b", "c", "d")) {
        writes.add(
            pool.submit(
                () -> {
                  lake.replace(ANYTHING, ofTexts(text), RowFilter.equal("text", text));
                  return lake.replace(ANYTHING, ofTexts(text, text), RowFilter.equal("text", text));
                }));
      }
      for (Future<Long> write : writes) {
        assertThat(write.get()).isEqualTo(2);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(texts(lake)).containsExactly("a", "a", "b", "b", "c", "c", "d", "d", "zero");
  }

  @Test
  void theFirstRowsOfATableNeedNoMergeAndComeOnce() throws Exception {
    Lakehouse lake = new Lakehouse(spark, root.toString());
    Table keyed =
        new Table(
            Layer.SILVER,
            "keyed",
            "a row",
            "test",
            ANYTHING.columns(),
            List.of("text"),
            List.of("exchange", "year"));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> writes = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        writes.add(pool.submit(() -> lake.insertMissing(keyed, ofTexts("a", "b"))));
      }
      long added = 0;
      for (Future<Long> write : writes) {
        added += write.get();
      }
      assertThat(added).isEqualTo(2);
    } finally {
      pool.shutdownNow();
    }
    assertThat(lake.insertMissing(keyed, ofTexts("b", "c"))).isEqualTo(1);
    assertThat(lake.upsert(keyed, ofTexts("c"))).isEqualTo(1);
    assertThat(
            lake.read(keyed).select("text").collectAsList().stream().map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  private static List<String> texts(Lakehouse lake) {
    return lake.read(ANYTHING).select("text").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** One file with a row for each text. */
  private Dataset<Row> ofTexts(String... texts) {
    List<Row> rows = new ArrayList<>();
    for (String text : texts) {
      Object[] cells = cells(new Random(3), 1);
      cells[ANYTHING.columnNames().indexOf("text")] = text;
      rows.add(RowFactory.create(cells));
    }
    return spark.createDataFrame(rows, ANYTHING.schema()).coalesce(1);
  }

  private List<String> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(Path::toString).filter(file -> file.endsWith(".parquet")).sorted().toList();
    }
  }

  private static List<Row> randomRows(Random random, int rows) {
    List<Row> made = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      made.add(RowFactory.create(cells(random, i)));
    }
    return made;
  }

  /** Of so many values on average one is null, and one not a number. */
  private static Object[] floats(Random random, int length, int nullEvery) {
    Object[] floats = new Object[length];
    for (int i = 0; i < length; i++) {
      boolean isNull = nullEvery > 0 && random.nextInt(nullEvery) == 0;
      floats[i] = isNull ? null : random.nextInt(9) == 0 ? Float.NaN : random.nextFloat();
    }
    return floats;
  }

  private static Object[] cells(Random random, int i) {
    Instant time = START.plusSeconds(3600L * i).plusNanos(1_234_000);
    List<Object> cells = new ArrayList<>();
    cells.add(random.nextBoolean() ? "binance" : "bit stamp/ü");
    cells.add(List.of("a", "b", "c").get(random.nextInt(3)));
    cells.add(time);
    cells.add((long) random.nextInt(10));
    cells.add(random.nextInt());
    cells.add(LocalDate.of(2024, 1, 1).plusDays(random.nextInt(60)));
    cells.add(random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian());
    cells.add(random.nextFloat());
    cells.add(random.nextBoolean());
    cells.add(random.doubles(random.nextInt(4)).boxed().toArray());
    cells.add(random.ints(random.nextInt(3)).mapToObj(n -> n % 3 == 0 ? null : "n" + n).toArray());
    // Some longer than a page of a column.
    cells.add(floats(random, random.nextInt(2000) == 0 ? 300_001 : random.nextInt(5), 0));
    cells.add(floats(random, random.nextInt(2000) == 0 ? 300_002 : random.nextInt(9), 5));
    BigInteger unscaled = new BigInteger(random.nextInt(126), random);
    cells.add(new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), 18));
    cells.add(Long.toString(random.nextLong()).getBytes(StandardCharsets.UTF_8));
    for (int column = 1; column <= 14; column++) {
      boolean isText = column == 1;
      Object value = isText ? "long text that no bound keeps: " + i : cells.get(column);
      cells.add(random.nextInt(4) == 0 ? null : value);
    }
    cells.add(time.isBefore(Instant.parse("2024-01-01T00:00:00Z")) ? 2023 : 2024);
    return cells.toArray();
  }

  private static Table anything() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("exchange", DataTypes.StringType, false, "", ""));
    List<String> names =
        List.of(
            "text", "time", "number", "count", "day", "price", "ratio", "flag", "list", "names",
            "vector", "gaps", "exact", "bytes");
    List<DataType> types =
        Arrays.asList(
            DataTypes.StringType,
            DataTypes.TimestampType,
            DataTypes.LongType,
            DataTypes.IntegerType,
            DataTypes.DateType,
            DataTypes.DoubleType,
            DataTypes.FloatType,
            DataTypes.BooleanType,
            DataTypes.createArrayType(DataTypes.DoubleType, false),
            DataTypes.createArrayType(DataTypes.StringType, true),
            DataTypes.createArrayType(DataTypes.FloatType, false),
            DataTypes.createArrayType(DataTypes.FloatType, true),
            Tables.EXACT,
            DataTypes.BinaryType);
    for (boolean nullable : new boolean[] {false, true}) {
      for (int i = 0; i < names.size(); i++) {
        String name = nullable ? "maybe_" + names.get(i) : names.get(i);
        columns.add(new Column(name, types.get(i), nullable, "", ""));
      }
    }
    columns.add(new Column("year", DataTypes.IntegerType, false, "", ""));
    return new Table(
        Layer.SILVER, "anything", "a row", "test", columns, List.of(), List.of("exchange", "year"));
  }
}
