package io.candlelake.jobs.ingest;

import static io.candlelake.jobs.ingest.files.CandleTables.gzip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.ingest.files.FileFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestJobTest {
  private static final String HEADER = "timestamp,open,high,low,close,volume\n";
  private static final String FIRST = "1704067200000,42283.58,42554.57,42261.02,42475.23,1271.68\n";
  private static final String SECOND = "1704070800000,42475.23,42775.0,42431.65,42613.56,1196.37\n";
  private static final String THIRD = "1704074400000,42613.57,42638.41,42500.0,42581.1,685.2\n";

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path temporary;
  private Path folder;
  private Lakehouse lake;
  private int runs;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("files"));
    lake = new Lakehouse(spark, temporary.resolve("lake").toString());
  }

  @Test
  void onlyNewsIsAddedWhateverComesAgain() throws IOException {
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST + "oops\n" + SECOND);
    Files.write(folder.resolve("ETH_USDT-1h.csv.gz"), gzip(HEADER + FIRST));
    byte[] whole = gzip(HEADER + FIRST.repeat(2_000));
    Files.write(folder.resolve("ADAUSDT.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

    JobResult first = run();
    assertThat(first.rowsOut()).isEqualTo(4);
    assertThat(first.failures())
        .singleElement()
        .asString()
        .startsWith("ADA-USDT: refused ADAUSDT.csv.gz, it cannot be read to its end: ");
    Row malformed = lake.read(Tables.BRONZE_CANDLES).where("malformed IS NOT NULL").head();
    assertThat(malformed.<String>getAs("malformed")).isEqualTo("1 columns where the file has 6");
    assertThat(malformed.<String>getAs("raw")).isEqualTo("oops");
    assertThat(malformed.<String>getAs("source_ref")).isEqualTo("BTCUSDT.csv");
    assertThat(malformed.<Long>getAs("source_line")).isEqualTo(3);
    Row candle =
        lake.read(Tables.BRONZE_CANDLES).where("symbol = 'BTCUSDT' AND source_line = 4").head();
    assertThat(candle.<Instant>getAs("open_time")).isEqualTo("2024-01-01T01:00:00Z");
    assertThat(candle.<BigDecimal>getAs("high")).isEqualByComparingTo("42775");

    assertThat(run().rowsOut()).isZero();

    // A longer file, with a correction and the bad line moved.
    String corrected = SECOND.replace("42613.56", "42600");
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST + "oops\n" + corrected + THIRD);
    assertThat(run().rowsOut()).isEqualTo(2);
    assertThat(run().rowsOut()).isZero();

    // The source takes its correction back.
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST + "oops\n" + SECOND + THIRD);
    assertThat(run().rowsOut()).isEqualTo(1);
    assertThat(run().rowsOut()).isZero();
    assertThat(
            lake.read(Tables.BRONZE_CANDLES)
                .where("open_time = timestamp'2024-01-01T01:00:00Z' AND symbol = 'BTCUSDT'")
                .orderBy("fetched_at")
                .select("close")
                .collectAsList())
        .extracting(row -> row.getDecimal(0).doubleValue())
        .containsExactly(42613.56, 42600.0, 42613.56);
  }

  @Test
  void theRangeAndPairsAskedForAreCutOut() throws IOException {
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST + SECOND + THIRD);
    Files.writeString(folder.resolve("ETHUSDT.csv"), HEADER + FIRST + SECOND + THIRD);
    Map<String, String> cut =
        Map.of(
            "run.from", "2024-01-01T01:00:00Z",
            "run.to", "2024-01-01T02:00:00Z",
            "run.pairs", "[ETH-USDT]");
    assertThat(run(cut).rowsOut()).isEqualTo(1);
    assertThat(run().rowsOut()).isEqualTo(5);
  }

  @Test
  void theSimulatedMarketGrowsWithoutChange() {
    Map<String, String> short_ = simulated("2023-02-01");
    long rows = run(short_).rowsOut();
    assertThat(rows).isGreaterThan(2 * 700);
    assertThat(run(short_).rowsOut()).isZero();
    run(simulated("2023-03-01"));
    Lakehouse other = lake;
    lake = new Lakehouse(spark, temporary.resolve("other").toString());
    run(simulated("2023-03-01"));
    String[] values = {"symbol", "open_time", "open", "high", "low", "close", "volume"};
    assertThat(
            lake.read(Tables.BRONZE_CANDLES)
                .selectExpr(values)
                .exceptAll(other.read(Tables.BRONZE_CANDLES).selectExpr(values))
                .count())
        .isZero();
    assertThat(lake.read(Tables.BRONZE_CANDLES).count())
        .isEqualTo(other.read(Tables.BRONZE_CANDLES).count());
  }

  @Test
  void filesInOtherLayoutsAreRead() throws IOException {
    Files.writeString(
        folder.resolve("BTCUSD.csv"),
        "https://www.example.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n"
            + "1704067200,2024-01-01 00:00:00,BTC/USD,1,3,0.5,2,10,20\n");
    Files.writeString(folder.resolve("ETHUSD-1h.csv"), "1704067200,1,3,0.5,2,10,7\n");
    Files.writeString(folder.resolve("ETHUSD-15m.csv"), "1704067200,9,9,9,9,9,9\n");
    Files.writeString(
        folder.resolve("XRPUSD.csv"),
        "Open Time;Open;High;Low;Close;Volume\r\n\"2024-01-01 00:00:00\";1;3;0.5;2;10\r\n");
    spark
        .sql(
            "SELECT * FROM VALUES"
                + " (timestamp'2024-01-01T00:00:00Z', 1D, 3D, 0.5D, 2D, 10D),"
                + " (timestamp'2024-01-01T01:00:00Z', 1D, 3D, 0.5D, double('NaN'), 10D)"
                + " AS t(open_time, open, high, low, close, volume)")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("ADAUSD.parquet").toString());
    run();
    assertThat(
            lake
                .read(Tables.BRONZE_CANDLES)
                .where("close IS NOT NULL")
                .selectExpr(
                    "symbol",
                    "cast(open_time AS string)",
                    "cast(high AS double)",
                    "cast(volume AS double)",
                    "trades")
                .orderBy("symbol")
                .collectAsList()
                .stream()
                .map(Row::toString))
        .containsExactly(
            "[ADAUSD,2024-01-01 00:00:00,3.0,10.0,null]",
            "[BTCUSD,2024-01-01 00:00:00,3.0,10.0,null]",
            "[ETHUSD,2024-01-01 00:00:00,3.0,10.0,7]",
            "[XRPUSD,2024-01-01 00:00:00,3.0,10.0,null]");
    Row withoutClose = lake.read(Tables.BRONZE_CANDLES).where("close IS NULL").head();
    assertThat(withoutClose.<String>getAs("symbol")).isEqualTo("ADAUSD");
    assertThat(withoutClose.<Long>getAs("source_line")).isEqualTo(2);
  }

  @Test
  void confirmedOutagesAreKept() throws IOException {
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST);
    Path outages = temporary.resolve("outages.csv");
    Files.writeString(
        outages,
        "symbol,interval,first_missing,next_present\n"
            + "*,1h,2018-02-08T01:00:00,2018-02-09T10:00:00\n"
            + "*,5m,2023-03-24T12:40:00,2023-03-24T14:00:00\n");
    Map<String, String> settings = Map.of("ingest.files.outages", outages.toString());
    assertThat(run(settings).rowsOut()).isEqualTo(2);
    assertThat(run(settings).rowsOut()).isZero();
    Row outage = lake.read(Tables.BRONZE_OUTAGES).head();
    assertThat(outage.<Instant>getAs("to_time")).isEqualTo("2018-02-09T10:00:00Z");
  }

  @Test
  void everyFileOfAFolderIsReadOrNamed() throws IOException {
    Files.writeString(folder.resolve("BTCUSDT.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("ETHUSDT.CSV"), HEADER + FIRST);
    Files.write(folder.resolve("ADAUSDT.csv.GZ"), gzip(HEADER + FIRST));
    Files.writeString(folder.resolve("Bitstamp_SOLUSD_1h.txt"), HEADER + FIRST);
    Files.writeString(folder.resolve("XBTUSD_60.csv"), "1704067200,1,3,0.5,2,10,7\n");
    Files.writeString(folder.resolve("DOGEUSDT.csv"), HEADER);
    Files.writeString(folder.resolve("LTCUSDT.parquet"), "no Parquet");
    Files.writeString(folder.resolve("XRPUSDT-1w.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("BTCUSDT_240628.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("my coin, hourly.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("LINKUSDT.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("LINK-USDT.csv"), HEADER + FIRST);
    Files.writeString(folder.resolve("README.md"), "words");
    Files.createDirectory(folder.resolve("old"));

    JobResult first = run();
    assertThat(
            lake
                .read(Tables.BRONZE_CANDLES)
                .selectExpr("exchange", "symbol")
                .orderBy("symbol")
                .collectAsList()
                .stream()
                .map(Row::toString))
        .containsExactly(
            "[binance,ADAUSDT]",
            "[binance,BTCUSDT]",
            "[binance,ETHUSDT]",
            "[bitstamp,SOLUSD]",
            "[kraken,XBTUSD]");
    assertThat(first.failures())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).isEqualTo("DOGE-USDT: refused DOGEUSDT.csv, it has no candle"),
            line ->
                assertThat(line)
                    .startsWith(
                        "LTC-USDT: refused LTCUSDT.parquet, it cannot be read to its end: "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "refused BTCUSDT_240628.csv, 'BTCUSDT_240628' looks like a contract with a"
                            + " delivery date, which is not its spot pair; name it by --set"
                            + " 'ingest.files.pairs={\"BTCUSDT_240628\": BASE-QUOTE}'"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "refused my coin, hourly.csv, its pair cannot be read from 'my coin': base"
                            + " and quote are not both known; name it by --set"
                            + " 'ingest.files.pairs={\"my coin, hourly\": BASE-QUOTE}'"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "LINK-USDT: refused LINK-USDT.csv and LINKUSDT.csv, both are its candles;"
                            + " leave one in the folder, or map one to another pair in"
                            + " ingest.files.pairs"));
    assertThat(first.notes())
        .containsExactly(
            "left out README.md, its ending is none of " + FileFormat.endings(),
            "left out XRPUSDT-1w.csv, its candles are of 1w",
            "left out old, it is a folder",
            "1 files are of bitstamp by their names",
            "1 files are of kraken by their names");

    // The mapping as it is printed.
    assertThat(run(Map.of("ingest.files.pairs", "{\"my coin, hourly\": XMR-USDT}")).rowsOut())
        .isEqualTo(1);
  }

  @Test
  void aRunWithoutAnyFileToReadIsRefusedBeforeAnythingIsWritten() throws IOException {
    assertMistake(
        "Cannot ingest from %s: it has no file that ends in %s. Check --path."
            .formatted(folder, FileFormat.endings()));
    Files.writeString(folder.resolve("ETHUSDT-15m.csv"), HEADER + FIRST);
    assertMistake(
        "Cannot ingest 1h candles from %s: its files have the intervals 15m. Choose one of these by --interval."
            .formatted(folder));
    Files.writeString(folder.resolve("prices.csv"), HEADER + FIRST);
    assertMistake(
        "Cannot ingest any file of %s: refused prices.csv, its pair cannot be read from 'prices':"
                .formatted(folder)
            + " base and quote are not both known; name it by --set"
            + " 'ingest.files.pairs={\"prices\": BASE-QUOTE}'. Rename the files, or name their"
            + " pairs.");
    folder = temporary.resolve("nowhere");
    assertMistake(
        "Cannot ingest from %s: there is no such folder. Check --path.".formatted(folder));
    assertThat(lake.exists(Tables.BRONZE_CANDLES)).isFalse();
  }

  private void assertMistake(String message) {
    assertThatThrownBy(this::run).isInstanceOf(PipelineException.class).hasMessage(message);
  }

  private static Map<String, String> simulated(String to) {
    return Map.of(
        "ingest.source", "simulated", "ingest.simulated.pairs", "2", "ingest.simulated.to", to);
  }

  private JobResult run() {
    return run(Map.of());
  }

  private JobResult run(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ingest.source", "files");
    settings.put("ingest.path", folder.toString());
    settings.putAll(more);
    Config config = ConfigReader.read(Optional.empty(), settings);
    runs++;
    IngestJob job = new IngestJob(java.time.InstantSource.system());
    Instant startedAt = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(runs);
    return job.run(
        new JobContext(job, lake, config, new RunId("r" + runs), startedAt, Progress.SILENT));
  }
}
