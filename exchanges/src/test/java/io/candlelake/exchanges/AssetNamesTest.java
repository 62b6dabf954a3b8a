package io.candlelake.exchanges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.market.Pair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetNamesTest {
  @Test
  void theSameCodeIsNotTheSameCoin() {
    AssetNames names = AssetNames.of("AMP=AMPL UST=USDT USTF0=USDT");
    assertThat(names.ours("AMP")).isEqualTo("AMPL");
    assertThat(names.theirs("AMPL")).isEqualTo("AMP");
    assertThat(names.theirs("USDT")).as("the first of two codes").isEqualTo("UST");
    assertThat(names.theirs("AMP"))
        .as("Amp must not be asked for as Ampleforth")
        .isEqualTo("NO-AMP");
    assertThat(names.theirs("BTC")).isEqualTo("BTC");
  }

  @Test
  void whatTheExchangeSaysWins() {
    AssetNames names = AssetNames.of("YGG=YEED UST=USDT");
    names.learn(Map.of("YGG", "YIELD", "LES", "LEO-EOS", "WBT", "WBTC", "USTF0", "USDT"));
    assertThat(names.ours("YGG")).isEqualTo("YIELD");
    assertThat(names.ours("LES")).as("no pair could have that name").isEqualTo("LES");
    assertThat(names.theirs("WBTC")).isEqualTo("WBT");
    assertThat(names.theirs("USDT")).isEqualTo("UST");
  }

  @Test
  void aTableThatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> AssetNames.of("A=B A=C"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no name of an asset, or told twice: A=C");
  }

  /** Facts: ccxt 4.5.90, commonCurrencies of each exchange. */
  @ParameterizedTest
  @CsvSource({
    "bitfinex, AMPL-USD, tAMPUSD",
    "bitfinex, LUNC-USD, tLUNA:USD",
    "bitfinex, LUNA-USD, tLUNA2:USD",
    "bitfinex, YEED-USD, tYGGUSD",
    "bitfinex, WAXP-USD, tWAXUSD",
    "bitfinex, TUSD-USDT, tTSDUST",
    "bitfinex, EURT-USD, tEUTUSD",
    "bitfinex, BTC-USDT, tBTCUST",
    "kraken, LUNC-USD, LUNAUSD",
    "kraken, LUNA-USD, LUNA2USD",
    "kraken, USTC-USD, USTUSD",
    "kraken, BTC-USDT, XBTUSDT",
    "kraken, DOGE-BTC, XDGXBT",
    "bitstamp, USTC-USD, ustusd",
    "coinbase, CELO-USD, CGLD-USD",
    "okx, AET-USDT, AE-USDT"
  })
  void exchangesAreAskedForTheCoinMeant(String exchange, String pair, String symbol) {
    InstantSource never = InstantSource.fixed(Instant.EPOCH);
    try (Exchange opened =
        Exchanges.named(exchange).orElseThrow().open(ExchangeSettings.publicData(), never)) {
      assertThat(opened.symbol(Pair.parse(pair).orElseThrow())).isEqualTo(symbol);
    }
  }
}
