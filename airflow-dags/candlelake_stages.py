"""How a job of pipeline.json becomes an Airflow task that runs it by spark-submit.

pipeline.json is generated from the Java code (``./candlelake docs``): the names of the jobs, what they
read and write, and what their exit codes mean are said there and nowhere here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Asset, Context, Param, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.timetables.interval import CronDataIntervalTimetable

HOME = Path(os.environ.get("CANDLELAKE_HOME", Path(__file__).resolve().parents[1]))
PIPELINE: dict[str, Any] = json.loads((HOME / "pipeline.json").read_text())
SETTINGS: dict[str, Any] = json.loads(
    Path(os.environ.get("CANDLELAKE_DAG_SETTINGS", HOME / "airflow-dags/settings.json")).read_text()
)

STAGES: list[str] = [job["name"] for job in PIPELINE["jobs"]]
JOBS: dict[str, dict[str, Any]] = {job["name"]: job for job in PIPELINE["jobs"] + PIPELINE["beside"]}
EXIT_CODES: dict[str, int] = PIPELINE["exit_codes"]

# Slots are counted in pools.json. One for Spark: memory, and one writer a table.
SPARK_POOL = "candlelake_spark"
EXCHANGE_POOL = "candlelake_exchange"

DAILY = CronDataIntervalTimetable("0 0 * * *", timezone="UTC")
WEEKLY = CronDataIntervalTimetable("0 0 * * 0", timezone="UTC")


def jinja(expression: str) -> str:
    """A template of the expression."""
    return "{{ " + expression + " }}"


# The times of a run. One started by hand has no interval: it does the last whole day, or all up to its end.
MIDNIGHT = "dag_run.run_after.replace(hour=0, minute=0, second=0, microsecond=0)"
START = f"(data_interval_start | default({MIDNIGHT} - macros.timedelta(days=1), true))"
END = f"(data_interval_end | default({MIDNIGHT}, true))"
START_DAY, END_DAY = jinja(f"{START} | ds_nodash"), jinja(f"{END} | ds_nodash")
# As jobs want them; the overlap takes up late candles and gaps over midnight.
AS_INSTANT = ".strftime('%Y-%m-%dT%H:%M:%SZ')"
OVERLAP_START = jinja(f"({START} - macros.timedelta(days=params.overlap_days)){AS_INSTANT}")
INTERVAL_END = jinja(END + AS_INSTANT)


def command_line(run_id: str, start: str, end: str) -> str:
    """What stages are called with, one argument a line, as Jinja; lines that come out empty are left out."""
    return "\n".join(
        [
            "{{ 'run' if task.stages | length > 1 else task.stages[0] }}",
            "{{ '--stages=' ~ task.stages | join(',') if task.stages | length > 1 }}",
            f"--run-id={run_id}",
            "--lake={{ params.lake }}",
            "--interval={{ params.interval }}",
            f"--from={start}" if start else "",
            f"--to={end}" if end else "",
            "{% set pairs = task.pairs or params.pairs | join(',') %}{{ '--pairs=' ~ pairs if pairs }}",
            "{{ '--config=' ~ params.config if params.config }}",
            "--set=ingest.source={{ params.source }}",
            """{{ "--set=ingest.path='" ~ params.path.replace("'", "''") ~ "'" if params.path }}""",
            "{% for setting in params.set %}--set={{ setting }}\n{% endfor %}",
        ]
    )


class CandlelakeJob(SparkSubmitOperator):
    """One job of Candlelake in one JVM, or several; the exit code decides whether to try again.

    :param stages: names in pipeline.json; all cover the same range
    :param run_id: Jinja; jobs of one run share it, and the same one again replaces its results
    :param start: Jinja; first instant, for jobs that cover a range; absent means all history
    :param end: Jinja; end of the range, exclusive
    :param pairs: comma list in the place of params.pairs, for a mapped task
    """

    template_fields: Sequence[str] = ("command_line", *SparkSubmitOperator.template_fields)

    def __init__(
        self,
        *,
        stages: Sequence[str],
        run_id: str,
        start: str = "",
        end: str = "",
        pairs: str = "",
        **kwargs: Any,
    ) -> None:
        self.stages = list(stages)
        covers = {JOBS[stage]["covers"] for stage in self.stages}
        if len(covers) != 1:
            raise ValueError(f"{self.stages} cannot share a JVM: some need a range, some all history")
        kwargs.setdefault("task_id", task_name(self.stages))
        kwargs.setdefault("pool", SPARK_POOL)
        super().__init__(
            application=os.environ.get("CANDLELAKE_JAR", str(HOME / "pipeline-jobs/target/candlelake.jar")),
            java_class="io.candlelake.jobs.Main",
            name=f"candlelake {' '.join(self.stages)}",
            driver_memory=SETTINGS["spark"]["driver_memory"],
            conf=SETTINGS["spark"]["conf"],
            doc="; ".join(JOBS[stage]["summary"] for stage in self.stages),
            **kwargs,
        )
        self.pairs = pairs
        self.command_line = command_line(run_id, start if covers == {"range"} else "", end)

    def execute(self, context: Context) -> int:
        """Returns the exit code: OK, or SOME_PAIRS_FAILED, which the end of the run tells."""
        self.application_args = [line for line in self.command_line.splitlines() if line.strip()]
        try:
            super().execute(context)
        except AirflowException as failure:
            return self.after_failure(failure)
        return EXIT_CODES["OK"]

    def after_failure(self, failure: AirflowException) -> int:
        """Raises what Airflow tries again, or never, by the exit code in the provider's message."""
        told = re.search(r"Error code is: (-?\d+)", str(failure))
        exit_code = int(told.group(1)) if told else None
        if exit_code in (EXIT_CODES["USER_MISTAKE"], EXIT_CODES["DATA_REFUSED"]):
            raise AirflowFailException(f"{self.task_id}: trying again cannot help. {failure}")
        if exit_code == EXIT_CODES["SOME_PAIRS_FAILED"]:
            if self.stages == ["prove"]:
                raise AirflowFailException(f"The numbers looked ahead: not published. {failure}")
            self.log.warning("%s is done, but not for every pair; see above", self.task_id)
            return exit_code
        raise failure  # OUTSIDE_WORLD, BUG, killed: worth another try


