"""One small lake for all tests, made by the pipeline itself on a simulated market."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def candlelake(*arguments: str) -> None:
    embedded = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    subprocess.run([str(ROOT / "candlelake"), *arguments], env=embedded, check=True)


@pytest.fixture(scope="session")
def lake(tmp_path_factory) -> Path:
    """Two runs of the same market; the second pays twice the fees."""
    lake = tmp_path_factory.mktemp("small") / "lake"
    config = str(ROOT / "deployment-tests/src/test/resources/small.yaml")
    candlelake("run", "--config", config, "--lake", str(lake))
    candlelake(
        "backtest", "--config", config, "--lake", str(lake), "--set", "backtest.fee-rate=0.002"
    )
    return lake
