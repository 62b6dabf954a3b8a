package io.candlelake.jobs.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.market.Interval;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Hours rebuilt of an exchange's five minutes equal the hours that it serves itself. */
class RealCandlesRebuiltTest {
  private static final List<String> BINANCE =
      List.of(
          "ADAUSDT",
          "AVAXUSDT",
          "BCHUSDT",
          "BTCUSDT",
          "DOGEUSDT",
          "DOTUSDT",
          "ETHUSDT",
          "LINKUSDT",
          "LTCUSDT",
          "SOLUSDT",
          "TRXUSDT",
          "XLMUSDT",
          "XRPUSDT");
  private static final List<String> KRAKEN = List.of("XBTUSD", "XBTUSDC", "XBTUSDT");
  private static final String KRAKEN_FOLDER = "candles_kraken_spot_2023q1_multi_interval";

  @Test
  void everyCompleteHourOfBinanceIsTheSame() {
    Dataset<Row> fives =
        RealCandles.of("binance", "5m", "candles_5m_binance_spot_2022_23", BINANCE);
    Dataset<Row> hours = RealCandles.of("binance", "1h", "candles_1h_binance_spot", BINANCE);
    Dataset<Row> compared = compared(hours, RebuiltCandles.traded(fives)).persist();
    try {
      Row counts = compared.agg(count(lit(1)), count_if(col("differs"))).head();
      assertThat(counts.getLong(0)).isEqualTo(131_889);
      assertThat(counts.getLong(1)).isEqualTo(13);
      // They are the 13 hours in which the five minutes end.
      assertThat(
              compared
                  .groupBy("pair")
                  .agg(
                      max("open_time").as("last"),
                      max(when(col("differs"), col("open_time"))).as("differing"),
                      count_if(col("differs")).as("differences"))
                  .where("differences = 1 AND differing = last")
                  .count())
          .isEqualTo(13);
    } finally {
      compared.unpersist();
    }
  }

  /** Numbers counted apart from this code, by a plain loop in Python over the same files. */
  @Test
  void emptySlotsMustBeLeftOutFirstOrTheirPricesSpoilTheHour() {
    List<String> bch = List.of("BCHUSDT");
    Dataset<Row> fives = RealCandles.of("binance", "5m", "candles_5m_binance_spot_2022_23", bch);
    Dataset<Row> hours = RealCandles.of("binance", "1h", "candles_1h_binance_spot", bch);
    Column[] counts = {count_if(col("differs"))};
    assertThat(compared(hours, fives).agg(count(lit(1)), counts).head().toString())
        .isEqualTo("[10146,2]");
    assertThat(
            compared(hours, RebuiltCandles.traded(fives))
                .agg(count(lit(1)), counts)
                .head()
                .toString())
        .isEqualTo("[10145,1]");
  }

  @Test
  void everyHourOfKrakenIsTheSameTradeCountsToo() {
    Dataset<Row> fives = RealCandles.of("kraken", "5m", KRAKEN_FOLDER, withInterval("-5m"));
    Dataset<Row> hours = RealCandles.of("kraken", "1h", KRAKEN_FOLDER, withInterval("-1h"));
    Row counts =
        compared(hours, RebuiltCandles.traded(fives))
            .agg(
                count(lit(1)),
                count_if(col("differs")),
                count_if(col("trades").equalTo(col("rebuilt_trades"))))
            .head();
    assertThat(counts.getLong(0)).isEqualTo(3 * 2_160);
    assertThat(counts.getLong(1)).isZero();
    assertThat(counts.getLong(2)).isEqualTo(3 * 2_160);
  }

  private static List<String> withInterval(String suffix) {
    return KRAKEN.stream().map(symbol -> symbol + suffix).toList();
  }

  private static Dataset<Row> compared(Dataset<Row> hours, Dataset<Row> fives) {
    Dataset<Row> rebuilt =
        CandleComparison.renamed(RebuiltCandles.ofCandles(fives, Interval.ONE_HOUR));
    return hours
        .join(rebuilt, new String[] {"exchange", "pair", "open_time"})
        .withColumn("differs", CandleComparison.differs());
  }
}
