"""Whether the systems computed the same: a benchmark of different numbers would be worthless."""

import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from peers.delta import dataset

SEED_DIES_OUT = 2000
"""Rows of each pair that are not compared: the peers start their exponential averages at the first
value, Candlelake at the mean of the first period. After so many rows nothing is left of it."""

TOLERANCE = 1e-3
"""Largest difference of a feature, in its own size or its standard deviation if that is more."""

SAME_RETURN = 1e-9
"""Largest difference of a trade's return that counts as none."""


@dataclass(frozen=True)
class Agreement:
    holds: bool
    lines: list
    differences: dict


def of_features(lake, outputs, peers):
    """Every vector of Candlelake with every row of each peer, feature by feature."""
    names, keys, ours = candlelake_features(lake)
    holds, lines, differences = True, [], {}
    for peer in peers:
        rows = pq.read_table(outputs / peer).sort_by([("pair", "ascending"), ("open_time", "ascending")])
        if not (np.array_equal(keys, row_keys(rows))):
            lines.append(f"{peer}: other rows, {len(rows)} against our {len(keys)}")
            holds = False
            continue
        settled = place_in_pair(rows["pair"]) >= SEED_DIES_OUT
        worst = {}
        for place, name in enumerate(names):
            theirs = rows[name].to_numpy()[settled].astype(float)
            mine = ours[settled, place].astype(float)
            size = np.maximum(np.abs(mine), mine.std())
            worst[name] = float(np.max(np.abs(theirs - mine) / size))
        differences[peer] = worst
        largest = max(worst, key=worst.get)
        middle = float(np.median(list(worst.values())))
        lines.append(
            f"{peer}: the same {len(keys)} rows, {len(names)} features; largest difference"
            f" {worst[largest]:.1e} ({largest}), that of the middle feature {middle:.1e}"
        )
        holds = holds and worst[largest] <= TOLERANCE
    return Agreement(holds, lines, differences)


def candlelake_features(lake):
    declared = dataset(lake / "gold/feature_sets").to_table()
    names = declared.sort_by("position")["feature"].to_pylist()
    rows = (
        dataset(lake / "gold/features")
        .to_table(["pair", "open_time", "vector"])
        .sort_by([("pair", "ascending"), ("open_time", "ascending")])
    )
    values = rows["vector"].combine_chunks().flatten().to_numpy()
    return names, row_keys(rows), values.reshape(len(rows), len(names))


def row_keys(rows):
    times = rows["open_time"].cast(pa.timestamp("us", "UTC")).cast("int64").to_numpy()
    pairs = rows["pair"].cast("string").to_numpy(zero_copy_only=False).astype("U16")
    keys = np.empty(len(rows), dtype=[("pair", "U16"), ("open_time", "i8")])
    keys["pair"], keys["open_time"] = pairs, times
    return keys


def place_in_pair(pairs):
    names = pairs.cast("string").to_numpy(zero_copy_only=False).astype("U16")
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    lengths = np.diff(np.r_[starts, len(names)])
    return np.arange(len(names)) - np.repeat(starts, lengths)


def of_backtest(lake, outputs, run_id):
    """Trades by pair and entry time, and the return of those that both made."""
    ours = rows_of_run(lake / "gold/trades", run_id)
    metrics = rows_of_run(lake / "gold/metrics", run_id).set_index("metric")["value"]
    theirs = pq.read_table(outputs / "vectorbt/trades.parquet").to_pandas()
    their_metrics = json.loads((outputs / "vectorbt/metrics.json").read_text())

    fills = rows_of_run(lake / "gold/fills", run_id)
    entry_prices = fills[fills["reason"] == "entry"].set_index("trade_id")["price"]
    ours["return"] = ours["net_profit"] / (ours["quantity"] * ours["trade_id"].map(entry_prices))
    ours["entry_time"] = ours["entry_time"].dt.tz_localize(None)
    theirs = theirs.rename(columns={"Column": "pair", "Entry Timestamp": "entry_time", "Return": "return"})
    both = ours.merge(theirs, on=["pair", "entry_time"], suffixes=("_ours", "_theirs"))
    difference = (both["return_ours"] - both["return_theirs"]).abs()
    same = int((difference <= SAME_RETURN).sum())
    figures = {
        "trades_ours": len(ours),
        "trades_theirs": len(theirs),
        "entered_alike": len(both),
        "same_return": same,
        "net_return_ours": metrics["net_return"],
        "net_return_theirs": their_metrics["net_return"],
    }
    lines = [
        f"trades: candlelake {len(ours)}, vectorbt {len(theirs)}; entered alike {len(both)},"
        f" of these with the same return {same}",
        f"net return: candlelake {figures['net_return_ours']:.2%},"
        f" vectorbt {figures['net_return_theirs']:.2%}",
    ]
    return Agreement(True, lines, figures)


def rows_of_run(table, run_id):
    rows = dataset(table).to_table().to_pandas()
    return rows[rows["run_id"] == run_id]
