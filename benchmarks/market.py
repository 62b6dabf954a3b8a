"""Seeded candles of any number of pairs, for measuring how work grows. A market's factor moves all pairs,
each has noise of its own; prices have seven significant digits, as an exchange's have."""

import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

START = 1_704_067_200  # 2024-01-01 UTC
MINUTES = {"1m": 1, "5m": 5, "15m": 15, "1h": 60}
DEVIATION_OF_A_DAY = 0.04


def symbol(pair: int) -> str:
    """The name of a pair's file, without its ending."""
    return f"S{pair:03d}"


def write(folder: Path, pairs: int, interval: str, days: int) -> None:
    """A CSV a pair, open times in seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        list(pool.map(_write_pair, [(folder, pair, interval, days) for pair in range(pairs)]))


def settings(pairs: int) -> str:
    """Configuration that knows the pairs, in YAML; the first is the one that features compare with."""
    bases = ["BTC", *(symbol(pair) for pair in range(1, pairs))]
    names = "\n".join(f"      {symbol(pair)}: {base}-USDT" for pair, base in enumerate(bases))
    return f"ingest:\n  source: files\n  files:\n    exchange: seeded\n    pairs:\n{names}\n"


def _write_pair(job: tuple[Path, int, str, int]) -> None:
    folder, pair, interval, days = job
    step = 60 * MINUTES[interval]
    deviation = DEVIATION_OF_A_DAY * math.sqrt(step / 86_400)
    market, own = Random(1), Random(1000 + pair)
    close = 10.0 ** own.uniform(-1, 4)
    with (folder / f"{symbol(pair)}.csv").open("w") as file:
        file.write("timestamp,open,high,low,close,volume\n")
        for candle in range(days * 86_400 // step):
            before = close
            close *= math.exp(deviation * (0.6 * market.gauss(0, 1) + 0.8 * own.gauss(0, 1)))
            high = max(before, close) * (1 + deviation * own.random() / 2)
            low = min(before, close) * (1 - deviation * own.random() / 2)
            prices = f"{before:.7g},{high:.7g},{low:.7g},{close:.7g}"
            file.write(f"{START + candle * step},{prices},{own.expovariate(0.001):.4f}\n")
