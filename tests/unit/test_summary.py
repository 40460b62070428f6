from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from progress_tui.analysis.frames import SCHEMAS, SchoolFrames
from progress_tui.domain.calendar import HALF_TERMS
from progress_tui.domain.errors import ProgressError
from tests.unit.frames_builder import SmallSchool

SUM2, NOW = "2025-26:Sum2", "2026-27:Aut2"


def roll(school: SmallSchool, point: str = NOW) -> dict[int, dict[str, object]]:
    return {row["pupil_id"]: row for row in school.summary(point).roll.iter_rows(named=True)}


def main_series(school: SmallSchool, point: str = NOW) -> dict[str, str]:
    """Subject → the label of the series that speaks for it."""
    summary = school.summary(point)
    found = summary.main.join(summary.frames.series, on=["series_id", "subject"])
    return dict(found.select("subject", "label").iter_rows())


# -- on roll


def test_on_roll_are_those_on_the_class_list_of_that_year() -> None:
    school = SmallSchool()
    stays, arrives, leaves = school.pupil(), school.pupil(), school.pupil()
    school.enrol(stays, "2025-26", "3B", 3)
    school.rows["enrolments"] = [row for row in school.rows["enrolments"] if row[0] != leaves]
    school.enrol(leaves, "2025-26", "3B", 3)
    assert set(roll(school)) == {stays, arrives}
    assert set(roll(school, SUM2)) == {stays, leaves}


def test_who_has_left_is_on_roll_up_to_the_half_term_of_the_last_day() -> None:
    school = SmallSchool()
    stays, left = school.pupil(), school.pupil()
    school.rows["enrolments"] = [
        (*row[:-1], date(2026, 11, 20) if row[0] == left else None) for row in school.rows["enrolments"]
    ]
    assert set(roll(school, NOW)) == {stays, left}
    assert set(roll(school, "2026-27:Spr1")) == {stays}


def test_a_child_who_changed_class_is_shown_where_the_child_was_then() -> None:
    school = SmallSchool()
    child = school.pupil(class_name="4B")
    school.enrol(child, "2025-26", "3A", 3)
    assert (roll(school)[child]["class_name"], roll(school)[child]["year_group"]) == ("4B", 4)
    assert (roll(school, SUM2)[child]["class_name"], roll(school, SUM2)[child]["year_group"]) == ("3A", 3)


def test_the_year_group_on_file_wins_over_the_date_of_birth() -> None:
    school = SmallSchool()
    told = school.pupil(year_group=3, dob=date(2017, 9, 1))
    born = school.pupil(year_group=None, dob=date(2017, 9, 1))
    younger = school.pupil(year_group=None, dob=date(2018, 9, 1))
    unknown = school.pupil(year_group=None)
    held = roll(school)
    assert [held[child]["year_group"] for child in (told, born, younger, unknown)] == [3, 4, 3, None]


def test_joined_late_is_seen_only_where_lists_go_back_far_enough() -> None:
    school = SmallSchool()
    always, came, reception = school.pupil(), school.pupil(), school.pupil(class_name="R", year_group=0)
    school.enrol(always, "2025-26", "3B", 3)
    held = roll(school)
    assert [held[child]["joined_late"] for child in (always, came, reception)] == [False, True, False]


def test_characteristics_are_those_of_the_year_that_is_shown() -> None:
    school = SmallSchool()
    child, other = school.pupil(), school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.characteristics(child, "2025-26", fsm6=True, sen="K")
    school.characteristics(child, fsm6=False, sen="N")
    assert (roll(school, SUM2)[child]["pp"], roll(school, SUM2)[child]["sen"]) == (True, "K")
    assert (roll(school)[child]["pp"], roll(school)[child]["sen"]) == (False, "N")
    assert (roll(school)[other]["pp"], roll(school)[other]["disadvantaged"], roll(school)[other]["sen"]) == (
        None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "pp", "disadvantaged"),
    [
        ({"fsm6": True}, True, True),
        ({"fsm": True}, True, True),  # free meals now are free meals within six years
        ({"fsm": False}, None, None),
        ({"lac": True}, True, True),
        ({"service": True, "fsm6": False}, True, False),
        ({"pp": False, "fsm6": True}, False, True),
        ({"pp": True}, True, None),
        ({}, None, None),
    ],
)
def test_pupil_premium_is_derived(flags: dict[str, bool], pp: bool | None, disadvantaged: bool | None) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.characteristics(child, **flags)
    assert (roll(school)[child]["pp"], roll(school)[child]["disadvantaged"]) == (pp, disadvantaged)


@pytest.mark.parametrize(
    ("possible", "authorised", "unauthorised", "percentage", "absence"),
    [
        (100, 6, 4, None, 10.0),
        (100, 6, None, None, 6.0),
        (19, 6, 4, None, None),
        (19, None, None, 90.0, None),
        (20, 1, 1, 99.0, 10.0),
        (None, None, None, 97.5, 2.5),
        (100, None, None, 97.5, 2.5),
        (100, None, None, None, None),
    ],
)
def test_absence_from_sessions_else_from_the_percentage(
    possible: int | None, authorised: int | None, unauthorised: int | None, percentage: float | None, absence: float
) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.attendance(child, possible, authorised, unauthorised, percentage)
    assert roll(school)[child]["absence"] == absence


