package io.candlelake.exchanges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTableTest {
  @Test
  void saysWhatEachExchangeOffers() {
    List<String> lines = ExchangeTable.markdown().lines().toList();
    assertThat(lines).hasSize(2 + Exchanges.ALL.size());
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(10));
    assertThat(lines.get(2))
        .startsWith(
            "| binance | 1m 5m 15m 30m 1h 2h 4h 6h 12h 1d | 1000 | the first | the first | 5000 |");
    assertThat(lines.get(3))
        .startsWith("| kraken | 1m 5m 15m 30m 1h 4h 1d | 720 | the last 720 | the first | 500 |");
  }

  @Test
  void everyExchangeHasANameOfItsOwn() {
    assertThat(Exchanges.ALL)
        .extracting(Exchanges.Opener::name)
        .startsWith("binance", "kraken", "coinbase", "bitstamp", "bitfinex", "okx", "bybit")
        .doesNotHaveDuplicates();
    assertThat(Exchanges.ALL)
        .allSatisfy(
            opener -> {
              try (Exchange exchange =
                  opener.open(ExchangeSettings.publicData(), InstantSource.system())) {
                assertThat(exchange.name()).isEqualTo(opener.name()).isLowerCase();
              }
            });
    assertThat(Exchanges.named("okx")).isPresent();
    assertThat(Exchanges.named("mtgox")).isEmpty();
  }
}
