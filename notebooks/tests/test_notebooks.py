"""Runs every notebook from a clean kernel, on a small lake and on one without tables."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

FOLDER = ROOT / "notebooks"
EXECUTED = FOLDER / "target" / "executed"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]


def execute(path: Path, lake: Path, target: Path) -> None:
    """Runs the notebook to its end, errors and all; the result lies in the target folder."""
    command = [sys.executable, "-m", "nbconvert", "--execute", "--allow-errors", "--to", "notebook"]
    command += ["--log-level", "ERROR", "--output-dir", str(target), str(path)]
    subprocess.run(
        command, env={**os.environ, "CANDLELAKE_LAKE": str(lake)}, cwd=FOLDER, check=True
    )


def files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture(scope="session")
def executed(lake, tmp_path_factory) -> Path:
    """Two kernels at a time: they mostly wait for Spark to start."""
    empty = tmp_path_factory.mktemp("empty")
    before = files(lake)
    with ThreadPoolExecutor(2) as both:
        runs = [both.submit(execute, path, lake, EXECUTED / "lake") for path in NOTEBOOKS]
        runs += [both.submit(execute, path, empty, EXECUTED / "empty") for path in NOTEBOOKS]
    for run in runs:
        run.result()
    assert files(lake) == before, "notebooks only read"
    assert files(empty) == {}, "notebooks only read"
    return EXECUTED


def outputs(path: Path) -> list:
    notebook = nbformat.read(path, as_version=4)
    return [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]


def text(found: list) -> str:
    return "\n".join(output.text for output in found if output.output_type == "stream")


def errors(found: list) -> list[str]:
    wrong = [f"{o.ename}: {o.evalue}" for o in found if o.output_type == "error"]
    return wrong + [o.text for o in found if o.output_type == "stream" and o.name == "stderr"]


def test_there_are_four_and_one_speaks_java():
    kernels = [nbformat.read(path, as_version=4).metadata.kernelspec.name for path in NOTEBOOKS]
    assert sorted(kernels) == ["candlelake-java"] + ["candlelake-pyspark"] * 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_the_repository_holds_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, "strip the outputs"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_shows_pictures_and_ends_in_a_sentence(name, executed):
    found = outputs(executed / "lake" / f"{name}.ipynb")
    assert errors(found) == []
    assert "Nothing to show" not in text(found)
    assert len([o for o in found if "image/png" in o.get("data", {})]) >= 3
    assert found[-1].output_type == "stream" and found[-1].text.rstrip().endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_without_tables_a_notebook_says_so(name, executed):
    found = outputs(executed / "empty" / f"{name}.ipynb")
    assert errors(found) == []
    assert "has no tables yet. Make some: ./candlelake run" in str(found[0])
    assert text(found).count("Nothing to show: there are no ") >= 5
    assert not [o for o in found if "image/png" in o.get("data", {})]


def test_the_examples_without_a_jvm_run(lake):
    page = (ROOT / "docs" / "notebooks.md").read_text()
    examples = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    without_jvm = [code for code in examples if "deltalake" in code or "polars" in code]
    assert without_jvm
    for code in without_jvm:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=lake.parent,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
