"""`show matrix`, `venn`, `actions`, `support` and `effect` as they are typed, on the demo school."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from progress_tui.__main__ import main

COMMANDS = {
    "matrix": ["--subject", "reading", "--class", "4B"],
    "venn": ["--class", "4B"],
    "actions": ["--class", "4B"],
    "support": [],
    "effect": ["--support", "1"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_view_prints_in_every_format(name: str, demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["show", name, *COMMANDS[name], "--file", str(demo_path)]
    assert main([*words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["n"] == len(found["rows"]) > 0
    assert "fictional" in found["title"]
    # A matrix has a line of totals more than it has rows.
    lines = found["n"] + (name == "matrix")
    assert main([*words, "--format", "csv"]) == 0
    printed = capsys.readouterr()
    table = list(csv.reader(io.StringIO(printed.out)))
    assert len(table) == lines + 1
    assert {len(line) for line in table} == {len(table[0])}
    assert printed.err.splitlines() == found["notes"]
    assert main([*words, "--format", "markdown"]) == 0
    assert sum(line.startswith("|") for line in capsys.readouterr().out.splitlines()) == lines + 2
    assert main(words) == 0
    assert capsys.readouterr().out.splitlines()[-len(found["notes"]) :] == found["notes"]


def test_matrix_and_regions_of_a_class_hold_every_child(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--class", "4B", "--file", str(demo_path), "--format", "json"]
    assert main(["show", "class", *file[1:]]) == 0
    roll = sorted(row["pupil_id"] for row in json.loads(capsys.readouterr().out)["rows"])
    assert main(["show", "venn", *file]) == 0
    regions = json.loads(capsys.readouterr().out)["rows"]
    assert sorted(pupil for row in regions for pupil in row["pupil_ids"]) == roll
    assert main(["show", "matrix", "--a", "maths@Sum2", "--b", "sen", *file]) == 0
    found = json.loads(capsys.readouterr().out)
    placed = [pupil for row in found["rows"] for cell in row["cells"] for pupil in cell["pupil_ids"]]
    assert sorted(placed + [pupil for one in found["lacking"] for pupil in one["pupil_ids"]]) == roll


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["matrix"], 2, "A matrix needs two sides"),
        (["matrix", "--a", "pp", "--b", "readin"], 2, "Did you mean “reading”?"),
        (["matrix", "--subject", "reading", "--class", "9Z"], 1, "There is no class “9Z”"),
        (["venn", "--filter", "colour:red"], 2, "colour"),
        (["effect", "--action", "100000"], 1, "There is no action 100000"),
        (["actions", "--owner", "deputee"], 1, "Did you mean “deputy”?"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(
    words: list[str], code: int, said: str, demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", *words, "--file", str(demo_path)]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert "Traceback" not in printed.err
