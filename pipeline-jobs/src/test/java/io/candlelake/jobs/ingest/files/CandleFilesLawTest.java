package io.candlelake.jobs.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import io.candlelake.common.market.TimeRange;
import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleHeader.VolumeUnit;
import io.candlelake.exchanges.archive.Inspection;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** No file changes a value silently: every candle read is right, or the file is refused. */
class CandleFilesLawTest {
  private static final Configuration HADOOP = new Configuration();
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final Map<String, Integer> READ = new HashMap<>();

  /** Names of each column, the last one known to nobody. */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "time", List.of("timestamp", "Open time", "t", "Date", "Gmt time", "MTS", "when"),
          "open", List.of("open", "Open", "o", "price_open", "openPrice", "first"),
          "high", List.of("high", "HIGH", "h", "high (USDT)", "top"),
          "low", List.of("low", "Low", "l", "lowPrice", "bottom"),
          "close", List.of("close", "Close", "c", "4. close", "last"),
          "volume", List.of("volume", "Volume BTC", "vol", "v", "Volume_(BTC)", "size"),
          "quote", List.of("Volume USDT", "quote_volume", "volumeto", "turnover"),
          "other", List.of("Adj", "symbol", "close_time", "aux", "name"));

  @AfterContainer
  static void mostKindsWereRead() {
    assertThat(READ.getOrDefault("read", 0)).isGreaterThan(40);
    assertThat(READ.getOrDefault("refused", 0)).isGreaterThan(40);
  }

  @Property(tries = 250)
  void everyCandleReadIsRightOrTheFileIsRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Table table = Table.random(random);
    Path folder = Files.createTempDirectory("candlelake-law");
    try {
      Path path = folder.resolve("BTCUSDT" + table.ending);
      table.write(path);
      Inspection inspection =
          new FileInspector(VolumeUnit.BASE)
              .inspect(
                  new CandleFile(
                      path.toString(),
                      path.getFileName().toString(),
                      "binance",
                      "files",
                      "BTCUSDT",
                      new Pair("BTC", "USDT"),
                      Interval.ONE_HOUR),
                  HADOOP);
      if (inspection instanceof Inspection.Accepted ok) {
        READ.merge("read", 1, Integer::sum);
        List<Row> rows = new ArrayList<>();
        CandleRows.of(ok.file(), ok.layout(), TimeRange.ALL, HADOOP).forEachRemaining(rows::add);
        assertThat(table.seconds).as(table.toString()).isEqualTo(3_600);
        table.assertIn(rows);
      } else {
        READ.merge("refused", 1, Integer::sum);
        assertThat(table.isUsual()).as(table + " " + inspection).isFalse();
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** A file as somebody may write it. */
  private static final class Table {
    private final List<String> columns = new ArrayList<>();
    private final List<String> header = new ArrayList<>();
    private final List<Map<String, String>> rows = new ArrayList<>();
    private boolean allKnown = true;
    private boolean headed;
    private boolean decimalComma;
    private boolean spreadsheetTime;
    private boolean thousands;
    private String separator;
    private String ending;
    private boolean mark;
    private long seconds;

    static Table random(Random random) {
      Table table = new Table();
      table.columns.addAll(List.of("time", "open", "high", "low", "close"));
      int volumes = random.nextInt(5);
      if (volumes != 0) {
        table.columns.add("volume");
      }
      if (volumes < 2) {
        table.columns.add("quote");
      }
      if (random.nextInt(3) == 0) {
        table.columns.add("other");
      }
      table.headed = random.nextInt(5) > 0;
      if (random.nextBoolean()) {
        Collections.shuffle(table.columns, random);
      }
      boolean unknown = random.nextInt(4) == 0;
      String strange = table.columns.get(random.nextInt(table.columns.size()));
      for (String column : table.columns) {
        List<String> names = NAMES.get(column);
        boolean isStrange = unknown && column.equals(strange);
        int last = names.size() - 1;
        table.header.add(names.get(isStrange ? last : random.nextInt(last)));
        table.allKnown &= !isStrange || column.equals("quote") || column.equals("other");
      }
      table.separator = List.of(",", ";", "\t", "|").get(random.nextInt(4));
      table.decimalComma = random.nextInt(8) == 0;
      table.thousands = random.nextInt(10) == 0;
      table.spreadsheetTime = random.nextInt(10) == 0;
      table.mark = random.nextInt(5) == 0;
      table.ending = List.of(".csv", ".CSV", ".csv.gz", ".txt", ".zip").get(random.nextInt(5));
      table.seconds = random.nextInt(6) == 0 ? 60 : random.nextInt(6) == 0 ? 86_400 : 3_600;
      table.fill(random);
      return table;
    }

    private void fill(Random random) {
      int form = random.nextInt(7);
      double close = 20_000 + random.nextInt(40_000);
      int count = 20 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        double open = close;
        close = round(open * (1 + random.nextGaussian() * 0.004));
        double high = round(Math.max(open, close) * (1 + random.nextDouble() * 0.003));
        double low = round(Math.min(open, close) * (1 - random.nextDouble() * 0.003));
        double volume = round(1 + random.nextDouble() * 90);
        Map<String, String> row = new HashMap<>();
        row.put("time", time(START.plusSeconds(i * seconds), form));
        row.put("open", text(open));
        row.put("high", text(high));
        row.put("low", text(low));
        row.put("close", text(close));
        row.put("volume", text(volume));
        row.put("quote", text(round(volume * close)));
        row.put("other", "BTC");
        row.put("when", String.valueOf(START.plusSeconds(i * seconds).getEpochSecond()));
        rows.add(row);
      }
      if (random.nextInt(4) == 0) {
        Collections.reverse(rows);
      }
    }

    private static double round(double value) {
      return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
    }

    private static String text(double value) {
      return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String time(Instant time, int form) {
      return switch (form) {
        case 0 -> String.valueOf(time.getEpochSecond());
        case 1 -> String.valueOf(time.toEpochMilli());
        case 2 -> time.toEpochMilli() + "000";
        case 3 -> time.toString();
        case 4 -> pattern("yyyy-MM-dd HH:mm:ss+00").format(time);
        case 5 -> pattern("dd.MM.yyyy HH:mm:ss.SSS").format(time);
        default -> pattern("yyyy-MM-dd HH:mm:ss").format(time);
      };
    }

    private static DateTimeFormatter pattern(String text) {
      return DateTimeFormatter.ofPattern(text, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Whether nothing in it is strange, so that it must be read. */
    boolean isUsual() {
      boolean ours = seconds == 3_600 && !decimalComma && !thousands && !spreadsheetTime;
      return ours && headed && allKnown && columns.contains("volume") && !hasTwoVolumes();
    }

    private boolean hasTwoVolumes() {
      return header.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count()
          != header.size();
    }

    void write(Path path) throws IOException {
      StringBuilder text = new StringBuilder(mark ? "\uFEFF" : "");
      if (headed) {
        text.append(String.join(separator, header)).append("\r\n");
      }
      for (Map<String, String> row : rows) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
          cells.add(written(column, row.get(column)));
        }
        text.append(String.join(separator, cells)).append("\r\n");
      }
      if (ending.endsWith(".gz")) {
        Files.write(path, CandleTables.gzip(text.toString()));
      } else if (ending.endsWith(".zip")) {
        Files.write(path, CandleTables.zip("BTCUSDT.csv", text.toString()));
      } else {
        Files.writeString(path, text.toString());
      }
    }

    private String written(String column, String value) {
      if (column.equals("time")) {
        return spreadsheetTime && value.matches("\\d+") ? "1.70925E+12" : value;
      }
      if (column.equals("other")) {
        return value;
      }
      String number = value;
      if (thousands && number.length() > 6) {
        number =
            number.substring(0, number.length() - 6) + "," + number.substring(number.length() - 6);
      }
      if (decimalComma) {
        number = number.replace(",", "").replace('.', ',');
      }
      return number.contains(separator) ? '"' + number + '"' : number;
    }

    void assertIn(List<Row> read) {
      Map<Instant, Map<String, String>> truth = new HashMap<>();
      for (Map<String, String> row : rows) {
        truth.put(Instant.ofEpochSecond(Long.parseLong(row.get("when"))), row);
      }
      assertThat(read).as(toString()).hasSize(rows.size());
      for (Row row : read) {
        if (!row.isNullAt(13)) {
          continue;
        }
        Instant openTime = row.getAs(3);
        assertThat(truth).as(toString()).containsKey(openTime);
        Map<String, String> right = truth.get(openTime);
        int position = 4;
        for (String column : List.of("open", "high", "low", "close", "volume")) {
          assertThat(row.getDecimal(position))
              .as(column + " of " + this)
              .isEqualByComparingTo(new BigDecimal(right.get(column)));
          position++;
        }
      }
    }

    @Override
    public String toString() {
      return "%s, header %s %s, separator '%s', decimal comma %s, thousands %s, cut time %s, %d s, %s"
          .formatted(
              columns,
              headed,
              header,
              separator,
              decimalComma,
              thousands,
              spreadsheetTime,
              seconds,
              rows.get(0));
    }
  }
}
