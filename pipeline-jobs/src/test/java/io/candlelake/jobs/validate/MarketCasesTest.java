package io.candlelake.jobs.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.job.JobResult;
import io.candlelake.common.job.Progress;
import io.candlelake.common.job.RunId;
import io.candlelake.common.lake.Lakehouse;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import io.candlelake.jobs.backtest.BacktestJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Markets that stop, restart, split, crash and pump, from what was received to trades. Each pair is
 * a case of its own beside two quiet ones that go on; a second exchange has one pair alone.
 */
class MarketCasesTest {
  private static final int HOURS = 600;
  private static final int HOLD = 12;
  private static final double BARRIER = 0.05;

  @TempDir static Path root;
  private static final Map<String, Row> TRADES = new HashMap<>();
  private static Lakehouse lake;
  private static Config config;
  private static JobResult validated;
  private static Dataset<Row> silver;
  private static final List<Row> SIGNALS = new ArrayList<>();

  @BeforeAll
  static void runOnce() {
    lake = new Lakehouse(LocalSpark.session(), root.toString());
    config =
        ConfigReader.read(
            Optional.empty(),
            Map.of(
                "backtest.costs.fee.rate", "0",
                "backtest.costs.slippage.bps", "0",
                "backtest.max-open-positions", "100",
                "validate.min-completeness", "0.9",
                "validate.listings",
                    "[{pair: XLM-USDT, at: 2024-01-11T00:00:00Z, event: renamed},"
                        + " {pair: TRX-USDT, at: 2024-01-11T00:00:00Z, event: continues},"
                        + " {pair: ETC-USDT, at: 2024-01-24T12:00:00Z, event: delisted}]"));
    MarketRows market = new MarketRows("binance");
    market.quiet("BTCUSDT", 0, HOURS, 40_000).quiet("ETHUSDT", 0, HOURS, 2_000);
    symbolsThatEndAndBeginAgain(market);
    delistedPairs(market);
    extremesThatAreTrue(market);
    MarketRows alone = new MarketRows("solo");
    alone
        .quiet("BTCUSD", 0, 100, 65_000)
        .candle("BTCUSD", 100, 65_000, 65_010, 8_200, 64_900, 900)
        .quiet("BTCUSD", 101, HOURS, 65_000);
    enter("solo", "BTC-USD", 96, BARRIER);
    lake.append(Tables.BRONZE_CANDLES, market.dataset().union(alone.dataset()));
    validated = run(new ValidateJob());
    silver = lake.read(Tables.CANDLES).cache();
    lake.append(
        Tables.SIGNALS, LocalSpark.session().createDataFrame(SIGNALS, Tables.SIGNALS.schema()));
    run(new BacktestJob());
    for (Row trade : lake.read(Tables.TRADES).collectAsList()) {
      TRADES.put(trade.getAs("pair"), trade);
    }
  }

  private static void symbolsThatEndAndBeginAgain(MarketRows market) {
    // As LUNA: it falls by 30% an hour, halts, and another coin has its symbol days later.
    market.quiet("LUNAUSDT", 0, 100, 80);
    double price = 80;
    for (int hour = 100; hour < 140; hour++) {
      market.candle("LUNAUSDT", hour, price, price * 1.02, price * 0.67, price * 0.7, 50_000);
      price *= 0.7;
    }
    market.quiet("LUNAUSDT", 300, HOURS, 9.5);
    enter("binance", "LUNA-USDT", 138, null);
    // Another coin at a lower price.
    market.quiet("FTTUSDT", 0, 100, 25).quiet("FTTUSDT", 150, HOURS, 0.4);
    enter("FTT-USDT", 95);
    // 1,000 old for 1 new from one candle to the next; the amount says so.
    market.quiet("DOGEUSDT", 0, 100, 0.08).quiet("DOGEUSDT", 100, HOURS, 80, 0.01);
    enter("DOGE-USDT", 95);
    // 1 old for 1,000 new after a halt.
    market.quiet("EOSUSDT", 0, 100, 900).quiet("EOSUSDT", 110, HOURS, 0.9, 10_000);
    enter("EOS-USDT", 95);
    // Ten times the price on the same volume: a slip, until the next candle stays there.
    market.quiet("NEOUSDT", 0, 100, 12).quiet("NEOUSDT", 100, HOURS, 120);
    enter("NEO-USDT", 95);
    // A true crash behind a halt is no break: who holds it sells after it.
    market.quiet("XRPUSDT", 0, 100, 1).quiet("XRPUSDT", 108, HOURS, 0.45);
    enter("XRP-USDT", 95);
    // What the user says goes before: a renaming that no price tells, and a break that is none.
    market.quiet("XLMUSDT", 0, HOURS, 0.2);
    enter("XLM-USDT", 235);
    market.quiet("TRXUSDT", 0, 230, 0.1).quiet("TRXUSDT", 240, HOURS, 0.5);
    enter("TRX-USDT", 225);
  }