def task_name(stages: Sequence[str]) -> str:
    """The id of the task of these stages."""
    return stages[0] if len(stages) == 1 else f"{stages[0]}_to_{stages[-1]}"


def tasks_of(stages: Sequence[str]) -> list[list[str]]:
    """The stages by task: those in one list of settings.json's "one_jvm" share a JVM, others have their own.

    ``ingest``, which is mapped, and ``prove``, whose exit code means something else, are always alone.
    """
    lists = SETTINGS.get("one_jvm", [])
    unknown = [one for group in lists for one in group if one not in STAGES]
    if unknown:
        raise ValueError(f"settings.json: one_jvm: no stage {', '.join(unknown)}; they are {', '.join(STAGES)}")
    groups = [[one for one in stages if one in group] for group in lists]
    together = {one: group for group in groups for one in group}
    for alone in ("ingest", "prove"):
        if together.get(alone, [alone]) != [alone]:
            raise ValueError(f"settings.json: one_jvm: {alone} cannot share a JVM")
    tasks: list[list[str]] = []
    for stage in stages:
        group = together.get(stage, [stage])
        if group not in tasks:
            tasks.append(group)
    return tasks


def needs(group: Sequence[str], tasks: Sequence[Sequence[str]]) -> list[str]:
    """The ids of the tasks right before one: those that write what it reads, less those needed by them."""

    def writers(reader: Sequence[str]) -> list[Sequence[str]]:
        read = {table for one in reader for table in JOBS[one]["reads"]}
        earlier = tasks[: tasks.index(reader)]
        return [other for other in earlier if read & {t for one in other for t in JOBS[one]["writes"]}]

    def all_before(reader: Sequence[str]) -> set[str]:
        near = writers(reader)
        return {task_name(one) for one in near}.union(*(all_before(one) for one in near))

    near = writers(group)
    indirect = {far for one in near for far in all_before(one)}
    return [task_name(one) for one in near if task_name(one) not in indirect]


