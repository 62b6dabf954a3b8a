"""By hand: a long range at once, a JVM a stage instead of one a stage and day. History comes first by this."""

from airflow.sdk import DAG, Asset, Param

from candlelake_stages import STAGES, dag_settings, params, pipeline

DATES = params(
    start=Param(type="string", format="date", description="first day"),
    end=Param(type="string", format="date", description="day after the last"),
)

with DAG("candlelake_backfill", doc_md=__doc__, schedule=None, **{**dag_settings(), "params": DATES}):
    pipeline(
        STAGES,
        asset=Asset("candlelake_gold", uri="candlelake://gold"),
        run_id="backfill-{{ params.start }}-{{ params.end }}",
        start="{{ params.start }}",
        end="{{ params.end }}",
    )
