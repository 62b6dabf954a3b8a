"""The DAGs against pipeline.json and the real command line; exit codes through the real provider."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pendulum
import pyarrow as pa
import pytest
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.sdk.execution_time import macros
from deltalake import write_deltalake

DAY = pendulum.datetime(2024, 3, 31)


def to_run(dag: Any, task_id: str) -> Any:
    """A copy of the task, as Airflow makes one: to render or run it changes it, and all tests share it."""
    task = dag.get_task(task_id)
    if isinstance(task, MappedOperator):
        return task.unmap({"pairs": "BTC-USDT"})
    return task.prepare_for_execution()


def rendered(dag: Any, task_id: str, by_hand: bool = False, **params: Any) -> list[str]:
    """The command line of a task on DAY, or when started by hand on the day after."""
    task = to_run(dag, task_id)
    values = {name: dag.params[name] for name in dag.params if name not in ("start", "end")}
    context = {
        "task": task,
        "params": {**values, **params},
        "dag_run": SimpleNamespace(run_after=DAY.add(days=1, hours=13, minutes=45)),
        "data_interval_start": None if by_hand else DAY,
        "data_interval_end": None if by_hand else DAY.add(days=1),
        "macros": macros,
    }
    task.render_template_fields(context)
    return [line for line in task.command_line.splitlines() if line.strip()]


def jobs(dag: Any) -> list[str]:
    return [task.task_id for task in dag.tasks if task.operator_name == "CandlelakeJob"]


def test_every_dag_is_there(dags: dict) -> None:
    assert sorted(dags) == [
        "candlelake_backfill",
        "candlelake_daily",
        "candlelake_maintain",
        "candlelake_retrain",
        "candlelake_stream",
    ]


def test_a_day_has_every_stage_of_the_pipeline_after_what_it_reads(dags: dict) -> None:
    from candlelake_stages import JOBS, STAGES, tasks_of

    for name in ("candlelake_daily", "candlelake_backfill"):
        dag = dags[name]
        task_of = {stage: task_id for task_id in jobs(dag) for stage in to_run(dag, task_id).stages}
        assert sorted(task_of) == sorted(STAGES)
        assert sorted(stage for group in tasks_of(STAGES) for stage in group) == sorted(STAGES)
        for job in STAGES:
            upstream = dag.get_task(task_of[job]).get_flat_relative_ids(upstream=True)
            for other in STAGES[: STAGES.index(job)]:
                if set(JOBS[other]["writes"]) & set(JOBS[job]["reads"]):
                    before = task_of[other] in upstream or task_of[other] == task_of[job]
                    assert before, f"{job} starts before {other} has written"
    daily = dags["candlelake_daily"]
    assert daily.get_task("features_to_signals").upstream_task_ids == {"validate"}
    assert daily.get_task("prove").upstream_task_ids == {"features_to_signals"}
    assert daily.get_task("report").upstream_task_ids == {"evaluate_to_backtest", "prove"}
    assert daily.get_task("publish").upstream_task_ids == {"report"}
    assert daily.get_task("every_pair_done").upstream_task_ids == {"publish"}


def test_stages_share_a_jvm_as_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    import candlelake_stages
    from candlelake_stages import CandlelakeJob, needs, tasks_of

    def share(*groups: list[str]) -> None:
        monkeypatch.setitem(candlelake_stages.SETTINGS, "one_jvm", list(groups))

    share()
    assert tasks_of(["features", "labels", "train"]) == [["features"], ["labels"], ["train"]]
    assert needs(["train"], tasks_of(["features", "labels", "train"])) == ["features", "labels"]
    share(["validate", "features", "labels"])
    assert tasks_of(["features", "labels", "train"]) == [["features", "labels"], ["train"]]
    share(["evaluate", "prove"])
    with pytest.raises(ValueError, match="prove cannot share a JVM"):
        tasks_of(["evaluate", "prove"])
    share(["featurs", "labels"])
    with pytest.raises(ValueError, match="no stage featurs; they are ingest, validate"):
        tasks_of(["features", "labels"])
    with pytest.raises(ValueError, match="some need a range, some all history"):
        CandlelakeJob(stages=["signals", "evaluate"], run_id="x")


def test_only_one_unmapped_task_emits_an_asset(dags: dict) -> None:
    for dag in dags.values():
        emitting = [task for task in dag.tasks if task.outlets]
        assert len(emitting) <= 1
        assert not any(isinstance(task, MappedOperator) for task in emitting)
    assert isinstance(dags["candlelake_daily"].get_task("ingest"), MappedOperator)


def test_jobs_wait_for_a_slot_and_try_again_later_and_later(dags: dict) -> None:
    pools = {"ingest": "candlelake_exchange"}
    for dag in dags.values():
        assert dag.max_active_runs == 1
        for job in jobs(dag):
            task = dag.get_task(job)
            assert task.pool == pools.get(job, "candlelake_spark")
            assert task.retry_exponential_backoff
            assert task.execution_timeout == timedelta(minutes=10)


def test_a_days_tables_get_its_range_and_results_the_whole_history(dags: dict) -> None:
    daily = dags["candlelake_daily"]
    assert rendered(daily, "ingest")[:6] == [
        "ingest",
        "--run-id=daily-20240331",
        f"--lake={daily.params['lake']}",
        "--interval=1h",
        "--from=2024-03-30T00:00:00Z",
        "--to=2024-04-01T00:00:00Z",
    ]
    assert rendered(daily, "ingest")[6] == "--pairs=BTC-USDT"
    features = rendered(daily, "features_to_signals")
    assert features[:2] == ["run", "--stages=features,labels,train,signals"]
    assert "--pairs=BTC-USDT,ETH-USDT" in features
    assert "--from=2024-03-30T00:00:00Z" in features
    backtest = rendered(daily, "evaluate_to_backtest")
    assert backtest[:2] == ["run", "--stages=evaluate,backtest"]
    assert "--to=2024-04-01T00:00:00Z" in backtest
    assert not any(argument.startswith("--from") for argument in backtest)
    retrain = rendered(dags["candlelake_retrain"], "features_to_signals")
    assert not any(argument.startswith("--from") for argument in retrain)


def test_a_run_started_by_hand_does_the_last_whole_day(dags: dict) -> None:
    for name in ("candlelake_daily", "candlelake_retrain", "candlelake_maintain"):
        for job in jobs(dags[name]):
            assert rendered(dags[name], job, by_hand=True) == rendered(dags[name], job)


def test_the_real_command_line_takes_every_command(dags: dict) -> None:
    """With one impossible key: mistakes are told all at once, so it must be the only one told.

    Not those of candlelake_daily, which test_two_days runs for real.
    """
    month = {"start": "2024-01-01", "end": "2024-02-01"}
    commands = [
        [
            *rendered(dag, job, **(month if dag.dag_id == "candlelake_backfill" else {})),
            "--set=run.impossible=1",
        ]
        for dag in dags.values()
        if dag.dag_id != "candlelake_daily"
        for job in jobs(dag)
    ]
    assert len(commands) == 6 + 2 + 1
    with ThreadPoolExecutor(2) as two_at_a_time:
        for command, told in zip(commands, two_at_a_time.map(mistakes, commands), strict=True):
            assert told.startswith("2 Cannot use the configuration from"), command
            assert "the command line: unknown key run.impossible, known here: lake, " in told, command


def mistakes(command: list[str]) -> str:
    """What our own program says of a command: exit code and message."""
    java = ["java", "-XX:TieredStopAtLevel=1", "-cp", ":".join(job_classpath()), "io.candlelake.jobs.Main"]
    done = subprocess.run([*java, *command], check=False, capture_output=True, text=True)
    return f"{done.returncode} {done.stderr.strip()}"


def job_classpath() -> list[str]:
    target = Path(os.environ["CANDLELAKE_HOME"]) / "pipeline-jobs/target"
    return [str(target / "candlelake.jar"), *(target / "classpath.txt").read_text().strip().split(":")]


@pytest.fixture
def spark_submit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spark-submit first on the PATH that ends as its file says."""
    script = tmp_path / "spark-submit"
    script.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return script


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        ("exit 0", 0),
        ("exit 1", AirflowException),
        ("exit 2", AirflowFailException),
        ("exit 3", AirflowFailException),
        ("exit 4", 4),
        ("exit 5", AirflowException),
        ("exit 137", AirflowException),
        ("kill -9 $$", AirflowException),
    ],
)
def test_the_exit_code_decides_on_another_try(
    dags: dict, spark_submit: Path, ending: str, outcome: Any
) -> None:
    spark_submit.write_text(f"#!/bin/sh\necho working\n{ending}\n")
    task = to_run(dags["candlelake_daily"], "features_to_signals")
    if isinstance(outcome, int):
        assert task.execute({}) == outcome
    else:
        with pytest.raises(AirflowException) as raised:
            task.execute({})
        assert type(raised.value) is outcome


