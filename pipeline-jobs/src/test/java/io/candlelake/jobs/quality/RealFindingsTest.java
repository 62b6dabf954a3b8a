package io.candlelake.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.market.Interval;
import io.candlelake.common.table.Tables;
import io.candlelake.common.testing.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** All checks of candles over a real quarter of two exchanges: one finding, and it is true. */
class RealFindingsTest {
  private static final String KRAKEN = "candles_kraken_spot_2023q1_multi_interval";
  private static final List<String> PAIRS = List.of("ADAUSDT", "BTCUSDT", "XLMUSDT");

  /**
   * On 2023-03-24 Binance halted before 11:30 with Bitcoin at 28,080; at Kraken it traded on and
   * fell.
   */
  @Test
  void nothingIsRaisedButThePriceAtWhichBinanceHalted() {
    Dataset<Row> candles =
        RealCandles.of("kraken", "1h", KRAKEN, List.of("XBTUSD-1h", "XBTUSDT-1h", "XBTUSDC-1h"))
            .union(
                RealCandles.of(
                    "kraken", "5m", KRAKEN, List.of("XBTUSD-5m", "XBTUSDT-5m", "XBTUSDC-5m")))
            .selectExpr("* EXCEPT (pair)", "replace(pair, 'XBT', 'BTC') AS pair")
            .unionByName(RealCandles.of("binance", "1h", "candles_1h_binance_spot", PAIRS))
            .unionByName(RealCandles.of("binance", "5m", "candles_5m_binance_spot_2022_23", PAIRS))
            .where("open_time >= '2023-01-01' AND open_time < '2023-04-01'");
    Observed observed =
        new Observed(
            candles,
            LocalSpark.session().createDataFrame(List.<Row>of(), Tables.MARKET_TRADES.schema()),
            LocalSpark.session()
                .createDataFrame(List.<Row>of(), Tables.BRONZE_ORDER_BOOKS.schema())
                .selectExpr("*", "symbol AS pair"),
            Interval.ONE_HOUR,
            ConfigReader.defaults().quality());
    Dataset<Row> findings = Findings.of(observed).persist();
    try {
      assertThat(findings.where("checked > 0").select("check").distinct().count()).isEqualTo(3);
      assertThat(findings.where("raised > 0").select("exchange", "detail").collectAsList())
          .extracting(Row::toString)
          .containsExactlyInAnyOrder(
              "[binance,close 28080.0, elsewhere 27618.6: 167.1 bp away]",
              "[kraken,close 27618.6, elsewhere 28080.0: -164.3 bp away]");
    } finally {
      findings.unpersist();
    }
  }
}
