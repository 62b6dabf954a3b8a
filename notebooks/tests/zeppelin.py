"""Checks Zeppelin notes against their format and runs their paragraphs without Zeppelin.

No Zeppelin server is involved: forms take their defaults or what is given, z.show keeps the rows.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

FORM = re.compile(r"\$\$?\{(?P<name>\w+)(?:=(?P<default>[^},]*))?(?:,[^}]*)?\}")
NOTE = {
    "paragraphs": list,
    "name": str,
    "id": str,
    "noteParams": dict,
    "noteForms": dict,
    "config": dict,
    "info": dict,
}
PARAGRAPH = {"id": str, "text": str, "config": dict, "settings": dict, "status": str}


def load(path: Path) -> dict:
    """The note, once it has what Zeppelin's Note.fromJson reads, and no results."""
    note = json.loads(path.read_text())
    assert {key: type(note.get(key)) for key in NOTE} == NOTE, path
    assert path.name == f"{note['name']}_{note['id']}.zpln"
    ids = [paragraph["id"] for paragraph in note["paragraphs"]]
    assert len(set(ids)) == len(ids), "paragraph ids are unique"
    for paragraph in note["paragraphs"]:
        assert {key: type(paragraph.get(key)) for key in PARAGRAPH} == PARAGRAPH, paragraph["id"]
        assert set(paragraph["settings"]) == {"params", "forms"}
        assert paragraph["status"] == "READY" and "results" not in paragraph
        assert re.match(r"%(md|spark\.sql|spark\.pyspark)\n", paragraph["text"])
    return note


class Z:
    """What PySpark paragraphs use of Zeppelin's context."""

    def __init__(self, forms: dict[str, str]):
        self.forms = forms
        self.shown = []

    def input(self, name: str, default: str = "") -> str:
        return self.forms.get(name, default)

    def select(self, name: str, options: list[tuple[str, str]], default: str = "") -> str:
        chosen = self.forms.get(name, default)
        assert chosen in [value for value, _ in options], f"{name} is one of its options"
        return chosen

    def show(self, frame) -> None:
        self.shown.append(frame.toPandas())


def run(note: dict, spark, forms: dict[str, str]) -> list:
    """The tables that the note shows, in order."""
    z = Z(forms)
    names = {"spark": spark, "z": z}
    for paragraph in note["paragraphs"]:
        interpreter, code = paragraph["text"].split("\n", 1)
        if interpreter == "%spark.sql":
            z.show(spark.sql(FORM.sub(lambda form: forms.get(form["name"], form["default"]), code)))
        elif interpreter == "%spark.pyspark":
            exec(compile(code, paragraph["id"], "exec"), names)  # noqa: S102
    return z.shown
