package io.candlelake.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.Fingerprint;
import io.candlelake.common.PipelineException;
import io.candlelake.common.cost.BorrowCost;
import io.candlelake.common.cost.FeeCost;
import io.candlelake.common.cost.SlippageCost;
import io.candlelake.common.indicator.IndicatorDeclaration;
import io.candlelake.common.label.TripleBarrier;
import io.candlelake.common.market.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void defaultsAreThoseDeclared() {
    Config config = ConfigReader.defaults();
    assertThat(config.validate().minValidity()).isEqualTo(0.999);
    assertThat(config.run().interval()).isEqualTo(Interval.ONE_HOUR);
    assertThat(config.run().from()).isEmpty();
  }

  @Test
  void anErrorIsBlamedOnWhoWroteTheKey() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "validate: {max-fill-bars: 2}");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of("run.interval", "7h")))
        .hasMessageStartingWith(
            "Cannot use the configuration from the command line: run.interval: no interval '7h'");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of("ingest.source", "files")))
        .hasMessageStartingWith(
            "Cannot use the configuration from the command line: ingest.path: the files source");
    Files.writeString(file, "validate: {max-fill-bars: x}");
    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of("run.seed", "3")))
        .hasMessageStartingWith(
            "Cannot use the configuration from " + file + ": validate.max-fill");
    assertThatThrownBy(
            () -> ConfigReader.read(Optional.of(file), Map.of("backtest.intial-cash", "3")))
        .hasMessageStartingWith(
            "Cannot use the configuration from " + file + " and the command line: ")
        .hasMessageContaining(
            "unknown key backtest.intial-cash, did you mean backtest.initial-cash? (the command"
                + " line)");
  }

  @Test
  void allErrorsAreToldAtOnce() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        """
        validate: {min-validty: 0.9, min-completeness: 2}
        labels: {label: {triple-barier: {upper: 3}}}
        backtest: {costs: [{fee: {rate: 2}}, {slippage: {bsp: 3}}, {fee: {rate: 0.1}}]}
        run: {interval: 7h}
        """);
    assertThatThrownBy(
            () -> ConfigReader.read(Optional.of(file), Map.of("backtest.initial-cash", "x")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(
            "unknown key validate.min-validty, did you mean validate.min-validity?")
        .hasMessageContaining("validate.min-completeness: 2.0 is outside [0.0, 1.0]")
        .hasMessageContaining(
            "labels.label: 'triple-barier' is none of forward-return, triple-barrier, did you mean"
                + " triple-barrier?")
        .hasMessageContaining("backtest.costs.fee.rate: 2.0 is outside [0.0, 0.1]")
        .hasMessageContaining(
            "unknown key backtest.costs.slippage.bsp, did you mean backtest.costs.slippage.bps?")
        .hasMessageContaining("run.interval: no interval '7h'")
        .hasMessageContaining("backtest.initial-cash: expected a number, got 'x'");
  }

  @Test
  void overridesWinOverTheFile() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "backtest: {delisting-loss: 0.7}\n");
    Config config = ConfigReader.read(Optional.of(file), Map.of("backtest.delisting-loss", "0.55"));
    assertThat(config.backtest().delistingLoss()).isEqualTo(0.55);
  }

  @Test
  void anOverrideReachesIntoAListOfRegisteredThings() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "backtest: {costs: [fee, {slippage: {bps: 1}}]}\n");
    Map<String, String> overrides =
        Map.of("backtest.costs.fee.rate", "0.002", "backtest.costs.slippage.bps", "2");
    assertThat(ConfigReader.read(Optional.of(file), overrides).backtest().costs())
        .containsExactly(new FeeCost(0.002), new SlippageCost(2));
    assertThat(ConfigReader.read(Optional.empty(), overrides).backtest().costs())
        .containsExactly(new FeeCost(0.002), new SlippageCost(2), new BorrowCost(0.0001));
    assertThat(
            ConfigReader.read(Optional.empty(), Map.of("labels.label.triple-barrier.upper", "3"))
                .labels()
                .label())
        .isEqualTo(new TripleBarrier(4, 24, 3, 2));
    assertThatThrownBy(
            () -> ConfigReader.read(Optional.of(file), Map.of("backtest.costs.borrow.rate", "0.1")))
        .hasMessageContaining(
            "backtest.costs.borrow.rate: the list has no borrow, give the whole list");
  }

  @Test
  void theSameSettingsUnderAnotherNameAreAnotherConfiguration() {
    assertThat(Fingerprint.of(new FeeCost(1))).isNotEqualTo(Fingerprint.of(new SlippageCost(1)));
  }

  @Test
  void indicatorsAreReadWithParametersAndIntervals() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        """
        features:
          indicators:
            - rsi: {period: [14, 28], on: [1h, 4h]}
            - calendar
        """);
    assertThat(ConfigReader.read(Optional.of(file), Map.of()).features().indicators())
        .containsExactly(
            new IndicatorDeclaration(
                "rsi",
                Map.of("period", List.of(14.0, 28.0)),
                List.of(Interval.ONE_HOUR, Interval.FOUR_HOURS)),
            new IndicatorDeclaration("calendar", Map.of(), List.of()));
  }

  @Test
  void theLakesPlaceIsNoPartOfTheHash() {
    Config here = ConfigReader.read(Optional.empty(), Map.of("run.lake", "a"));
    Config there = ConfigReader.read(Optional.empty(), Map.of("run.lake", "b"));
    Config other = ConfigReader.read(Optional.empty(), Map.of("signals.volatility-bars", "48"));
    assertThat(here.hash()).isEqualTo(there.hash()).isNotEqualTo(other.hash());
    assertThat(here.trialId()).isEqualTo(other.trialId());
    assertThat(here.strategyId()).isNotEqualTo(other.strategyId());
  }

  @ParameterizedTest
  @CsvSource({
    "run.lake, s3a://AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI@bucket/lake",
    "ingest.path, https://archives.example/a.zip?X-Amz-Signature=wJalrXUtnFEMI",
    "exchange.addresses, '{kraken: \"https://me:wJalrXUtnFEMI@proxy\"}'",
    "s3.secret-key, https://me:wJalrXUtnFEMI@proxy"
  })
  void noSecretEntersTheConfigurationNorTheMessage(String key, String value) {
    assertThatThrownBy(() -> ConfigReader.read(Optional.empty(), Map.of(key, value)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("the address carries a password or signature")
        .hasMessageContaining("give secrets by the environment")
        .hasMessageNotContaining("wJalrXUtnFEMI");
  }

  @Test
  void aKeyForASecretIsUnknownAndItsValueIsNotTold() {
    assertThatThrownBy(
            () -> ConfigReader.read(Optional.empty(), Map.of("run.secret-key", "wJalrXUtnFEMI")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("unknown key run.secret-key")
        .hasMessageNotContaining("wJalrXUtnFEMI");
  }
}
