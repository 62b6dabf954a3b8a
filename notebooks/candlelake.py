"""Reads a lake in PySpark: the Python face of the Java class io.candlelake.Candlelake."""

from __future__ import annotations

import os

import pandas as pd
from pyspark.sql import DataFrame, SparkSession

DELTA = "org.apache.spark.sql.delta.catalog.DeltaCatalog"


class Lake:
    """A lake's tables by name, as PySpark data frames; never written to. Times are UTC."""

    def __init__(self, spark: SparkSession, java_lake):
        self.spark = spark
        self._java = java_lake

    def table(self, name: str) -> DataFrame:
        """A table of docs/tables.md: "gold.trades". Without rows where it was never written."""
        return DataFrame(self._java.table(name), self.spark)

    def features(self) -> DataFrame:
        """The features computed last, one column each."""
        return DataFrame(self._java.features(), self.spark)

    def as_of(self, run_id: str) -> Lake:
        """The same lake with the table versions that the run ended with."""
        return Lake(self.spark, self._java.asOf(run_id))

    def last_run_with(self, name: str) -> str | None:
        """The run that started last of those with rows in the table; None if there is none."""
        return self._java.newestRun(name).orElse(None)

    def __repr__(self) -> str:
        return self._java.toString()


def open_lake(path: str | None = None) -> Lake:
    """The lake in a folder or store; by default the one that CANDLELAKE_LAKE names, or ./lake."""
    spark = (
        SparkSession.builder.appName("candlelake notebook")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", DELTA)
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    root = path or os.environ.get("CANDLELAKE_LAKE", "./lake")
    java = spark._jvm.io.candlelake.Candlelake.open(root, spark._jsparkSession)
    return Lake(spark, java)


def has_rows(frame: pd.DataFrame, what: str, remedy: str = "Make some: ./candlelake run") -> bool:
    """Whether there is anything to show; where there is not, says so in a sentence."""
    if frame.empty:
        print(f"Nothing to show: there are no {what} in this lake. {remedy}")
    return not frame.empty
