"""The benchmark's backtest in vectorbt: backtest_vectorbt.py LAKE OUT_FOLDER [--again]

Trades the entry signals of gold.signals on silver.candles: enter at the open after the decision,
leave at a stop, at a target, or at the open after the holding time. --again simulates a second
time, with everything compiled, and tells how long that took.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import vectorbt as vbt
from delta import dataset
from work import Work

# As in pipeline.yaml; the size of a position comes with the signal.
INITIAL_CASH = 100_000
FEE_RATE = 0.001
SLIPPAGE = 5 / 10_000

PRICES = ["open", "high", "low", "close"]


def read_candles(lake):
    """One frame a price, a row an hour, a column a pair; missing candles are NaN."""
    columns = ["pair", "open_time", *PRICES, "filled"]
    table = dataset(f"{lake}/silver/candles").to_table(columns)
    for name in PRICES:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table[name].cast(pa.float64()))
    candles = table.to_pandas()
    wide = candles[~candles["filled"]].pivot(index="open_time", columns="pair", values=PRICES)
    wide = wide.tz_localize(None).asfreq("1h")
    return {name: wide[name] for name in PRICES}


def read_signals(lake):
    """Entries long, in time."""
    risk = ["size", "stop_return", "target_return", "holding_bars"]
    columns = ["pair", "close_time", "kind", "side", *risk]
    signals = dataset(f"{lake}/gold/signals").to_table(columns).to_pandas()
    signals = signals[(signals["kind"] == "entry") & (signals["side"] == 1)]
    signals = signals.sort_values(["close_time", "pair"], ignore_index=True)
    signals["close_time"] = signals["close_time"].dt.tz_localize(None)
    return signals


def one_at_a_time(rows, columns, holding_bars):
    """Which signals find their pair free, each trade lasting its whole holding time; signals in the
    order of time."""
    free_from = {}
    taken = np.zeros(len(rows), bool)
    for i, (row, column, bars) in enumerate(zip(rows, columns, holding_bars)):
        if row >= free_from.get(column, 0):
            taken[i] = True
            free_from[column] = row + bars
    return taken


def orders(candles, signals):
    """Where to enter and leave, a row an hour, a column a pair.

    A trade enters at the open of the candle that opens at the decision. vectorbt makes one order a
    candle: so that the pair can be entered again at once, the trade leaves at the end of its last
    candle, for the price at which the next one opens.
    """
    open_ = candles["open"]
    rows = open_.index.get_indexer(signals["close_time"])
    columns = open_.columns.get_indexer(signals["pair"])
    bars = signals["holding_bars"].to_numpy()
    known = (rows >= 0) & (columns >= 0) & (rows + bars < len(open_))
    known[known] = one_at_a_time(rows[known], columns[known], bars[known])
    rows, columns, bars, signals = rows[known], columns[known], bars[known], signals[known]

    entries, exits = np.zeros(open_.shape, bool), np.zeros(open_.shape, bool)
    entries[rows, columns] = True
    exits[rows + bars - 1, columns] = True
    values = {}
    for name in ["size", "stop_return", "target_return"]:
        values[name] = np.full(open_.shape, np.nan)
        values[name][rows, columns] = signals[name].to_numpy(float)
    next_open = open_.shift(-1).bfill()
    price = np.where(exits, next_open, open_)
    return {"entries": entries, "exits": exits, "price": price, **values}


def simulate(candles, orders):
    return vbt.Portfolio.from_signals(
        candles["close"],
        entries=orders["entries"],
        exits=orders["exits"],
        price=orders["price"],
        open=candles["open"],
        high=candles["high"],
        low=candles["low"],
        size=orders["size"],
        size_type="percent",
        sl_stop=orders["stop_return"],
        tp_stop=orders["target_return"],
        stop_entry_price="price",
        stop_exit_price="stopmarket",
        fees=FEE_RATE,
        slippage=SLIPPAGE,
        init_cash=INITIAL_CASH,
        cash_sharing=True,
        group_by=True,
        call_seq="auto",
        freq="1h",
    )


def results(portfolio):
    trades = portfolio.trades.records_readable
    equity = portfolio.value().resample("1D").last().rename("equity").to_frame()
    returns = equity["equity"].pct_change().dropna()
    metrics = {
        "trades": len(trades),
        "net_return": portfolio.total_return(),
        "win_rate": portfolio.trades.win_rate(),
        "fees": portfolio.orders.fees.sum(),
        "sharpe": returns.mean() / returns.std() * np.sqrt(365),
        "max_drawdown": (equity["equity"] / equity["equity"].cummax() - 1).min(),
    }
    return trades, equity, {name: float(value) for name, value in metrics.items()}


def main(lake, out, *options):
    work = Work()
    with work.step("read"):
        candles, signals = read_candles(lake), read_signals(lake)
    with work.step("compute"):
        trades, equity, metrics = results(simulate(candles, orders(candles, signals)))
    with work.step("write"):
        Path(out).mkdir(parents=True, exist_ok=True)
        trades.to_parquet(f"{out}/trades.parquet")
        equity.to_parquet(f"{out}/equity.parquet")
        Path(f"{out}/metrics.json").write_text(json.dumps(metrics))
    if "--again" in options:
        again = Work()
        with again.step("compute"):
            results(simulate(candles, orders(candles, signals)))
        again.report(rows=len(trades), metrics=metrics)
    else:
        work.report(rows=len(trades), metrics=metrics)


if __name__ == "__main__":
    main(*sys.argv[1:])