def test_a_lookahead_is_never_published(dags: dict, spark_submit: Path) -> None:
    spark_submit.write_text("#!/bin/sh\nexit 4\n")
    with pytest.raises(AirflowFailException, match="looked ahead"):
        to_run(dags["candlelake_daily"], "prove").execute({})


def test_a_run_that_left_pairs_out_is_red_at_its_end(dags: dict) -> None:
    from candlelake_stages import every_pair_done

    codes = {"ingest": [0, 4], "features": 0, "train": 4}
    ti = SimpleNamespace(xcom_pull=lambda task_ids: codes[task_ids])
    with pytest.raises(AirflowFailException, match="Not for every pair: ingest, train"):
        every_pair_done(list(codes), ti=ti)
    codes.update(ingest=[0, 0], train=0)
    every_pair_done(list(codes), ti=ti)


def test_pairs_go_by_batches(dags: dict) -> None:
    batches = dags["candlelake_daily"].get_task("batches_of_pairs").python_callable
    pairs = ["A-USDT", "B-USDT", "C-USDT"]
    assert batches({"pairs": pairs, "batch_size": 2}) == ["A-USDT,B-USDT", "C-USDT"]
    assert batches({"pairs": [], "batch_size": 2}) == [""]


def test_a_stream_is_fresh_while_every_exchange_trades(dags: dict, tmp_path: Path) -> None:
    health = sys.modules[dags["candlelake_stream"].get_task("publish").python_callable.__module__]
    assert health.newest_trades(str(tmp_path)) == {}
    received = [("binance", DAY.subtract(hours=9)), ("binance", DAY), ("kraken", DAY.subtract(minutes=4))]
    trades = pa.table({"exchange": [one for one, _ in received], "fetched_at": [at for _, at in received]})
    write_deltalake(f"{tmp_path}/silver/trades", trades, partition_by="exchange")
    newest = health.newest_trades(str(tmp_path))

    params = {"exchanges": ["binance", "kraken"], "max_age_minutes": 5}
    assert health.is_fresh(newest, params, DAY.add(minutes=1))
    assert not health.is_fresh(newest, params, DAY.add(minutes=2))
    assert not health.is_fresh(newest, {**params, "exchanges": ["okx"]}, DAY)
