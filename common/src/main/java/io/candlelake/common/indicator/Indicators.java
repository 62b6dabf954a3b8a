package io.candlelake.common.indicator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every indicator there is. To add one: write its class, add its line. */
public final class Indicators {
  public static final List<Indicator> ALL =
      List.of(
          new Return(),
          new ScaledReturn(),
          new RateOfChange(),
          new EmaDistance(),
          new SmaDistance(),
          new Macd(),
          new Trix(),
          new Rsi(),
          new AverageTrueRange(),
          new Adx(),
          new Bollinger(),
          new ZScore(),
          new Stochastic(),
          new WilliamsR(),
          new RangePosition(),
          new DonchianPosition(),
          new Drawdown(),
          new RunUp(),
          new KeltnerPosition(),
          new ObvChange(),
          new VwapDistance(),
          new RealizedVolatility(),
          new Parkinson(),
          new GarmanKlass(),
          new RogersSatchell(),
          new YangZhang(),
          new VolatilityRatio(),
          new VolatilityOfVolatility(),
          new Skewness(),
          new Kurtosis(),
          new DownsideShare(),
          new Autocorrelation(),
          new VarianceRatio(),
          new AmihudRatio(),
          new Cci(),
          new MoneyFlowIndex(),
          new ChaikinMoneyFlow(),
          new Aroon(),
          new VolumeZScore(),
          new VolumeRatio(),
          new SignedVolume(),
          new PriceVolumeCorrelation(),
          new CandleShape(),
          new TrueRangeRatio(),
          new HourOfDay(),
          new DayOfWeek(),
          new UpRatio(),
          new EfficiencyRatio(),
          new Trend(),
          new Choppiness(),
          new Vortex(),
          new UltimateOscillator(),
          new ReferenceReturn(),
          new ReferenceVolatility(),
          new ReferenceVolumeRatio(),
          new Beta(),
          new Correlation(),
          new RelativeStrength(),
          new ResidualReturn(),
          new ReturnRank(),
          new VolatilityRank(),
          new VolumeRank(),
          new MarketReturn(),
          new MarketResidual(),
          new MarketDispersion(),
          new MarketBreadth(),
          new OrderBook(),
          new TradeFlow());

  private static final Map<String, Indicator> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Indicator::name, Function.identity()));

  private Indicators() {}

  /** The indicator of that name in the configuration. */
  public static Optional<Indicator> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** All names, in the list's order. */
  public static List<String> names() {
    return ALL.stream().map(Indicator::name).toList();
  }
}
