"""The benchmark's sweep in vectorbt: sweep_vectorbt.py LAKE OUT_FOLDER STOP:TARGET,...

As backtest_vectorbt.py, once for each pair of factors of the signals' stops and targets.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from backtest_vectorbt import orders, read_candles, read_signals, results, simulate
from work import Work


def main(lake, out, cells):
    work = Work()
    factors = [tuple(map(float, cell.split(":"))) for cell in cells.split(",")]
    with work.step("read"):
        candles, signals = read_candles(lake), read_signals(lake)
    rows = []
    with work.step("compute"):
        at = orders(candles, signals)
        for stop, target in factors:
            cell = {**at, "stop_return": at["stop_return"] * stop, "target_return": at["target_return"] * target}
            rows.append(results(simulate(candles, cell))[2])
    with work.step("write"):
        Path(out).mkdir(parents=True, exist_ok=True)
        pd.DataFrame(rows).to_parquet(f"{out}/sweep.parquet")
    best = float(np.nanmax([row["sharpe"] for row in rows]))
    work.report(rows=len(rows), metrics={"best_sharpe": best})


if __name__ == "__main__":
    main(*sys.argv[1:])
