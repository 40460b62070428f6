from __future__ import annotations

import json

import pytest

from progress_tui.analysis.catalogue import rules_stamp
from progress_tui.analysis.class_beside import change_of
from progress_tui.analysis.class_view import COLUMNS
from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.views import VIEW_FORM, ClassView
from tests.unit.frames_builder import NOW, SmallSchool, when

SUM2 = "2025-26:Sum2"


def test_counts_are_k_of_n_of_those_on_roll() -> None:
    school = SmallSchool()
    for raw in ("At", "Ab", "JB", "A", "", "999"):
        school.result(school.pupil(), NOW, raw)
    school.pupil()
    view = school.views()["4B"]
    reading = view.heading("reading")
    assert reading is not None
    assert (reading.expected, reading.assessed, view.on_roll) == (2, 3, 7)


@pytest.mark.parametrize(("point", "shown"), [(NOW, False), ("2026-27:Sum2", True)])
def test_level_points_are_counted_against_an_expectation_only_when_judged(point: str, shown: bool) -> None:
    school = SmallSchool()
    for raw in ("3b", "1b"):
        school.result(school.pupil(), point, raw, scale="nc-levels")
    heading = school.views(point)["4B"].subjects[0]
    assert (heading.has_expectation, heading.expected, heading.assessed) == (shown, int(shown), 2)


def test_a_subject_shows_the_latest_points_and_always_the_current_one() -> None:
    school = SmallSchool()
    child = school.pupil()
    for half_term in HALF_TERMS:
        school.result(child, f"2025-26:{half_term}", "At")
    for point in ("2024-25:Sum1", "2024-25:Sum2", "2026-27:Aut1"):
        school.result(child, point, "At")
    heading = school.views()["4B"].subjects[0]
    assert [point.code for point in heading.points] == [*HALF_TERMS, "Aut1", "Aut2"]
    assert len(heading.points) == COLUMNS
    assert heading.points[-1].ordinal == when(NOW).ordinal
    kinds = [cell.kind for cell in school.views()["4B"].rows[0].subjects["reading"].results]
    assert kinds == ["value"] * 7 + ["missing"]


def test_a_column_of_another_series_says_so_and_takes_no_change() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "2a", scale="nc-levels")
    school.result(child, NOW, "At")
    view = school.views()["4B"]
    assert [(point.code, point.comparable) for point in view.subjects[0].points] == [("Sum2", False), ("Aut2", True)]
    assert view.rows[0].subjects["reading"].change == ""


@pytest.mark.parametrize(
    ("scale", "change", "shown"),
    [
        ("bands", None, ""), ("bands", 0.0, "same"), ("bands", 1.0, "up"), ("bands", -1.0, "down"),
        ("standardised", -6.0, "same"), ("standardised", 6.0, "same"), ("standardised", -7.0, "down"),
        ("standardised", 7.0, "up"), ("raw", -1.0, "down"), ("raw", 0.0, "same"),
    ],
)  # fmt: skip
def test_a_difference_within_error_is_the_same(scale: str, change: float | None, shown: str) -> None:
    assert change_of(scale, change) == shown


def test_subjects_stand_in_the_order_of_a_meeting() -> None:
    school = SmallSchool()
    child = school.pupil()
    for subject in ("latin", "science", "maths", "writing", "reading", "art"):
        school.result(child, NOW, "At", subject)
    assert [heading.label for heading in school.views()["4B"].subjects] == [
        "Reading", "Writing", "Maths", "Science", "Art", "Latin",
    ]  # fmt: skip


def test_each_class_has_its_own_pupils_subjects_and_series() -> None:
    school = SmallSchool()
    willow, oak, nowhere = school.pupil(class_name="Willow"), school.pupil(class_name="Oak"), school.pupil()
    school.rows["enrolments"].pop()
    school.enrol(nowhere, "2026-27", None, 4)
    school.result(willow, NOW, "At")
    school.result(oak, NOW, "101", "maths", "standardised", "test")
    views = school.views()
    assert {name: [row.pupil_id for row in view.rows] for name, view in views.items()} == {
        "Willow": [willow], "Oak": [oak],
    }  # fmt: skip
    assert [heading.subject for heading in views["Willow"].subjects] == ["reading"]
    assert [heading.subject for heading in views["Oak"].subjects] == ["maths"]


def test_a_class_list_without_results_shows_its_pupils() -> None:
    school = SmallSchool()
    school.pupil()
    view = school.views()["4B"]
    assert (view.subjects, view.on_roll, view.rows[0].flags) == ((), 1, ())


def test_a_bare_number_reads_as_a_class() -> None:
    school = SmallSchool()
    school.pupil(class_name="1")
    school.pupil(class_name="Willow")
    assert {view.class_label for view in school.views().values()} == {"Class 1", "Willow"}


def test_a_view_survives_json() -> None:
    school = SmallSchool()
    child = school.pupil("Ọlátúnjí")
    school.characteristics(child, fsm6=True, sen="K", eal=None)
    school.attendance(child, percentage=93.0)
    school.result(child, SUM2, "At")
    school.result(child, NOW, "B")
    school.target(child, "2026-27:Sum2", "Sec")
    school.result(child, "2023-24:Sum2", "Yes", "gld", "gld", "statutory")
    school.result(child, NOW, "<70", "reading", "standardised", "test")
    view = school.views()["4B"]
    assert view.rows[0].severity == 3
    assert [shown.result.code for shown in view.rows[0].beside] == ["Yes", "<70"]
    assert ClassView.from_json(json.loads(json.dumps(view.to_json()))) == view


def test_a_view_in_another_form_is_not_read() -> None:
    assert VIEW_FORM in rules_stamp(), "what an older program prepared stands under another stamp"


def test_level_points_that_nothing_is_expected_of_are_assessed_and_not_judged() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "At")
    school.result(school.pupil(year_group=None), NOW, "Y2 At")
    heading = school.views()["4B"].subjects[0]
    assert (heading.assessed, heading.judged, heading.expected) == (2, 1, 1)
