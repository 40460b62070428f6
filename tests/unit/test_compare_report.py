"""What `show compare` says: rows, sentences under them, saved filters, and the options on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from progress_tui.__main__ import main
from progress_tui.analysis.compare.report import compare_report
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.domain.comparison import Comparison
from progress_tui.domain.reports import Report
from tests.unit.frames_builder import NOW, SmallSchool

PP = Comparison(by=("pp",))


def report(at: SchoolAtPoint, asked: Comparison = PP) -> Report:
    return compare_report([at], asked)


def five_and_five() -> SmallSchool:
    """1 of 5 with pupil premium, 3 of 5 without; two of the four below have SEND, one child is not known."""
    school = SmallSchool()
    for listed, codes in ((True, "At JB B WB JB"), (False, "At Sec Ab JB B")):
        for place, code in enumerate(codes.split()):
            pupil = school.pupil()
            school.characteristics(pupil, pp=listed, sen="K" if listed and place in (1, 2) else "N", eal=False)
            school.result(pupil, NOW, code)
    school.pupil()
    return school


def test_a_row_holds_k_of_n_of_those_on_roll_and_the_unrounded_percentage() -> None:
    row = report(five_and_five().at()).rows[0]
    assert row == {
        "group": "pupil premium", "known": True, "subject": "reading", "subject_label": "Reading", "series": "",
        "series_label": "Reading teacher (bands)", "on_roll": 5, "assessed": 5, "n": 5, "k": 1, "percent": 20.0,
        "low": None, "high": None, "interval": "", "mean": None, "unit": "", "size": "small group", "national": None,
    }  # fmt: skip


def test_the_gap_is_said_in_points_and_in_children_with_what_else_they_are() -> None:
    notes = report(five_and_five().at()).notes
    assert notes[0] == (
        "Reading: pupil premium 1 of 5 (20 %), not pupil premium 3 of 5 (60 %): −40 percentage points, "
        "2 children fewer. Not at the expected standard in “pupil premium”: 4 children; 2 of these 4 are also SEND."
    )
    assert "Also SEND on roll: pupil premium 2 of 5, not pupil premium 0 of 5." in notes
    assert "1 child “pupil premium: not known”: in a row of their own, never among the others." in notes


def test_the_gap_in_the_json_answer() -> None:
    shown = report(five_and_five().at()).to_json()
    assert shown["gaps"] == [
        {"subject": "reading", "series": "", "unit": "", "first": "pupil premium", "second": "not pupil premium",
         "percentage_points": -40.0, "children": -2, "difference": None}
    ]  # fmt: skip


def test_the_interval_is_given_on_demand() -> None:
    row = report(five_and_five().at(), replace(PP, interval=True)).rows[1]
    assert (row["k"], row["n"], row["interval"]) == (3, 5, "23–88 %")
    assert row["low"] == pytest.approx(23.07, abs=0.01)
    assert "interval" not in {one.key for one in report(five_and_five().at()).fields}


def test_under_five_there_is_no_percentage_and_it_is_said() -> None:
    school = SmallSchool()
    for code in ("At", "JB"):
        school.result(school.pupil(), NOW, code)
    shown = report(school.at(), replace(PP, by=("year-group",), interval=True))
    assert (shown.rows[0]["percent"], shown.rows[0]["interval"], shown.rows[0]["size"]) == (None, "", "under 5")
    assert any(note.startswith("Of fewer than 5 children no percentage") for note in shown.notes)


def test_less_than_one_child_is_said_so_and_no_gap_too() -> None:
    school = SmallSchool()
    for listed, codes in ((True, "At At JB"), (False, "At At At At JB"), (None, "At")):
        for code in codes.split():
            pupil = school.pupil()
            if listed is not None:
                school.characteristics(pupil, pp=listed)
            school.result(pupil, NOW, code)
            school.result(pupil, NOW, "At", "maths")
    reading, maths = report(school.at()).notes[:2]
    # 2 of 3 against 4 of 5: 0.4 of a child of the three; under five there are no percentage points.
    assert reading == "Reading: pupil premium 2 of 3, not pupil premium 4 of 5 (80 %): less than one child."
    assert maths == "Maths: pupil premium 3 of 3, not pupil premium 5 of 5 (100 %): no gap."


def test_two_sets_say_how_many_are_in_both() -> None:
    shown = report(five_and_five().at(), replace(PP, by=("year-group",), sets=("pp", "sen")))
    assert [row["group"] for row in shown.rows] == ["pupil premium", "SEND"]
    assert "2 children are in both groups." in shown.notes
    assert "Of 1 child it is not known whether “SEND” holds: they are left out." in shown.notes


def test_a_comparison_of_classes_keeps_the_order_of_the_lists_and_speaks_of_no_teaching() -> None:
    school = SmallSchool()
    for name, year, code in (("4B", 4, "WB"), ("1A", 1, "At"), ("4A", 4, "Ab")):
        school.result(school.pupil(class_name=name, year_group=year), NOW, code)
    shown = report(school.at(), replace(PP, by=("class",)))
    assert [row["group"] for row in shown.rows] == ["1A", "4A", "4B"]
    assert any("describe no teaching" in note for note in shown.notes)
    assert not {"rank", "position"} & set(shown.rows[0])


def test_a_subject_without_figures_is_refused_with_the_reason() -> None:
    at = five_and_five().at()
    assert report(at, replace(PP, measure="mean")).notes[0].startswith("Reading: results are codes")
    school = SmallSchool()
    school.result(school.pupil(), NOW, "20", "maths", "raw", "test")
    assert report(school.at()).notes[0].startswith("Maths: the scale has no expected standard")
    refused = report(school.at(), replace(PP, measure="change"))
    assert refused.rows == ()
    assert refused.more["refused"] == [
        {"series_label": "Maths test (raw)", "assessed": 1, "reason": "no earlier result in the same series"}
    ]
    assert "cannot be subtracted" in refused.notes[0]
    assert "position within the year group" in refused.notes[0]
    assert report(at, replace(PP, denominator="dfe")).notes[0].startswith("There are no statutory results")


def test_pooling_says_which_years_and_that_each_result_counts_once() -> None:
    notes = report(five_and_five().at(), replace(PP, pool=2)).notes
    assert any("every result counts once in its year" in note for note in notes)
    assert "There are no results at Autumn 2 2025-26." in notes


def test_national_figures_stand_beside_disadvantaged_children_in_a_ks2_summer_only() -> None:
    school = SmallSchool()
    for fsm6, code in ((True, "99"), (False, "100")):
        pupil = school.pupil(class_name="6A", year_group=6)
        school.rows["enrolments"].pop()
        school.enrol(pupil, "2024-25", "6A", 6)
        school.characteristics(pupil, "2024-25", fsm6=fsm6)
        for subject in ("reading", "writing", "maths"):
            ks2 = ("scaled-ks2", code) if subject != "writing" else ("ks-ta", "EXS")
            school.result(pupil, "2024-25:Sum2", ks2[1], subject, ks2[0], "statutory")
    at = school.at("2024-25:Sum2")
    shown = report(at, replace(PP, by=("disadvantaged",), denominator="dfe"))
    combined = {row["group"]: row["national"] for row in shown.rows if row["subject"] == "rwm"}
    assert combined == {"disadvantaged": 47.0, "not disadvantaged": 69.0}
    assert {row["national"] for row in shown.rows if row["subject"] != "rwm"} == {None}
    assert any(note.startswith("National (England 2025, DfE measure, RWM)") for note in shown.notes)
    for other in (Comparison(by=("disadvantaged",)), Comparison(by=("pp",), denominator="dfe")):
        assert {row["national"] for row in compare_report([at], other).rows} <= {None}


# -- the command line


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_show_compare_prints_the_same_pupils_in_every_format(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["show", "compare", "--by", "pp", "--subject", "reading", "--file", str(demo_path), "--format"]
    shown = json.loads(printed(capsys, *asked, "json")[1])
    assert shown["n"] == len(shown["rows"]) == 2
    assert sum(row["on_roll"] for row in shown["rows"]) == 420
    for row in shown["rows"]:
        assert 0 <= row["k"] <= row["n"] <= row["on_roll"]
        assert row["percent"] == 100 * row["k"] / row["n"]
    _, table, _ = printed(capsys, *asked, "table")
    assert all(f"{row['k']}  {row['n']}" in table for row in shown["rows"])
    _, text, said = printed(capsys, *asked, "csv")
    assert text.splitlines()[0] == "group,subject,at expected,of,on roll,%"
    assert "percentage points" in said
    assert printed(capsys, *asked, "markdown")[1].startswith("# ")


def test_classes_compare_as_attainment_counts_them(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--subject", "maths", "--file", str(demo_path), "--format", "json"]
    compared = json.loads(printed(capsys, "show", "compare", "--by", "class", *file)[1])["rows"]
    attained = json.loads(printed(capsys, "show", "attainment", "--by", "class", *file)[1])["rows"]
    main_series = {row["group"]: (row["expected"], row["n"], row["on_roll"]) for row in attained if row["main"]}
    assert {row["group"]: (row["k"], row["n"], row["on_roll"]) for row in compared} == main_series


def test_a_filter_that_begins_with_a_minus_is_no_option(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--file", str(demo_path), "--format", "json", "--subject", "reading"]
    both = json.loads(printed(capsys, "show", "compare", "--set", "pp", "--set", "-pp", *file)[1])
    assert [row["on_roll"] for row in both["rows"]] == [108, 312]
    without = json.loads(printed(capsys, "show", "compare", "--by", "school", "--filter", "-pp", *file)[1])
    assert [row["on_roll"] for row in without["rows"]] == [312]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "pp", "--set", "pp", "--set", "-pp"], "do not go together"),
        (["--school", "Oakfield", "--all-schools"], "do not go together"),
        (["--by", "sexx"], "Did you mean “sex”"),
        (["--pool", "9"], "cannot be pooled"),
    ],
)
def test_what_does_not_go_together_ends_with_2(
    words: list[str], said: str, demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = printed(capsys, "show", "compare", *words, "--file", str(demo_path))
    assert (code, out) == (2, "")
    assert said in err


def test_a_saved_filter_is_kept_used_and_removed(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--file", str(demo_path)]
    code, _, said = printed(capsys, "filters", "save", "Quiet boys", "boys -sen", *file)
    assert (code, said) == (0, "Saved as “Quiet boys”: boys; not SEND.\n")
    printed(capsys, "filters", "save", "quiet BOYS", "-pp boys", *file)
    listed = json.loads(printed(capsys, "filters", "list", *file, "--format", "json")[1])
    (own,) = [row for row in listed["rows"] if row["name"].casefold() == "quiet boys"]
    assert (own["name"], own["filter"]) == ("Quiet boys", "-pp boys"), "one of that name is replaced"
    by = json.loads(printed(capsys, "show", "compare", "--by", "saved:quiet boys", *file, "--format", "json")[1])
    assert {row["group"] for row in by["rows"]} == {"Quiet boys", "not Quiet boys"}
    assert {row["on_roll"] for row in by["rows"] if row["group"] == "Quiet boys"} == {own["pupils"]}
    assert printed(capsys, "filters", "remove", "quiet boys", *file)[0] == 0
    left = json.loads(printed(capsys, "filters", "list", *file, "--format", "json")[1])
    assert left["n"] == listed["n"] - 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["save", "low", "flag:fel"], 2, "Unknown flag “fel”"),
        (["save", "pp", "sen"], 2, "is a word of the filter language"),
        (["save", 'a"b', "sen"], 2, "cannot be the name"),
        (["save", "x" * 61, "sen"], 2, "needs a name"),
        (["save", "mine"], 2, "no filter to save"),
        (["save"], 2, "No filter was named"),
        (["remove", "mine"], 1, "There is no saved filter “mine”"),
        (["remove", "mine", "too"], 2, "one word too many"),
        (["list", "mine"], 2, "takes no name"),
    ],
)
def test_saved_filters_refuse_what_cannot_be_used(
    words: list[str], code: int, said: str, demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, out, err = printed(capsys, "filters", *words, "--file", str(demo_path))
    assert (ended, out) == (code, "")
    assert said in err


def test_a_saved_filter_that_no_longer_holds_is_listed_with_the_reason(
    demo_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from contextlib import closing

    from progress_tui.store import saved_filters
    from progress_tui.workspace import Workspace

    with closing(Workspace(demo_path)) as workspace:
        workspace.file.write(lambda con: saved_filters.save(con, 1, "Old class", "class:9Z"))
    file = ["--file", str(demo_path), "--format", "json"]
    listed = json.loads(printed(capsys, "filters", "list", *file)[1])
    (row,) = [row for row in listed["rows"] if row["name"] == "Old class"]
    assert row["pupils"] is None
    assert "9Z" in row["description"]
