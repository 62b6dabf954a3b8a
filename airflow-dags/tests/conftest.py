"""The DAGs as tests see them: own settings, a fresh Airflow database, the tests' own folders."""

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOME = HERE.parents[1]
CANDLES = (HOME / "../shared/data/candles_1h_binance_spot").resolve()
AIRFLOW_HOME = Path(os.environ["AIRFLOW_HOME"])

# Small, so that a stage costs little more than its JVM's start; the second day begins a new fold.
SETTINGS = {
    "start": "2024-03-31",
    "end": "2024-04-02",
    "retries": 1,
    "retry_seconds": 1,
    "timeout_minutes": 10,
    "spark": {
        "driver_memory": "1g",
        "conf": {
            "spark.log.level": "WARN",
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
            " -XX:+UseSerialGC",
        },
    },
    "one_jvm": [["features", "labels", "train", "signals"], ["evaluate", "backtest"]],
    "params": {
        "lake": str(AIRFLOW_HOME / "lake"),
        "config": str(HERE / "small.yaml"),
        "source": "files",
        "path": str(CANDLES),
        "interval": "1h",
        "pairs": ["BTC-USDT", "ETH-USDT"],
        "batch_size": 1,
        "overlap_days": 1,
        "set": ["signals.rules.probability-threshold.threshold=0.52"],
    },
}

settings_file = AIRFLOW_HOME / "settings.json"
settings_file.write_text(json.dumps(SETTINGS))
os.environ["CANDLELAKE_DAG_SETTINGS"] = str(settings_file)


@pytest.fixture(scope="session")
def database() -> None:
    """Airflow's tables and our pools, as ./candlelake airflow makes them."""
    for command in (["db", "migrate"], ["pools", "import", str(HOME / "airflow-dags/pools.json")]):
        subprocess.run(["airflow", *command], check=True, capture_output=True, text=True)


@pytest.fixture(scope="session")
def dags(database: None) -> dict:
    """Every DAG by its name; a file that cannot be imported, or takes over 30 s, fails here."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
    assert bag.import_errors == {}
    return dict(bag.dags)
