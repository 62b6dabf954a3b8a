package io.candlelake.common.lake;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.dataset.SeriesKernel;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakehouseTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path root;
  private Lakehouse lake;

  @BeforeEach
  void open() {
    lake = new Lakehouse(spark, root.toString());
  }

  @Test
  void aTableNeverWrittenIsEmptyWithItsColumns() {
    assertThat(lake.read(Tables.CANDLES).columns())
        .containsExactlyElementsOf(Tables.CANDLES.columnNames());
    assertThat(lake.read(Tables.CANDLES).isEmpty()).isTrue();
    assertThat(lake.version(Tables.CANDLES)).isEmpty();
  }

  @Test
  void aRelativeRootIsTheFolderSeenFromHere() {
    Path relative = Path.of("").toAbsolutePath().relativize(root);
    Lakehouse here = new Lakehouse(spark, relative.toString());
    assertThat(here.append(Tables.CANDLES, candles("BTC-USDT", 3))).isEqualTo(3);
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(3);
  }

  @Test
  void aTableWhoseMakingWasKilledIsMadeAgain() throws Exception {
    Path log = Files.createDirectories(root.resolve("silver/candles/_delta_log"));
    Files.writeString(log.resolve(".00000000000000000000.json.tmp"), "half a comm");
    assertThat(lake.append(Tables.CANDLES, candles("BTC-USDT", 3))).isEqualTo(3);
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(3);
  }

  @Test
  void aFolderWithOtherFilesIsLeftAlone() throws Exception {
    Path file = root.resolve("silver/candles/mine.parquet");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "data");
    assertThatThrownBy(() -> lake.append(Tables.CANDLES, candles("BTC-USDT", 3)))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot make the table silver.candles: ")
        .hasMessageEndingWith(
            "Check that " + file.getParent() + " can be written and holds nothing else.");
    assertThat(file).hasContent("data");
  }

  @Test
  void twoMayMakeATableAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> written = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String pair = "P" + i + "-USDT";
        written.add(threads.submit(() -> lake.append(Tables.CANDLES, candles(pair, 2))));
      }
      for (Future<Long> rows : written) {
        rows.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(8);
  }

  @Test
  void writersThatCommitAtOnceDoNotFail() throws Exception {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 1));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Long>> written = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String pair = "P" + i + "-USDT";
        written.add(
            threads.submit(
                () ->
                    lake.replace(Tables.CANDLES, candles(pair, 2), RowFilter.equal("pair", pair))));
      }
      for (Future<Long> rows : written) {
        rows.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(7);
  }

  @Test
  void insertMissingTwiceAddsOnce() {
    assertThat(lake.insertMissing(Tables.CANDLES, candles("BTC-USDT", 48))).isEqualTo(48);
    assertThat(lake.insertMissing(Tables.CANDLES, candles("BTC-USDT", 50))).isEqualTo(2);
    assertThat(lake.insertMissing(Tables.CANDLES, candles("BTC-USDT", 50))).isZero();
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(50);
  }

  @Test
  void upsertReplacesByKey() {
    lake.upsert(Tables.CANDLES, candles("BTC-USDT", 10));
    lake.upsert(Tables.CANDLES, candles("BTC-USDT", 10));
    assertThat(lake.read(Tables.CANDLES).count()).isEqualTo(10);
  }

  @Test
  void aTableOfAnOlderVersionIsRefusedBeforeAnythingIsWritten() {
    String place = root + "/" + Tables.JOB_RUNS.path();
    lake.empty(Tables.JOB_RUNS).drop("tables_read").write().format("delta").save(place);
    String refusal =
        "Cannot use the lake "
            + lake.root()
            + ": gold.job_runs has no column tables_read: an older version of Candlelake made it."
            + " Give another folder as --lake and run again, or use the version that made this"
            + " lake.";
    assertThatThrownBy(() -> lake.append(Tables.JOB_RUNS, lake.empty(Tables.JOB_RUNS)))
        .isInstanceOf(PipelineException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> lake.read(Tables.JOB_RUNS)).hasMessage(refusal);
    assertThat(lake.version(Tables.JOB_RUNS)).hasValue(0);
  }

  @Test
  void aTableWithColumnsOfOtherTypesIsRefusedToo() {
    String place = root + "/" + Tables.CANDLES.path();
    lake.empty(Tables.CANDLES)
        .withColumn("close", col("close").cast(Tables.EXACT))
        .withColumn("listing", col("listing").cast("bigint"))
        .write()
        .format("delta")
        .save(place);
    String refusal =
        "Cannot use the lake "
            + lake.root()
            + ": silver.candles has close as decimal(38,18) instead of double, listing as bigint"
            + " instead of int: an older version of Candlelake made it. Give another folder as"
            + " --lake and run again, or use the version that made this lake.";
    assertThatThrownBy(() -> lake.read(Tables.CANDLES))
        .isInstanceOf(PipelineException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> lake.append(Tables.CANDLES, candles("BTC-USDT", 1)))
        .hasMessage(refusal);
    assertThat(lake.version(Tables.CANDLES)).hasValue(0);
  }

  @Test
  void replaceLeavesOtherRows() {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 24).union(candles("ETH-USDT", 24)));
    lake.replace(Tables.CANDLES, candles("BTC-USDT", 3), RowFilter.equal("pair", "BTC-USDT"));
    assertThat(lake.read(Tables.CANDLES).where("pair = 'BTC-USDT'").count()).isEqualTo(3);
    assertThat(lake.read(Tables.CANDLES).where("pair = 'ETH-USDT'").count()).isEqualTo(24);
  }

  @Test
  void anEarlierVersionStaysReadable() {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 5));
    long before = lake.version(Tables.CANDLES).getAsLong();
    lake.append(Tables.CANDLES, candles("ETH-USDT", 5));
    assertThat(lake.readAt(Tables.CANDLES, before).count()).isEqualTo(5);
    assertThat(lake.versions()).containsKey("silver.candles");
  }

  @Test
  void theLogTellsRowsAndSpanWithoutASparkJob() throws Exception {
    lake.append(Tables.CANDLES, candles("BTC-USDT", 5).union(candles("ETH-USDT", 48)));
    lake.replace(Tables.CANDLES, candles("BTC-USDT", 3), RowFilter.equal("pair", "BTC-USDT"));
    TableContents contents =
        new TableContents(
            51,
            Optional.of(Instant.parse("2024-01-01T00:00:00Z")),
            Optional.of(Instant.parse("2024-01-02T23:00:00Z")));
    Optional<String> time = Optional.of("open_time");
    assertThat(
            LocalSpark.jobsOf(
                () -> {
                  assertThat(lake.contents(Tables.CANDLES, time)).isEqualTo(contents);
                  assertThat(lake.versions()).containsEntry("silver.candles", 2L);
                }))
        .isZero();

    String collect = "spark.databricks.delta.stats.collect";
    spark.conf().set(collect, "false");
    try {
      lake.append(Tables.CANDLES, candles("XRP-USDT", 9));
    } finally {
      spark.conf().unset(collect);
    }
    assertThat(lake.contents(Tables.CANDLES, time))
        .isEqualTo(new TableContents(60, contents.first(), contents.last()));
    assertThat(lake.contents(Tables.CANDLES, Optional.empty()))
        .isEqualTo(new TableContents(60, Optional.empty(), Optional.empty()));
  }

  @Test
  void aMissingColumnIsOurBug() {
    assertThatThrownBy(
            () -> lake.append(Tables.CANDLES, candles("BTC-USDT", 1).drop("volume", "quality")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("silver.candles is written without its columns [volume, quality]");
  }

  @Test
  void aKernelGetsEachSeriesWholeAndSorted() {
    Dataset<Row> shuffled = candles("BTC-USDT", 30).union(candles("ETH-USDT", 20)).repartition(7);
    SeriesKernel kernel =
        (key, bars) ->
            List.of(
                    (InternalRow)
                        new GenericInternalRow(
                            new Object[] {
                              UTF8String.fromString(key.pair()), bars.size(), bars.close()[0]
                            }))
                .iterator();
    StructType result =
        new StructType()
            .add("pair", DataTypes.StringType)
            .add("n", DataTypes.IntegerType)
            .add("first", DataTypes.DoubleType);
    assertThat(PerSeries.apply(shuffled, kernel, result).orderBy("pair").collectAsList())
        .containsExactly(
            RowFactory.create("BTC-USDT", 30, 100.0), RowFactory.create("ETH-USDT", 20, 100.0));
  }

  private Dataset<Row> candles(String pair, int hours) {
    return spark
        .range(hours)
        .selectExpr(
            "'binance' exchange",
            "'" + pair + "' pair",
            "'1h' interval",
            "timestamp_seconds(1704067200 + id * 3600) open_time",
            "timestamp_seconds(1704070800 + id * 3600) close_time",
            "100 + id open",
            "102 + id high",
            "99 + id low",
            "100 + id close",
            "1 volume",
            "cast(null as bigint) trades",
            "cast(array() as array<string>) quality",
            "false filled",
            "1 listing",
            "0 revision",
            "'test' source",
            "timestamp_seconds(1704070800) fetched_at",
            "'r' run_id");
  }
}
