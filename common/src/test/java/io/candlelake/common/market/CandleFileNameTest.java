package io.candlelake.common.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandleFileNameTest {
  @ParameterizedTest
  @CsvSource({
    "BTCUSDT,,BTC-USDT,",
    "XBTUSD-15m,,BTC-USD,15m",
    "XBTUSD_60,kraken,BTC-USD,1h",
    "XDGUSD_1440,kraken,DOGE-USD,1d",
    "ETHUSDT_60,,ETH-USDT,1h",
    "BTC_USDT-1h,,BTC-USDT,1h",
    "ADAUSDT-PERP,,ADA-USDT,",
    "BTCUSDT-1w,,BTC-USDT,1w",
    "SOLUSDT-8h,,SOL-USDT,8h",
    "SOLUSDT-1M,,SOL-USDT,1mo",
    "ETHUSDT_1D,,ETH-USDT,1d",
    "ETHUSDT-60min,,ETH-USDT,1h",
    "ETHUSDT.24h,,ETH-USDT,1d",
    "Bitstamp_BTCUSD_1h,bitstamp,BTC-USD,1h",
    "Bitstamp_BTCUSD_2023_minute,bitstamp,BTC-USD,1m",
    "Gemini_ETHUSD_d,gemini,ETH-USD,1d",
    "binance-SOL-USDT-hourly,binance,SOL-USDT,1h",
    "tBTCUSD,bitfinex,BTC-USD,",
    "XXBTZUSD,kraken,BTC-USD,",
    "'BINANCE_BTCUSDT, 60',binance,BTC-USDT,1h",
    "BTC-USD,,BTC-USD,"
  })
  void aNameIsTakenApart(String stem, String exchange, String pair, String interval) {
    assertThat(CandleFileName.of(stem).exchange()).isEqualTo(Optional.ofNullable(exchange));
    assertThat(CandleFileName.of(stem).interval()).isEqualTo(Optional.ofNullable(interval));
    assertThat(CandleFileName.pair(stem, Map.of())).hasToString("Optional[" + pair + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BTCUSDT_240628",
        "BTCUSDT_UMCBL",
        "BTC_USDT_USDT-1h-futures",
        "data",
        "price_USD",
        "BTCUSD_PERP_1h_x",
        "USDT_BTC",
        "my coin, hourly",
        "BTCUSDT 2024-01"
      })
  void whatIsNoPairIsNotGuessed(String stem) {
    assertThat(CandleFileName.pair(stem, Map.of())).isEmpty();
  }

  @Test
  void aMappingNamesAFileWithCommasAndSpaces() {
    Map<String, String> mapping = Map.of("my coin, hourly", "BTC-USD");
    assertThat(CandleFileName.pair("my coin, hourly", mapping)).contains(new Pair("BTC", "USD"));
    String symbol = CandleFileName.of("my coin, hourly").symbol();
    assertThat(Symbols.pair(symbol, mapping)).contains(new Pair("BTC", "USD"));
  }

  @Test
  void theProblemIsNamed() {
    assertThat(CandleFileName.problem("BTCUSDT_240628"))
        .isEqualTo(
            "'BTCUSDT_240628' looks like a contract with a delivery date, which is not its spot pair");
    assertThat(CandleFileName.problem("BTCUSDT-1h-2024-01"))
        .isEqualTo(
            "'BTCUSDT-1h-2024-01' looks like one of several archives of a pair, which --source"
                + " archives reads");
    assertThat(CandleFileName.problem("prices"))
        .isEqualTo("its pair cannot be read from 'prices': base and quote are not both known");
  }
}
