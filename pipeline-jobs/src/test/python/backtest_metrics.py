"""Expected numbers of BacktestMetricsTest, by numpy and scipy, independent of the SQL.

Run: python3 -m venv v && v/bin/pip install numpy scipy && v/bin/python backtest_metrics.py
Sharpe, Sortino, CAGR, drawdown as empyrical and quantstats define them (365 days a year, sample
standard deviation); PSR and DSR as Bailey and Lopez de Prado (2012, 2014) print them.
"""
import numpy as np
from scipy import stats

cash = 1000.0
equity = np.array([1010.0, 1010.0, 990.0, 1005.0, 1030.0, 1030.0, 1001.0, 1045.0])
btc = np.array([1020.0, 1000.0, 950.0, 990.0, 1040.0, 1060.0, 1000.0, 1100.0])
trials = 25


def returns(path):
    return np.diff(np.insert(path, 0, cash)) / np.insert(path, 0, cash)[:-1]


def drawdown(path):
    whole = np.insert(path, 0, cash)
    return (whole / np.maximum.accumulate(whole) - 1).min()


r, b, n = returns(equity), returns(btc), len(equity)
sr = r.mean() / r.std(ddof=1)
skew, kurt = stats.skew(r), stats.kurtosis(r, fisher=False)
error = np.sqrt((1 - skew * sr + (kurt - 1) / 4 * sr**2) / (n - 1))
g = np.euler_gamma
best = (1 - g) * stats.norm.ppf(1 - 1 / trials) + g * stats.norm.ppf(1 - 1 / (trials * np.e))
cagr = (equity[-1] / cash) ** (365 / n) - 1
beta = np.cov(r, b)[0, 1] / b.var(ddof=1)
for name, value in {
    "net_return": equity[-1] / cash - 1,
    "cagr": cagr,
    "volatility": r.std(ddof=1) * np.sqrt(365),
    "sharpe": sr * np.sqrt(365),
    "sortino": r.mean() / np.sqrt((np.minimum(r, 0) ** 2).mean()) * np.sqrt(365),
    "max_drawdown": drawdown(equity),
    "calmar": cagr / abs(drawdown(equity)),
    "skewness": skew,
    "kurtosis": kurt,
    "benchmark_sharpe": b.mean() / b.std(ddof=1) * np.sqrt(365),
    "benchmark_max_drawdown": drawdown(btc),
    "beta": beta,
    "alpha": (r.mean() - beta * b.mean()) * 365,
    "psr": stats.norm.cdf(sr / error),
    "dsr": stats.norm.cdf((sr - best * np.sqrt(1 / (n - 1))) / error),
}.items():
    print(f'Map.entry("{name}", {float(value)!r}),')
