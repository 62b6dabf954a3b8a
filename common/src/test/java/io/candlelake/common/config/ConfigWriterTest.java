package io.candlelake.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWriterTest {
  /** A setting of every kind of value. */
  private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("run.lake", "'s3a://bucket/it''s here: #1'");
    SETTINGS.put("run.interval", "5m");
    SETTINGS.put("run.pairs", "[BTC-USDT, ETH-EUR]");
    SETTINGS.put("run.from", "2024-01-31");
    SETTINGS.put("run.seed", "9007199254740993");
    SETTINGS.put("exchange.names", "[kraken, coinbase]");
    SETTINGS.put("exchange.addresses", "{kraken: 'http://127.0.0.1:1'}");
    SETTINGS.put("ingest.files.pairs", "{XBTUSD: BTC-USD, 'a, b': ETH-USD}");
    SETTINGS.put("stream.silence-seconds", "7");
    SETTINGS.put(
        "quality.rules", "[{check: silent-feed, exchange: kraken, interval: 5m, severity: warn}]");
    SETTINGS.put(
        "features.indicators",
        "[day_of_week, {rsi: {period: [14, 28], on: [1h, 4h]}}, {return: {}}]");
    SETTINGS.put("train.model", "{not-here: {rounds: 10, learning-rate: 0.1}}");
    SETTINGS.put("train.scope", "per-pair");
    SETTINGS.put("labels.label", "{triple-barrier: {upper: 3}}");
    SETTINGS.put("backtest.delisting-loss", "0.1e1");
    SETTINGS.put("backtest.costs", "[{fee: {rate: 0.002}}, borrow]");
  }

  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsAsTheSame() throws Exception {
    for (Map<String, String> settings : java.util.List.of(Map.<String, String>of(), SETTINGS)) {
      Config config = ConfigReader.read(Optional.empty(), settings);
      Path file = Files.writeString(folder.resolve("c.yaml"), ConfigWriter.yaml(config));
      assertThat(ConfigReader.read(Optional.of(file), Map.of())).isEqualTo(config);
    }
  }

  @Test
  void theChangesMakeTheSameConfigurationFromTheDefaults() {
    Config config = ConfigReader.read(Optional.empty(), SETTINGS);
    Map<String, String> changes = ConfigWriter.changes(config);
    assertThat(changes.keySet()).containsExactlyInAnyOrderElementsOf(SETTINGS.keySet());
    assertThat(ConfigReader.read(Optional.empty(), changes)).isEqualTo(config);
    assertThat(ConfigWriter.changes(ConfigReader.defaults())).isEmpty();
  }

  @Test
  void everyKeyButTheLakesPlaceChangesTheHash() {
    String usual = ConfigReader.defaults().hash();
    SETTINGS.forEach(
        (key, value) -> {
          String hash = ConfigReader.read(Optional.empty(), Map.of(key, value)).hash();
          assertThat(hash.equals(usual)).as(key).isEqualTo(key.equals("run.lake"));
        });
  }
}
