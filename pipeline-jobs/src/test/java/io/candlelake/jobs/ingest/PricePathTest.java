package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import io.candlelake.common.market.Pair;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PricePathTest {
  private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");
  private static final SimulatedSource.Listing ADA =
      new SimulatedSource.Listing(new Pair("ADA", "USDT"), 0.4);

  /** 20 years, so that four standard errors of the accuracy are under 2%. */
  private static final int BARS = 20 * 8_760;

  private final Market market =
      Market.of(ConfigReader.defaults().ingest().simulated(), Interval.ONE_HOUR, 17);

  @Test
  void theEdgeIsAsOftenAndAsRightAsAskedForAndNothingElseIs() {
    double[] move = new double[BARS];
    boolean[] climax = new boolean[BARS];
    PricePath path = new PricePath(market, "ADA-USDT");
    for (int i = 0; i < BARS; i++) {
      PricePath.Step step = path.next();
      move[i] = step.move();
      climax[i] = step.climax();
    }
    Tally atClimax = new Tally();
    Tally elsewhere = new Tally();
    Tally ups = new Tally();
    for (int t = 0; t + 4 < BARS; t++) {
      double ahead = move[t + 1] + move[t + 2] + move[t + 3] + move[t + 4];
      boolean against = ahead * move[t] < 0;
      (climax[t] ? atClimax : elsewhere).add(against);
      ups.add(ahead > 0);
    }
    assertThat((double) atClimax.count / BARS).isEqualTo(0.07, within(0.002));
    assertThat(atClimax.share()).isEqualTo(0.61, within(0.018));
    assertThat(ups.share()).isEqualTo(0.5, within(0.015));
    assertThat(elsewhere.share()).isEqualTo(0.5, within(0.015));
  }

  @Test
  void aClimaxIsSeenByItsSizeAlone() {
    PricePath path = new PricePath(market, "ADA-USDT");
    for (int i = 0; i < 50_000; i++) {
      PricePath.Step step = path.next();
      assertThat(Math.abs(step.move()) / step.deviation() > 2.5).isEqualTo(step.climax());
    }
  }

  @Test
  void theEdgeShowsInTheCandles() {
    List<Row> rows = candles(ADA, START.plus(20 * 365, ChronoUnit.DAYS));
    Map<Instant, Row> byTime = new HashMap<>();
    rows.forEach(row -> byTime.put(row.getInstant(3), row));
    Tally reversals = new Tally();
    double variance = 0;
    for (Row row : rows) {
      double change = Math.log(number(row, 7) / number(row, 4));
      Row entry = byTime.get(row.getInstant(3).plus(1, ChronoUnit.HOURS));
      Row exit = byTime.get(row.getInstant(3).plus(4, ChronoUnit.HOURS));
      boolean seen = row.getString(11).equals("seed 17");
      if (seen && entry != null && exit != null && number(exit, 7) > 0) {
        // A plain exponential volatility sees most of the climaxes.
        if (variance > 0 && Math.abs(change) > 3.2 * Math.sqrt(variance)) {
          reversals.add(Math.log(number(exit, 7) / number(entry, 4)) * change < 0);
        }
        variance = variance == 0 ? change * change : 0.97 * variance + 0.03 * change * change;
      }
    }
    assertThat(reversals.count).isGreaterThan(1_000);
    assertThat(reversals.share()).isGreaterThan(0.57);
  }

  @Test
  void pairsMoveTogetherAndVolatilityClusters() {
    PricePath ada = new PricePath(market, "ADA-USDT");
    PricePath eth = new PricePath(market, "ETH-USDT");
    int n = 20_000;
    double[] a = new double[n];
    double[] b = new double[n];
    for (int i = 0; i < n; i++) {
      a[i] = ada.next().move();
      b[i] = eth.next().move();
    }
    assertThat(correlation(a, b)).isBetween(0.15, 0.8);
    double[] now = new double[n - 1];
    double[] next = new double[n - 1];
    for (int i = 0; i + 1 < n; i++) {
      now[i] = a[i] * a[i];
      next[i] = a[i + 1] * a[i + 1];
    }
    assertThat(correlation(now, next)).isGreaterThan(0.02);
  }

  @Test
  void aLaterEndLeavesEarlierCandlesAsTheyWere() {
    List<Row> shorter = candles(ADA, START.plus(90, ChronoUnit.DAYS));
    List<Row> longer = candles(ADA, START.plus(300, ChronoUnit.DAYS));
    assertThat(longer.subList(0, shorter.size())).isEqualTo(shorter);
    assertThat(longer).hasSizeGreaterThan(shorter.size());
  }

  @Test
  void aLaterStartOnlyCuts() {
    Instant to = START.plus(90, ChronoUnit.DAYS);
    Instant from = START.plus(30, ChronoUnit.DAYS);
    List<Row> cut = new ArrayList<>();
    new SimulatedCandles(market, ADA, from, to).forEachRemaining(cut::add);
    assertThat(cut)
        .isEqualTo(
            candles(ADA, to).stream().filter(row -> !row.getInstant(3).isBefore(from)).toList());
  }

  @Test
  void anotherSeedIsAnotherMarket() {
    Market other = Market.of(ConfigReader.defaults().ingest().simulated(), Interval.ONE_HOUR, 18);
    assertThat(new SimulatedCandles(other, ADA, START, START.plus(1, ChronoUnit.DAYS)).next())
        .isNotEqualTo(candles(ADA, START.plus(1, ChronoUnit.DAYS)).get(0));
  }

  private List<Row> candles(SimulatedSource.Listing listing, Instant to) {
    List<Row> rows = new ArrayList<>();
    new SimulatedCandles(market, listing, START, to).forEachRemaining(rows::add);
    return rows;
  }

  private static double number(Row row, int column) {
    return ((BigDecimal) row.get(column)).doubleValue();
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < a.length; i++) {
      meanA += a[i] / a.length;
      meanB += b[i] / b.length;
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static final class Tally {
    private long count;
    private long yes;

    void add(boolean isYes) {
      count++;
      yes += isYes ? 1 : 0;
    }

    double share() {
      return (double) yes / count;
    }
  }
}
