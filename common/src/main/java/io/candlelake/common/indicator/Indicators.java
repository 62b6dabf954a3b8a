package io.candlelake.common.indicator;

import io.candlelake.common.indicator.calendar.DayOfWeek;
import io.candlelake.common.indicator.calendar.HourOfDay;
import io.candlelake.common.indicator.crosssection.MarketBreadth;
import io.candlelake.common.indicator.crosssection.MarketDispersion;
import io.candlelake.common.indicator.crosssection.MarketResidual;
import io.candlelake.common.indicator.crosssection.MarketReturn;
import io.candlelake.common.indicator.crosssection.ReturnRank;
import io.candlelake.common.indicator.crosssection.VolatilityRank;
import io.candlelake.common.indicator.crosssection.VolumeRank;
import io.candlelake.common.indicator.intrabar.OrderBookIndicator;
import io.candlelake.common.indicator.intrabar.TradeFlow;
import io.candlelake.common.indicator.price.Adx;
import io.candlelake.common.indicator.price.Aroon;
import io.candlelake.common.indicator.price.Autocorrelation;
import io.candlelake.common.indicator.price.Bollinger;
import io.candlelake.common.indicator.price.CandleShape;
import io.candlelake.common.indicator.price.Cci;
import io.candlelake.common.indicator.price.Choppiness;
import io.candlelake.common.indicator.price.DonchianPosition;
import io.candlelake.common.indicator.price.DownsideShare;
import io.candlelake.common.indicator.price.Drawdown;
import io.candlelake.common.indicator.price.EfficiencyRatio;
import io.candlelake.common.indicator.price.EmaDistance;
import io.candlelake.common.indicator.price.KeltnerPosition;
import io.candlelake.common.indicator.price.Kurtosis;
import io.candlelake.common.indicator.price.Macd;
import io.candlelake.common.indicator.price.RangePosition;
import io.candlelake.common.indicator.price.RateOfChange;
import io.candlelake.common.indicator.price.Return;
import io.candlelake.common.indicator.price.Rsi;
import io.candlelake.common.indicator.price.RunUp;
import io.candlelake.common.indicator.price.ScaledReturn;
import io.candlelake.common.indicator.price.Skewness;
import io.candlelake.common.indicator.price.SmaDistance;
import io.candlelake.common.indicator.price.Stochastic;
import io.candlelake.common.indicator.price.Trend;
import io.candlelake.common.indicator.price.Trix;
import io.candlelake.common.indicator.price.UltimateOscillator;
import io.candlelake.common.indicator.price.UpRatio;
import io.candlelake.common.indicator.price.VarianceRatio;
import io.candlelake.common.indicator.price.Vortex;
import io.candlelake.common.indicator.price.WilliamsR;
import io.candlelake.common.indicator.price.ZScore;
import io.candlelake.common.indicator.reference.Beta;
import io.candlelake.common.indicator.reference.ReferenceCorrelation;
import io.candlelake.common.indicator.reference.ReferenceReturn;
import io.candlelake.common.indicator.reference.ReferenceVolatility;
import io.candlelake.common.indicator.reference.ReferenceVolumeRatio;
import io.candlelake.common.indicator.reference.RelativeStrength;
import io.candlelake.common.indicator.reference.ResidualReturn;
import io.candlelake.common.indicator.volatility.AverageTrueRange;
import io.candlelake.common.indicator.volatility.GarmanKlass;
import io.candlelake.common.indicator.volatility.Parkinson;
import io.candlelake.common.indicator.volatility.RealizedVolatility;
import io.candlelake.common.indicator.volatility.RogersSatchell;
import io.candlelake.common.indicator.volatility.TrueRangeRatio;
import io.candlelake.common.indicator.volatility.VolatilityOfVolatility;
import io.candlelake.common.indicator.volatility.VolatilityRatio;
import io.candlelake.common.indicator.volatility.YangZhang;
import io.candlelake.common.indicator.volume.AmihudRatio;
import io.candlelake.common.indicator.volume.ChaikinMoneyFlow;
import io.candlelake.common.indicator.volume.MoneyFlowIndex;
import io.candlelake.common.indicator.volume.ObvChange;
import io.candlelake.common.indicator.volume.PriceVolumeCorrelation;
import io.candlelake.common.indicator.volume.SignedVolume;
import io.candlelake.common.indicator.volume.VolumeRatio;
import io.candlelake.common.indicator.volume.VolumeZScore;
import io.candlelake.common.indicator.volume.VwapDistance;
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
          new ReferenceCorrelation(),
          new RelativeStrength(),
          new ResidualReturn(),
          new ReturnRank(),
          new VolatilityRank(),
          new VolumeRank(),
          new MarketReturn(),
          new MarketResidual(),
          new MarketDispersion(),
          new MarketBreadth(),
          new OrderBookIndicator(),
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
