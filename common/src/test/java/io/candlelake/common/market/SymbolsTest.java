package io.candlelake.common.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
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
    "1INCHUSDT,1INCH-USDT"
  })
  void aSymbolIsReadAsItsPair(String symbol, String pair) {
    assertThat(Symbols.pair(symbol, Map.of())).hasToString("Optional[" + pair + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prices", "USDT", "ABCBUSD", "A-B-C", "BTCUSDT 2", ""})
  void whatCanBeReadInTwoWaysOrNoneIsNotGuessed(String symbol) {
    assertThat(Symbols.pair(symbol, Map.of())).isEmpty();
  }

  @Test
  void theMappingWins() {
    Map<String, String> mapping = Map.of("weird-1h", "FOO-USD", "BTCUSDT", "BTC-USD");
    assertThat(Symbols.pair("weird", mapping)).contains(new Pair("FOO", "USD"));
    assertThat(Symbols.pair("BTCUSDT", mapping)).contains(new Pair("BTC", "USD"));
  }

  @Test
  void aFileNameMayTellTheInterval() {
    assertThat(Symbols.ofFileName("XBTUSD-15m"))
        .isEqualTo(new Symbols.FileName("XBTUSD", Optional.of(Interval.FIFTEEN_MINUTES)));
    assertThat(Symbols.ofFileName("BTC_USDT-1h").symbol()).isEqualTo("BTC_USDT");
    assertThat(Symbols.ofFileName("ADAUSDT-PERP"))
        .isEqualTo(new Symbols.FileName("ADAUSDT-PERP", Optional.empty()));
  }
}
