from __future__ import annotations

from datetime import date

import pytest

from progress_tui.analysis.class_view import class_views
from progress_tui.analysis.pupil_view import cohort_of, pupil_view
from progress_tui.domain.calendar import Point
from progress_tui.domain.card import ActionShown, MeetingItemShown, PupilView, Records
from tests.unit.frames_builder import NOW, SmallSchool, when

SUM2 = "2025-26:Sum2"


def card(school: SmallSchool, child: int = 1, point: str = NOW) -> PupilView:
    at = school.at(point)
    for view in class_views(at.summary, at.flags, 1, "Small School", False).values():
        for row in view.rows:
            if row.pupil_id == child:
                return pupil_view(at, view, row)
    raise AssertionError(child)


def one(*results: tuple[str, str], scale: str = "bands", kind: str = "teacher") -> SmallSchool:
    school = SmallSchool()
    child = school.pupil()
    for point, raw in results:
        school.result(child, point, raw, scale=scale, kind=kind)
    return school


def words(school: SmallSchool, point: str = NOW) -> list[tuple[str, str]]:
    """(words, change) of every result of the first series."""
    return [(result.words, result.change) for result in card(school, point=point).series[0].results]


def test_bands_in_words_with_the_change_in_notches() -> None:
    assert words(one((SUM2, "Sec"), ("2026-27:Aut1", "A"), (NOW, "JB"))) == [
        ("Securely at; at the expected standard", ""),
        ("no result: absent", ""),
        ("Just below; just below the expected standard", "−2 notches"),
    ]


def test_scores_say_their_position_and_what_lies_within_error() -> None:
    assert words(one((SUM2, "100"), ("2026-27:Aut1", "94"), (NOW, "110"), scale="standardised", kind="test")) == [
        ("average; at the expected standard", ""),
        ("below average; at the expected standard", "−6, within error"),
        ("above average; above the expected standard", "+16"),
    ]


def test_under_a_floor_is_not_at_it() -> None:
    assert words(one((SUM2, "70"), (NOW, "<70"), scale="standardised", kind="test"))[0][0].startswith("low;")
    assert words(one((NOW, "<70"), scale="standardised", kind="test"))[0][0].startswith("very low;")


@pytest.mark.parametrize(
    ("scale", "before", "after", "change"),
    [
        ("standardised", "110", "98", "−12, notable"),
        ("nc-levels", "P8", "W", "+1 small step"),
        ("bands", "Y2 At", "Y2 At", "no small step"),
        ("rising3", "Secure", "Emerging", "no change against the expectation"),
    ],
)
def test_the_change_is_that_of_the_kind_of_scale(scale: str, before: str, after: str, change: str) -> None:
    school = one((SUM2, before), (NOW, after), scale=scale)
    school.enrol(1, "2025-26", "3B", 3)
    assert [said for _, said in words(school)] == ["", change]


def test_level_points_change_in_level_points_and_stand_at_the_end_of_the_year_only() -> None:
    school = one((SUM2, "W"), (NOW, "1c"), scale="nc-levels")
    school.enrol(1, "2025-26", "3B", 3)
    assert words(school) == [
        ("Working towards level 1; well below the expected standard", ""),
        ("", "+4 level points"),
    ]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("999", "outside the valid range, not counted"),
        ("At", "not a value of this scale"),
        ("B", "no result: below the level of the test"),
        ("", "no result: blank"),
    ],
)
def test_what_is_no_value_says_why_and_has_no_change(raw: str, said: str) -> None:
    assert words(one((SUM2, "100"), (NOW, raw), scale="standardised", kind="test"))[1] == (said, "")


def test_no_change_is_said_and_the_next_value_is_compared_over_a_gap() -> None:
    assert [change for _, change in words(one((SUM2, "At"), ("2026-27:Aut1", "Abs"), (NOW, "At")))] == [
        "", "", "no change",
    ]  # fmt: skip


def test_series_stand_by_subject_and_teacher_judgement_first() -> None:
    school = one((NOW, "At"))
    school.result(1, NOW, "97", "maths", "standardised", "test")
    school.result(1, NOW, "97", "reading", "standardised", "test")
    school.result(1, NOW, "At", "maths")
    assert [(series.subject, series.kind) for series in card(school).series] == [
        ("reading", "teacher"), ("reading", "test"), ("maths", "teacher"), ("maths", "test"),
    ]  # fmt: skip


def test_the_card_at_a_past_point_knows_nothing_of_later() -> None:
    school = one((SUM2, "At"), (NOW, "B"))
    school.enrol(1, "2025-26", "3B", 3)
    school.attendance(1, percentage=93.0)
    past = card(school, point=SUM2)
    assert [result.point for result in past.series[0].results] == ["Summer 2 2025-26"]
    assert past.class_name == "3B"
    assert past.attendance == ()


@pytest.mark.parametrize(
    ("possible", "authorised", "unauthorised", "percentage", "said"),
    [
        (100, 6, 4, None, "90.0 % (10 of 100 sessions missed)"),
        (19, 1, 1, None, "2 of 19 sessions missed"),
        (19, None, None, 95.0, "19 sessions possible"),
        (100, None, None, 95.0, "95.0 %"),
        (100, None, None, None, "unknown"),
        (None, None, None, 97.25, "97.2 %"),
        (None, None, None, None, "unknown"),
    ],
)
def test_attendance_in_words(
    possible: int | None, authorised: int | None, unauthorised: int | None, percentage: float | None, said: str
) -> None:
    school = one((NOW, "At"))
    school.attendance(1, possible, authorised, unauthorised, percentage)
    assert card(school).attendance == (("2026-27", said),)


