"""Numbers of other libraries for OutsideNumbersTest.

Python 3.11 with TA-Lib 0.8.2, ta 0.11.0, pandas 3.1.1, scipy 1.17.1, numpy 2.4.6:
    python outside_numbers.py ../resources/io/candlelake/common/indicator

Writes outside_candles.csv, a seeded random walk, and outside_numbers.csv: row, feature in our
naming, value, library. Averages that TA-Lib seeds in another way are listed at the last row only,
where the seed has died out.
"""

import csv
import sys

import numpy as np
import pandas as pd
import scipy.stats
import ta
import talib

ROWS = 600
SHOWN = [45, 60, 99, 180, 181, 300, 450, 598, 599]

rng = np.random.default_rng(20180101)
close = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, ROWS)))
open_ = np.concatenate([[100], close[:-1]]) * np.exp(rng.normal(0, 0.001, ROWS))
high = np.maximum(open_, close) * np.exp(np.abs(rng.normal(0, 0.004, ROWS)))
low = np.minimum(open_, close) * np.exp(-np.abs(rng.normal(0, 0.004, ROWS)))
volume = np.round(np.exp(rng.normal(3, 1, ROWS)), 3)
volume[[50, 51, 300]] = 0
frame = pd.DataFrame(
    {"open": open_, "high": high, "low": low, "close": close, "volume": volume}
).round(6)
o, h, l, c, v = (frame[name] for name in frame.columns)
O, H, L, C, V = (s.to_numpy() for s in (o, h, l, c, v))
r = np.log(c / c.shift(1))

numbers = {}


def put(feature, library, values, rows=SHOWN):
    numbers[feature] = (library, np.asarray(values, dtype=float), rows)


LAST = [ROWS - 1]
put("rate_of_change_12", "TA-Lib ROCP", talib.ROCP(C, 12))
put("ema_distance_24", "TA-Lib EMA", np.log(C / talib.EMA(C, 24)))
put("sma_distance_24", "TA-Lib SMA", np.log(C / talib.SMA(C, 24)))
line, signal, histogram = talib.MACD(C, 12, 26, 9)
put("macd_line_12_26_9", "TA-Lib MACD", line / C, LAST)
put("macd_signal_12_26_9", "TA-Lib MACD", signal / C, LAST)
put("macd_histogram_12_26_9", "TA-Lib MACD", histogram / C, LAST)
put("trix_15", "TA-Lib TRIX", np.log1p(talib.TRIX(C, 15) / 100))
put("rsi_14", "TA-Lib RSI", talib.RSI(C, 14))
put("atr_14", "TA-Lib ATR", talib.ATR(H, L, C, 14) / C)
put("true_range_ratio_14", "TA-Lib TRANGE, ATR", talib.TRANGE(H, L, C) / talib.ATR(H, L, C, 14))
put("adx_14", "TA-Lib ADX", talib.ADX(H, L, C, 14), LAST)
put("plus_di_14", "TA-Lib PLUS_DI", talib.PLUS_DI(H, L, C, 14), LAST)
put("minus_di_14", "TA-Lib MINUS_DI", talib.MINUS_DI(H, L, C, 14), LAST)
upper, middle, lower = talib.BBANDS(C, 20, 2, 2)
put("bollinger_position_20_2", "TA-Lib BBANDS", (C - lower) / (upper - lower))
put("bollinger_width_20_2", "TA-Lib BBANDS", (upper - lower) / middle)
k, d = talib.STOCH(H, L, C, fastk_period=14, slowk_period=3, slowd_period=3)
put("stochastic_k_14_3", "TA-Lib STOCH", k)
put("stochastic_d_14_3", "TA-Lib STOCH", d)
put("williams_r_14", "TA-Lib WILLR", talib.WILLR(H, L, C, 14))
put("cci_20", "TA-Lib CCI", talib.CCI(H, L, C, 20))
put("money_flow_index_14", "TA-Lib MFI", talib.MFI(H, L, C, V, 14))
down, up = talib.AROON(H, L, 25)
put("aroon_up_25", "TA-Lib AROON", up)
put("aroon_down_25", "TA-Lib AROON", down)
put("ultimate_oscillator_7", "TA-Lib ULTOSC", talib.ULTOSC(H, L, C, 7, 14, 28))
obv = talib.OBV(C, V)
put(
    "obv_change_24",
    "TA-Lib OBV, pandas",
    (pd.Series(obv).diff(24) / v.rolling(24).sum()),
)
put(
    "chaikin_money_flow_20",
    "ta ChaikinMoneyFlowIndicator",
    ta.volume.ChaikinMoneyFlowIndicator(h, l, c, v, 20).chaikin_money_flow(),
)
put(
    "vwap_distance_24",
    "ta VolumeWeightedAveragePrice",
    np.log(c / ta.volume.VolumeWeightedAveragePrice(h, l, c, v, 24).volume_weighted_average_price()),
)
vortex = ta.trend.VortexIndicator(h, l, c, 14)
put("vortex_plus_14", "ta VortexIndicator", vortex.vortex_indicator_pos())
put("vortex_minus_14", "ta VortexIndicator", vortex.vortex_indicator_neg())
put("realized_volatility_24", "pandas", np.sqrt((r**2).rolling(24).mean()))
put("zscore_24", "pandas", (c - c.rolling(24).mean()) / c.rolling(24).std(ddof=0))
put("volume_zscore_168", "pandas", (v - v.rolling(168).mean()) / v.rolling(168).std(ddof=0))
put(
    "volatility_of_volatility_168",
    "pandas",
    r.abs().rolling(168).std(ddof=0) / r.abs().rolling(168).mean(),
)
put("skewness_168", "scipy skew", r.rolling(168).apply(scipy.stats.skew))
put("kurtosis_168", "scipy kurtosis", r.rolling(168).apply(scipy.stats.kurtosis))
put("autocorrelation_1_72", "pandas", r.rolling(72).corr(r.shift(1)))
put("price_volume_correlation_72", "pandas", r.rolling(72).corr(v))
put(
    "variance_ratio_4_168",
    "pandas",
    np.log(c / c.shift(4)).rolling(168).var(ddof=0) / (4 * r.rolling(168).var(ddof=0)),
)
fits = {i: scipy.stats.linregress(np.arange(72), np.log(C[i - 71 : i + 1])) for i in SHOWN if i >= 71}
put("trend_slope_72", "scipy linregress", [fits[i].slope if i in fits else np.nan for i in range(ROWS)])
put("trend_r2_72", "scipy linregress", [fits[i].rvalue ** 2 if i in fits else np.nan for i in range(ROWS)])
put("range_position_24", "pandas", (c - l.rolling(24).min()) / (h.rolling(24).max() - l.rolling(24).min()))
put("drawdown_168", "pandas", np.log(c / h.rolling(168).max()))

target = sys.argv[1]
frame.to_csv(f"{target}/outside_candles.csv", index=False)
with open(f"{target}/outside_numbers.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["row", "feature", "value", "library"])
    for feature, (library, values, rows) in numbers.items():
        for row in rows:
            if np.isfinite(values[row]):
                out.writerow([row, feature, repr(float(values[row])), library])
