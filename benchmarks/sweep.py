"""Times a sweep of stops and targets against vectorbt on the same signals: benchmarks/run sweep.

Both trade the entries of gold.signals in every cell, with shared cash and costs, and measure the equity of
each. benchmarks/README.md says what is compared.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import bench
from peers.delta import dataset

STOPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
TARGETS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16]


def main(arguments):
    parser = argparse.ArgumentParser(prog="benchmarks/run sweep", description=__doc__.split("\n")[0])
    parser.add_argument("--candles", type=Path, default=bench.RECORDED_CANDLES, help="as of benchmarks/run")
    parser.add_argument("--rounds", type=int, default=2, help="how often each system runs (default: 2)")
    parser.add_argument("--reuse-lake", action="store_true", help="take the lake of the last run as it is")
    options = parser.parse_args(arguments)
    lake, outputs = bench.HERE / ".lake", bench.HERE / ".lake/peers"
    if not options.reuse_lake:
        bench.prepare(lake, options.candles)
    outputs.mkdir(parents=True, exist_ok=True)
    bench.check_lake(lake)
    candles = sum(1 for filled in dataset(lake / "silver/candles").to_table(["filled"])["filled"] if not filled.as_py())
    print(f"Machine: {bench.machine()}")
    print(f"{len(STOPS) * len(TARGETS)} cells, {candles:,} candles")
    print("system, cells, process s, work s, M candle-cells a second of work, peak MiB")
    for number in range(options.rounds):
        ours(lake, candles, number, len(TARGETS))
        ours(lake, candles, number, 5 * len(TARGETS))
        process, facts = bench.peer("sweep", "vectorbt", lake, outputs, cells(STOPS, TARGETS))
        line("vectorbt", facts["rows"], candles, process, facts["work_seconds"])


def ours(lake, candles, number, targets):
    """A space of its own each time: a sweep that was done is not computed again."""
    values = [TARGETS[-1] * (i + 1) / targets + number / 1000 for i in range(targets)]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as space:
        space.write(f"signals.exits.stop.distance: {STOPS}\nsignals.exits.target.distance: {values}\n")
        space.flush()
        name = f"benchmark-sweep-{os.getpid()}-{number}-{targets}"
        process = bench.run_process(bench.candlelake("sweep", lake, "--space", space.name, "--run-id", name))
    line("candlelake", len(STOPS) * targets, candles, process, bench.seconds_of_job(lake, name, "sweep"))


def cells(stops, targets):
    """The signals stop at 4 and take at 8 volatilities: factors of these."""
    return ",".join(f"{stop / 4}:{target / 8}" for stop in stops for target in targets)


def line(system, cells, candles, process, seconds):
    rate = cells * candles / seconds / 1e6
    print(f"{system}, {cells}, {process.wall_seconds:.1f}, {seconds:.1f}, {rate:.1f}, {process.peak_mib:.0f}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
