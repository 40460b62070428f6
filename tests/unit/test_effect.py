"""Results before and since, beside the class's: the worked examples of docs/judgements.md, “Effect”."""

from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.effect.report import effect_report
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.reports import Report
from tests.unit.frames_builder import SmallSchool

AUT1, AUT2 = "2026-27:Aut1", "2026-27:Aut2"
AGREED, DUE = date(2026, 10, 5), date(2026, 11, 2)
TEST = {"subject": "maths", "scale": "standardised", "kind": "test"}


def lime_class() -> tuple[SmallSchool, dict[str, int]]:
    """The class of the first worked example."""
    school, pupils = SmallSchool(), {}
    for name, before, after in (
        ("Ash", "JB", "At"),
        ("Birch", "At", "At"),
        ("Cedar", "At", "Sec"),
        ("Elm", "B", "JB"),
        ("Fir", "", "At"),
    ):
        pupils[name] = school.pupil(name)
        for point, code in ((AUT1, before), (AUT2, after)):
            if code:
                school.result(pupils[name], point, code)
    return school, pupils


def acted(school: SmallSchool, pupil: int, point: str = AUT2) -> Report:
    """The effect of an action agreed for a pupil in autumn 1."""
    number = school.action(pupil, AGREED, DUE)
    return effect_report(school.at(point), action=number)


def only(report: Report) -> dict[str, object]:
    """The one row of a report."""
    [row] = report.rows
    return dict(row)


def test_an_action_beside_the_class_over_the_same_time() -> None:
    school, pupils = lime_class()
    row = only(acted(school, pupils["Ash"]))
    assert (row["pupil"], row["before"], row["after"], row["change"], row["unit"]) == ("Ash", "JB", "At", 1.0, "notch")
    assert (row["before_point"], row["after_point"]) == (AUT1, AUT2)
    # Birch 0, Cedar +1, Elm +1; Fir has nothing to begin from.
    assert row["others"] == 3
    assert row["others_change"] == pytest.approx(2 / 3)
    assert row["others_words"] == "+0.67 notches (n 3)"


def test_it_is_called_a_description() -> None:
    school, pupils = lime_class()
    notes = acted(school, pupils["Ash"]).notes
    assert notes[0] == "Action 1: TA, agreed 2026-10-05, due 2026-11-02, open; effect noted: unknown."
    assert notes[-1] == "This is a description, not proof. Of 1 child chance alone can make as much."
    assert "the other children of the class over the same time +0.67 notches (n 3)" in notes[1]


def test_other_classes_are_not_compared_with() -> None:
    school, pupils = lime_class()
    other = school.pupil("Gorse", class_name="4C")
    school.result(other, AUT1, "WB")
    school.result(other, AUT2, "Ab")
    row = only(acted(school, pupils["Ash"]))
    assert row["others"] == 3


def scored(school: SmallSchool, name: str, before: str, after: str) -> int:
    """A child with two tests a school year apart."""
    pupil = school.pupil(name)
    school.enrol(pupil, "2025-26", "3B", 3)
    school.result(pupil, "2025-26:Aut2", before, **TEST)
    school.result(pupil, "2025-26:Sum2", after, **TEST)
    return pupil


def test_support_takes_its_children_together_beside_those_not_in_it() -> None:
    school = SmallSchool()
    members = {
        scored(school, "Ash", "86", "97"): "clear",
        scored(school, "Birch", "84", "87"): "none",
        school.pupil("Cedar"): "unknown",
    }
    scored(school, "Elm", "100", "98")
    scored(school, "Fir", "95", "99")
    number = school.support("Number facts", members, date(2025, 11, 10), date(2026, 6, 12), "maths")
    report = effect_report(school.at(), support=number)
    assert [(row["pupil"], row["words"]) for row in report.rows] == [
        ("Ash", "+11"),
        ("Birch", "+3, within error"),
        ("Cedar", "no result before and none since"),
    ]
    # (11 + 3) / 2 = 7 beside (−2 + 4) / 2 = 1.
    assert report.more["together"] == [
        {"subject": "maths", "series": "Maths test (standardised)", "unit": "point of score", "n": 2, "change": 7.0,
         "others": 2, "others_change": 1.0},
    ]  # fmt: skip
    assert report.more["children"] == 3
    assert "effect noted: clear 1, none 1, unknown 1." in report.notes[0]


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ({}, "no-results"),
        ({AUT1: "At"}, "no-later-result"),
        ({AUT2: "At"}, "no-earlier-result"),
        ({"2025-26:Spr1": "At", AUT2: "At"}, None),
        ({"2024-25:Sum2": "At", AUT2: "At"}, "no-earlier-result"),  # more than a year before
    ],
)
def test_without_a_result_on_both_sides_the_reason_is_said(results: dict[str, str], refusal: str | None) -> None:
    school, _ = lime_class()
    pupil = school.pupil("Gorse")
    school.enrol(pupil, "2025-26", "3B", 3)
    school.enrol(pupil, "2024-25", "2B", 2)
    for point, code in results.items():
        school.result(pupil, point, code)
    row = only(acted(school, pupil))
    assert row["refusal"] == refusal
    assert (row["change"] is None) == (refusal is not None)


