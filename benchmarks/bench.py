"""Times Candlelake against pandas, Polars and vectorbt on the same candles, and prints ratios.

Prepares a lake, then runs all systems one after another, round by round, each in a process of its
own; at last shows how far their results agree. benchmarks/README.md says what is compared.
"""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import agreement
from deltalake import DeltaTable
from peers.delta import dataset

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CONFIG = HERE / "pipeline.yaml"
RECORDED_CANDLES = ROOT / "../shared/data/candles_1h_binance_spot"
STAGES_BEFORE = ["ingest", "validate", "features", "labels", "train", "signals"]
PEERS = {"features": ["pandas", "polars"], "backtest": ["vectorbt"]}
WARM = ["validate", "features", "backtest"]
WARM_ROUNDS = 6
US = "candlelake"


@dataclass(frozen=True)
class Measurement:
    """One process: from its start to its end, the work in it, and its largest resident memory."""

    stage: str
    system: str
    round: int
    wall_seconds: float
    work_seconds: float
    peak_mib: float


def main():
    options = parse_arguments()
    lake, outputs = HERE / ".lake", HERE / ".lake/peers"
    if not options.reuse_lake:
        prepare(lake, options.candles)
    outputs.mkdir(parents=True, exist_ok=True)
    check_lake(lake)

    where = machine()
    print(f"Machine: {where}")
    measurements = []
    for stage, peers in PEERS.items():
        for number in range(1, options.rounds + 1):
            for system in [US, *peers]:
                print(f"{stage}, round {number}: {system} ...", file=sys.stderr)
                measurements.append(measure(stage, system, number, lake, outputs))
    for stage in PEERS:
        print(f"\n{table(stage, measurements)}")
    print(f"\n{warm_table(lake, outputs)}")
    again = peer("backtest", "vectorbt", lake, outputs, "--again")[1]
    print(f"\nvectorbt, a second backtest in one process: {again['work_seconds']:.2f} s of work")

    print("\nFeatures, do the systems agree?")
    features = agreement.of_features(lake, outputs, PEERS["features"])
    print("\n".join(features.lines))
    print("\nBacktest, do the systems agree?")
    backtest = agreement.of_backtest(lake, outputs, run_id("backtest", options.rounds))
    print("\n".join(backtest.lines))

    file = save(where, measurements, features, backtest)
    print(f"\nAll figures: {file}")
    if not features.holds:
        sys.exit("The features do not agree: the times above compare different things.")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--candles",
        type=Path,
        default=RECORDED_CANDLES,
        help="folder of hourly candles, one CSV, CSV.gz or Parquet file a pair (default: %(default)s)",
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each system runs (default: 3)")
    parser.add_argument(
        "--reuse-lake", action="store_true", help="take the lake of the last run as it is"
    )
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"cannot run {options.rounds} rounds: give 1 or more")
    if not options.reuse_lake and not options.candles.is_dir():
        parser.error(f"cannot read candles: {options.candles} is no folder. Name one by --candles.")
    return options


def prepare(lake, candles):
    """A lake with checked candles and signals; not timed."""
    shutil.rmtree(lake, ignore_errors=True)
    for stage in STAGES_BEFORE:
        print(f"preparing: {stage} ...", file=sys.stderr)
        source = ["--source", "files", "--path", candles.resolve()] if stage == "ingest" else []
        run_process(candlelake(stage, lake, *source))


def check_lake(lake):
    signals = lake / "gold/signals"
    if not DeltaTable.is_deltatable(str(signals)):
        sys.exit(f"Cannot compare: no signals in {lake}. Run again without --reuse-lake.")
    strategies = dataset(signals).to_table(["strategy_id"])
    count = len(strategies["strategy_id"].unique())
    if count != 1:
        sys.exit(f"Cannot compare: {count} strategies in {lake}, 1 expected. Run without --reuse-lake.")


