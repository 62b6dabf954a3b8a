"""candlelake_daily for real: two days by spark-submit, killed in the middle, tried and run again.

What they leave is compared, row for row, with one run of the whole pipeline over all the time at once.
"""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pendulum
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import AIRFLOW_HOME, CANDLES, HOME, SETTINGS
from deltalake import DeltaTable

FIRST, SECOND = pendulum.datetime(2024, 3, 31), pendulum.datetime(2024, 4, 1)
BY_DAYS, AT_ONCE = AIRFLOW_HOME / "lake", AIRFLOW_HOME / "lake-at-once"
AS_IT_WAS_WRITTEN = {"run_id", "fetched_at", "created_at", "tables"}
# Each day is a trial of its own, since its range is another; the deflated Sharpe ratio counts them.
OF_TRIALS = ["trials", "trials_models", "trials_strategies", "trials_costs", "trials_data", "dsr"]
# Rows of all time, and results, which name their run.
TIME_TABLES = [
    "bronze/candles",
    "silver/candles",
    "silver/rejected_candles",
    "silver/completeness",
    "gold/features",
    "gold/labels",
    "gold/models",
    "gold/predictions",
    "gold/signals",
]
RESULT_TABLES = ["gold/evaluations", "gold/fills", "gold/trades", "gold/equity", "gold/metrics"]

pytestmark = pytest.mark.skipif(not CANDLES.is_dir(), reason=f"no recorded candles at {CANDLES}")


def run_at_once(lake: Path, end: pendulum.DateTime) -> None:
    """The whole pipeline up to a day in one JVM, without Airflow."""
    params, spark = SETTINGS["params"], SETTINGS["spark"]
    conf = [f"--conf={key}={value}" for key, value in spark["conf"].items()]
    subprocess.run(
        ["spark-submit", "--driver-memory", spark["driver_memory"], *conf]
        + ["--class", "io.candlelake.jobs.Main", HOME / "pipeline-jobs/target/candlelake.jar"]
        + ["run", f"--lake={lake}", "--run-id=at-once", f"--config={params['config']}"]
        + ["--source=files", f"--path={params['path']}", f"--pairs={','.join(params['pairs'])}"]
        + [f"--set={setting}" for setting in params["set"]]
        + ["--from=2023-11-01", f"--to={end.to_date_string()}"],
        check=True,
    )


def run_day(dag: Any, day: pendulum.DateTime) -> str:
    """The DAG's run of a day, in this process; each task is one spark-submit. Returns its state."""
    return str(dag.test(logical_date=day.add(days=1)).state)


class KillAtFirstFile(threading.Thread):
    """Ends a job's JVM by SIGKILL when it has written a file of a table and not committed it.

    A command that the JVM is about to start is for a moment a process of the same command line: it
    dies with it and does not count.
    """

    def __init__(self, job: str, table: str, times: int) -> None:
        super().__init__(daemon=True)
        self.job, self.folder, self.times = job.encode(), BY_DAYS / table, times
        self.kills = 0
        self.start()

    def files(self) -> set[Path]:
        return set(self.folder.rglob("*.parquet"))

    def processes(self) -> list[int]:
        return [int(one.name) for one in Path("/proc").glob("[0-9]*") if self.is_the_job(one)]

    def run(self) -> None:
        before = self.files()
        while self.kills < self.times:
            if self.files() - before and self.processes():
                while processes := self.processes():
                    for process in processes:
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(process, signal.SIGKILL)
                self.kills += 1
                before = self.files()
            time.sleep(0.02)

    def is_the_job(self, process: Path) -> bool:
        try:
            arguments = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        wanted = [b"io.candlelake.jobs.Main", self.job, f"--lake={BY_DAYS}".encode()]
        return b"java" in arguments[0] and all(argument in arguments for argument in wanted)


def rows(lake: Path, table: str, run_id: str = "") -> list[str]:
    """The table's rows as sorted text, without what names the run that wrote them; none if not there."""
    if not DeltaTable.is_deltatable(str(lake / table)):
        return []
    found = pa.table(DeltaTable(str(lake / table)).to_pyarrow_table())
    if run_id:
        found = found.filter(pc.equal(found["run_id"], run_id))
    if table == "gold/metrics":
        found = found.filter(pc.invert(pc.is_in(found["metric"], pa.array(OF_TRIALS))))
    kept = found.drop_columns([name for name in found.column_names if name in AS_IT_WAS_WRITTEN])
    return sorted(map(repr, kept.to_pylist()))


def trades_hash(lake: Path, run_id: str) -> str:
    report = json.loads((lake / "reports" / run_id / "report.json").read_text())
    assert report["backtest"]["trades"] > 0
    return report["backtest"]["trades_hash"]


def test_two_days_one_killed_leave_what_one_run_leaves(dags: dict) -> None:
    daily = dags["candlelake_daily"]
    with ThreadPoolExecutor() as side_by_side:
        list(side_by_side.map(run_at_once, (AT_ONCE, BY_DAYS), (SECOND.add(days=1), FIRST)))

    once = KillAtFirstFile("validate", "silver/candles", times=1)
    assert run_day(daily, FIRST) == "success"
    assert once.kills == 1
    both_tries = KillAtFirstFile("--stages=features,labels,train,signals", "gold/features", times=2)
    assert run_day(daily, SECOND) == "failed"
    assert both_tries.kills == 2
    assert run_day(daily, SECOND) == "success"

    run_id = "daily-20240401"
    assert trades_hash(BY_DAYS, run_id) == trades_hash(AT_ONCE, "at-once")
    for table in TIME_TABLES + RESULT_TABLES:
        assert rows(AT_ONCE, table) or table == "silver/rejected_candles", f"{table} proves nothing"
    for table in TIME_TABLES:
        assert rows(BY_DAYS, table) == rows(AT_ONCE, table), table
    for table in RESULT_TABLES:
        assert rows(BY_DAYS, table, run_id) == rows(AT_ONCE, table, "at-once"), table
    proofs = DeltaTable(str(BY_DAYS / "gold/lookahead_proofs")).to_pyarrow_table().to_pylist()
    assert {proof["mismatches"] for proof in proofs} == {0}
    stages = DeltaTable(str(BY_DAYS / "gold/job_runs")).to_pyarrow_table().to_pylist()
    assert len([stage for stage in stages if stage["run_id"] == run_id]) == 10