  private static void delistedPairs(MarketRows market) {
    market.quiet("SRMUSDT", 0, 240, 70);
    enter("SRM-USDT", 235);
    // Four days before the end, in free fall.
    market.quiet("BCHUSDT", 0, 500, 300).candle("BCHUSDT", 500, 300, 301, 290, 291, 500);
    enter("BCH-USDT", 498);
    // The user says so; the silence alone is too short to tell.
    market.quiet("ETCUSDT", 0, 564, 20);
    enter("ETC-USDT", 560);
    // A feed that stopped two days ago is missing, not delisted.
    market.quiet("LTCUSDT", 0, 560, 90);
    enter("LTC-USDT", 555);
  }

  private static void extremesThatAreTrue(MarketRows market) {
    market
        .quiet("ADAUSDT", 0, 100, 0.5)
        .candle("ADAUSDT", 100, 0.5, 0.501, 0.065, 0.49, 900)
        .quiet("ADAUSDT", 101, HOURS, 0.49);
    enter("ADA-USDT", 96);
    // It opens 60% lower: worse than the stop.
    market
        .quiet("DOTUSDT", 0, 200, 6)
        .candle("DOTUSDT", 200, 2.4, 3, 2, 2.8, 900)
        .quiet("DOTUSDT", 201, HOURS, 2.8);
    enter("DOT-USDT", 196);
    market
        .quiet("UNIUSDT", 0, 300, 5)
        .candle("UNIUSDT", 300, 5, 22, 4.99, 5.1, 900)
        .quiet("UNIUSDT", 301, HOURS, 5.1);
    enter("UNI-USDT", 296);
    // A true close twelve times as high, and back: nobody sells there who has no order there.
    market
        .quiet("ATOMUSDT", 0, 350, 8)
        .candle("ATOMUSDT", 350, 8, 100, 7.99, 96, 900)
        .quiet("ATOMUSDT", 351, HOURS, 8);
    enter("binance", "ATOM-USDT", 346, null);
    // A slip of the decimal point on usual volume cannot be true; who holds it is told.
    market
        .quiet("LINKUSDT", 0, 400, 15)
        .candle("LINKUSDT", 400, 15, 15.01, 1.5, 15, 10)
        .quiet("LINKUSDT", 401, HOURS, 15);
    enter("LINK-USDT", 396);
    // Nothing traded in the candle that would have stopped it.
    market
        .quiet("XMRUSDT", 0, 450, 150)
        .candle("XMRUSDT", 450, 150, 150, 100, 150, 0)
        .quiet("XMRUSDT", 451, HOURS, 150);
    enter("XMR-USDT", 446);
  }

  @Test
  void aPositionEndsWithItsSeriesAtTheLastRealClose() {
    assertLeft("LUNA-USDT", "delisted", 80 * Math.pow(0.7, 40));
    assertLeft("FTT-USDT", "delisted", 25);
    assertLeft("DOGE-USDT", "delisted", 0.08);
    assertLeft("EOS-USDT", "delisted", 900);
    assertLeft("NEO-USDT", "delisted", 12);
    assertThat(TRADES.get("NEO-USDT").<Integer>getAs("rejected_candles")).isEqualTo(1);
    assertLeft("XLM-USDT", "delisted", 0.2);
    assertLeft("XRP-USDT", "time", 0.45);
    assertLeft("TRX-USDT", "time", 0.5);
  }

