"""What is there and what is missing: class by subject, series and point."""

from __future__ import annotations

from datetime import datetime

from progress_tui.analysis.attainment.completeness import COMPLETENESS, completeness, completeness_report
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.workspace import Workspace
from tests.unit.frames_builder import NOW, SmallSchool, when

COUNTS = ("class", "subject", "half_term", "on_roll", "results", "missing", "no_result", "unreadable", "why")


def listed(report: Report) -> list[tuple[object, ...]]:
    return [tuple(row[key] for key in COUNTS) for row in report.rows]


def two_classes() -> SmallSchool:
    """4B: two results, absent, blank, a code of no scale, no entry at all. 4A: maths only."""
    school = SmallSchool()
    for raw in ("At", "B", "Abs", "", "Zebra"):
        school.result(school.pupil(), NOW, raw)
    school.pupil()
    school.result(school.pupil(class_name="4A"), NOW, "At", "maths")
    return school


def test_results_and_what_is_missing_add_up_to_the_number_on_roll() -> None:
    report = completeness_report(two_classes().at(), Whom(class_name="4B"), False, {})
    assert listed(report) == [
        ("4B", "reading", "Aut2", 6, 2, 2, 1, 1, "1 absent, 1 unknown “Zebra”"),
        ("4B", "maths", "Aut2", 6, 0, 6, 0, 0, ""),
    ]
    found = completeness(two_classes().summary(), [when(NOW).ordinal])
    assert dict(found.schema) == COMPLETENESS
    parts = found.select("results", "missing", "no_result", "unreadable").sum_horizontal()
    assert parts.to_list() == found["on_roll"].to_list()


def test_classes_without_any_result_are_named() -> None:
    report = completeness_report(two_classes().at(), EVERYBODY, False, {})
    assert "No Reading results at Aut2: 4A." in report.notes
    assert "No Maths results at Aut2: 4B." in report.notes
    assert report.notes[0] == "1 of 4 lists are complete; 9 results are missing."
    assert [row["assessment"] for row in report.rows] == ["none", "teacher (bands)", "teacher (bands)", "none"]


def test_a_subject_of_one_year_group_is_asked_of_that_year_group_alone() -> None:
    school = SmallSchool()
    for class_name, year_group in (("1A", 1), ("1B", 1), ("6A", 6)):
        child = school.pupil(class_name=class_name, year_group=year_group)
        if class_name == "1A":
            school.result(child, NOW, "30", "phonics", "phonics", "test")
    rows = completeness_report(school.at(), EVERYBODY, False, {}).rows
    assert [(row["class"], row["results"]) for row in rows] == [("1A", 1), ("1B", 0)]


def test_every_point_of_the_year_so_far_can_be_asked_for() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    for point in ("2025-26:Sum2", "2026-27:Aut1", "2026-27:Spr1"):
        school.result(child, point, "At")
    report = completeness_report(school.at(), EVERYBODY, True, {})
    assert [(row["half_term"], row["results"]) for row in report.rows] == [("Aut1", 1), ("Aut2", 0)]
    assert "No Reading results at Aut2: 4B." in report.notes


def test_a_statutory_result_is_asked_of_its_year_group_in_a_mixed_class() -> None:
    school = SmallSchool()
    for year_group in (5, 6, 6):
        child = school.pupil(class_name="5/6", year_group=year_group)
        if year_group == 6:
            school.result(child, "2026-27:Sum2", "101", "reading", "scaled-ks2", "statutory")
    row = completeness_report(school.at("2026-27:Sum2"), EVERYBODY, False, {}).rows[0]
    assert (row["on_roll"], row["results"], row["missing"]) == (2, 2, 0)


def test_the_latest_import_stands_beside_where_it_is_known() -> None:
    school = two_classes()
    key = (1, 1, when(NOW).ordinal)
    report = completeness_report(
        school.at(), Whom(class_name="4B"), False, {key: ("a.csv", datetime(2026, 11, 2, 9, 5))}
    )
    assert [(row["file"], row["imported"]) for row in report.rows] == [("a.csv", "2026-11-02 09:05"), ("", None)]


def test_imports_are_those_of_the_file(demo: Workspace) -> None:
    report = demo.judging.completeness(Whom(class_name="4B", subject="reading"))
    assert {row["file"] for row in report.rows} == {"results-2026-27.csv"}
    assert all(row["imported"] for row in report.rows)
    assert {row["point"] for row in report.rows} == {"2026-27:Aut2"}
