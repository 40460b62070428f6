"""The latest result with its age: never silently carried forward."""

from __future__ import annotations

import pytest

from progress_tui.analysis.attainment.latest import LATEST, age_words, latest_results, pupils_report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool, when


@pytest.mark.parametrize(
    ("age", "point", "words"),
    [
        (0, "2026-27:Aut2", "now"),
        (1, "2026-27:Aut1", "at Aut1, 1 half-term ago"),
        (2, "2025-26:Sum2", "at Sum2, 2 half-terms ago"),
        (6, "2025-26:Aut2", "at Aut2 2025-26, 6 half-terms ago"),
        (14, "2023-24:Sum2", "at Sum2 2023-24, 14 half-terms ago"),
    ],
)
def test_an_age_in_words(age: int, point: str, words: str) -> None:
    assert age_words(age, when(point).ordinal) == words


def old_result() -> SmallSchool:
    """Two children: one with results at Sum2 and now, one with a result at Sum2 and absent now."""
    school = SmallSchool()
    for raw, now in (("At", "Sec"), ("JB", "A")):
        child = school.pupil()
        school.enrol(child, "2025-26", "3B", 3)
        school.result(child, "2025-26:Sum2", raw)
        school.result(child, NOW, now)
    return school


def test_the_latest_value_has_its_age_in_half_terms() -> None:
    found = latest_results(old_result().summary())
    assert dict(found.schema) == LATEST
    assert found.select("pupil_id", "code", "age", "same_series").rows() == [(1, "Sec", 0, True), (2, "JB", 2, True)]


def test_where_there_is_no_result_now_the_last_one_stands_beside_and_counts_nowhere() -> None:
    report = pupils_report(old_result().at(), EVERYBODY)
    assert [(row["result"], row["standing"], row["last"]) for row in report.rows] == [
        ("Sec", "secure", ""),
        ("A: absent", "", "JB at Sum2, 2 half-terms ago"),
    ]
    assert "1 of 2 have a result at Aut2." in report.notes
    assert "An old result stands beside with its age and counts nowhere." in report.notes


def test_the_last_result_of_another_series_says_so() -> None:
    school = SmallSchool()
    first, second = school.pupil(), school.pupil()
    school.result(first, NOW, "At")
    school.result(second, "2026-27:Aut1", "98", scale="standardised", kind="test")
    rows = pupils_report(school.at(), EVERYBODY).rows
    assert rows[1]["result"] == "blank"
    assert rows[1]["last"] == "98 at Aut1, 1 half-term ago (Reading test (standardised))"


def test_without_any_result_nothing_is_on_file() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "At")
    school.pupil()
    assert [row["last"] for row in pupils_report(school.at(), EVERYBODY).rows] == ["", "none on file"]


def test_of_two_results_at_one_time_the_series_in_use_speaks() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "101", scale="standardised", kind="test")
    school.result(child, NOW, "At")
    assert latest_results(school.summary()).select("code", "same_series").rows() == [("At", True)]


def test_a_later_result_is_not_seen() -> None:
    school = old_result()
    school.result(2, "2026-27:Spr1", "Ab")
    assert latest_results(school.summary())["code"].to_list() == ["Sec", "JB"]


def test_one_subject_and_a_class_can_be_asked_for() -> None:
    school = old_result()
    school.result(1, NOW, "Ab", "maths")
    school.pupil(class_name="5C", year_group=5)
    assert [row["subject"] for row in pupils_report(school.at(), Whom(subject="maths")).rows] == ["maths", "maths"]
    assert pupils_report(school.at(), Whom(class_name="5C")).rows == ()
