"""The list of those below target: order, units, what distances are from, counts."""

from __future__ import annotations

from progress_tui.analysis.target_list import DISTANCES, distances, targets_report
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool

DUE = "2026-27:Sum2"


def listed(report: Report) -> list[tuple[object, ...]]:
    return [
        tuple(row[key] for key in ("pupil_id", "result", "target", "distance", "unit", "basis")) for row in report.rows
    ]


def with_targets() -> SmallSchool:
    """Six children with target At: two notches below, one below, at it, above it, absent, and one without a target."""
    school = SmallSchool()
    for raw in ("B", "JB", "At", "Ab", "A"):
        child = school.pupil()
        school.result(child, NOW, raw)
        school.target(child, DUE, "At")
    school.result(school.pupil(), NOW, "WB")
    return school


def test_the_furthest_below_stands_first_with_its_target_and_when_it_is_due() -> None:
    report = targets_report(with_targets().at(), EVERYBODY)
    assert listed(report) == [(1, "B", "At", -2, "notches", "target"), (2, "JB", "At", -1, "notches", "target")]
    assert [row["due"] for row in report.rows] == [DUE, DUE]
    # Of six on roll five have a target, and one of those has no result now.
    assert "Reading: below target 2 of 4 (of 6 on roll)." in report.notes
    assert report.more["counts"] == [{"subject": "reading", "basis": "target", "below": 2, "n": 4, "on_roll": 6}]


def test_all_adds_those_at_and_above_and_those_without_a_distance_last() -> None:
    report = targets_report(with_targets().at(), EVERYBODY, everybody=True)
    assert [row["distance"] for row in report.rows] == [-2, -1, 0, 2, None, None]
    assert [row["pupil_id"] for row in report.rows] == [1, 2, 3, 4, 5, 6]
    assert report.rows[5]["target"] == ""


def test_without_individual_targets_the_expected_standard_stands_in_and_is_named() -> None:
    school = SmallSchool()
    for raw in ("B", "At"):
        school.result(school.pupil(), NOW, raw)
    report = targets_report(school.at(), EVERYBODY)
    assert listed(report) == [(1, "B", "At", -2, "notches", "expected standard")]
    assert report.rows[0]["due"] == ""
    assert "Reading: below the expected standard 1 of 2 (of 2 on roll)." in report.notes
    assert any("the expected standard of the year group stands in" in note for note in report.notes)


def test_each_class_is_held_against_what_it_has() -> None:
    school = with_targets()
    school.result(school.pupil(class_name="4A"), NOW, "JB")
    report = targets_report(school.at(), Whom(subject="reading"))
    assert [(row["class"], row["distance"], row["basis"]) for row in report.rows] == [
        ("4B", -2, "target"),
        ("4B", -1, "target"),
        ("4A", -1, "expected standard"),
    ]
    assert [note for note in report.notes if note.startswith("Reading")] == [
        "Reading: below target 2 of 4 (of 6 on roll in classes with targets in it).",
        "Reading: below the expected standard 1 of 1 (of 1 on roll in classes held against it).",
    ]


def test_points_of_score_and_notches_are_never_ranked_together() -> None:
    school = SmallSchool()
    first, second, third = (school.pupil() for _ in range(3))
    for child, raw in ((first, "80"), (second, "99")):
        school.result(child, NOW, raw, "maths", "standardised", "test")
        school.target(child, DUE, "100", "maths", "standardised", "test")
    school.result(third, NOW, "JB")
    school.target(third, DUE, "At")
    report = targets_report(school.at(), EVERYBODY)
    assert listed(report) == [
        (3, "JB", "At", -1, "notches", "target"),
        (1, "80", "100", -20, "points of score", "target"),
        (2, "99", "100", -1, "points of score", "target"),
    ]
    assert "Scales stand one after the other: distances are never ranked across them." in report.notes


def test_the_expected_standard_is_named_on_every_kind_of_scale() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, DUE, "85", "maths", "standardised", "test")
    school.result(child, DUE, "3c", "reading", "nc-levels")
    school.result(child, DUE, "4b", "writing", "steps")
    school.result(child, DUE, "Em", "science", "rising3")
    found = {row["subject"]: (row["target"], row["distance"]) for row in targets_report(school.at(DUE), EVERYBODY).rows}
    # Standardised from 90; Year 4's line 21 is 3b, 19 is a notch under it; 4s is 4 steps over 4b; Secure is 2 over.
    assert found == {"maths": ("90", -5), "reading": ("3b", -1), "writing": ("4s", -4), "science": ("Sec", -2)}


def test_where_nothing_is_expected_it_says_so() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "12", "maths", "raw", "test")
    report = targets_report(school.at(), EVERYBODY)
    assert report.rows == ()
    assert report.notes[-1] == (
        "Maths: no targets, and no result that is held against an expected standard at this point."
    )


def test_a_filter_leaves_its_children_and_the_frame_is_as_declared() -> None:
    school = with_targets()
    school.characteristics(2, pp=True)
    assert [row["pupil_id"] for row in targets_report(school.at(), Whom(filter="pp")).rows] == [2]
    assert dict(distances(school.summary()).schema) == DISTANCES
