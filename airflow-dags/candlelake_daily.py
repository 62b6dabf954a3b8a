"""Every day: the day's candles through the whole pipeline, and a report up to its end."""

from airflow.sdk import DAG, Asset

from candlelake_stages import (
    DAILY,
    INTERVAL_END,
    OVERLAP_START,
    SETTINGS,
    STAGES,
    START_DAY,
    dag_settings,
    day,
    pipeline,
)

with DAG(
    "candlelake_daily",
    doc_md=__doc__,
    schedule=DAILY,
    start_date=day(SETTINGS["start"]),
    end_date=day(SETTINGS["end"]),
    catchup=True,  # a day that was missed is done, in order
    **dag_settings(),
):
    pipeline(
        STAGES,
        asset=Asset("candlelake_gold", uri="candlelake://gold"),
        run_id=f"daily-{START_DAY}",
        start=OVERLAP_START,
        end=INTERVAL_END,
        depends_on_past=True,  # features and models of a day need the day before
    )
