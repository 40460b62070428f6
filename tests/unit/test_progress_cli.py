"""`show progress` and `show baselines` as they are typed, on the demo school and on the Junior School Project."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.progress.by_year_report import NOT_TEACHING

Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, *words: str) -> dict[str, Any]:
    """The JSON answer of `show …`."""
    assert main(["show", *words, "--format", "json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_demo_school_by_year_group(demo_path: Path, capsys: Capture) -> None:
    file = ("--file", str(demo_path))
    answer = asked(capsys, "progress", *file)
    assert (answer["measure"], answer["view"], answer["point"]) == ("level-points", "classes", "2026-27:Aut2")
    held = {(row["subject"], row["year_group"]) for row in answer["rows"]}
    assert held >= {(subject, year) for subject in ("reading", "writing", "maths") for year in (3, 4, 5, 6)}
    for row in answer["rows"]:
        assert 0 < row["matched"] <= row["n"] <= row["on_roll"]
        assert (row["from_point"], row["to_point"]) == ("2024-25:Sum2", "2025-26:Sum2")
    for subject in ("reading", "writing", "maths"):
        shares = [row["share"] for row in answer["rows"] if row["subject"] == subject and row["share"] is not None]
        assert (len(shares), sum(shares)) == (4, pytest.approx(100))
    assert answer["notes"][-1] == NOT_TEACHING
    one = asked(capsys, "progress", "--subject", "maths", "--year-group", "Y6", *file)
    assert one["rows"] == [row for row in answer["rows"] if (row["subject"], row["year_group"]) == ("maths", 6)]


def test_other_views_of_the_demo_school(demo_path: Path, capsys: Capture) -> None:
    file = ("--file", str(demo_path))
    cohort = asked(capsys, "progress", "--view", "cohort", "--year-group", "6", *file)
    assert {(row["year_group"], row["to_point"]) for row in cohort["rows"]} >= {(5, "2025-26:Sum2")}
    bands = asked(capsys, "progress", "--measure", "bands", "--so-far", *file)
    assert {(row["so_far"], row["share"]) for row in bands["rows"]} == {(True, None)}
    pupils = asked(capsys, "progress", "--pupils", "--since", "Sum2", "--class", "4b", "--filter", "pp", *file)
    assert (pupils["since"], {row["class"] for row in pupils["rows"]}) == ("2025-26:Sum2", {"4B"})
    assert {row["from_point"] for row in pupils["rows"]} <= {"2025-26:Sum2", None}
    starts = asked(capsys, "baselines", *file)
    used = {row["year_group"]: row["used"] for row in starts["rows"]}
    assert (used[6], {used[year] for year in (1, 2, 3, 4, 5)}, used[0]) == ("ks1", {"eyfsp"}, "first")
    for row in starts["rows"]:
        assert row["low"] + row["middle"] + row["high"] + row["no_group"] == row["on_roll"]
    both = asked(capsys, "baselines", "--key-stages", "--point", "2025-26:Sum2", *file)
    assert all(row["below"] + row["expected"] + row["higher"] <= row["n"] for row in both["rows"])
    assert both["rows"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["progress", "--since", "Sum2"], "--since and --beside belong to --pupils"),
        (["progress", "--pupils", "--view", "cohort"], "do not go together"),
        (["progress", "--pupils", "--trajectories"], "do not go together"),
        (["progress", "--view", "cohort", "--so-far"], "shows the year under way anyway"),
        (["progress", "--pupils", "--since", "Foo"], "“Foo” is not a point"),
        (["progress", "--year-group", "big"], "“big” is not a year group"),
        (["progress", "--subject", "mathz"], "Did you mean “maths”"),
        (["baselines", "--key-stages", "--kind", "first"], "--key-stages goes without"),
        (["baselines", "--filter", "prior:hih"], "prior"),
    ],
)
def test_what_cannot_be_answered_is_exit_2(demo_path: Path, capsys: Capture, words: list[str], said: str) -> None:
    assert main(["show", *words, "--file", str(demo_path)]) == 2
    assert said in capsys.readouterr().err


def test_an_own_trajectory_that_is_not_valid_is_refused_in_words(demo_path: Path, home: Path, capsys: Capture) -> None:
    (home / "trajectories.toml").write_text('[[trajectories]]\nid = "even"\n', "utf-8")
    assert main(["show", "progress", "--file", str(demo_path)]) == 1
    assert "trajectories.toml: key “trajectories[1].id”" in capsys.readouterr().err


def test_of_the_junior_school_project_places_are_given_and_no_difference(tmp_path: Path, capsys: Capture) -> None:
    found = importlib.util.find_spec("faraway")
    assert found is not None
    assert found.submodule_search_locations
    source = Path(found.submodule_search_locations[0]) / "datasets" / "jsp" / "jsp.csv.bz2"
    file = str(tmp_path / "jsp.duckdb")
    assert main(["import", str(source), "--into", file, "--map", "jsp"]) == 0
    capsys.readouterr()
    table = asked(capsys, "progress", "--file", file)
    assert table["measure"] == "rank"
    assert all(row["from_point"] == "1981-82:Sum2" and row["matched"] <= row["n"] for row in table["rows"])
    pupils = asked(capsys, "progress", "--pupils", "--file", file)
    assert {row["progress"] for row in pupils["rows"]} == {None}
    reasons = {row["refusal"] for row in pupils["rows"]}
    assert reasons == {"different-series", "no-earlier-result"}
    with_both = [row for row in pupils["rows"] if row["refusal"] == "different-series"]
    assert with_both
    assert all(0 <= row[place] <= 100 for row in with_both for place in ("from_percentile", "to_percentile"))
    raw = asked(capsys, "progress", "--measure", "score", "--file", file)
    assert raw["rows"] == []
