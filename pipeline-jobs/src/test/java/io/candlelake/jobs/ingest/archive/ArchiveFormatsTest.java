package io.candlelake.jobs.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.ArchiveFile;
import io.candlelake.exchanges.archive.ArchiveFormat;
import io.candlelake.exchanges.archive.ArchiveInspector;
import io.candlelake.exchanges.archive.CellReader;
import io.candlelake.jobs.ingest.files.CandleRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written in a format is read back as it was, and nothing bad is taken for good. */
class ArchiveFormatsTest {
  private static final Configuration HADOOP = new Configuration();
  private static final Instant YEAR_2024 = Instant.parse("2024-03-01T00:00:00Z");
  private static final Instant YEAR_2025 = Instant.parse("2025-03-01T00:00:00Z");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  @TempDir Path folder;

  /** A candle as any format holds it. */
  record Candle(
      Instant time,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      long trades) {}

  /** A trade as any format holds it. */
  record Trade(long id, Instant time, BigDecimal price, BigDecimal amount, boolean takerBuys) {}

  @Property(tries = 40)
  void candlesComeBackAsTheyWere(@ForAll long seed) {
    inNewFolder(
        place -> {
          Random random = new Random(seed);
          boolean micros = random.nextBoolean();
          List<Candle> candles = candles(random, micros ? YEAR_2025 : YEAR_2024);
          String header = random.nextBoolean() ? BINANCE_HEADER : "";
          assertThat(
                  read(
                      zip(place, "BTCUSDT-1h-2025-03", header + binance(candles, micros)),
                      "binance-vision-klines"))
              .isEqualTo(candles);
          assertThat(read(text(place, "BTCUSDT_60.csv", kraken(candles)), "kraken-ohlcvt"))
              .isEqualTo(candles);
          List<Candle> newestFirst = new ArrayList<>(candles);
          Collections.reverse(newestFirst);
          assertThat(
                  read(
                      text(place, "Binance_BTCUSDT_1h.csv", cryptoData(newestFirst, micros)),
                      "cryptodatadownload"))
              .isEqualTo(newestFirst);
        });
  }

  @Property(tries = 40)
  void tradesComeBackAsTheyWere(@ForAll long seed) {
    inNewFolder(
        place -> {
          Random random = new Random(seed);
          List<Trade> trades = trades(random);
          StringBuilder binance = new StringBuilder();
          StringBuilder tardis =
              new StringBuilder("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n");
          for (Trade trade : trades) {
            long micros = trade.time().toEpochMilli() * 1_000;
            binance.append(
                "%d,%s,%s,%s,%d,%s,True\n"
                    .formatted(
                        trade.id(),
                        trade.price(),
                        trade.amount(),
                        trade.price().multiply(trade.amount()),
                        random.nextBoolean() ? micros : micros / 1_000,
                        trade.takerBuys() ? "False" : "True"));
            tardis.append(
                "binance,BTCUSDT,%d,%d,%d,%s,%s,%s\n"
                    .formatted(
                        micros,
                        micros + 812,
                        trade.id(),
                        trade.takerBuys() ? "buy" : "sell",
                        trade.price(),
                        trade.amount()));
          }
          assertThat(
                  readTrades(
                      zip(place, "BTCUSDT-trades-2025-03-01", binance.toString()),
                      "binance-vision-trades"))
              .isEqualTo(trades);
          assertThat(
                  readTrades(
                      gzip(place, "binance_trades_2025-03-01_BTCUSDT.csv.gz", tardis.toString()),
                      "tardis-trades"))
              .isEqualTo(trades);
        });
  }

  @Test
  void booksComeBackAsTheyWere() {
    String header =
        "exchange,symbol,timestamp,local_timestamp"
            + levels("asks[%1$d].price,asks[%1$d].amount,bids[%1$d].price,bids[%1$d].amount");
    String whole = "okex,BTC-USDT,1740787200123456,1740787200200000" + levels("10%1$d,1,9%1$d,2");
    String thin = "okex,BTC-USDT,1740787201123456,1740787201200000,101,1,99,2" + ",".repeat(16);
    Path file = gzip(folder, "book_snapshot_5.csv.gz", header + "\n" + whole + "\n" + thin + "\n");
    ArchiveFile.Events books = (ArchiveFile.Events) look(file);
    assertThat(books.format()).isEqualTo("tardis-books");
    List<Row> rows =
        List.of(whole, thin).stream()
            .map(line -> BookArchive.row(books, (ArchiveFormat.OrderBooks) books.content(), line))
            .toList();
    assertThat(rows.get(0).getString(0)).isEqualTo("okx");
    assertThat(rows.get(0).get(2)).isEqualTo(Instant.parse("2025-03-01T00:00:00.123456Z"));
    assertThat(rows.get(0).<List<Row>>getAs(4)).hasSize(5);
    assertThat(rows.get(0).<List<Row>>getAs(5).get(4).getDecimal(0)).isEqualByComparingTo("104");
    assertThat(rows.get(1).<List<Row>>getAs(4))
        .singleElement()
        .satisfies(level -> assertThat(level.getDecimal(0)).isEqualByComparingTo("99"));
    Path bad = gzip(folder, "bad.csv.gz", header + "\n" + whole + "\n" + thin + "7\nokex\n");
    assertThat(refusal(bad)).isEqualTo("line 4 is no order book: 1 columns where the file has 24");
  }

