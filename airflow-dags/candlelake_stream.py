"""Every quarter of an hour: is ./candlelake stream alive? Red when trades have stopped coming in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Asset, Param, task

from candlelake_stages import SETTINGS, dag_settings, day, params

HEALTH = params(
    exchanges=Param(["binance"], type="array", items={"type": "string"}, description="streamed exchanges"),
    max_age_minutes=Param(5, type="integer", minimum=1, description="age of the newest trade"),
)


def newest_trades(lake: str) -> dict[str, datetime]:
    """When the newest trade of each exchange was received, from the table's statistics: no data is read."""
    import pyarrow as pa
    from deltalake import DeltaTable

    location = f"{lake}/silver/trades".replace("s3a://", "s3://")
    if not DeltaTable.is_deltatable(location):
        return {}
    files = pa.table(DeltaTable(location).get_add_actions(flatten=True))
    newest = files.group_by("partition.exchange").aggregate([("max.fetched_at", "max")])
    return {row["partition.exchange"]: row["max.fetched_at_max"] for row in newest.to_pylist()}


def is_fresh(newest: dict[str, datetime], params: dict[str, Any], now: datetime) -> bool:
    """Whether every exchange has a trade young enough; prints those that have not."""
    fresh = True
    for exchange in params["exchanges"]:
        received = newest.get(exchange)
        if received is None or now - received > timedelta(minutes=params["max_age_minutes"]):
            print(f"{exchange}: newest trade received {received or 'never'}, now {now}")
            fresh = False
    return fresh


with DAG(
    "candlelake_stream",
    doc_md=__doc__,
    schedule=timedelta(minutes=15),
    start_date=day(SETTINGS["start"]),
    catchup=False,
    **{**dag_settings(), "params": HEALTH},
):

    @task.sensor(poke_interval=60, timeout=10 * 60, mode="reschedule", retries=0)
    def trades_come_in(params: dict[str, Any] | None = None) -> bool:
        return is_fresh(newest_trades(params["lake"]), params, datetime.now(UTC))

    @task(outlets=[Asset("candlelake_stream", uri="candlelake://stream")])
    def publish() -> None:
        """Whoever waits for live trades starts now."""

    trades_come_in() >> publish()
