package io.candlelake.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import io.candlelake.jobs.quality.PlantedMarket.Candle;
import io.candlelake.jobs.quality.PlantedMarket.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Each planted fault is caught by the check that names it, where it is, and nothing else is. */
class QualityChecksTest {
  private static final BigDecimal MORE = new BigDecimal("1.05");
  private static final Config CONFIG = ConfigReader.defaults();

  @Test
  void cleanDataRaisesNothingAndEveryCheckComparesSomething() {
    Map<String, Long> checked = new TreeMap<>();
    for (Row row : Findings.of(PlantedMarket.clean().observed(CONFIG)).collectAsList()) {
      assertThat(row.<Long>getAs("raised")).as(row.toString()).isZero();
      checked.merge(row.getAs("check"), row.getAs("checked"), Long::sum);
    }
    assertThat(checked)
        .containsOnlyKeys(QualityChecks.ALL.stream().map(QualityCheck::name).toList());
    long hours = 2L * PlantedMarket.PAIRS.size() * PlantedMarket.HOURS;
    assertThat(checked.get("candle-unlike-finer")).isEqualTo(hours);
    // No trade before the first hour of a series shows that its trades are whole, nor after the
    // last.
    assertThat(checked.get("candle-unlike-trades")).isEqualTo(hours - 2 * 6);
    assertThat(checked.get("cross-exchange-price")).isEqualTo(hours);
    assertThat(checked.get("unsound-book")).isEqualTo(50);
  }

  /** One evaluation for all: each fault has a place of its own. */
  @Test
  void eachPlantedFaultIsCaughtByNameWhereItIsAndNothingElse() {
    PlantedMarket market =
        PlantedMarket.of(
                t -> !isSilent(t),
                t -> t.in("kraken", "BTC-USDT", 12) ? t.at(t.price().multiply(MORE)) : t)
            .withCandles(c -> isAt(c, "ETH-USDT", 7) ? c.withHigh(c.high().multiply(MORE)) : c)
            .withCandles(c -> isAt(c, "XRP-USDT", 9) ? c.withTrades(c.trades() + 1) : c)
            .withTrades(t -> t.in("binance", "XRP-USDT", 30) ? t.of(t.amount().multiply(MORE)) : t)
            .withTrades(t -> isOf(t, "BTC-USDT") ? t.fetched(Duration.ofMillis(-1300)) : t)
            .withTrades(t -> isOf(t, "XRP-USDT") ? t.fetched(Duration.ofSeconds(30)) : t)
            // A trade that is not there only makes its hour unknown.
            .withTrades(t -> t.id() == 500 && t.exchange().equals("binance") ? null : t)
            .withBook(PlantedMarket.book("binance", 70, "100.02", "100.01"));
    assertThat(raised(market))
        .containsExactlyInAnyOrder(
            "candle-unlike-finer kraken ETH-USDT 1 2024-03-01T07 high",
            "candle-unlike-finer kraken XRP-USDT 1 2024-03-01T09 trades",
            "candle-unlike-trades binance XRP-USDT 1 2024-03-02T06 volume",
            "cross-exchange-price binance BTC-USDT 1 2024-03-01T12 close",
            "cross-exchange-price kraken BTC-USDT 1 2024-03-01T12 close",
            "silent-feed binance ETH-USDT 4 2024-03-01T20 silent",
            "silent-feed binance ETH-USDT 6 2024-03-02T00 silent",
            "clock-skew kraken BTC-USDT all 2024-03-01T00 median",
            "clock-skew kraken BTC-USDT all 2024-03-02T00 median",
            "clock-skew kraken XRP-USDT all 2024-03-01T00 median",
            "clock-skew kraken XRP-USDT all 2024-03-02T00 median",
            "unsound-book binance BTC-USDT 1 2024-03-01T01 crossed-book:");
  }

  @Test
  void rulesSetTheSeverityByExchangeAndInterval() {
    PlantedMarket market = PlantedMarket.clean();
    Config config =
        ConfigReader.read(
            Optional.empty(),
            Map.of(
                "quality.rules",
                "[{check: candle-unlike-finer, severity: reject},"
                    + " {check: candle-unlike-finer, exchange: kraken, interval: 1h, severity: warn},"
                    + " {check: silent-feed, severity: 'off'}]"));
    Map<String, String> severities = new TreeMap<>();
    Findings.of(market.observed(config))
        .select("check", "exchange", "severity")
        .distinct()
        .collectAsList()
        .forEach(
            row -> severities.put(row.getString(0) + " " + row.getString(1), row.getString(2)));
    assertThat(severities)
        .containsEntry("candle-unlike-finer binance", "reject")
        .containsEntry("candle-unlike-finer kraken", "warn")
        .containsEntry("clock-skew kraken", "flag")
        .doesNotContainKey("silent-feed binance");
  }

  @Test
  void aRuleForNoCheckIsTheUsersMistake() {
    Config config =
        ConfigReader.read(
            Optional.empty(), Map.of("quality.rules", "[{check: silent-feeds, severity: warn}]"));
    assertThatThrownBy(() -> Findings.of(PlantedMarket.clean().observed(config)))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot use quality.rules: no check silent-feeds among ")
        .hasMessageEndingWith("Perhaps silent-feed was meant.");
  }

  /** A pair that binance does not trade for ten hours. */
  private static boolean isSilent(Trade trade) {
    Instant from = PlantedMarket.START.plus(Duration.ofHours(20));
    return trade.exchange().equals("binance")
        && trade.pair().equals("ETH-USDT")
        && !trade.time().isBefore(from)
        && trade.time().isBefore(from.plus(Duration.ofHours(10)));
  }

  private static boolean isOf(Trade trade, String pair) {
    return trade.exchange().equals("kraken") && trade.pair().equals(pair);
  }

  /** The first five minutes of that hour at kraken. */
  private static boolean isAt(Candle candle, String pair, int hour) {
    return candle.exchange().equals("kraken")
        && candle.pair().equals(pair)
        && candle.interval() == Interval.FIVE_MINUTES
        && candle.openTime().equals(PlantedMarket.START.plus(Duration.ofHours(hour)));
  }

  /** Each finding as check, exchange, pair, how many, the hour of the first, the first word. */
  private static List<String> raised(PlantedMarket market) {
    return Findings.of(market.observed(CONFIG)).where("raised > 0").collectAsList().stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.getAs("check"),
                    row.getAs("exchange"),
                    row.getAs("pair"),
                    row.getAs("raised").equals(row.getAs("checked"))
                        ? "all"
                        : row.getAs("raised").toString(),
                    row.getAs("first_time").toString().substring(0, 13),
                    row.<String>getAs("detail").split(" ", 2)[0]))
        .toList();
  }
}
