"""The provision map, a group's page and what is proposed as entry and exit: worked out by hand for a small class."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from progress_tui.analysis.effect.measuring import measured_on
from progress_tui.analysis.effect.members import members_report
from progress_tui.analysis.effect.provision import provision_report
from progress_tui.analysis.effect.support import support_report
from progress_tui.analysis.under_way import supported
from progress_tui.domain.whom import Whom
from tests.unit.frames_builder import SmallSchool

AUT1, AUT2, SUM2 = "2026-27:Aut1", "2026-27:Aut2", "2025-26:Sum2"
TEST = {"subject": "maths", "scale": "standardised", "kind": "test"}


def ash_class() -> tuple[SmallSchool, dict[str, int]]:
    """Five children of 4B: Ash and Elm fell by two bands in reading, which is a flag of severity 2 and more."""
    school, pupils = SmallSchool(), {}
    for name, before, after in (
        ("Ash", "Sec", "JB"), ("Birch", "At", "At"), ("Cedar", "B", "JB"), ("Elm", "Sec", "JB"), ("Fir", "At", "Sec"),
    ):  # fmt: skip
        pupils[name] = school.pupil(name)
        school.result(pupils[name], AUT1, before)
        school.result(pupils[name], AUT2, after)
    return school, pupils


def test_the_map_says_who_is_in_what_and_who_is_flagged_without_support() -> None:
    school, pupils = ash_class()
    other = school.pupil("Oak", "4A")
    school.result(other, AUT2, "At")
    school.support("Book talk", {pupils["Ash"]: "some", pupils["Birch"]: "unknown"}, date(2026, 9, 14))
    school.support("Number facts", {pupils["Birch"]: "clear"}, date(2026, 9, 7), date(2026, 10, 23), subject="maths")
    school.support("Last year's", {pupils["Elm"]: "none"}, date(2025, 9, 8), date(2026, 3, 27))
    school.support("After Christmas", {pupils["Cedar"]: "unknown"}, date(2027, 1, 11))
    school.support("Of the other class", {other: "unknown"}, date(2026, 9, 14))
    report = provision_report(school.at(), Whom(class_name="4B"))

    assert [one.label for one in report.fields][5:] == ["Number facts", "Book talk", "After Christmas"]
    cells = {str(line["pupil"]): list(line.values())[5:] for line in report.cells()}
    assert cells == {
        "Ash": ["", "● some", ""],
        "Birch": ["○ clear", "●", ""],
        "Cedar": ["", "", "·"],
        "Elm": ["", "", ""],
        "Fir": ["", "", ""],
    }
    rows = {str(row["pupil"]): row for row in report.rows}
    assert {name for name, row in rows.items() if row["asked"]} == {"Elm"}
    assert [rows[name]["running"] for name in ("Ash", "Birch", "Cedar", "Elm", "Fir")] == [1, 1, 0, 0, 0]
    # Ash and Elm fell; of Elm nothing is under way, and last year's support had no effect. Birch has had ten weeks.
    assert (rows["Ash"]["flags"], rows["Elm"]["flags"], rows["Birch"]["flags"]) == (1, 3, 1)
    assert report.notes[:3] == (
        "4B: 5 of 6 on roll.",
        "2 of 5 are in support on 2026-11-23.",
        "No support but flagged: 1 of 5 have a flag of severity 2 or more and are in no support now.",
    )
    assert report.behind_notes[1].pupil_ids == (pupils["Ash"], pupils["Birch"])
    assert report.behind_notes[2].pupil_ids == (pupils["Elm"],)
    elm = list(rows).index("Elm")
    assert report.behind(elm, "support_1") is None
    assert report.behind(elm, "flags") == report.behind(elm, "pupil")


def test_a_child_who_joined_and_left_counts_by_days_of_its_own() -> None:
    school, pupils = ash_class()
    number = school.support("Book talk", {pupils["Ash"]: "unknown"}, date(2026, 9, 7))
    late = date(2026, 11, 16)
    school.rows["support_members"] += [
        (number, pupils["Birch"], "At", "", "unknown", late, None, ""),
        (number, pupils["Cedar"], "B", "JB", "none", None, date(2026, 10, 2), "moved on"),
    ]
    at = school.at()
    assert set(supported(at.frames, at.today)["pupil_id"]) == {pupils["Ash"], pupils["Birch"]}
    [row] = support_report(at).rows
    # Ash has had eleven weeks and Cedar has left; Birch came a week ago.
    assert row["asked_ids"] == [pupils["Ash"], pupils["Cedar"]]
    assert row["without_effect"] == 3
    page = {str(line["pupil"]): line for line in members_report(at, number).cells()}
    assert page["Birch"]["days"] == "from 2026-11-16"
    assert page["Cedar"]["days"] == "to 2026-10-02"
    assert page["Cedar"]["note"] == "moved on"
    # Before is autumn 1 for Ash; Birch joined in autumn 2 and has no result since.
    assert page["Ash"]["results since"] == "Sec Aut1 → JB Aut2, −2 notches"
    assert page["Birch"]["results since"] == "no result since"


def test_the_page_sets_the_group_beside_the_others_of_the_class() -> None:
    school, pupils = ash_class()
    number = school.support("Book talk", {pupils["Ash"]: "unknown", pupils["Cedar"]: "clear"}, date(2026, 9, 14))
    report = members_report(school.at(), number)
    # Ash −2, Cedar +1; the others: Birch 0, Elm −2, Fir +1.
    assert report.notes[0].startswith("1 of 2 have no effect noted")
    assert report.notes[1] == (
        "Reading, 2 of 2 with both results: −0.5 notches on average; "
        "the 3 other children of their classes: −0.33 notches."
    )
    assert report.behind_notes[0].pupil_ids == (pupils["Ash"],)


def test_what_was_measured_is_the_latest_result_up_to_the_half_term_of_the_day() -> None:
    school, pupils = ash_class()
    for point, score in ((SUM2, "92"), (AUT2, "88")):
        school.result(pupils["Ash"], point, score, **TEST)
    at, ids = school.at(), [pupils["Ash"], pupils["Fir"]]
    assert measured_on(at, "reading", date(2026, 10, 5), ids) == {
        pupils["Ash"]: "Sec (Aut1 2026-27)",
        pupils["Fir"]: "At (Aut1 2026-27)",
    }
    assert measured_on(at, "reading", at.today, ids)[pupils["Ash"]] == "JB (Aut2 2026-27)"
    assert measured_on(at, "maths", date(2026, 10, 5), ids) == {pupils["Ash"]: "92 (test, Sum2 2025-26)"}
    assert measured_on(at, "reading", date(2026, 6, 1), ids) == {}
    assert measured_on(at, "", at.today, ids) == {}


def test_costs_stand_in_the_report_only_where_they_are_asked_for() -> None:
    school, pupils = ash_class()
    number = school.support("Book talk", {pupils["Ash"]: "some", pupils["Elm"]: "some"}, date(2026, 9, 14))
    school.support("Number facts", {pupils["Fir"]: "some"}, date(2026, 9, 14), subject="maths")
    plain = support_report(school.at())
    assert "cost" not in {one.key for one in plain.fields} | set(plain.rows[0])
    told = support_report(school.at(), costs={number: 480.0, number + 1: None})
    assert [(row["cost"], row["cost_per_child"]) for row in told.rows] == [(480.0, 240.0), (None, None)]
    assert told.notes[-1] == ("Costs are for senior leaders only. Together £480 for 1 of 2; of 1 no cost is on file.")


def test_the_severity_to_discuss_is_the_one_of_the_agenda(home: Path) -> None:
    school, _ = ash_class()
    (home / "config.toml").write_text("[flags.agenda]\nseverity = 3\n", "utf-8")
    report = provision_report(school.at(), Whom(class_name="4B"))
    assert "flags ≥ 3" in [one.label for one in report.fields]
    assert "have a flag of severity 3 or more" in " ".join(report.notes)