  @Test
  void theSeriesAreListedAndToldWithWhatBeganThem() {
    assertThat(listings("LUNA-USDT")).containsExactly("first", "relisted");
    assertThat(listings("FTT-USDT")).containsExactly("first", "relisted");
    assertThat(listings("DOGE-USDT")).containsExactly("first", "redenominated 1000.0");
    assertThat(listings("EOS-USDT")).containsExactly("first", "redenominated 0.001");
    assertThat(listings("NEO-USDT")).containsExactly("first", "redenominated 10.0");
    assertThat(listings("XLM-USDT")).containsExactly("first", "renamed configured");
    for (String pair :
        List.of("XRP-USDT", "TRX-USDT", "ADA-USDT", "ATOM-USDT", "LINK-USDT", "BTC-USDT")) {
      assertThat(listings(pair)).as(pair).containsExactly("first");
    }
    assertThat(validated.notes())
        .anyMatch(
            note ->
                note.startsWith(
                    "LUNA-USDT on binance is another series from 2024-01-13T12:00:00Z on (relisted,"
                        + " detected), at "));
    assertThat(silver.where("array_contains(quality, 'listing-break')").count()).isEqualTo(6);
  }

  @Test
  void aDelistedPairIsNotIncompleteAndItsPositionNotHeldToTheEndOfAllData() {
    assertLeft("SRM-USDT", "delisted", 70);
    assertThat(TRADES.get("SRM-USDT").<Instant>getAs("exit_time"))
        .isEqualTo(at(240).plusSeconds(3 * 86_400));
    assertLeft("BCH-USDT", "delisted", 291);
    assertLeft("ETC-USDT", "delisted", 20);
    assertThat(TRADES.get("ETC-USDT").<Instant>getAs("exit_time")).isEqualTo(at(564));
    assertLeft("LTC-USDT", "end", 90);
    Map<String, Long> missing = new TreeMap<>();
    QualityRates.byPair(lake.read(Tables.COMPLETENESS))
        .where("missing > 0")
        .collectAsList()
        .forEach(row -> missing.put(row.getAs("pair"), row.getAs("missing")));
    assertThat(missing)
        .containsExactlyInAnyOrderEntriesOf(
            // One candle rejected, a gap of one series each, and the feed that stopped.
            Map.of("LINK-USDT", 1L, "XRP-USDT", 8L, "TRX-USDT", 10L, "LTC-USDT", 40L));
    assertThat(validated.notes())
        .filteredOn(note -> note.contains("alone is below a limit"))
        .isEmpty();
    assertThat(validated.notes())
        .contains(
            "SRM-USDT on binance counts as delisted: its last candle closed at"
                + " 2024-01-11T00:00:00Z, others go on");
  }

