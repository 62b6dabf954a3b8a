"""A simulator that four protocols' clients share, started as a user starts it."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def simulator(tmp_path_factory):
    """Its address. Its last words, if it dies, are in the failure."""
    log = tmp_path_factory.mktemp("simulator") / "log"
    command = [ROOT / "candlelake", "simulate", "--port", "0", "--pairs", "2", "--days", "4",
               "--trades-per-second", "2", "--unlimited"]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        yield address(process, log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def address(process, log):
    for _ in range(300):
        found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", log.read_text())
        if found:
            return found.group(0)
        try:
            process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the simulator did not start: {log.read_text()}")
