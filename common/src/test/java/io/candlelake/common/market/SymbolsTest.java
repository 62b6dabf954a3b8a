package io.candlelake.common.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolsTest {
  @ParameterizedTest
  @CsvSource({
    "BTCUSDT,BTC-USDT",
    "BTC_USDT,BTC-USDT",
    "btc-usdt,BTC-USDT",
    "BTC/EUR,BTC-EUR",
    "XBTUSD,BTC-USD",
    "XBTUSDC,BTC-USDC",
    "XDGUSD,DOGE-USD",
    "ADAUSDT-PERP,ADA-USDT",
    "ETHBTC,ETH-BTC",
    "OPUSDT,OP-USDT",
    "BTCBUSD,BTC-BUSD",
    "BNBUSD,BNB-USD",
    "DOTUSD,DOT-USD",
    "COIN21-USDT,COIN21-USDT",
    "1INCHUSDT,1INCH-USDT",
    "1000SHIBUSDT,1000SHIB-USDT",
    "tBTCUSD,BTC-USD",
    "tAVAX:USD,AVAX-USD",
    "XXBTZUSD,BTC-USD",
    "XETHXXBT,ETH-BTC",
    "XXDGZUSD,DOGE-USD",
    "TBTCUSD,TBTC-USD",
    "EURUSDT,EUR-USDT",
    "LUNAUSDT,LUNA-USDT"
  })
  void aSymbolIsReadAsItsPair(String symbol, String pair) {
    assertThat(Symbols.pair(symbol, Map.of())).hasToString("Optional[" + pair + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prices",
        "USDT",
        "ABCBUSD",
        "A-B-C",
        "BTCUSDT 2",
        "",
        "BTCUSDT_240628",
        "BTCUSDT_UMCBL",
        "BTCUSDT-1w",
        "price_USD",
        "NOCOINUSDT",
        "NOCOIN-USDT",
        "USDT_BTC",
        "BTC_ETH",
        "BTC-BTC"
      })
  void whatCanBeReadInTwoWaysOrNoneIsNotGuessed(String symbol) {
    assertThat(Symbols.pair(symbol, Map.of())).isEmpty();
  }

  @Test
  void theMappingWins() {
    Map<String, String> mapping = Map.of("weird-1h", "FOO-USD", "BTCUSDT", "BTC-USD");
    assertThat(Symbols.pair("weird", mapping)).contains(new Pair("FOO", "USD"));
    assertThat(Symbols.pair("BTCUSDT", mapping)).contains(new Pair("BTC", "USD"));
  }
}
