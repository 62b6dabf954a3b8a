package io.candlelake.common.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.job.ConfiguredFeatures;
import io.candlelake.common.kernel.Bars;
import io.candlelake.common.market.Pair;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureSetTest {
  @Test
  void theDefaultSetIsWide() {
    FeatureSet set = ConfiguredFeatures.of(ConfigReader.defaults());
    assertThat(set.names()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    assertThat(set.computations().stream().map(c -> c.indicator().name()).distinct())
        .hasSizeGreaterThanOrEqualTo(30);
    assertThat(set.warmUpBars()).isEqualTo(720);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"})
  void theDefaultSetSuitsEveryInterval(String interval) {
    Config config = ConfigReader.read(Optional.empty(), Map.of("run.interval", interval));
    assertThat(ConfiguredFeatures.of(config).names()).doesNotHaveDuplicates();
  }

  @Test
  void expandsToTheCrossProductInDeclaredOrder() {
    FeatureSet set =
        set("[{rsi: {period: [14, 28], on: [1h, 4h]}}, macd, {bollinger: {deviations: 2.5}}]");
    assertThat(set.names())
        .containsExactly(
            "rsi_14",
            "rsi_14_4h",
            "rsi_28",
            "rsi_28_4h",
            "macd_line_12_26_9",
            "macd_signal_12_26_9",
            "macd_histogram_12_26_9",
            "bollinger_position_20_2.5",
            "bollinger_width_20_2.5");
    assertThat(set.warmUpBars()).isEqualTo((28 + 2) * 4 - 2);
    assertThat(FeatureSet.parametersJson(set.computations().get(5)))
        .isEqualTo("{\"deviations\":2.5,\"period\":20}");
  }

  @Test
  void whatIsDeclaredTwiceIsComputedOnce() {
    assertThat(set("[rsi, {rsi: {period: [14, 14], on: 1h}}]").names()).containsExactly("rsi_14");
  }

  @Test
  void theNameFollowsFromWhatIsDeclared() {
    assertThat(set("[rsi, adx]").id()).isEqualTo(set("[{rsi: {period: 14}}, adx]").id());
    assertThat(set("[rsi, adx]").id()).isNotEqualTo(set("[adx, rsi]").id());
    assertThat(set("[rsi]").id()).isNotEqualTo(set("[{rsi: {period: 15}}]").id());
    assertThat(set("[rsi]").id()).isNotEqualTo(set("[{rsi: {on: 4h}}]").id());
  }

  @Test
  void tellsEveryMistakeAtOnce() {
    assertThatThrownBy(
            () ->
                set(
                    "[rsii, {rsi: {perod: 3}}, {macd: {fast: 30}}, {atr: {period: 2.5}},"
                        + " {cci: {period: 900}}, {rsi: {on: 15m}}, {return_rank: {on: 4h}},"
                        + " {trade_flow: {on: 4h}}]"))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "Cannot use features.indicators: unknown indicator rsii, did you mean rsi?; unknown"
                + " parameter rsi.perod, did you mean period?; macd: fast is not below slow in"
                + " {fast=30.0, signal=9.0, slow=26.0}; atr.period: 2.5 is not a whole number"
                + " within [2.0, 20000.0]; cci.period: 900.0 is not a whole number within [2.0,"
                + " 200.0]; rsi.on: 15m is no multiple of run.interval 1h; return_rank.on: pairs"
                + " are compared on run.interval 1h only, not on 4h; trade_flow.on: made inside the"
                + " candles of run.interval 1h only, not of 4h. Mend the declarations;"
                + " docs/indicators.md lists every indicator with its parameters.");
  }

  @Test
  void anEmptySetIsRefused() {
    assertThatThrownBy(() -> set("[]"))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("Cannot use features.indicators: no indicator is declared.");
  }

  @Test
  void theReferenceHasThePairsOwnQuote() {
    FeatureSet set = set("[beta]");
    assertThat(set.referenceOf(new Pair("ETH", "EUR"))).isEqualTo(new Pair("BTC", "EUR"));
    assertThat(set.referenceOf(new Pair("BTC", "USDT"))).isEqualTo(new Pair("BTC", "USDT"));
    assertThat(set.referenceOf(new Pair("ETH", "BTC"))).isEqualTo(new Pair("BTC", "USDT"));
  }

  @Test
  void aReferenceThatStartsLaterDelaysItsFeaturesAndItsGapsAreCarriedForward() {
    FeatureSet set = set("[{reference_return: {period: 2}}, {return: {period: 2}}]");
    Bars bars = TestBars.randomWalk(1, 10);
    Bars btc = TestBars.randomWalk(2, 10);
    double[][] columns = {
      btc.open().clone(),
      btc.high().clone(),
      btc.low().clone(),
      btc.close().clone(),
      btc.volume().clone()
    };
    for (double[] column : columns) {
      Arrays.fill(column, 0, 3, Double.NaN);
      column[6] = Double.NaN;
    }
    float[][] features =
        set.compute(
            bars,
            ReferenceColumns.of(bars, columns),
            new double[0][],
            IntrabarColumns.none(bars.size()));
    double[] close = btc.close();
    assertThat(features[0])
        .containsExactly(
            Float.NaN,
            Float.NaN,
            Float.NaN,
            Float.NaN,
            Float.NaN,
            (float) Math.log(close[5] / close[3]),
            (float) Math.log(close[5] / close[4]),
            (float) Math.log(close[7] / close[5]),
            (float) Math.log(close[8] / close[5]),
            (float) Math.log(close[9] / close[7]));
    assertThat(features[1][2]).isFinite();
  }

  private static FeatureSet set(String indicators) {
    return ConfiguredFeatures.of(
        ConfigReader.read(Optional.empty(), Map.of("features.indicators", indicators)));
  }
}
