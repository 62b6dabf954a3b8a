package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
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
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives made of real candles, in the layouts in which they are published. */
class ArchiveIngestTest {
  private static final Path FIXTURES =
      Path.of(System.getProperty("candlelake.root")).resolve("fixtures");
  private static final String BITCOIN = "candles_5m_binance_spot_2024_mit/BTCUSDT.csv.gz";
  private static final Instant START = Instant.parse("2024-01-30T00:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("2024-02-01T00:00:00Z");
  private static final Instant END = Instant.parse("2024-02-03T00:00:00Z");
  private static final int DAY = 24 * 12;
  private static final Map<String, String> MINUTES = Map.of("run.interval", "1m");
  private static final Map<String, String> FIVE_MINUTES = Map.of("run.interval", "5m");

  private final SparkSession spark = LocalSpark.session();
  @TempDir Path temporary;
  private Path folder;
  private Lakehouse lake;
  private int runs;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = Files.createDirectory(temporary.resolve("archives"));
    lake = new Lakehouse(spark, temporary.resolve("lake").toString());
  }

  @Test
  void realCandlesComeBackAndRestatedOnesAreAdded() throws Exception {
    List<String[]> january = real(BITCOIN, START, FEBRUARY);
    List<String[]> february = real(BITCOIN, FEBRUARY, END);
    Path tree = Files.createDirectories(folder.resolve("data/spot/monthly/klines/BTCUSDT/5m"));
    // In milliseconds, and in microseconds as published since 2025.
    zip(tree, "BTCUSDT-5m-2024-01", vision(january, 1));
    Path newest = zip(tree, "BTCUSDT-5m-2024-02", vision(february, 1_000));
    // A day that the month holds too.
    zip(folder, "BTCUSDT-5m-2024-02-01", vision(february.subList(0, DAY), 1_000));
    Path broken = zip(folder, "ETHUSDT-5m-2024-01", vision(january, 1));
    Files.writeString(folder.resolve("ETHUSDT-5m-2024-01.zip.CHECKSUM"), "0".repeat(64) + "  x\n");
    assertThat(broken).exists();

    JobResult first = run(folder.toString(), FIVE_MINUTES);
    assertThat(first.failures())
        .singleElement()
        .asString()
        .startsWith("refused ETHUSDT-5m-2024-01.zip, its checksum is ")
        .endsWith(", ETHUSDT-5m-2024-01.zip.CHECKSUM says " + "0".repeat(64));
    assertThat(first.notes()).containsExactly("3 archives of binance-vision-klines");
    assertThat(first.rowsOut()).isEqualTo(4 * DAY);
    Dataset<Row> candles = lake.read(Tables.BRONZE_CANDLES);
    assertThat(
            rows(
                "SELECT exchange, symbol, source, count(DISTINCT open_time), min(open_time),"
                    + " max(open_time), abs(CAST(sum(volume) AS DOUBLE) - "
                    + (sum(january) + sum(february))
                    + "D) < 1e-6 FROM rows GROUP BY ALL",
                candles.where("malformed IS NULL")))
        .containsExactly(
            "[binance,BTCUSDT,archives,%d,2024-01-30T00:00:00Z,2024-02-02T23:55:00Z,true]"
                .formatted(4 * DAY));

    assertThat(run(folder.toString(), FIVE_MINUTES).rowsOut()).isZero();
    february.get(100)[4] = "1234.5";
    Files.delete(newest);
    zip(tree, "BTCUSDT-5m-2024-02", vision(february, 1_000));
    assertThat(run(folder.toString(), FIVE_MINUTES).rowsOut()).isEqualTo(1);
    assertThat(
            rows(
                "SELECT CAST(close AS DOUBLE) FROM rows ORDER BY fetched_at",
                lake.read(Tables.BRONZE_CANDLES)
                    .where("open_time = timestamp'2024-02-01T08:20:00Z'")))
        .hasSize(2)
        .last()
        .isEqualTo("[1234.5]");
  }

