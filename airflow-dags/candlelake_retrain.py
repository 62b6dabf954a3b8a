"""Every week: all models fitted again, registered in gold.models, and measured.

The daily run fits only what is due: the day's fold, and folds without predictions. This one starts from
all candles and labels as they are now, so that late corrections reach every model.
"""

from airflow.sdk import DAG, Asset

from candlelake_stages import END_DAY, INTERVAL_END, SETTINGS, WEEKLY, dag_settings, day, pipeline

with DAG(
    "candlelake_retrain",
    doc_md=__doc__,
    schedule=WEEKLY,
    start_date=day(SETTINGS["start"]),
    end_date=day(SETTINGS["end"]),
    catchup=False,  # only the latest refit is of use
    **dag_settings(),
):
    pipeline(
        ["features", "labels", "train", "signals", "evaluate"],
        asset=Asset("candlelake_models", uri="candlelake://models"),
        run_id=f"retrain-{END_DAY}",
        end=INTERVAL_END,
    )
