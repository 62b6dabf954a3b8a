"""Validates the Zeppelin notes and runs their paragraphs on the small lake, without Zeppelin."""

from __future__ import annotations

import pytest
from conftest import ROOT

import zeppelin
from candlelake import open_lake

NOTES = {
    path.stem.split("_")[0]: zeppelin.load(path)
    for path in (ROOT / "notebooks/zeppelin").glob("*.zpln")
}


@pytest.fixture(scope="module")
def spark(lake):
    spark = open_lake(str(lake)).spark
    yield spark
    spark.stop()


def test_the_sql_note(lake, spark):
    equity, reasons, pairs = zeppelin.run(NOTES["candlelake-backtest"], spark, {"lake": str(lake)})
    assert len(equity) > 100 and equity["equity"].gt(0).all()
    assert {"exit_reason", "trades", "net_profit"} <= set(reasons.columns)
    assert len(pairs) > 1

    narrow = {"lake": str(lake), "pair": pairs["pair"][0], "from": "2023-08-01", "to": "2023-09-01"}
    august, reasons, _ = zeppelin.run(NOTES["candlelake-backtest"], spark, narrow)
    assert len(august) == 31
    assert len(reasons) > 0


def test_the_pyspark_note(lake, spark):
    days, tenths = zeppelin.run(
        NOTES["candlelake-pairs"], spark, {"lake": str(lake), "pair": "ETH-USDT"}
    )
    assert days["close"].gt(0).all() and len(days) > 250
    assert tenths["happened"].between(0, 1).all() and tenths["candles"].sum() > 1000


def test_the_pyspark_note_says_that_there_is_no_table(tmp_path, spark, capsys):
    assert zeppelin.run(NOTES["candlelake-pairs"], spark, {"lake": str(tmp_path)}) == []
    assert "Nothing to show: no table silver.candles" in capsys.readouterr().out


def test_a_note_that_is_none_is_refused(tmp_path):
    bad = tmp_path / "a_b.zpln"
    bad.write_text('{"name": "a", "id": "b", "paragraphs": []}')
    with pytest.raises(AssertionError):
        zeppelin.load(bad)
