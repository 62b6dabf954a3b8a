package io.candlelake.jobs.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.CandleFileName;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import io.candlelake.exchanges.archive.Inspection;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them are read right, or refused with the reason. */
class CandleFilesTest {
  private static final Configuration HADOOP = new Configuration();
  private static final long START = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();

  /** open, high, low, close, volume of candles that join each other. */
  private static final double[][] CANDLES = {
    {42000.0, 42106.75, 41986.57, 42089.44, 94.4796},
    {42089.44, 42141.08, 41921.56, 41998.07, 51.4247},
    {41998.07, 42093.59, 41955.13, 42056.48, 53.6486},
    {42056.48, 42070.01, 41900.5, 41911.25, 12.5},
    {41911.25, 41990.75, 41890.0, 41975.5, 33.25},
    {41975.5, 42200.25, 41970.0, 42190.0, 80.125}
  };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamp,open,high,low,close,volume",
        "t,o,h,l,c,v",
        "Open time,Open,High,Low,Close,Volume",
        "Timestamp,Open,High,Low,Close,Volume_(BTC)",
        "time,open,high,low,close,volumefrom",
        "Gmt time,Open,High,Low,Close,Volume",
        "time_period_start,price_open,price_high,price_low,price_close,volume_traded",
        "openTime,openPrice,highPrice,lowPrice,closePrice,baseVolume",
        "MTS,OPEN,HIGH,LOW,CLOSE,VOLUME",
        "\"Date\",\"1. open\",\"2. high\",\"3. low\",\"4. close\",\"5. volume\"",
        "unix,open (USDT),high (USDT),low (USDT),close (USDT),Volume BTC"
      })
  void usualHeadersAreKnown(String header) throws IOException {
    write("BTCUSDT.csv", header + "\n" + lines(","));
    assertRead("BTCUSDT.csv");
  }

  @Test
  void columnsAreFoundByNameWhateverTheirOrder() throws IOException {
    StringBuilder text = new StringBuilder("c,v,t,h,l,o\n");
    for (int i = 0; i < CANDLES.length; i++) {
      double[] one = CANDLES[i];
      text.append("%s,%s,%d,%s,%s,%s\n".formatted(one[3], one[4], time(i), one[1], one[2], one[0]));
    }
    write("BTCUSDT.csv", text.toString());
    assertRead("BTCUSDT.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "Price,Close,High,Low,Open,Volume! its header has no column for time (not known: Price)",
        ",open,high,low,close,volume!"
            + " its header has no column for time (not known: one without a name)",
        "Date,Open,High,Low,Last,Volume! its header has no column for close (not known: Last)",
        "Date,Price,Open,High,Low,Vol.!" + " its header has no column for close (not known: Price)",
        "date,open,high,low,close,c! its header has no column for volume; close and c may both be its close",
        "time,open,high,low,close,Volume USD!"
            + " its only volume is in USDT, not in BTC; with --set ingest.files.volume-unit=quote it is"
            + " divided by the price",
        "time,open,high,low,close,Quote asset volume!"
            + " its only volume is in USDT, not in BTC; with --set ingest.files.volume-unit=quote it is"
            + " divided by the price",
        "time,open,high,low,close,volume ETH!"
            + " its header has no column for volume (not known: volume ETH)"
      })
  void whatAHeaderDoesNotNameIsNeverTakenByPlace(String header, String reason) throws IOException {
    write("BTCUSDT.csv", header + "\n" + lines(","));
    assertThat(refusal("BTCUSDT.csv")).isEqualTo(reason.strip());
  }

  @Test
  void headersOfTwoLevelsLoseNoColumn() throws IOException {
    String levels = "Price,Open,High,Low,Close,Volume\nTicker,B,B,B,B,B\n";
    write("BTCUSDT.csv", levels + lines(","));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo("its header has no column for time (not known: Price)");
    write("BTCUSDT.csv", levels + "Date,,,,,\n" + lines(","));
    assertThat(refusal("BTCUSDT.csv")).startsWith("its only volume is in USDT, not in BTC");
    Inspection inspection =
        new FileInspector(VolumeUnit.QUOTE).inspect(file("BTCUSDT.csv"), HADOOP);
    List<Row> rows = rows((Inspection.Accepted) inspection);
    assertThat(rows.get(0).getDecimal(7).doubleValue()).isEqualTo(CANDLES[0][3]);
    double typical = (CANDLES[0][1] + CANDLES[0][2] + CANDLES[0][3]) / 3;
    assertThat(rows.get(0).getDecimal(8).doubleValue())
        .isCloseTo(CANDLES[0][4] / typical, org.assertj.core.data.Offset.offset(1e-12));
  }

  @Test
  void theOpenTimeIsTakenWhereAFileHasTheCloseTimeToo() throws IOException {
    StringBuilder text =
        new StringBuilder("timeOpen;timeClose;open;high;low;close;base_volume;timestamp\n");
    for (int i = 0; i < CANDLES.length; i++) {
      String open = Instant.ofEpochSecond(time(i)).toString();
      String close = Instant.ofEpochSecond(time(i) + 3599).toString();
      text.append("\"%s\";\"%s\";%s;\"%s\"\n".formatted(open, close, values(i, ";"), close));
    }
    write("BTCUSDT.csv", text.toString());
    assertRead("BTCUSDT.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "1704067200!1.70407E+12!line 2: time '1.70407E+12' was shortened by a spreadsheet",
        "1704067200!01/02/2024!line 2: time '01/02/2024' may have the day or the month first",
        "42000.0!~42,000.0~!line 2: open '42,000.0' is not a number: it has a decimal comma or"
            + " thousands separators"
      })
  void whatASpreadsheetDidToAFileIsNamed(String cell, String other, String reason)
      throws IOException {
    String text = "timestamp,open,high,low,close,volume\n" + lines(",");
    write("BTCUSDT.csv", text.replace(cell, other.replace('~', '"')));
    assertThat(refusal("BTCUSDT.csv")).isEqualTo(reason);
  }

  @Test
  void aDecimalCommaIsRefusedAndASeparatorLineIsRead() throws IOException {
    String lines = lines(";");
    write("BTCUSDT.csv", "\uFEFFsep=;\r\ntimestamp;open;high;low;close;volume\r\n" + lines);
    assertRead("BTCUSDT.csv");
    write("BTCUSDT.csv", "timestamp;open;high;low;close;volume\n" + lines.replace('.', ','));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo(
            "line 2: open '42000,0' is not a number: it has a decimal comma or thousands separators");
    Files.write(
        folder.resolve("BTCUSDT.csv"),
        ("\uFEFF" + "timestamp;open\n" + lines).getBytes(StandardCharsets.UTF_16LE));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo("it cannot be read to its end: it is in UTF-16, save it as UTF-8");
  }

  @Test
  void everyPackingIsRead() throws IOException {
    String text = "timestamp,open,high,low,close,volume\n" + lines(",");
    write("BTCUSDT.CSV", text);
    assertRead("BTCUSDT.CSV");
    write("BTCUSDT.txt", text.replace(',', '\t'));
    assertRead("BTCUSDT.txt");
    Files.write(folder.resolve("BTCUSDT.csv.GZ"), CandleTables.gzip(text));
    assertRead("BTCUSDT.csv.GZ");
    Files.write(folder.resolve("BTCUSDT.csv.zip"), CandleTables.zip("BTCUSDT.csv", text));
    assertRead("BTCUSDT.csv.zip");
    byte[] cut = Arrays.copyOf(CandleTables.gzip(text), 60);
    Files.write(folder.resolve("BTCUSDT.csv.gz"), cut);
    assertThat(refusal("BTCUSDT.csv.gz")).startsWith("it cannot be read to its end: ");
  }

  @Test
  void aFeatherFileOfFreqtradeIsRead() throws IOException {
    Path path = folder.resolve("BTC_USDT-1h.feather");
    long[] times = new long[CANDLES.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = time(i) * 1_000_000_000;
    }
    CandleTables.feather(
        path,
        List.of("date", "open", "high", "low", "close", "volume"),
        List.of(times),
        List.of(CANDLES));
    assertRead("BTC_USDT-1h.feather");
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(whole, whole.length / 2));
    assertThat(refusal("BTC_USDT-1h.feather")).contains("it is no whole Arrow file");
    Files.write(path, new byte[0]);
    assertThat(refusal("BTC_USDT-1h.feather"))
        .isEqualTo("it cannot be read to its end: it is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "timestamp!int64 %s (TIMESTAMP(NANOS,false))!1000000000",
        "__index_level_0__!int64 %s (TIMESTAMP(MICROS,true))!1000000",
        "date!int64 %s (TIMESTAMP(MILLIS,true))!1000",
        "Open time!int64 %s!1000",
        "unix!double %s!1"
      })
  void aParquetFileIsReadWhateverItsTimeIs(String name, String type, long unit) throws IOException {
    if (name.contains(" ")) {
      name = "opentime";
    }
    parquet("BTCUSDT.parquet", name, type, unit);
    assertRead("BTCUSDT.parquet");
  }

  @Test
  void aParquetFileThatIsNoneIsRefused() throws IOException {
    parquet("BTCUSDT.parquet", "foo", "int64 %s", 1);
    assertThat(refusal("BTCUSDT.parquet"))
        .isEqualTo("its header has no column for time (not known: foo)");
    byte[] whole = Files.readAllBytes(folder.resolve("BTCUSDT.parquet"));
    Files.write(folder.resolve("BTCUSDT.parquet"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(refusal("BTCUSDT.parquet"))
        .startsWith("it cannot be read to its end: it is no whole Parquet file");
    Files.write(folder.resolve("BTCUSDT.parquet"), new byte[0]);
    assertThat(refusal("BTCUSDT.parquet"))
        .startsWith("it cannot be read to its end: it is no whole Parquet file");
  }

  @Test
  void rowsWithoutTradesAreKeptAsSuch() throws IOException {
    String text =
        "Timestamp,Open,High,Low,Close,Volume_(BTC)\n"
            + lines(",")
            + (time(CANDLES.length) + ",NaN,NaN,NaN,NaN,NaN\n")
            + (time(CANDLES.length + 1) + ",,,,,0\n");
    write("BTCUSDT.csv", text);
    List<Row> rows = rows(accepted("BTCUSDT.csv"));
    assertThat(rows).hasSize(CANDLES.length + 2);
    assertThat(rows).allMatch(row -> row.isNullAt(13));
    assertThat(rows.get(CANDLES.length).isNullAt(4)).isTrue();
    assertThat(rows.get(CANDLES.length + 1).isNullAt(7)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "60!its candles are of 1m, not of 1h; use --interval 1m",
        "86400!its candles are of 1d, not of 1h; use --interval 1d",
        "180!its candles are of 3 minutes, not of 1h; known intervals are"
            + " 1m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d",
        "28800!its candles are of 8 hours, not of 1h; known intervals are"
            + " 1m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 12h, 1d"
      })
  void anotherIntervalIsSaid(long seconds, String reason) throws IOException {
    StringBuilder text = new StringBuilder("timestamp,open,high,low,close,volume\n");
    for (int i = 0; i < CANDLES.length; i++) {
      text.append(START + i * seconds).append(',').append(values(i, ",")).append('\n');
    }
    write("BTCUSDT.csv", text.toString());
    assertThat(refusal("BTCUSDT.csv")).isEqualTo(reason);
  }

  @Test
  void timesOffTheGridAreSaid() throws IOException {
    write(
        "BTCUSDT.csv",
        "timestamp,open,high,low,close,volume\n" + lines(",").replace("00,4", "59,4"));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo(
            "its times are not on the grid of 1h in UTC, 2024-01-01T00:00:59Z for example: they may"
                + " be of another time zone or those of the close; write the open times in UTC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 4 2 3 1 5 6", "0 3 2 1 4 5 6", "0 1 4 2 3 5 6", "0 4 3 2 1 5 6"})
  void withoutNamesTheOrderMustShowInTheValues(String order) throws IOException {
    String counted = lines(",").replace("\n", ",7\n");
    write("BTCUSDT.csv", counted);
    assertRead("BTCUSDT.csv");
    StringBuilder text = new StringBuilder();
    for (String line : counted.strip().split("\n", -1)) {
      String[] cells = line.split(",", -1);
      List<String> moved = new ArrayList<>();
      for (String position : order.split(" ", -1)) {
        moved.add(cells[Integer.parseInt(position)]);
      }
      text.append(String.join(",", moved)).append('\n');
    }
    write("BTCUSDT.csv", text.toString());
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo(
            "it has no header, and its columns are not time, open, high, low, close, volume; add a"
                + " header");
  }

  @Test
  void sixColumnsWithoutNamesSayNothing() throws IOException {
    write("BTCUSDT.csv", lines(","));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo(
            "it has no header, and 6 columns do not tell their order nor the volume's asset; add one"
                + " (without are read only the 7 columns of Kraken and the 12 of Binance)");
  }

  @Test
  void aFileIsOfOneMarket() throws IOException {
    String header = "symbol,timestamp,open,high,low,close,volume\n";
    String lines = lines(",");
    write("BTCUSDT.csv", header + lines.replaceAll("(?m)^(?=.)", "BTC/USDT,"));
    assertRead("BTCUSDT.csv");
    write("BTCUSDT.csv", header + lines.replaceAll("(?m)^(?=.)", "ETHUSDT,"));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo("its rows are of ETHUSDT, its name is of BTC-USDT");
    write(
        "BTCUSDT.csv",
        header + lines.replaceAll("(?m)^(?=.)", "BTC,") + lines.replaceAll("(?m)^(?=.)", "ETH,"));
    assertThat(refusal("BTCUSDT.csv"))
        .isEqualTo("it has rows of several markets (BTC, ETH); write a file for each");
  }

  @Test
  void aFileWithoutCandlesIsSaid() throws IOException {
    write("BTCUSDT.csv", "timestamp,open,high,low,close,volume\n");
    assertThat(refusal("BTCUSDT.csv")).isEqualTo("it has no candle");
    write("BTCUSDT.csv", "");
    assertThat(refusal("BTCUSDT.csv")).isEqualTo("it is empty");
  }

  private static long time(int index) {
    return START + index * 3_600L;
  }

  private static String values(int index, String separator) {
    List<String> cells = new ArrayList<>();
    for (double value : CANDLES[index]) {
      cells.add(String.valueOf(value));
    }
    return String.join(separator, cells);
  }

  private static String lines(String separator) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < CANDLES.length; i++) {
      lines.append(time(i)).append(separator).append(values(i, separator)).append('\n');
    }
    return lines.toString();
  }

  private void parquet(String file, String time, String type, long unit) throws IOException {
    Files.deleteIfExists(folder.resolve(file));
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < CANDLES.length; i++) {
      Object first =
          type.startsWith("double") ? (Object) (double) (time(i) * unit) : time(i) * unit;
      List<Object> row = new ArrayList<>(List.of(first));
      for (double value : CANDLES[i]) {
        row.add(value);
      }
      rows.add(row);
    }
    CandleTables.parquet(
        folder.resolve(file),
        List.of(time, "open", "high", "low", "close", "volume"),
        List.of(type, "double %s", "double %s", "double %s", "double %s", "double %s"),
        rows);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private CandleFile file(String name) {
    String stem = FileFormat.stem(name);
    Pair pair = CandleFileName.pair(stem, Map.of()).orElseThrow();
    String symbol = CandleFileName.of(stem).symbol();
    return new CandleFile(
        folder.resolve(name).toString(), name, "binance", "files", symbol, pair, Interval.ONE_HOUR);
  }

  private Inspection.Accepted accepted(String name) {
    Inspection inspection = new FileInspector(VolumeUnit.BASE).inspect(file(name), HADOOP);
    assertThat(inspection).isInstanceOf(Inspection.Accepted.class);
    return (Inspection.Accepted) inspection;
  }

  private String refusal(String name) {
    Inspection inspection = new FileInspector(VolumeUnit.BASE).inspect(file(name), HADOOP);
    assertThat(inspection).isInstanceOf(Inspection.Rejected.class);
    return ((Inspection.Rejected) inspection).reason();
  }

  private static List<Row> rows(Inspection.Accepted accepted) {
    List<Row> rows = new ArrayList<>();
    Iterator<Row> all = CandleRows.of(accepted.file(), accepted.layout(), TimeRange.ALL, HADOOP);
    all.forEachRemaining(rows::add);
    return rows;
  }

  private void assertRead(String name) {
    List<Row> rows = rows(accepted(name));
    assertThat(rows).hasSize(CANDLES.length);
    for (int i = 0; i < CANDLES.length; i++) {
      Row row = rows.get(i);
      assertThat(row.<Instant>getAs(3)).isEqualTo(Instant.ofEpochSecond(time(i)));
      for (int column = 0; column < CANDLES[i].length; column++) {
        assertThat(row.getDecimal(4 + column))
            .isEqualByComparingTo(BigDecimal.valueOf(CANDLES[i][column]));
      }
    }
  }
}