def test_absence_is_the_latest_figure_up_to_the_point() -> None:
    school = SmallSchool()
    child = school.pupil()
    for point, absent in (("2026-27:Aut1", 5), ("2026-27:Spr1", 40)):
        school.attendance(child, possible=100, authorised=absent, unauthorised=0, point=point)
    assert roll(school)[child]["absence"] == 5.0
    assert roll(school, "2026-27:Spr2")[child]["absence"] == 40.0


# -- which series speaks


def test_teacher_judgement_speaks_before_a_test() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "97", scale="standardised", kind="test")
    school.result(child, NOW, "At")
    assert main_series(school) == {"reading": "Reading teacher (bands)"}


def test_of_two_judgements_the_scale_with_an_expectation_at_every_point_speaks() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "3b", scale="nc-levels")
    school.result(child, NOW, "At")
    assert main_series(school) == {"reading": "Reading teacher (bands)"}


def test_a_series_is_in_use_for_a_year_after_its_last_result() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, "2025-26:Spr1", "At")
    assert main_series(school, "2026-27:Aut2") == {"reading": "Reading teacher (bands)"}
    assert main_series(school, "2026-27:Spr1") == {}


def test_history_stays_on_the_scale_in_use_now_as_long_as_it_can() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, "2025-26:Spr2", "2b", scale="nc-levels")
    school.result(child, SUM2, "100", scale="standardised", kind="test")
    school.result(child, SUM2, "At")
    school.result(child, NOW, "98", scale="standardised", kind="test")
    summary = school.summary()
    labels = (
        summary.preferred.join(summary.frames.series, on=["series_id", "subject"]).sort("ordinal")["label"].to_list()
    )
    assert labels == ["Reading teacher (nc-levels)", "Reading test (standardised)", "Reading test (standardised)"]


# -- one row a pupil and subject


def test_an_old_result_is_never_carried_forward() -> None:
    school = SmallSchool()
    child, other = school.pupil(), school.pupil()
    school.result(child, SUM2, "At")
    school.result(other, NOW, "JB")
    rows = {row["pupil_id"]: row for row in school.summary().subjects.iter_rows(named=True)}
    assert (rows[child]["kind"], rows[child]["code"], rows[child]["standing"]) == ("missing", "", None)
    assert rows[child]["previous_code"] == "At"
    assert rows[child]["change"] is None


def test_change_is_taken_inside_a_series_only() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, "100", scale="standardised", kind="test")
    school.result(child, NOW, "90", scale="standardised", kind="test")
    school.result(child, NOW, "At")
    main, beside = school.summary().subjects.row(0, named=True), school.summary().beside.row(0, named=True)
    assert (main["scale"], main["change"]) == ("bands", None)
    assert (beside["scale"], beside["change"]) == ("standardised", -10)


@pytest.mark.parametrize("raw", ["999", "0", "A", "Abs", "nonsense", ""])
def test_what_is_no_value_is_never_in_a_difference(raw: str) -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, SUM2, raw, scale="standardised", kind="test")
    school.result(child, NOW, "90", scale="standardised", kind="test")
    row = school.summary().subjects.row(0, named=True)
    assert (row["previous_code"], row["change"]) == (None, None)


def test_a_mixed_age_class_judges_each_child_by_the_childs_own_year_group() -> None:
    school = SmallSchool()
    point = "2026-27:Sum2"
    for year_group in (3, 4):
        school.result(school.pupil(class_name="Willow", year_group=year_group), point, "2a", scale="nc-levels")
    rows = school.summary(point).subjects.sort("year_group")
    # 2a is 17: the line of Year 3, two sub-levels under that of Year 4.
    assert rows.select("year_group", "standing", "to_expected").rows() == [(3, 4, 0.0), (4, 2, -2.0)]


def test_a_past_judgement_rests_on_the_year_group_of_that_time() -> None:
    school = SmallSchool()
    child = school.pupil(year_group=4)
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, SUM2, "2a", scale="nc-levels")
    school.result(child, "2026-27:Sum2", "2a", scale="nc-levels")
    judged = school.frames().judged.sort("ordinal")
    assert judged.select("year_group", "standing").rows() == [(3, 4), (4, 2)]


def test_expectation_is_asked_at_the_point() -> None:
    school = SmallSchool()
    for half_term in HALF_TERMS:
        summary = school.summary(f"2026-27:{half_term}")
        assert summary.expectation("bands")
        assert summary.expectation("standardised")
        assert summary.expectation("nc-levels") == (half_term == "Sum2")
        assert not summary.expectation("raw")
        assert not summary.expectation("no-such-scale")


def test_results_on_a_scale_that_is_not_there_are_unknown_and_do_no_harm() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "At", scale="gone")
    assert school.summary().subjects.select("kind", "standing").rows() == [("unknown", None)]
    assert school.flags() == {}
    assert school.views()["4B"].subjects[0].has_expectation is False


def test_an_empty_school_has_nobody_on_roll() -> None:
    summary = SmallSchool().summary()
    assert (summary.roll.height, summary.subjects.height, summary.beside.height) == (0, 0, 0)


def test_frames_with_other_columns_are_refused() -> None:
    good = SmallSchool().frames()
    frames = {name: getattr(good, name) for name in SCHEMAS}
    with pytest.raises(ProgressError, match="The table results"):
        SchoolFrames.checked({**frames, "results": frames["results"].with_columns(pl.lit(1).alias("x"))})