  @Test
  void aTrueExtremeIsDataAndFlaggedAndAnImpossiblePriceIsMarked() {
    assertLeft("BTC-USD", "stop", 65_000 * 0.95);
    assertLeft("ADA-USDT", "stop", 0.5 * 0.95);
    assertLeft("DOT-USDT", "stop", 2.4);
    assertLeft("UNI-USDT", "target", 5 * 1.05);
    for (String pair : List.of("BTC-USD", "ADA-USDT", "DOT-USDT", "UNI-USDT")) {
      assertThat(TRADES.get(pair).<Integer>getAs("flagged_candles")).as(pair).isEqualTo(1);
      assertThat(TRADES.get(pair).<Integer>getAs("rejected_candles")).as(pair).isZero();
    }
    assertLeft("ATOM-USDT", "time", 8);
    assertLeft("LINK-USDT", "time", 15);
    assertThat(TRADES.get("LINK-USDT").<Integer>getAs("rejected_candles")).isEqualTo(1);
    assertThat(
            silver
                .where("array_contains(quality, 'rejected')")
                .select("pair", "filled", "close")
                .collectAsList())
        .extracting(row -> row.getString(0), row -> row.getBoolean(1))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("LINK-USDT", true),
            org.assertj.core.groups.Tuple.tuple("NEO-USDT", true));
    assertLeft("XMR-USDT", "time", 150);
    assertThat(metric("flagged_trades")).isGreaterThanOrEqualTo(4);
    assertThat(metric("rejected_trades")).isEqualTo(2);
  }

  @Test
  void noBenchmarkEverHasWhatNobodyCouldHaveHeld() {
    List<Row> days = lake.read(Tables.EQUITY).orderBy("day").collectAsList();
    double cash = config.backtest().initialCash();
    for (Row day : days) {
      assertThat(day.<Double>getAs("benchmark_universe")).isBetween(0.5 * cash, 1.4 * cash);
    }
  }

  @Test
  void fewExtremeCandlesStopNothingAndManyDo() {
    Config.Validate limits = config.validate();
    Dataset<Row> rejected = lake.read(Tables.REJECTED_CANDLES);
    for (String pair : List.of("LINK-USDT", "NEO-USDT")) {
      Dataset<Row> of = lake.read(Tables.COMPLETENESS).where("pair = '" + pair + "'");
      assertThat(QualityGate.of(of, limits).refusal(rejected)).isEmpty();
    }
    Dataset<Row> ten =
        lake.read(Tables.COMPLETENESS)
            .where("pair = 'LINK-USDT'")
            .selectExpr(
                "* EXCEPT (valid, rejected)", "valid - 1 AS valid", "rejected + 1 AS rejected");
    assertThat(QualityGate.of(ten, limits).refusal(rejected)).isPresent();
  }

  private static double metric(String name) {
    return lake.read(Tables.METRICS).where("metric = '" + name + "'").head().<Double>getAs("value");
  }

  private static void assertLeft(String pair, String reason, double price) {
    assertThat(TRADES).containsKey(pair);
    Row trade = TRADES.get(pair);
    assertThat(trade.<String>getAs("exit_reason")).as(pair).isEqualTo(reason);
    double exit = trade.getAs("exit_price");
    assertThat(exit).as(pair).isCloseTo(price, within(1e-3 * price));
    double quantity = trade.getAs("quantity");
    double entry = trade.getAs("entry_price");
    assertThat(trade.<Double>getAs("net_profit"))
        .as(pair)
        .isCloseTo(quantity * (exit - entry), within(1e-6));
  }

  private static List<String> listings(String pair) {
    return lake
        .read(Tables.LISTINGS)
        .where("pair = '" + pair + "'")
        .orderBy("listing")
        .collectAsList()
        .stream()
        .map(
            row ->
                row.getAs("event")
                    + (row.getAs("factor") == null ? "" : " " + row.getAs("factor"))
                    + (row.getAs("source").equals("detected") ? "" : " configured"))
        .toList();
  }

  private static Instant at(int hour) {
    return MarketRows.START.plusSeconds(3_600L * hour);
  }

  private static void enter(String pair, int hour) {
    enter("binance", pair, hour, BARRIER);
  }

  /** A signal decided on that candle, filled at the open of the next. */
  private static void enter(String exchange, String pair, int hour, Double barrier) {
    SIGNALS.add(
        RowFactory.create(
            exchange,
            pair,
            "1h",
            at(hour),
            at(hour + 1),
            config.strategyId(),
            "entry",
            1,
            0.7,
            0.01,
            barrier,
            barrier,
            0.05,
            HOLD,
            "m",
            "test",
            null,
            "r",
            2024));
  }

  private static JobResult run(Job job) {
    Instant startedAt = Instant.parse("2026-01-01T00:00:00Z");
    return job.run(new JobContext(job, lake, config, new RunId("r"), startedAt, Progress.SILENT));
  }
}
