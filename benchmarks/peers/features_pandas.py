"""The benchmark's features in pandas: features_pandas.py LAKE OUT"""

import sys

import numpy as np
import pandas as pd
import pyarrow as pa
from delta import dataset
from work import Work

PRICES = ["open", "high", "low", "close", "volume"]


def read(lake):
    columns = ["pair", "open_time", "close_time", *PRICES, "filled"]
    table = dataset(f"{lake}/silver/candles").to_table(columns)
    for name in PRICES:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(pa.float64()))
    return table.to_pandas().sort_values(["pair", "open_time"], ignore_index=True)


def features(candles):
    """The features of one pair, in time."""
    open_, high, low, close, volume = (candles[name] for name in PRICES)
    out = {}

    log_close = np.log(close)
    returns = log_close.diff()
    for period in (1, 4, 24):
        out[f"return_{period}"] = log_close.diff(period)

    for period in (12, 48, 168):
        out[f"ema_distance_{period}"] = np.log(close / ema(close, period))
    for period in (24, 168):
        out[f"sma_distance_{period}"] = np.log(close / close.rolling(period).mean())

    line = ema(close, 12) - ema(close, 26)
    signal = ema(line, 9)
    out["macd_line_12_26_9"] = line / close
    out["macd_signal_12_26_9"] = signal / close
    out["macd_histogram_12_26_9"] = (line - signal) / close

    change = close.diff()
    for period in (6, 14, 28):
        up = wilder(change.clip(lower=0), period)
        down = wilder(-change.clip(upper=0), period)
        out[f"rsi_{period}"] = (100 * up / (up + down)).fillna(50)

    previous = close.shift()
    true_range = np.maximum(high, previous) - np.minimum(low, previous)
    out["atr_14"] = wilder(true_range, 14) / close

    mean, deviation = close.rolling(20).mean(), close.rolling(20).std(ddof=0)
    out["bollinger_position_20_2"] = 0.5 + (close - mean) / (4 * deviation)
    out["bollinger_width_20_2"] = 4 * deviation / mean

    highest, lowest = high.rolling(14).max(), low.rolling(14).min()
    k = (100 * (close - lowest) / (highest - lowest)).rolling(3).mean()
    out["stochastic_k_14_3"] = k
    out["stochastic_d_14_3"] = k.rolling(3).mean()

    for period in (24, 168):
        highest, lowest = high.rolling(period).max(), low.rolling(period).min()
        out[f"range_position_{period}"] = (close - lowest) / (highest - lowest)
    out["drawdown_168"] = np.log(close / high.rolling(168).max())

    squares = returns**2
    volatility = {period: np.sqrt(squares.rolling(period).mean()) for period in (24, 168)}
    for period in (24, 168):
        out[f"realized_volatility_{period}"] = volatility[period]
    range_squared = np.log(high / low) ** 2
    out["parkinson_24"] = np.sqrt(range_squared.rolling(24).mean() / (4 * np.log(2)))
    body_squared = np.log(close / open_) ** 2
    terms = range_squared / 2 - (2 * np.log(2) - 1) * body_squared
    out["garman_klass_24"] = np.sqrt(terms.rolling(24).mean().clip(lower=0))
    out["volatility_ratio_24_168"] = np.log(volatility[24] / volatility[168])

    n = 168  # pandas corrects the skewness for bias; ours is the population's
    out["skewness_168"] = returns.rolling(n).skew() * (n - 2) / np.sqrt(n * (n - 1))

    usual = volume.rolling(168)
    out["volume_zscore_168"] = (volume - usual.mean()) / usual.std(ddof=0)
    out["volume_ratio_24_168"] = np.log(volume.rolling(24).mean() / usual.mean())
    flow = (np.sign(change) * volume).rolling(24).sum()
    out["obv_change_24"] = flow / volume.rolling(24).sum()
    paid = (high + low + close) / 3 * volume
    for period in (24, 168):
        vwap = paid.rolling(period).sum() / volume.rolling(period).sum()
        out[f"vwap_distance_{period}"] = np.log(close / vwap)
    illiquidity = (returns.abs() / (close * volume)).mask(volume == 0, 0.0)
    out["amihud_ratio_24_168"] = np.log(illiquidity.rolling(24).mean() / illiquidity.rolling(168).mean())

    return pd.DataFrame(out).astype(np.float32)


def ema(values, period):
    return values.ewm(span=period, adjust=False).mean()


def wilder(values, period):
    return values.ewm(alpha=1 / period, adjust=False).mean()


def all_features(candles):
    parts = [features(of_pair) for _, of_pair in candles.groupby("pair", sort=False)]
    rows = candles[["pair", "open_time", "close_time"]].join(pd.concat(parts))
    return rows[~candles["filled"]].dropna(ignore_index=True)


def main(lake, out):
    work = Work()
    with work.step("read"):
        candles = read(lake)
    with work.step("compute"):
        rows = all_features(candles)
    with work.step("write"):
        rows.to_parquet(out, index=False)
    work.report(rows=len(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
