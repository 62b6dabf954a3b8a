"""The benchmark's features in Polars: features_polars.py LAKE OUT"""

import sys

import numpy as np
import polars as pl
from work import Work

PRICES = ["open", "high", "low", "close", "volume"]
KEY = ["pair", "open_time", "close_time"]


def read(lake):
    return (
        pl.scan_delta(f"{lake}/silver/candles")
        .select(*KEY, pl.col(PRICES).cast(pl.Float64), "filled")
        .collect()
        .sort("pair", "open_time")
    )


def features():
    """The features as expressions over one pair's candles in time."""
    open_, high, low, close, volume = (pl.col(name) for name in PRICES)
    out = {}

    log_close = close.log()
    returns = log_close.diff()
    for period in (1, 4, 24):
        out[f"return_{period}"] = log_close.diff(period)

    for period in (12, 48, 168):
        out[f"ema_distance_{period}"] = (close / ema(close, period)).log()
    for period in (24, 168):
        out[f"sma_distance_{period}"] = (close / close.rolling_mean(period)).log()

    line = ema(close, 12) - ema(close, 26)
    signal = ema(line, 9)
    out["macd_line_12_26_9"] = line / close
    out["macd_signal_12_26_9"] = signal / close
    out["macd_histogram_12_26_9"] = (line - signal) / close

    change = close.diff()
    for period in (6, 14, 28):
        up = wilder(change.clip(lower_bound=0), period)
        down = wilder(-change.clip(upper_bound=0), period)
        out[f"rsi_{period}"] = (100 * up / (up + down)).fill_nan(50)

    previous = close.shift()
    true_range = pl.max_horizontal(high, previous) - pl.min_horizontal(low, previous)
    out["atr_14"] = wilder(true_range, 14) / close

    mean, deviation = close.rolling_mean(20), close.rolling_std(20, ddof=0)
    out["bollinger_position_20_2"] = 0.5 + (close - mean) / (4 * deviation)
    out["bollinger_width_20_2"] = 4 * deviation / mean

    highest, lowest = high.rolling_max(14), low.rolling_min(14)
    k = (100 * (close - lowest) / (highest - lowest)).rolling_mean(3)
    out["stochastic_k_14_3"] = k
    out["stochastic_d_14_3"] = k.rolling_mean(3)

    for period in (24, 168):
        highest, lowest = high.rolling_max(period), low.rolling_min(period)
        out[f"range_position_{period}"] = (close - lowest) / (highest - lowest)
    out["drawdown_168"] = (close / high.rolling_max(168)).log()

    squares = returns**2
    volatility = {period: squares.rolling_mean(period).sqrt() for period in (24, 168)}
    for period in (24, 168):
        out[f"realized_volatility_{period}"] = volatility[period]
    range_squared = (high / low).log() ** 2
    out["parkinson_24"] = (range_squared.rolling_mean(24) / (4 * np.log(2))).sqrt()
    body_squared = (close / open_).log() ** 2
    terms = range_squared / 2 - (2 * np.log(2) - 1) * body_squared
    out["garman_klass_24"] = terms.rolling_mean(24).clip(lower_bound=0).sqrt()
    out["volatility_ratio_24_168"] = (volatility[24] / volatility[168]).log()

    out["skewness_168"] = returns.rolling_skew(168)

    usual, usual_deviation = volume.rolling_mean(168), volume.rolling_std(168, ddof=0)
    out["volume_zscore_168"] = (volume - usual) / usual_deviation
    out["volume_ratio_24_168"] = (volume.rolling_mean(24) / usual).log()
    flow = (change.sign() * volume).rolling_sum(24)
    out["obv_change_24"] = flow / volume.rolling_sum(24)
    paid = (high + low + close) / 3 * volume
    for period in (24, 168):
        vwap = paid.rolling_sum(period) / volume.rolling_sum(period)
        out[f"vwap_distance_{period}"] = (close / vwap).log()
    illiquidity = pl.when(volume == 0).then(0.0).otherwise(returns.abs() / (close * volume))
    out["amihud_ratio_24_168"] = (illiquidity.rolling_mean(24) / illiquidity.rolling_mean(168)).log()

    return {name: formula.cast(pl.Float32) for name, formula in out.items()}


def ema(values, period):
    return values.ewm_mean(span=period, adjust=False)


def wilder(values, period):
    return values.ewm_mean(alpha=1 / period, adjust=False)


def all_features(candles):
    columns = features()
    return (
        candles.lazy()
        .select(*KEY, "filled", **{name: formula.over("pair") for name, formula in columns.items()})
        .filter(~pl.col("filled"))
        .drop("filled")
        .drop_nulls()
        .collect()
    )


def main(lake, out):
    work = Work()
    with work.step("read"):
        candles = read(lake)
    with work.step("compute"):
        rows = all_features(candles)
    with work.step("write"):
        rows.write_parquet(out)
    work.report(rows=len(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
