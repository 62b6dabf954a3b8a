package io.candlelake.jobs.ingest;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.dataset.Books;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.job.FeatureInputs;
import io.candlelake.common.market.TimeRange;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.exchanges.ExchangeOrderBook;
import io.candlelake.exchanges.binance.BinanceFrames;
import io.candlelake.exchanges.stream.LiveBook;
import io.candlelake.exchanges.transport.RecordingSource;
import io.candlelake.jobs.features.FeaturesJob;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Features of recorded Binance frames: five and a half minutes of depth diffs and trades, and their
 * first sixteen seconds. The expected numbers are what {@code
 * src/test/python/recorded_book_features.py} prints: plain Python that shares nothing with ours.
 */
class RecordedBookFeaturesTest {
  private static final int SNAPSHOT_DEPTH = 1_000;
  private static final int LEVELS = 20;
  private static final int FIRST_FEATURE = 4;

  private static final String BOOKS =
      "exchange STRING, pair STRING, time TIMESTAMP,"
          + " bids ARRAY<STRUCT<price: DECIMAL(38,18), amount: DECIMAL(38,18)>>,"
          + " asks ARRAY<STRUCT<price: DECIMAL(38,18), amount: DECIMAL(38,18)>>,"
          + " source STRING, fetched_at TIMESTAMP";
  private static final String TRADES =
      "exchange STRING, pair STRING, id BIGINT, time TIMESTAMP, price DECIMAL(38,18),"
          + " amount DECIMAL(38,18), taker_side STRING, source STRING, fetched_at TIMESTAMP";

  @ParameterizedTest
  @RecordingSource(
      folder = "l2_trades_raw_ws_binance",
      fixtures = {"spot_btcusdt_20240808_cut.gz, 1", "spot_ethusdt_20240808_cut.gz, 1"},
      whole = {"spot_btcusdt_20240808.gz, 7", "spot_ethusdt_20240808.gz, 7"})
  void asPlainPythonComputesThem(String file, int candles) throws IOException {
    List<Row> vectors =
        FeaturesJob.compute(inputs(file), config(), TimeRange.ALL)
            .orderBy("open_time")
            .collectAsList();
    List<String[]> expected = expected(file);
    List<String> names = ConfiguredFeatures.of(config()).names();
    assertThat(vectors).hasSameSizeAs(expected).hasSize(candles);
    for (int i = 0; i < vectors.size(); i++) {
      String[] candle = expected.get(i);
      Instant open = Instant.ofEpochMilli(Long.parseLong(candle[1]));
      assertThat(vectors.get(i).<Instant>getAs("open_time")).isEqualTo(open);
      List<Float> vector = vectors.get(i).getList(vectors.get(i).fieldIndex("vector"));
      assertThat(names).hasSameSizeAs(vector).hasSize(candle.length - FIRST_FEATURE);
      for (int k = 0; k < vector.size(); k++) {
        double value = Double.parseDouble(candle[FIRST_FEATURE + k]);
        assertThat((double) vector.get(k))
            .as("%s at %s", names.get(k), open)
            .isCloseTo(value, within(1e-6 * Math.abs(value) + 1e-14));
      }
    }
  }

  private static FeatureInputs inputs(String file) {
    List<Row> books = new ArrayList<>();
    List<Row> trades = new ArrayList<>();
    List<String> lines = BinanceFrames.lines("l2_trades_raw_ws_binance/" + file);
    LiveBook book =
        LiveBook.known(
            lines.stream()
                .map(RecordedBookFeaturesTest::frame)
                .filter(BinanceFrames::isSnapshot)
                .map(BinanceFrames::snapshot)
                .findFirst()
                .orElseThrow(),
            SNAPSHOT_DEPTH);
    for (String line : lines) {
      JsonNode frame = frame(line);
      Instant received =
          Instant.EPOCH.plusNanos(Long.parseLong(line.substring(0, line.indexOf(' '))));
      if (BinanceFrames.isDiff(frame)
          && book.apply(BinanceFrames.diff(frame)) == LiveBook.Outcome.APPLIED) {
        books.add(row(book.top(LEVELS), BinanceFrames.diff(frame).time(), received));
      } else if (BinanceFrames.isTrade(frame)) {
        trades.add(row(frame.get("data"), received));
      }
    }
    Dataset<Row> silverTrades = table(trades, TRADES);
    return new FeatureInputs(
        candles(silverTrades), Books.measured(table(books, BOOKS)), silverTrades);
  }

  private static JsonNode frame(String line) {
    return BinanceFrames.parse(line.substring(line.indexOf(' ') + 1));
  }

  private static Row row(ExchangeOrderBook top, Instant time, Instant received) {
    return RowFactory.create(
        "binance", "BTC-USDT", time, levels(top.bids()), levels(top.asks()), "stream", received);
  }

  private static List<Row> levels(List<ExchangeOrderBook.Level> levels) {
    return levels.stream().map(l -> RowFactory.create(l.price(), l.amount())).toList();
  }

  private static Row row(JsonNode trade, Instant received) {
    return RowFactory.create(
        "binance",
        "BTC-USDT",
        trade.get("t").asLong(),
        Instant.ofEpochMilli(trade.get("T").asLong()),
        new BigDecimal(trade.get("p").asText()),
        new BigDecimal(trade.get("q").asText()),
        trade.get("m").asBoolean() ? "sell" : "buy",
        "stream",
        received);
  }

  /** The minutes' candles made of all trades, as the exchange makes them. */
  private static Dataset<Row> candles(Dataset<Row> trades) {
    return trades
        .selectExpr("*", "date_trunc('minute', time) open_time")
        .groupBy("exchange", "pair", "open_time")
        .agg(
            expr("min_by(price, id) open"),
            expr("max(price) high"),
            expr("min(price) low"),
            expr("max_by(price, id) close"),
            expr("sum(amount) volume"))
        .selectExpr(
            "*",
            "'1m' interval",
            "open_time + INTERVAL 1 MINUTE close_time",
            "false filled",
            "1 listing");
  }

  private static Dataset<Row> table(List<Row> rows, String schema) {
    return LocalSpark.session().createDataFrame(rows, StructType.fromDDL(schema));
  }

  private static List<String[]> expected(String file) throws IOException {
    try (InputStream in =
        RecordedBookFeaturesTest.class.getResourceAsStream("recorded_book_features.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(","))
          .filter(cells -> cells[0].equals(file))
          .toList();
    }
  }

  private static Config config() {
    return ConfigReader.read(
        Optional.empty(),
        Map.of("run.interval", "1m", "features.indicators", "[order_book, trade_flow]"));
  }
}