  @Test
  void badArchivesAreRefusedWholeAndSayWhy() throws Exception {
    String text = binance(candles(new Random(1), YEAR_2024), false);
    Path good = zip(folder, "BTCUSDT-1h-2024-03", text);
    Path checksum = folder.resolve("BTCUSDT-1h-2024-03.zip.CHECKSUM");
    Files.writeString(checksum, sha256(good) + "  BTCUSDT-1h-2024-03.zip\n");
    assertThat(look(good)).isInstanceOf(ArchiveFile.Candles.class);

    byte[] whole = Files.readAllBytes(good);
    Files.write(good, Arrays.copyOf(whole, whole.length / 2));
    assertThat(refusal(good))
        .startsWith("its checksum is ")
        .contains(", BTCUSDT-1h-2024-03.zip.CHECKSUM says ");
    Files.delete(checksum);
    assertThat(refusal(good))
        .isEqualTo("it cannot be read to its end: Unexpected end of ZLIB input stream");

    byte[] flipped = whole.clone();
    flipped[whole.length / 3] ^= 4;
    Files.write(good, flipped);
    assertThat(refusal(good)).startsWith("it cannot be read to its end: ");

    assertThat(refusal(zip(folder, "ETHUSDT-1h-2024-03", "1,2,3\n")))
        .startsWith("its name and first lines are of no known format; known: binance-vision-");
    assertThat(refusal(zip(folder, "ETHUSDT-1h-2024-04", "")))
        .startsWith("its name and first lines are of no known format");
    assertThat(refusal(zip(folder, "BTCUSDT-aggTrades-2024-03", "1,2,3,4,5,6,true,true\n")))
        .isEqualTo(
            "its rows are aggregates whose ids are not those of trades; take the file"
                + " 'BTCUSDT-trades-2024-03' of the same place");
    Path futures = Files.createDirectories(folder.resolve("data/futures/um"));
    assertThat(refusal(zip(futures, "BTCUSDT-1h-2024-03", text)))
        .isEqualTo("it is of futures, which are other markets than spot");
    assertThat(look(zip(folder, "BTCUSDT-5m-2024-03", text)))
        .isEqualTo(new ArchiveFile.OtherInterval("BTCUSDT-5m-2024-03.zip", "5m"));
    assertThat(refusal(text(folder, "QQQ_60.csv", kraken(candles(new Random(1), YEAR_2024)))))
        .isEqualTo("its pair cannot be read from 'QQQ', name it in ingest.files.pairs");
  }

  @Test
  void aZipOfManyFilesIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of("XBTUSD_60.csv", "XBTUSD_1440.csv")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("1704067200,1,3,0.5,2,10,7\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = folder.resolve("Kraken_OHLCVT.zip");
    Files.write(file, bytes.toByteArray());
    assertThat(refusal(file))
        .isEqualTo("it cannot be read to its end: it holds more than one file; unpack it");
  }

  private static final String BINANCE_HEADER =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
          + "taker_buy_quote_volume,ignore\n";

  static String binance(List<Candle> candles, boolean micros) {
    return candles.stream()
        .map(
            candle -> {
              long unit = micros ? 1_000 : 1;
              long open = candle.time().toEpochMilli() * unit;
              long close = open + 3_600_000 * unit - 1;
              return "%d,%s,%s,%s,%s,%s,%d,%s,%d,1.5,63000.1,0\n"
                  .formatted(
                      open,
                      candle.open(),
                      candle.high(),
                      candle.low(),
                      candle.close(),
                      candle.volume(),
                      close,
                      candle.volume().multiply(candle.close()),
                      candle.trades());
            })
        .collect(Collectors.joining());
  }

  static String kraken(List<Candle> candles) {
    return candles.stream()
        .map(
            candle ->
                "%d,%s,%s,%s,%s,%s,%d\n"
                    .formatted(
                        candle.time().getEpochSecond(),
                        candle.open(),
                        candle.high(),
                        candle.low(),
                        candle.close(),
                        candle.volume(),
                        candle.trades()))
        .collect(Collectors.joining());
  }

