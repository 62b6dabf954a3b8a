"""Every week: the small files that daily runs and streams leave are put together."""

from airflow.sdk import DAG

from candlelake_stages import END_DAY, SETTINGS, WEEKLY, CandlelakeJob, dag_settings, day

with DAG(
    "candlelake_maintain",
    doc_md=__doc__,
    schedule=WEEKLY,
    start_date=day(SETTINGS["start"]),
    end_date=day(SETTINGS["end"]),
    catchup=False,
    **dag_settings(),
):
    CandlelakeJob(stages=["maintain"], run_id=f"maintain-{END_DAY}")
