package io.candlelake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.Interval;
import io.candlelake.simulator.market.BarMarket;
import io.candlelake.simulator.market.Candle;
import io.candlelake.simulator.market.Listing;
import io.candlelake.simulator.market.PlantedFault;
import io.candlelake.simulator.market.SeededSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The market of the simulator is the one that the project's results were measured on. */
class SimulatedMarketTest {
  private static final Instant FROM = Instant.parse("2023-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2024-01-01T00:00:00Z");

  @Test
  void itsCandlesAreTheSameBitForBit() {
    Interval interval = Interval.ONE_HOUR;
    Market market = new Market(FROM, interval, 42, 0.07, 0.61, 3, 0.01);
    SeededSettings settings =
        new SeededSettings(
            Listing.first(20),
            42,
            FROM,
            interval.length(),
            0.07,
            0.61,
            3,
            0.01,
            SeededSettings.USUAL_LOST_SHARE,
            OptionalDouble.empty());
    BarMarket simulator = BarMarket.seeded(settings);
    int planted = 0;
    for (Listing listing : List.of(Listing.of("BTC-USDT"), Listing.of("DOGE-USDT"))) {
      SimulatedSource.Listing old =
          SimulatedSource.Listing.first(20).stream()
              .filter(l -> l.pair().toString().equals(listing.pair()))
              .findFirst()
              .orElseThrow();
      List<List<Object>> expected = new ArrayList<>();
      List<String> faults = new ArrayList<>();
      new SimulatedCandles(market, old, FROM, TO)
          .forEachRemaining(
              row -> {
                expected.add(values(row));
                int at = row.getString(11).indexOf("planted ");
                if (at >= 0) {
                  faults.add(row.getAs(3) + " " + row.getString(11).substring(at + 8));
                }
              });
      List<List<Object>> served = new ArrayList<>();
      for (Candle candle :
          simulator.firstCandles(listing, interval.length(), FROM, TO, Integer.MAX_VALUE, TO)) {
        if (candle.openTime().isBefore(TO)) {
          served.add(
              List.<Object>of(
                  candle.openTime(),
                  candle.open(),
                  candle.high(),
                  candle.low(),
                  candle.close(),
                  candle.volume(),
                  candle.trades()));
        }
      }
      assertThat(served).isEqualTo(expected);
      assertThat(
              simulator.plantedFaults(listing, FROM, TO).stream()
                  .filter(
                      f ->
                          f.kind() != PlantedFault.Kind.OUTAGE
                              && f.kind() != PlantedFault.Kind.LOST)
                  .map(f -> f.from() + " " + f.kind().label()))
          .isEqualTo(faults);
      planted += faults.size();
    }
    assertThat(planted).isGreaterThan(100);
  }

  private static List<Object> values(Row row) {
    return List.of(
        row.<Instant>getAs(3),
        row.<BigDecimal>getAs(4),
        row.<BigDecimal>getAs(5),
        row.<BigDecimal>getAs(6),
        row.<BigDecimal>getAs(7),
        row.<BigDecimal>getAs(8),
        row.<Long>getAs(9));
  }
}