  private static String cryptoData(List<Candle> candles, boolean seconds) {
    return "https://www.CryptoDataDownload.com\n"
        + "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount\n"
        + candles.stream()
            .map(
                candle ->
                    "%s,%s,BTC/USDT,%s,%s,%s,%s,%s,%s,%d\n"
                        .formatted(
                            seconds
                                ? candle.time().getEpochSecond() + ".0"
                                : candle.time().toEpochMilli(),
                            DATE.format(candle.time()),
                            candle.open(),
                            candle.high(),
                            candle.low(),
                            candle.close(),
                            candle.volume(),
                            candle.volume().multiply(candle.close()),
                            candle.trades()))
            .collect(Collectors.joining());
  }

  private static List<Candle> candles(Random random, Instant from) {
    List<Candle> candles = new ArrayList<>();
    Instant time = from;
    int count = 2 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      candles.add(
          new Candle(
              time,
              number(random),
              number(random),
              number(random),
              number(random),
              number(random),
              random.nextInt(100_000)));
      time = time.plus(Interval.ONE_HOUR.length().multipliedBy(1L + random.nextInt(3)));
    }
    return candles;
  }

  private static List<Trade> trades(Random random) {
    List<Trade> trades = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      trades.add(
          new Trade(
              4_000_000_000L + i,
              YEAR_2025.plusMillis(random.nextInt(86_400_000)),
              number(random),
              number(random),
              random.nextBoolean()));
    }
    return trades;
  }

  /** As the table keeps numbers. */
  private static BigDecimal number(Random random) {
    int decimals = random.nextInt(9);
    return BigDecimal.valueOf(1 + random.nextInt(Integer.MAX_VALUE), decimals)
        .setScale(CellReader.SCALE);
  }

  private static List<Candle> read(Path file, String format) {
    ArchiveFile.Candles candles = (ArchiveFile.Candles) look(file);
    assertThat(candles.format()).isEqualTo(format);
    List<Candle> read = new ArrayList<>();
    Iterator<Row> rows = CandleRows.of(candles.file(), candles.layout(), TimeRange.ALL, HADOOP);
    while (rows.hasNext()) {
      Row row = rows.next();
      assertThat(row.getString(13)).isNull();
      assertThat(row.getString(10)).isEqualTo("archives");
      assertThat(row.getString(11)).isEqualTo(file.getFileName().toString());
      read.add(
          new Candle(
              (Instant) row.get(3),
              row.getDecimal(4),
              row.getDecimal(5),
              row.getDecimal(6),
              row.getDecimal(7),
              row.getDecimal(8),
              row.getLong(9)));
    }
    return read;
  }

  private static List<Trade> readTrades(Path file, String format) {
    ArchiveFile.Events found = (ArchiveFile.Events) look(file);
    assertThat(found.format()).isEqualTo(format);
    ArchiveFormat.Trades trades = (ArchiveFormat.Trades) found.content();
    List<Trade> read = new ArrayList<>();
    LineRows rows =
        new LineRows(
            found.path(),
            trades.layout().headerLines(),
            line -> TradeArchive.row(found, trades, line),
            HADOOP);
    while (rows.hasNext()) {
      Row row = rows.next();
      assertThat(row.getString(9)).isNull();
      assertThat(row.getString(7)).isEqualTo(format);
      read.add(
          new Trade(
              Long.parseLong(row.getString(2)),
              (Instant) row.get(3),
              row.getDecimal(4),
              row.getDecimal(5),
              row.getString(6).equals("buy")));
    }
    return read;
  }

  private static ArchiveFile look(Path file) {
    return new ArchiveInspector(Interval.ONE_HOUR, Map.of(), "archives")
        .at(file.toString(), HADOOP);
  }

  private static String refusal(Path file) {
    return ((ArchiveFile.Rejected) look(file)).reason();
  }

  private static String levels(String pattern) {
    StringBuilder levels = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      levels.append(',').append(pattern.formatted(i));
    }
    return levels.toString();
  }

  private static Path text(Path place, String name, String text) {
    return write(place.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path gzip(Path place, String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(place.resolve(name), bytes.toByteArray());
  }

  static Path zip(Path place, String stem, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(stem + ".csv"));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(place.resolve(stem + ".zip"), bytes.toByteArray());
  }

  static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return java.util.HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  private static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface InFolder {
    void run(Path folder);
  }

  /** Properties have no temporary folder of their own. */
  private static void inNewFolder(InFolder work) {
    try {
      Path place = Files.createTempDirectory("archives");
      try {
        work.run(place);
      } finally {
        org.apache.commons.io.FileUtils.deleteDirectory(place.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
