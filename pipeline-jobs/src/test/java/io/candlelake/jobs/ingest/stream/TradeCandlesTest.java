package io.candlelake.jobs.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.transport.RecordingSource;
import io.candlelake.exchanges.transport.Recordings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;

/** Candles built by Spark from real trades equal those of a plain loop over the file. */
class TradeCandlesTest {
  private static final StructType TRADES =
      new StructType()
          .add("exchange", "string")
          .add("pair", "string")
          .add("trade_id", "string")
          .add("time", "timestamp")
          .add("price", Tables.EXACT)
          .add("amount", Tables.EXACT);

  private final SparkSession spark = LocalSpark.session();

  private record Trade(long id, Instant time, BigDecimal price, BigDecimal amount) {}

  @ParameterizedTest
  @RecordingSource(
      folder = ".",
      fixtures = "trades_bitstamp_spot/BTCUSD_20131125_20131201_cut.csv.gz",
      whole = "trades_binance_spot/XRPETH_2019-10.json.gz")
  void minutesAndHoursEqualThoseOfASlowLoop(String file) throws IOException {
    List<Trade> trades = file.endsWith(".json.gz") ? binance(file) : bitstamp(file);
    for (Interval interval : List.of(Interval.ONE_MINUTE, Interval.ONE_HOUR)) {
      assertThat(built(trades, interval)).isEqualTo(looped(trades, interval)).isNotEmpty();
    }
  }

  private static List<Trade> binance(String file) throws IOException {
    List<Trade> trades = new ArrayList<>();
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Recordings.file(file)))) {
      for (JsonNode row : new ObjectMapper().readTree(in)) {
        trades.add(
            new Trade(
                Long.parseLong(row.get(1).asText()),
                Instant.ofEpochMilli(row.get(0).asLong()),
                new BigDecimal(row.get(4).asText()),
                new BigDecimal(row.get(5).asText())));
      }
    }
    return trades;
  }

  private static List<Trade> bitstamp(String file) throws IOException {
    List<Trade> trades = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Recordings.file(file))),
                StandardCharsets.UTF_8))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        trades.add(
            new Trade(
                trades.size(), // The file has no ids: its order stands for them.
                Instant.ofEpochSecond(Long.parseLong(cells[0])),
                new BigDecimal(cells[1]),
                new BigDecimal(cells[2])));
      }
    }
    return trades;
  }

  @ParameterizedTest
  @RecordingSource(
      folder = "trades_bitstamp_spot",
      fixtures = "BTCUSD_20131125_20131201_cut.csv.gz, 3000, 98",
      whole = "BTCUSD_20131125_20131201.csv.gz, 100000, 1917")
  void bitstampBtcUsdOfNovember2013(String name, int size, int candles) throws IOException {
    List<Trade> trades = bitstamp("trades_bitstamp_spot/" + name);
    assertThat(trades).hasSize(size);
    assertThat(built(trades, Interval.FIVE_MINUTES))
        .isEqualTo(looped(trades, Interval.FIVE_MINUTES))
        .hasSize(candles);
  }

  /** By open time in microseconds: open high low close volume trades. */
  private Map<Long, String> built(List<Trade> trades, Interval interval) {
    List<Row> rows = new ArrayList<>();
    trades.forEach(
        t ->
            rows.add(
                RowFactory.create(
                    "e",
                    "P-Q",
                    Long.toString(t.id()),
                    t.time(),
                    scaled(t.price()),
                    scaled(t.amount()))));
    Collections.shuffle(rows, new Random(1));
    Dataset<Row> silver = spark.createDataFrame(rows, TRADES).repartition(4);
    Dataset<Row> slots =
        silver
            .selectExpr(
                "exchange",
                "pair",
                "'PQ' AS symbol",
                "unix_micros(time) - pmod(unix_micros(time), " + interval.micros() + ") AS slot")
            .distinct();
    Map<Long, String> candles = new TreeMap<>();
    for (Row row : TradeCandles.candles(silver, slots, interval).collectAsList()) {
      candles.put(
          row.getAs("slot"),
          text(
              row.getAs("open"),
              row.getAs("high"),
              row.getAs("low"),
              row.getAs("close"),
              row.getAs("volume"),
              row.getAs("trades")));
    }
    return candles;
  }

  private static Map<Long, String> looped(List<Trade> trades, Interval interval) {
    Map<Long, List<Trade>> slots = new TreeMap<>();
    trades.forEach(
        t ->
            slots
                .computeIfAbsent(
                    EpochMicros.of(interval.floor(t.time())), slot -> new ArrayList<>())
                .add(t));
    Map<Long, String> candles = new TreeMap<>();
    slots.forEach(
        (slot, in) -> {
          in.sort(java.util.Comparator.comparing(Trade::time).thenComparingLong(Trade::id));
          BigDecimal high = in.get(0).price();
          BigDecimal low = high;
          BigDecimal volume = BigDecimal.ZERO;
          for (Trade t : in) {
            high = high.max(t.price());
            low = low.min(t.price());
            volume = volume.add(scaled(t.amount()));
          }
          candles.put(
              slot,
              text(
                  in.get(0).price(),
                  high,
                  low,
                  in.get(in.size() - 1).price(),
                  volume,
                  (long) in.size()));
        });
    return candles;
  }

  private static String text(
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      long trades) {
    StringBuilder text = new StringBuilder();
    for (BigDecimal number : List.of(open, high, low, close, volume)) {
      text.append(number.stripTrailingZeros().toPlainString()).append(' ');
    }
    return text.append(trades).toString();
  }

  private static BigDecimal scaled(BigDecimal number) {
    return number.setScale(18, RoundingMode.HALF_UP);
  }
}