def test_results_of_different_series_are_never_subtracted() -> None:
    school, _ = lime_class()
    pupil = school.pupil("Gorse")
    school.result(pupil, AUT1, "95", scale="standardised", kind="test")
    school.result(pupil, AUT2, "At")
    row = only(acted(school, pupil))
    assert row["refusal"] == "different-series"
    assert row["words"] == "before and since are on different scales or in different series"
    assert row["change"] is None


def test_another_series_with_both_results_is_taken_and_named() -> None:
    school, _ = lime_class()
    pupil = school.pupil("Gorse")
    school.result(pupil, AUT2, "At")
    for point, score in ((AUT1, "90"), (AUT2, "98")):
        school.result(pupil, point, score, scale="standardised", kind="test")
    row = only(acted(school, pupil))
    assert (row["series"], row["change"], row["others"]) == ("Reading test (standardised)", 8.0, 0)


def test_what_happened_long_after_support_ended_is_not_its_effect() -> None:
    school = SmallSchool()
    pupil = school.pupil("Ash")
    school.enrol(pupil, "2025-26", "3B", 3)
    for point, code in (("2025-26:Aut2", "B"), ("2025-26:Spr2", "JB"), ("2025-26:Sum1", "At"), (AUT2, "Ab")):
        school.result(pupil, point, code)
    number = school.support("Book talk", {pupil: "some"}, date(2025, 11, 10), date(2026, 3, 20))
    row = only(effect_report(school.at(), support=number))
    # It ended in spring 2: summer 1 still counts, this autumn does not.
    assert (row["before"], row["after"], row["change"]) == ("B", "At", 2.0)


def test_rising_scales_are_held_against_the_expectation() -> None:
    school = SmallSchool()
    pupil = school.pupil("Ash")
    school.result(pupil, AUT1, "Emerging", scale="rising3")
    school.result(pupil, "2026-27:Spr2", "Emerging", scale="rising3")
    row = only(acted(school, pupil, "2026-27:Spr2"))
    # Emerging is right in autumn; in spring Developing is: the same word is one notch less.
    assert row["change"] == -1.0
    assert row["words"] == "−1 notch against the expectation"


def test_a_floor_is_shown_and_kept_out_of_means() -> None:
    school = SmallSchool()
    members = {scored(school, "Ash", "<70", "84"): "some", scored(school, "Birch", "80", "84"): "some"}
    scored(school, "Elm", "<70", "90")
    scored(school, "Fir", "95", "97")
    number = school.support("Facts", members, date(2025, 11, 10), subject="maths")
    report = effect_report(school.at(), support=number)
    assert [row["words"] for row in report.rows] == ["+14 or more", "+4, within error"]
    together = report.more["together"]
    assert isinstance(together, list)
    assert [(one["n"], one["change"], one["others"], one["others_change"]) for one in together] == [(1, 4.0, 1, 2.0)]


def test_a_child_who_left_keeps_the_action_and_has_no_figures() -> None:
    school, _ = lime_class()
    gone = school.pupil("Gorse")
    school.rows["enrolments"] = [row for row in school.rows["enrolments"] if row[0] != gone]
    number = school.support("Book talk", {gone: "none"}, AGREED)
    row = only(effect_report(school.at(), support=number))
    assert (row["pupil"], row["class_name"], row["refusal"]) == ("Gorse", None, "not-on-roll")


def test_what_is_not_there_is_refused() -> None:
    school, pupils = lime_class()
    school.action(pupils["Ash"], AGREED, DUE)
    with pytest.raises(NotFoundError, match="There is no action 11"):
        effect_report(school.at(), action=11)
    with pytest.raises(NotFoundError, match="There is no support group 1"):
        effect_report(school.at(), support=1)
    with pytest.raises(UsageError, match="Name one action or one support group"):
        effect_report(school.at())