def test_characteristics_are_yes_no_or_unknown() -> None:
    school = one((NOW, "At"))
    school.characteristics(1, fsm6=True, sen="S", eal=False)
    held = dict(card(school).characteristics)
    assert held == {"Pupil premium": "yes", "SEND": "S (historic)", "EAL": "no", "Sex": "unknown"}
    assert set(dict(card(one((NOW, "At"))).characteristics).values()) == {"unknown"}


def test_who_the_pupil_is_and_what_the_targets_are() -> None:
    school = SmallSchool()
    child = school.pupil("Okafor", dob=date(2018, 3, 2))
    school.rows["identifiers"] += [(child, "upn", "B801200005001"), (child, "source", "17")]
    school.result(child, NOW, "At")
    school.target(child, "2026-27:Sum2", "Sec")
    school.target(child, SUM2, "WB")
    found = card(school)
    assert found.dob == "02/03/2018"
    assert found.identifiers == (("UPN", "B801200005001"), ("Source id", "17"))
    assert found.targets == (("Reading teacher (bands), Summer 2 2026-27", "Securely at"),)


def test_a_position_is_among_the_year_group_with_a_result_of_the_series() -> None:
    school = SmallSchool()
    for name, raw, year_group in (("Low", "88", 4), ("High", "112", 4), ("Other", "99", 5), ("Absent", "Abs", 4)):
        school.result(school.pupil(name, year_group=year_group), NOW, raw, scale="standardised", kind="test")
    at = school.at(NOW)
    series = card(school).series[0]
    assert series.results[-1].rank == "2nd of 2"
    found = cohort_of(at, 1, series.series_id, series.results[-1].ordinal)
    assert found is not None
    assert found.pupil_ids == (2, 1), "the highest first; not the child of Year 5, not the one without a score"
    assert found.words.endswith("Autumn 2 2026-27 · Y4, the highest first")
    assert cohort_of(at, 4, series.series_id, series.results[-1].ordinal) is None


def test_what_a_chart_is_drawn_from() -> None:
    school = one((SUM2, "At"), (NOW, "JB"))
    school.target(1, "2026-27:Sum2", "Sec")
    (series,) = card(school).series
    assert [(rung.code, rung.notch) for rung in series.rungs] == [
        ("B", 2), ("JB", 3), ("At", 4), ("Sec", 5), ("Ab", 6),
    ], "from one below the lowest in use to one above the highest"  # fmt: skip
    assert [(one.notch, one.code) for one in series.expected] == [(4, "At")]
    assert [(target.code, target.notch, target.words) for target in series.targets] == [("Sec", 5, "Securely at")]
    assert series.error is None
    (scores,) = card(one((NOW, "98"), scale="standardised", kind="test")).series
    assert scores.error == pytest.approx(4.743, abs=0.001), "15 · √(1 − 0.90)"
    assert scores.rungs == ()
    assert [(one.notch, one.code) for one in scores.expected] == [(90, "90")]


def test_an_expectation_that_rises_is_told_from_where_it_changes() -> None:
    school = one((NOW, "Emerging"), scale="rising3")
    school.target(1, "2026-27:Sum2", "Secure", scale="rising3")
    (series,) = card(school).series
    assert [(Point(one.ordinal).code, one.code) for one in series.expected] == [
        ("Aut2", "Em"), ("Spr1", "Dev"), ("Sum1", "Sec"),
    ]  # fmt: skip
    school = one((SUM2, "1b"), (NOW, "2c"), scale="nc-levels")
    school.enrol(1, "2025-26", "3B", 3)
    (series,) = card(school).series
    assert [(one.ordinal, one.code) for one in series.expected] == [
        (when(SUM2).ordinal, "2a"), (when("2026-27:Aut1").ordinal, ""),
    ], "level points are judged at the end of the year only"  # fmt: skip


def test_support_actions_record_queried_results_and_dismissed_flags_are_on_the_card() -> None:
    school = one((SUM2, "B"), (NOW, "At"))
    child = school.pupil("Other")
    school.support("Book talk", {1: "some"}, date(2026, 9, 14))
    school.action(1, agreed=date(2026, 9, 10), due=date(2026, 10, 1), what="Reads daily")
    school.grade(1, NOW, "effort", 2)
    school.query(1, NOW, "At", "not the work in the books")
    held = MeetingItemShown(
        "2026-09-10", "4B", "", "", "in-class", (ActionShown("Reads daily", "TA", "", "open", "", 1),)
    )
    at = school.at(NOW)
    view = school.views()["4B"]
    shown = pupil_view(at, view, view.rows[0], lambda: Records(meetings=(held,)))
    (group,) = shown.support
    assert (group.name, group.running, group.effect) == ("Book talk", True, "some")
    assert [(since.before, since.after) for since in group.since] == [("B", "At")]
    (action,) = shown.meetings[0].actions
    assert action.overdue
    assert [(since.before, since.after) for since in action.since] == [("B", "At")]
    assert [(one.strand, one.label) for one in shown.grades] == [("effort", "amber")]
    assert [result.queried for result in shown.series[0].results] == ["", "not the work in the books"]
    other = card(school, child)
    assert (other.support, other.grades, other.dismissed) == ((), (), ())
    flag = at.flags[1][0]
    school.dismiss(1, flag)
    assert [(one.flag.flag, one.reason) for one in card(school).dismissed] == [(flag.flag, "was ill")]
