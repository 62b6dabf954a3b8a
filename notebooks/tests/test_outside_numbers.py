"""Recomputes ten features and a run's metrics with TA-Lib and empyrical, from the tables alone."""

from __future__ import annotations

from pathlib import Path

import empyrical
import numpy as np
import pandas as pd
import polars as pl
import polars.selectors as cs
import pytest
import talib

DAYS = 365
# TA-Lib seeds some averages otherwise than we do; what is left of a seed after so many rows is
# below the tolerance.
SETTLED = 600


def table(lake: Path, name: str) -> pd.DataFrame:
    """Decimals as floats; no pandas index."""
    rows = pl.read_delta(str(lake.joinpath(*name.split("."))))
    rows = rows.with_columns(cs.decimal().cast(pl.Float64))
    return pd.DataFrame(rows.to_dict(as_series=False))


@pytest.fixture(scope="module")
def candles(lake) -> pd.DataFrame:
    """The first pair's candles, oldest first."""
    silver = table(lake, "silver.candles")
    one = silver[silver["pair"] == silver["pair"].min()].sort_values("open_time")
    return one.set_index("open_time")


@pytest.fixture(scope="module")
def features(lake, candles) -> pd.DataFrame:
    """Its features by name, as they are stored."""
    sets = table(lake, "gold.feature_sets").sort_values("position")
    rows = table(lake, "gold.features")
    rows = rows[rows["pair"] == candles["pair"].iloc[0]].sort_values("open_time")
    names = sets[sets["feature_set"] == rows["feature_set"].iloc[0]]["feature"]
    return pd.DataFrame(
        np.stack(rows["vector"].to_numpy()), index=rows["open_time"].to_numpy(), columns=list(names)
    )


def outside(candles: pd.DataFrame) -> dict[str, np.ndarray]:
    """The same figures by TA-Lib; ours are free of the price's unit where these are not.

    Without ADX: TA-Lib compares rounded differences there, so that equal moves of high and low may
    count; ExactComparisonsTest compares ours with exact decimals.
    """
    high, low, close, volume = (candles[c].to_numpy() for c in ("high", "low", "close", "volume"))
    upper, middle, lower = talib.BBANDS(close, 20, 2, 2)
    slow_k, slow_d = talib.STOCH(high, low, close, 14, 3, 0, 3, 0)
    return {
        "rsi_14": talib.RSI(close, 14),
        "atr_14": talib.ATR(high, low, close, 14) / close,
        "cci_20": talib.CCI(high, low, close, 20),
        "money_flow_index_14": talib.MFI(high, low, close, volume, 14),
        "williams_r_14": talib.WILLR(high, low, close, 14),
        "rate_of_change_12": talib.ROCP(close, 12),
        "ema_distance_24": np.log(close / talib.EMA(close, 24)),
        "sma_distance_24": np.log(close / talib.SMA(close, 24)),
        "macd_line_12_26_9": (talib.EMA(close, 12) - talib.EMA(close, 26)) / close,
        "stochastic_k_14_3": slow_k,
        "stochastic_d_14_3": slow_d,
        "bollinger_position_20_2": (close - lower) / (upper - lower),
        "bollinger_width_20_2": (upper - lower) / middle,
        "trix_15": talib.TRIX(close, 15) / 100,
        "drawdown_168": np.log(close / talib.MAX(high, 168)),
        "run_up_168": np.log(close / talib.MIN(low, 168)),
        "zscore_24": (close - talib.SMA(close, 24)) / talib.STDDEV(close, 24),
        "obv_change_24": talib.SUM(np.diff(talib.OBV(close, volume), prepend=np.nan), 24)
        / talib.SUM(volume, 24),
    }


def test_ten_features_are_those_of_ta_lib(candles, features):
    compared = 0
    for name, values in outside(candles).items():
        if name not in features.columns:
            continue
        right = pd.Series(values, index=candles.index).iloc[SETTLED:]
        ours = features[name].reindex(right.index).dropna()
        assert len(ours) > 1_000, name
        # Stored as 32-bit floats; TRIX as a difference of logarithms, not a ratio.
        np.testing.assert_allclose(
            ours, right[ours.index], rtol=1e-3 if name == "trix_15" else 2e-5, atol=1e-6, err_msg=name
        )
        compared += 1
    print(f"{compared} features compared")
    assert compared >= 10


def test_metrics_of_a_run_are_those_of_empyrical(lake):
    metrics = table(lake, "gold.metrics")
    equity = table(lake, "gold.equity")
    run = metrics["run_id"].min()
    found = metrics[metrics["run_id"] == run].set_index("metric")["value"]
    days = equity[equity["run_id"] == run].sort_values("day")
    values = [found["initial_cash"], *days["equity"]]
    returns = pd.Series(values).pct_change().dropna()
    right = {
        "net_return": empyrical.cum_returns_final(returns),
        "cagr": empyrical.annual_return(returns, annualization=DAYS),
        "volatility": empyrical.annual_volatility(returns, annualization=DAYS),
        "sharpe": empyrical.sharpe_ratio(returns, annualization=DAYS),
        "sortino": empyrical.sortino_ratio(returns, annualization=DAYS),
        "max_drawdown": empyrical.max_drawdown(returns),
        "calmar": empyrical.calmar_ratio(returns, annualization=DAYS),
    }
    for name, value in right.items():
        assert found[name] == pytest.approx(value, rel=1e-9), name
