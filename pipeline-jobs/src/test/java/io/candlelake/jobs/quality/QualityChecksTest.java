package io.candlelake.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import io.candlelake.jobs.quality.PlantedMarket.Candle;
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

  @Test
  void aCandleUnlikeItsShorterOnesIsCaught() {
    PlantedMarket market =
        PlantedMarket.clean()
            .withCandles(
                c ->
                    isAt(c, Interval.FIVE_MINUTES, "ETH-USDT", 7)
                        ? c.withHigh(c.high().multiply(MORE))
                        : c);
    assertThat(raised(market))
        .containsExactly("candle-unlike-finer kraken ETH-USDT 1 2024-03-01T07");
  }

  @Test
  void aTradeCountUnlikeThatOfTheShorterOnesIsCaught() {
    PlantedMarket market =
        PlantedMarket.clean()
            .withCandles(
                c ->
                    isAt(c, Interval.FIVE_MINUTES, "ETH-USDT", 7)
                        ? c.withTrades(c.trades() + 1)
                        : c);
    assertThat(raised(market))
        .containsExactly("candle-unlike-finer kraken ETH-USDT 1 2024-03-01T07");
  }

  @Test
  void aCandleUnlikeItsTradesIsCaught() {
    PlantedMarket market =
        PlantedMarket.clean()
            .withTrades(t -> t.in("binance", "XRP-USDT", 30) ? t.of(t.amount().multiply(MORE)) : t);
    assertThat(raised(market))
        .containsExactly("candle-unlike-trades binance XRP-USDT 1 2024-03-02T06");
  }

  @Test
  void aMissingTradeOnlyMakesItsHourUnknown() {
    PlantedMarket market =
        PlantedMarket.clean()
            .withTrades(t -> t.id() == 500 && t.exchange().equals("binance") ? null : t);
    assertThat(raised(market)).isEmpty();
  }

  @Test
  void aPriceFarFromOtherExchangesIsCaughtOnBoth() {
    PlantedMarket market =
        PlantedMarket.of(
            t -> true, t -> t.in("kraken", "BTC-USDT", 12) ? t.at(t.price().multiply(MORE)) : t);
    assertThat(raised(market))
        .containsExactly(
            "cross-exchange-price binance BTC-USDT 1 2024-03-01T12",
            "cross-exchange-price kraken BTC-USDT 1 2024-03-01T12");
  }

  @Test
  void aFeedThatGoesSilentIsCaughtForAsLongAsItIs() {
    Instant from = PlantedMarket.START.plus(Duration.ofHours(20));
    PlantedMarket market =
        PlantedMarket.of(
            t ->
                !(t.exchange().equals("binance")
                    && t.pair().equals("ETH-USDT")
                    && !t.time().isBefore(from)
                    && t.time().isBefore(from.plus(Duration.ofHours(10)))),
            t -> t);
    assertThat(raised(market))
        .containsExactly(
            "silent-feed binance ETH-USDT 4 2024-03-01T20",
            "silent-feed binance ETH-USDT 6 2024-03-02T00");
  }

  @Test
  void clocksThatDisagreeAreCaughtBothWays() {
    PlantedMarket early =
        PlantedMarket.clean()
            .withTrades(
                t -> t.exchange().equals("kraken") ? t.fetched(Duration.ofMillis(-1300)) : t);
    assertThat(raised(early)).hasSize(6).allMatch(f -> f.startsWith("clock-skew kraken"));
    PlantedMarket late =
        PlantedMarket.clean()
            .withTrades(t -> t.exchange().equals("kraken") ? t.fetched(Duration.ofSeconds(30)) : t);
    assertThat(raised(late)).hasSize(6).allMatch(f -> f.startsWith("clock-skew kraken"));
  }

  @Test
  void aCrossedBookIsCaught() {
    PlantedMarket market =
        PlantedMarket.clean().withBook(PlantedMarket.book("binance", 70, "100.02", "100.01"));
    assertThat(raised(market)).containsExactly("unsound-book binance BTC-USDT 1 2024-03-01T01");
    Row finding = Findings.of(market.observed(CONFIG)).where("raised > 0").head();
    assertThat(finding.<String>getAs("detail"))
        .isEqualTo("crossed-book: bids 100.02 99.95, asks 100.01 100.05");
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

  private static boolean isAt(Candle candle, Interval interval, String pair, int hour) {
    return candle.exchange().equals("kraken")
        && candle.pair().equals(pair)
        && candle.interval() == interval
        && candle.openTime().equals(PlantedMarket.START.plus(Duration.ofHours(hour)));
  }

  /** Each finding as check, exchange, pair, how many, and the hour of the first. */
  private static List<String> raised(PlantedMarket market) {
    return Findings.of(market.observed(CONFIG)).where("raised > 0").collectAsList().stream()
        .map(
            row ->
                String.join(
                    " ",
                    row.getAs("check"),
                    row.getAs("exchange"),
                    row.getAs("pair"),
                    row.getAs("raised").toString(),
                    row.getAs("first_time").toString().substring(0, 13)))
        .sorted()
        .toList();
  }
}
