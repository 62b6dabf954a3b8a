package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.table.Column;
import io.candlelake.common.table.Layer;
import io.candlelake.common.table.Table;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table read by files from its log has the rows that Delta itself reads. */
class LogFileIndexTest {
  private static final Instant START = Instant.parse("2023-12-31T12:00:00Z");

  private static final Table PRICES =
      new Table(
          Layer.SILVER,
          "prices",
          "a row",
          "test",
          List.of(
              new Column("exchange", DataTypes.StringType, false, "", ""),
              new Column("pair", DataTypes.StringType, false, "", ""),
              new Column("open_time", DataTypes.TimestampType, false, "", ""),
              new Column("seen_at", DataTypes.TimestampType, true, "", ""),
              new Column("price", DataTypes.DoubleType, true, "", ""),
              new Column("year", DataTypes.IntegerType, false, "", "")),
          List.of(),
          List.of("exchange", "year"));

  private static final List<String> EXCHANGES = List.of("binance", "a b:c/d%20=é", "kraken");
  private static final List<String> PAIRS = List.of("BTC-USDT", "ETH-USDT", "SOL-EUR");

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private Lakehouse lake;

  @BeforeEach
  void open() {
    lake = new Lakehouse(spark, root.toString());
  }

  @Test
  void everyFilterFindsTheRowsThatDeltaFinds() {
    Random random = new Random(11);
    for (int file = 0; file < 6; file++) {
      lake.append(PRICES, rows(random, 40));
    }
    Dataset<Row> ours = lake.read(PRICES);
    Dataset<Row> theirs = byDelta();
    assertThat(leaf(ours).toString()).doesNotContain("Delta");
    assertThat(ours.schema()).isEqualTo(theirs.schema());
    assertThat(sorted(ours)).isEqualTo(sorted(theirs)).hasSize(240);
    int some = 0;
    for (int i = 0; i < 40; i++) {
      String where = condition(random, 2);
      List<String> found = sorted(ours.where(where));
      assertThat(found).as(where).isEqualTo(sorted(theirs.where(where)));
      some += found.isEmpty() || found.size() == 240 ? 0 : 1;
    }
    assertThat(some).as("conditions that tell rows apart").isGreaterThan(15);
  }

  @Test
  void filesThatCannotHoldARowAreNotRead() {
    lake.append(PRICES, ofPair("BTC-USDT", START));
    lake.append(PRICES, ofPair("ETH-USDT", START.plus(1, ChronoUnit.DAYS)));
    assertThat(filesRead("true")).isEqualTo(2);
    assertThat(filesRead("pair = 'BTC-USDT'")).isEqualTo(1);
    assertThat(filesRead("pair IN ('BTC-USDT', 'SOL-EUR')")).isEqualTo(1);
    assertThat(filesRead("pair = 'SOL-EUR'")).isZero();
    assertThat(filesRead("open_time >= timestamp'2024-01-01 00:00:00'")).isEqualTo(1);
    assertThat(filesRead("open_time < timestamp'2024-01-01 00:00:00'")).isEqualTo(1);
    assertThat(filesRead("open_time <= timestamp'2023-12-31 11:00:00'")).isZero();
    assertThat(filesRead("open_time > timestamp'2025-01-01 00:00:00' OR pair = 'SOL-EUR'"))
        .isZero();
    assertThat(filesRead("year = 2024")).isEqualTo(1);
    assertThat(filesRead("year + 1 = 2024 AND exchange = 'binance'")).isEqualTo(1);
    assertThat(filesRead("upper(exchange) = 'KRAKEN'")).isZero();
  }

  @Test
  void readingStartsNoJobThatLooksForFiles() throws Exception {
    lake.append(PRICES, ofPair("BTC-USDT", START));
    assertThat(
            LocalSpark.jobNamesOf(
                () -> lake.read(PRICES).where("pair = 'BTC-USDT' AND year = 2023").collect()))
        .hasSize(1);
  }

  @Test
  void rowsAreThoseOfTheVersionThatWasRead() {
    lake.append(PRICES, ofPair("BTC-USDT", START));
    Dataset<Row> before = lake.read(PRICES);
    lake.append(PRICES, ofPair("ETH-USDT", START));
    assertThat(before.count()).isEqualTo(1);
    assertThat(lake.read(PRICES).count()).isEqualTo(2);
  }

  @Test
  void aTableWithDeletedRowsInItsFilesIsLeftToDelta() {
    lake.append(PRICES, rows(new Random(3), 50));
    String table = "delta.`" + root + "/" + PRICES.path() + "`";
    spark.sql(
        "ALTER TABLE " + table + " SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')");
    spark.sql("DELETE FROM " + table + " WHERE pair = 'BTC-USDT'");
    Dataset<Row> left = lake.read(PRICES);
    assertThat(sorted(left)).isEqualTo(sorted(byDelta())).isNotEmpty();
    assertThat(left.where("pair = 'BTC-USDT'").count()).isZero();
  }

  private Dataset<Row> byDelta() {
    return spark.read().format("delta").load(root + "/" + PRICES.path());
  }

  private long filesRead(String where) {
    Dataset<Row> found = lake.read(PRICES).where(where);
    found.collectAsList();
    return leaf(found).metrics().get("numFiles").get().value();
  }

  private static SparkPlan leaf(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .executedPlan()
        .collectLeaves()
        .head();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private Dataset<Row> ofPair(String pair, Instant time) {
    int year = Integer.parseInt(time.toString().substring(0, 4));
    return spark
        .createDataFrame(
            List.of(RowFactory.create("binance", pair, time, null, 1.0, year)), PRICES.schema())
        .coalesce(1);
  }

  private Dataset<Row> rows(Random random, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time = time(random);
      rows.add(
          RowFactory.create(
              any(random, EXCHANGES),
              any(random, PAIRS),
              time,
              random.nextInt(4) == 0 ? null : time(random),
              random.nextInt(5) == 0 ? null : random.nextInt(10) / 2.0,
              Integer.parseInt(time.toString().substring(0, 4))));
    }
    return spark.createDataFrame(rows, PRICES.schema()).coalesce(1);
  }

  /** In microseconds, which bounds in the log do not have. */
  private static Instant time(Random random) {
    return START.plusSeconds(3600L * random.nextInt(24)).plusNanos(1000L * random.nextInt(3));
  }

  private static String condition(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      String two = condition(random, depth - 1) + (random.nextBoolean() ? " AND " : " OR ");
      return (random.nextInt(6) == 0 ? "NOT (" : "(") + two + condition(random, depth - 1) + ")";
    }
    String comparison = any(random, List.of("=", "<", "<=", ">", ">=", "<>"));
    String time = "timestamp'" + time(random).toString().replace("T", " ").replace("Z", "") + "'";
    return switch (random.nextInt(7)) {
      case 0 -> "pair " + comparison + " '" + any(random, PAIRS) + "'";
      case 1 -> "pair IN ('" + any(random, PAIRS) + "', '" + any(random, PAIRS) + "')";
      case 2 -> "exchange " + comparison + " '" + any(random, EXCHANGES) + "'";
      case 3 -> "open_time " + comparison + " " + time;
      case 4 -> "seen_at " + comparison + " " + time;
      case 5 -> "year " + comparison + " " + (2023 + random.nextInt(2));
      default -> "price " + comparison + " " + random.nextInt(10) / 2.0;
    };
  }

  private static <T> T any(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