def pipeline(
    stages: Sequence[str],
    asset: Asset,
    run_id: str,
    start: str = "",
    end: str = "",
    depends_on_past: bool = False,
) -> None:
    """The stages as tasks of the DAG at hand, in the order of their tables, and the end of the run.

    Only ingest is mapped over batches of pairs: features compare pairs, one model serves all of them,
    and a portfolio holds all of them, so the other stages need them together.
    """
    groups = tasks_of(stages)
    tasks: dict[str, Any] = {}
    same: dict[str, Any] = {"run_id": run_id, "start": start, "end": end}
    for group in groups:
        name = task_name(group)
        if group == ["ingest"]:
            mapped = CandlelakeJob.partial(task_id=name, stages=group, pool=EXCHANGE_POOL, **same)
            tasks[name] = mapped.expand(pairs=batches_of_pairs())
        else:
            tasks[name] = CandlelakeJob(stages=group, depends_on_past=depends_on_past, **same)
            tasks[name].set_upstream([tasks[one] for one in needs(group, groups)])
    needed = {name for group in groups for name in needs(group, groups)}
    published = task(task_id="publish", outlets=[asset], retries=0)(publish)(run_id=run_id)
    published.set_upstream([one for name, one in tasks.items() if name not in needed])
    every_pair = task(task_id="every_pair_done", retries=0)(every_pair_done)
    every_pair(list(tasks)).set_upstream(published)


@task
def batches_of_pairs(params: dict[str, Any] | None = None) -> list[str]:
    """Comma lists of params.batch_size pairs, a JVM each; one empty list, all pairs, if none is named."""
    pairs, size = params["pairs"], params["batch_size"]
    return [",".join(pairs[i : i + size]) for i in range(0, len(pairs), size)] or [""]


def publish(run_id: str, outlet_events: Any = None, params: dict[str, Any] | None = None) -> None:
    """The one task that tells Airflow of new tables; a mapped one would tell once an index."""
    for asset in outlet_events:
        outlet_events[asset].extra = {"run_id": run_id, "lake": params["lake"]}


def every_pair_done(tasks: list[str], ti: Any = None) -> None:
    """Fails, after all is published, if a task left a pair out: the run is red, others' rows are there."""
    incomplete = []
    for name in tasks:
        codes = ti.xcom_pull(task_ids=name)
        codes = codes if isinstance(codes, Sequence) else [codes]
        if EXIT_CODES["SOME_PAIRS_FAILED"] in list(codes):
            incomplete.append(name)
    if incomplete:
        raise AirflowFailException(f"Not for every pair: {', '.join(incomplete)}. See their logs.")


def params(**more: Param) -> dict[str, Param]:
    """The typed parameters of every DAG; settings.json has their defaults."""
    default = SETTINGS["params"]
    return {
        "lake": Param(at_home(default["lake"]), type="string", description="root folder of the lake"),
        "config": Param(
            at_home(default["config"]), type="string", description="YAML, see conf/README.md; may be empty"
        ),
        "source": Param(
            default["source"], type="string", enum=["exchange", "archives", "files", "simulated"]
        ),
        "path": Param(
            at_home(default["path"]), type="string", description="folder of files or archives; may be empty"
        ),
        "interval": Param(default["interval"], type="string", pattern="^[0-9]+[mhdw]$"),
        "pairs": Param(
            default["pairs"],
            type="array",
            items={"type": "string", "pattern": "^[A-Z0-9]+-[A-Z0-9]+$"},
            description="BTC-USDT, one a line; none means all",
        ),
        "batch_size": Param(
            default["batch_size"], type="integer", minimum=1, description="pairs that one JVM fetches"
        ),
        "overlap_days": Param(
            default["overlap_days"],
            type="integer",
            minimum=0,
            description="days before the interval done again",
        ),
        "set": Param(
            default["set"],
            type="array",
            items={"type": "string", "pattern": "^[a-z.-]+=.*$"},
            description="further configuration, KEY=VALUE, one a line",
        ),
        **more,
    }


def at_home(path: str) -> str:
    """A path of settings.json: relative ones start at the repository's root."""
    return path if not path or "://" in path else str(HOME / path)


def dag_settings() -> dict[str, Any]:
    """What all DAGs have in common."""
    return {
        "params": params(),
        "tags": ["candlelake"],
        "max_active_runs": 1,
        "default_args": {
            "retries": SETTINGS["retries"],
            "retry_delay": timedelta(seconds=SETTINGS["retry_seconds"]),
            "retry_exponential_backoff": True,
            "max_retry_delay": timedelta(minutes=30),
            "execution_timeout": timedelta(minutes=SETTINGS["timeout_minutes"]),
        },
    }


def day(text: str | None) -> datetime | None:
    """A date of settings.json, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