  @Test
  void realKrakenCandlesAndTradesOfADay() throws Exception {
    List<String[]> kraken =
        real("candles_kraken_spot_2017_xchange/XBTUSD-1m.csv.gz", Instant.EPOCH, END);
    assertThat(kraken).hasSize(720);
    StringBuilder text = new StringBuilder();
    for (String[] row : kraken) {
      row[0] = row[0].substring(0, 10);
      text.append(String.join(",", row)).append('\n');
    }
    Files.writeString(folder.resolve("XBTUSD_1.csv"), text);
    zip(
        folder,
        "BTCUSDT-trades-2025-01-01",
        "4359436000,93576.00000000,0.00100000,93.57600000,1735689600012345,True,True\n"
            + "4359436001,93577.00000000,0.00200000,187.15400000,1735689600212345,False,True\n"
            + "oops,1\n");
    JobResult result = run(folder.toString(), MINUTES);
    assertThat(result.failures()).isEmpty();
    assertThat(result.rowsOut()).isEqualTo(kraken.size() + 3);
    assertThat(
            rows(
                "SELECT exchange, symbol, count(*), sum(trades) FROM rows GROUP BY ALL",
                lake.read(Tables.BRONZE_CANDLES)))
        .containsExactly(
            "[kraken,XBTUSD,%d,%d]"
                .formatted(
                    kraken.size(),
                    kraken.stream().mapToLong(row -> (long) Double.parseDouble(row[6])).sum()));
    assertThat(run(folder.toString(), MINUTES).rowsOut()).isZero();
    assertThat(
            rows(
                "SELECT trade_id, time, CAST(price AS INT), taker_side, malformed FROM rows ORDER BY trade_id",
                lake.read(Tables.BRONZE_TRADES)))
        .containsExactly(
            "[null,null,null,null,2 columns where the file has 7]",
            "[4359436000,2025-01-01T00:00:00.012345Z,93576,sell,null]",
            "[4359436001,2025-01-01T00:00:00.212345Z,93577,buy,null]");
    assertThat(
            rows(
                "SELECT pair, trade_id FROM rows ORDER BY trade_id",
                lake.read(Tables.MARKET_TRADES)))
        .containsExactly("[BTC-USDT,4359436000]", "[BTC-USDT,4359436001]");
    assertThatThrownBy(
            () -> run(folder.toString(), Map.of("run.interval", "1m", "run.pairs", "[XRP-USDT]")))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot ingest any archive: none is of [XRP-USDT].");
  }

  @Test
  void filesAreDownloadedOnceAndADamagedOneIsRefused() throws Exception {
    String text = "1735689600,1,3,0.5,2,10,7\n";
    byte[] good =
        zipped(
            "BTCUSDT-1h-2025-01.csv",
            vision(List.<String[]>of(text.strip().split(",")), 1_000_000));
    Map<String, byte[]> served = new HashMap<>();
    List<String> asked = new ArrayList<>();
    served.put("/a/BTCUSDT-1h-2025-01.zip", good);
    served.put(
        "/a/BTCUSDT-1h-2025-01.zip.CHECKSUM",
        (sha256(good) + "  x\n").getBytes(StandardCharsets.UTF_8));
    served.put("/a/ETHUSDT-1h-2025-01.zip", good);
    served.put("/a/ETHUSDT-1h-2025-01.zip.CHECKSUM", "feed  x\n".getBytes(StandardCharsets.UTF_8));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          byte[] body = served.get(path);
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          if (body != null) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try {
      String host = "http://127.0.0.1:" + server.getAddress().getPort();
      String places =
          host
              + "/a/BTCUSDT-1h-2025-01.zip, "
              + host
              + "/a/ETHUSDT-1h-2025-01.zip, "
              + host
              + "/b.zip";
      JobResult first = run(places, Map.of());
      assertThat(first.rowsOut()).isEqualTo(1);
      assertThat(first.failures())
          .containsExactly(
              "refused %s/a/ETHUSDT-1h-2025-01.zip, it cannot be ingested: its checksum is %s, its .CHECKSUM says feed"
                  .formatted(host, sha256(good)),
              "refused %s/b.zip, it cannot be ingested: HTTP status 404".formatted(host));
      asked.clear();
      assertThat(run(places, Map.of()).rowsOut()).isZero();
      assertThat(asked)
          .contains("/a/BTCUSDT-1h-2025-01.zip.CHECKSUM")
          .doesNotContain("/a/BTCUSDT-1h-2025-01.zip");
    } finally {
      server.stop(0);
    }
  }

  /** Rows of the recorded file: milliseconds, open, high, low, close, volume, perhaps trades. */
  private static List<String[]> real(String file, Instant from, Instant to) throws IOException {
    Path path = FIXTURES.resolve(file);
    List<String[]> rows = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        Instant time = Instant.ofEpochMilli(Long.parseLong(cells[0]));
        if (!time.isBefore(from) && time.isBefore(to)) {
          rows.add(cells);
        }
      }
    }
    return rows;
  }

  private static double sum(List<String[]> rows) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[5])).sum();
  }

  /** As data.binance.vision writes them. */
  private static String vision(List<String[]> rows, long unit) {
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      long open = Long.parseLong(row[0]) * unit;
      text.append(open);
      for (int i = 1; i <= 5; i++) {
        text.append(',').append(row[i]);
      }
      text.append(',').append(open + 300_000 * unit - 1).append(",0,11,0,0,0\n");
    }
    return text.toString();
  }

  private static Path zip(Path place, String stem, String text) throws IOException {
    return Files.write(place.resolve(stem + ".zip"), zipped(stem + ".csv", text));
  }

  private static byte[] zipped(String entry, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private List<String> rows(String sql, Dataset<Row> rows) {
    rows.createOrReplaceTempView("rows");
    return spark.sql(sql).collectAsList().stream().map(Row::toString).toList();
  }

  private JobResult run(String places, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ingest.source", "archives");
    settings.put("ingest.path", "'" + places + "'");
    settings.putAll(more);
    Config config = ConfigReader.read(Optional.empty(), settings);
    runs++;
    IngestJob job = new IngestJob(InstantSource.system());
    Instant startedAt = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(runs);
    return job.run(
        new JobContext(job, lake, config, new RunId("r" + runs), startedAt, Progress.SILENT));
  }
}
