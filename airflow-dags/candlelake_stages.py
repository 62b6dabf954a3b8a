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
    """What a job is called with, one argument a line, as Jinja; lines that come out empty are left out."""
    return "\n".join(
        [
            "{{ task.job }}",
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
    """One job of Candlelake in one JVM; its exit code decides whether to try again.

    :param job: name in pipeline.json
    :param run_id: Jinja; jobs of one run share it, and the same one again replaces its results
    :param start: Jinja; first instant, for jobs that cover a range; absent means all history
    :param end: Jinja; end of the range, exclusive
    :param pairs: comma list in the place of params.pairs, for a mapped task
    """

    template_fields: Sequence[str] = ("command_line", *SparkSubmitOperator.template_fields)

    def __init__(
        self, *, job: str, run_id: str, start: str = "", end: str = "", pairs: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("task_id", job)
        kwargs.setdefault("pool", SPARK_POOL)
        super().__init__(
            application=os.environ.get("CANDLELAKE_JAR", str(HOME / "pipeline-jobs/target/candlelake.jar")),
            java_class="io.candlelake.jobs.Main",
            name=f"candlelake {job}",
            driver_memory=SETTINGS["spark"]["driver_memory"],
            conf=SETTINGS["spark"]["conf"],
            doc=JOBS[job]["summary"],
            **kwargs,
        )
        self.job = job
        self.pairs = pairs
        covers_range = JOBS[job]["covers"] == "range"
        self.command_line = command_line(run_id, start if covers_range else "", end)

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
            raise AirflowFailException(f"{self.job}: trying again cannot help. {failure}")
        if exit_code == EXIT_CODES["SOME_PAIRS_FAILED"]:
            if self.job == "prove":
                raise AirflowFailException(f"The numbers looked ahead: not published. {failure}")
            self.log.warning("%s is done, but not for every pair; see above", self.job)
            return exit_code
        raise failure  # OUTSIDE_WORLD, BUG, killed: worth another try


def needs(job: str, stages: Sequence[str]) -> list[str]:
    """The stages right before a job: those that write what it reads, less those needed by them."""
    earlier = stages[: stages.index(job)]
    writers = [one for one in earlier if set(JOBS[one]["writes"]) & set(JOBS[job]["reads"])]
    indirect = {far for near in writers for far in all_needs(near, stages)}
    return [one for one in writers if one not in indirect]


def all_needs(job: str, stages: Sequence[str]) -> set[str]:
    """Every stage that a job waits for, through others too."""
    near = needs(job, stages)
    return set(near).union(*(all_needs(one, stages) for one in near))


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
    tasks: dict[str, Any] = {}
    same: dict[str, Any] = {"run_id": run_id, "start": start, "end": end}
    for job in stages:
        if job == "ingest":
            mapped = CandlelakeJob.partial(task_id=job, job=job, pool=EXCHANGE_POOL, **same)
            tasks[job] = mapped.expand(pairs=batches_of_pairs())
        else:
            tasks[job] = CandlelakeJob(job=job, depends_on_past=depends_on_past, **same)
            tasks[job].set_upstream([tasks[one] for one in needs(job, stages)])
    last = [one for one in stages if not any(one in needs(other, stages) for other in stages)]
    published = task(task_id="publish", outlets=[asset], retries=0)(publish)(run_id=run_id)
    published.set_upstream([tasks[one] for one in last])
    task(task_id="every_pair_done", retries=0)(every_pair_done)(list(stages)).set_upstream(published)


@task
def batches_of_pairs(params: dict[str, Any] | None = None) -> list[str]:
    """Comma lists of params.batch_size pairs, a JVM each; one empty list, all pairs, if none is named."""
    pairs, size = params["pairs"], params["batch_size"]
    return [",".join(pairs[i : i + size]) for i in range(0, len(pairs), size)] or [""]


def publish(run_id: str, outlet_events: Any = None, params: dict[str, Any] | None = None) -> None:
    """The one task that tells Airflow of new tables; a mapped one would tell once an index."""
    for asset in outlet_events:
        outlet_events[asset].extra = {"run_id": run_id, "lake": params["lake"]}


def every_pair_done(stages: list[str], ti: Any = None) -> None:
    """Fails, after all is published, if a stage left a pair out: the run is red, others' rows are there."""
    incomplete = []
    for job in stages:
        codes = ti.xcom_pull(task_ids=job)
        codes = codes if isinstance(codes, Sequence) else [codes]
        if EXIT_CODES["SOME_PAIRS_FAILED"] in list(codes):
            incomplete.append(job)
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