def measure(stage, system, number, lake, outputs):
    if system == US:
        name = run_id(stage, number)
        process = run_process(candlelake(stage, lake, "--run-id", name))
        work = seconds_of_job(lake, name, stage)
    else:
        process, facts = peer(stage, system, lake, outputs)
        work = facts["work_seconds"]
    return Measurement(stage, system, number, process.wall_seconds, work, process.peak_mib)


def run_id(stage, number):
    return f"benchmark-{stage}-{number}"


def candlelake(stage, lake, *arguments):
    return [ROOT / "candlelake", stage, "--config", CONFIG, "--lake", lake, *arguments]


def seconds_of_job(lake, name, job):
    runs = dataset(lake / "gold/job_runs").to_table(["run_id", "job", "seconds"])
    [seconds] = [row["seconds"] for row in runs.to_pylist() if (row["run_id"], row["job"]) == (name, job)]
    return seconds


def peer(stage, system, lake, outputs, *arguments):
    script = HERE / "peers" / f"{stage}_{system}.py"
    process = run_process([sys.executable, script, lake, outputs / system, *arguments])
    return process, json.loads(process.output.splitlines()[-1])


@dataclass(frozen=True)
class Finished:
    wall_seconds: float
    peak_mib: float
    output: str


def run_process(command):
    """Runs to the end; ends the benchmark if it fails."""
    command = [str(word) for word in command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            log = (output.read() + errors.read())[-4000:]
            sys.exit(f"{log}\nCannot compare: exit code {process.returncode} of {' '.join(command)}")
        return Finished(seconds, usage.ru_maxrss / 1024, output.read())


def table(stage, measurements):
    """Median (least–most) of each system; ratios are paired by round."""
    of_stage = [m for m in measurements if m.stage == stage]
    ours = [m for m in of_stage if m.system == US]
    rows = [
        ["", "process s", "work s", "peak MiB", "process ÷ candlelake", "work ÷ candlelake"],
    ]
    for system in [US, *PEERS[stage]]:
        theirs = [m for m in of_stage if m.system == system]
        pairs = list(zip(theirs, ours))
        rows.append(
            [
                system,
                spread([m.wall_seconds for m in theirs]),
                spread([m.work_seconds for m in theirs]),
                f"{max(m.peak_mib for m in theirs):.0f}",
                spread([a.wall_seconds / b.wall_seconds for a, b in pairs]),
                spread([a.work_seconds / b.work_seconds for a, b in pairs]),
            ]
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([f"{stage}: median (least–most) of {len(ours)} rounds", *lines])


def warm_table(lake, outputs):
    """Seconds of stages that one JVM runs again and again; the first rounds compile."""
    lines = [f"warm: seconds of each of {WARM_ROUNDS} rounds in one JVM; last: median of the last three"]
    for stage in WARM:
        command = candlelake("repeat", lake)
        command[2:2] = [str(WARM_ROUNDS), stage]
        output = run_process(command).output
        seconds = [float(text) for text in re.findall(rf"1/1 {stage} +([\d.]+) s", output)]
        last = median(seconds[-3:])
        lines.append(f"{stage}: {' '.join(map(str, seconds))}; last {last:.1f}")
        if stage == "features":
            theirs = peer(stage, "polars", lake, outputs)[1]["work_seconds"]
            lines.append(f"polars right after: {theirs:.2f}; last ÷ polars {last / theirs:.1f}")
    return "\n".join(lines)


def spread(values):
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()}, "
        f"load {os.getloadavg()[0]:.1f} before the first round"
    )


def save(where, measurements, features, backtest):
    now = datetime.datetime.now(datetime.timezone.utc)
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    file = folder / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    content = {
        "machine": where,
        "measurements": [asdict(m) for m in measurements],
        "features": asdict(features),
        "backtest": asdict(backtest),
    }
    file.write_text(json.dumps(content, indent=2))
    return file


if __name__ == "__main__":
    main()
