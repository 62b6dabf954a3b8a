"""One small lake for all tests, made by the pipeline itself on a simulated market."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def candlelake(job: str, lake: Path, *settings: str) -> None:
    command = [str(ROOT / "candlelake"), job, "--lake", str(lake)]
    command += ["--config", str(ROOT / "system-tests/src/test/resources/small.yaml")]
    much_to_draw = ["signals.rules.probability-threshold.threshold=0.52", "ingest.simulated.bad-tick-share=0.0005"]
    for setting in [*much_to_draw, *settings]:
        command += ["--set", setting]
    embedded = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    subprocess.run(command, env=embedded, check=True)


@pytest.fixture(scope="session")
def lake(tmp_path_factory) -> Path:
    """Two runs on one market; the second pays twice the fees."""
    lake = tmp_path_factory.mktemp("small") / "lake"
    candlelake("run", lake)
    candlelake("backtest", lake, "backtest.costs.fee.rate=0.002")
    return lake
