"""Progress by year group on children whose means are known; the example stands in docs/judgements.md."""

from __future__ import annotations

import pytest

from progress_tui.analysis.progress.by_year import GAIN_SCHEMA, gains, last_complete_year, shares
from progress_tui.analysis.progress.by_year_report import NOT_TEACHING, progress_by_year
from progress_tui.domain.errors import NotFoundError, UsageError
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import EVERYBODY, Whom
from tests.unit.frames_builder import NOW, SmallSchool, when

BEFORE, END = "2024-25:Sum2", "2025-26:Sum2"

Rows = list[tuple[object, ...]]


def child(
    school: SmallSchool, year_group: int, *results: tuple[str, str], scale: str = "nc-levels", kind: str = "teacher"
) -> int:
    """A child who was in a year group in 2025-26 (and one lower the year before), with results."""
    number = school.pupil(year_group=year_group + 1, class_name=f"{year_group + 1}B")
    school.enrol(number, "2025-26", f"{year_group}B", year_group)
    school.enrol(number, "2024-25", f"{year_group - 1}B", year_group - 1)
    for point, raw in results:
        school.result(number, point, raw, scale=scale, kind=kind)
    return number


def six() -> SmallSchool:
    """Six children with gains of 2, 4 and 0 in Year 3, 6 and 4 in Year 6, and none to be seen."""
    school = SmallSchool()
    child(school, 3, (BEFORE, "2b"), (END, "2a"))
    child(school, 3, (BEFORE, "2b"), (END, "3c"))
    child(school, 3, (BEFORE, "2c"), (END, "2c"))
    child(school, 6, (BEFORE, "3b"), (END, "4b"))
    child(school, 6, (BEFORE, "3a"), (END, "4b"))
    child(school, 6, (END, "5c"))
    return school


def four_years(school: SmallSchool, *points: tuple[str, str]) -> None:
    """One child in each of Years 3 to 6 with the two results."""
    for year_group, (before, end) in zip((3, 4, 5, 6), points, strict=True):
        child(school, year_group, (BEFORE, before), (END, end))


def table(report: Report, *keys: str) -> Rows:
    return [tuple(row[key] for key in keys) for row in report.rows]


# -- means


def test_six_children_with_known_means() -> None:
    report = progress_by_year(six().at(), EVERYBODY)
    assert table(report, "year", "subject", "mean", "sd", "matched", "n", "on_roll") == [
        ("Y3", "reading", 2, 2, 3, 3, 3),
        ("Y6", "reading", 5, pytest.approx(2**0.5), 2, 3, 3),
    ]
    assert table(report, "even", "boddy", "children", "remark") == [
        (3, 1, "3 of 3 (of 3)", "small group"), (3, 6, "2 of 3 (of 3)", "small group"),
    ]  # fmt: skip
    assert table(report, "from_point", "to_point", "so_far") == [(BEFORE, END, False)] * 2


def test_one_child_has_a_mean_and_no_spread() -> None:
    school = SmallSchool()
    child(school, 5, (BEFORE, "3c"), (END, "3b"))
    assert table(progress_by_year(school.at(), EVERYBODY), "mean", "sd", "matched") == [(2, None, 1)]


def test_the_year_group_is_that_at_the_end_of_the_gain() -> None:
    school = SmallSchool()
    number = school.pupil(year_group=4)
    school.enrol(number, "2025-26", "4B", 4)  # stayed down
    school.enrol(number, "2024-25", "3B", 3)
    school.result(number, BEFORE, "2b", scale="nc-levels")
    school.result(number, END, "2a", scale="nc-levels")
    assert table(progress_by_year(school.at(), EVERYBODY), "year", "mean") == [("Y4", 2)]


def test_children_who_have_left_count_in_the_years_they_were_there() -> None:
    school = six()
    school.rows["enrolments"] = [row for row in school.rows["enrolments"] if row[2] != 7]
    report = progress_by_year(school.at(), EVERYBODY)
    assert table(report, "year", "mean", "matched") == [("Y3", 2, 3), ("Y6", 5, 2)]


def test_from_w_points_are_gained_and_p_levels_stay_out_of_the_mean() -> None:
    school = SmallSchool()
    child(school, 1, (BEFORE, "W"), (END, "1c"))
    child(school, 1, (BEFORE, "P8"), (END, "W"))
    child(school, 1, (BEFORE, "P6"), (END, "P6"))
    report = progress_by_year(school.at(), EVERYBODY)
    assert table(report, "mean", "matched", "small_steps", "n") == [(4, 1, 2, 3)]
    assert any(note.startswith("Not in the means: 2 pairs of results with a P level") for note in report.notes)


@pytest.mark.parametrize("raw", ["A", "", "nonsense", "D"])
def test_what_is_no_result_changes_no_mean(raw: str) -> None:
    school = six()
    plain = table(progress_by_year(school.at(), EVERYBODY), "year", "mean", "sd", "matched")
    child(school, 3, (BEFORE, "2b"), (END, raw))
    child(school, 6, (BEFORE, raw), (END, "4b"))
    assert table(progress_by_year(school.at(), EVERYBODY), "year", "mean", "sd", "matched") == plain


def test_a_mean_is_taken_inside_the_series_with_most_pairs() -> None:
    school = six()
    child(school, 3, (BEFORE, "2b"), (END, "4b"), kind="mock")
    child(school, 6, (BEFORE, "2b"), kind="mock")
    report = progress_by_year(school.at(), EVERYBODY)
    assert table(report, "year", "series", "mean", "matched") == [
        ("Y3", "Reading teacher (nc-levels)", 2, 3), ("Y6", "Reading teacher (nc-levels)", 5, 2),
    ]  # fmt: skip


# -- shares


def test_shares_of_the_four_years() -> None:
    school = SmallSchool()
    four_years(school, ("2b", "2a"), ("2a", "3b"), ("3b", "4c"), ("4c", "5a"))
    report = progress_by_year(school.at(), EVERYBODY)
    # 2, 4, 4 and 10 of 20 points.
    assert table(report, "year", "mean", "share") == [("Y3", 2, 10), ("Y4", 4, 20), ("Y5", 4, 20), ("Y6", 10, 50)]
    assert "Of Key Stage 2 progress falls in Year 6: Reading 50 %." in report.notes
    assert table(progress_by_year(school.at(), Whom(year_group="5")), "year", "share") == [("Y5", 20)]


def test_without_one_of_the_four_years_there_are_no_shares() -> None:
    report = progress_by_year(six().at(), EVERYBODY)
    assert table(report, "share") == [(None,), (None,)]
    assert any(note.startswith("No shares for Reading") for note in report.notes)


@pytest.mark.parametrize("last", ["4c", "3a", "4a"])
def test_no_shares_of_a_total_of_nothing_or_less(last: str) -> None:
    school = SmallSchool()
    # −2, −2 and 0, and in Year 6 0, −2 or +4: in all −4, −6 and 0 points.
    four_years(school, ("2a", "2b"), ("3b", "3c"), ("3b", "3b"), ("4c", last))
    assert shares(gains(school.frames(), when(NOW)).rows).is_empty()


# -- parts of a year, cohorts


def test_the_last_complete_year_ends_at_sum2() -> None:
    assert last_complete_year(when(NOW)) == when(END).ordinal
    assert last_complete_year(when(END)) == when(END).ordinal
    assert last_complete_year(when("2025-26:Sum1")) == when(BEFORE).ordinal


def test_part_of_a_year_is_so_far_and_has_no_share_and_no_trajectory() -> None:
    school = SmallSchool()
    for year_group, (end, now) in zip(
        (2, 3, 4, 5), (("2b", "2a"), ("2a", "3b"), ("3b", "4c"), ("4c", "5a")), strict=True
    ):
        child(school, year_group, (END, end), (NOW, now))
    report = progress_by_year(school.at(), EVERYBODY, so_far=True)
    assert table(report, "year", "mean", "so_far", "share", "even") == [
        ("Y3", 2, True, None, None), ("Y4", 4, True, None, None), ("Y5", 4, True, None, None),
        ("Y6", 10, True, None, None),
    ]  # fmt: skip
    assert report.rows[0]["remark"] == "so far, to Aut2; small group"
    assert report.notes[0].startswith("Gain: mean change in level points from last summer to Autumn 2 2026-27 (part of")


def test_one_cohort_followed_through() -> None:
    school = SmallSchool()
    for codes in (("2b", "2a", "3c", "3b"), ("2b", "2b", "3c", "3c")):
        number = child(school, 4)
        school.enrol(number, "2023-24", "2B", 2)
        for point, code in zip(("2023-24:Sum2", BEFORE, END, NOW), codes, strict=True):
            school.result(number, point, code, scale="nc-levels")
    child(school, 6, (BEFORE, "3b"), (END, "4b"))
    report = progress_by_year(school.at(), EVERYBODY, view="cohort")
    assert report.more["cohort"] == 5
    assert table(report, "year", "academic_year", "mean", "matched", "so_far") == [
        ("Y3", "2024-25", 1, 2, False), ("Y4", "2025-26", 3, 2, False), ("Y5", "2026-27", 1, 2, True),
    ]  # fmt: skip
    other = progress_by_year(school.at(), Whom(year_group="Y7"), view="cohort")
    assert table(other, "year", "mean") == [("Y6", 6)]
    assert any(note.startswith("The cohort that left in summer 2026") for note in other.notes)


def test_nothing_to_show_is_said() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "At")
    for view in ("classes", "cohort"):
        report = progress_by_year(school.at(), EVERYBODY, view="cohort" if view == "cohort" else "classes")
        assert report.rows == ()
        assert report.notes[0].startswith("Nobody was measured")
        assert report.notes[-1] == NOT_TEACHING


# -- other measures


def test_bands_are_measured_where_there_are_no_level_points() -> None:
    school = SmallSchool()
    child(school, 4, (BEFORE, "At"), (END, "Sec"), scale="bands")
    child(school, 4, (BEFORE, "At"), (END, "B"), scale="bands")
    child(school, 4, (BEFORE, "Y1 At"), (END, "Y1 Sec"), scale="bands")
    report = progress_by_year(school.at(), EVERYBODY)
    assert report.more["measure"] == "bands"
    assert table(report, "year", "mean", "matched", "small_steps") == [("Y4", -0.5, 2, 1)]
    assert [field.key for field in report.fields if field.key in ("even", "share")] == []


def test_scores_and_what_is_only_a_floor() -> None:
    school = SmallSchool()
    child(school, 4, (BEFORE, "100"), (END, "104"), scale="standardised", kind="test")
    child(school, 4, (BEFORE, "<70"), (END, "80"), scale="standardised", kind="test")
    report = progress_by_year(school.at(), EVERYBODY)
    assert report.more["measure"] == "score"
    assert table(report, "mean", "matched", "left_out") == [(4, 1, 1)]


def test_places_are_offered_where_nothing_can_be_subtracted() -> None:
    school = SmallSchool()
    for before, end in (("2b", "Ab"), ("2c", "At"), ("3c", "B")):
        number = child(school, 4, (BEFORE, before))
        school.result(number, END, end)
    report = progress_by_year(school.at(), EVERYBODY)
    assert report.more["measure"] == "rank"
    # Places 50, 0, 100, then 100, 50, 0.
    assert table(report, "mean", "sd", "matched") == [(0, pytest.approx(7500**0.5), 3)]
    found = gains(school.frames(), when(NOW), "bands")
    assert found.rows["matched"].sum() == 0


# -- whom


def test_a_class_and_a_filter_take_those_on_roll_now() -> None:
    school = six()
    report = progress_by_year(school.at(), Whom(class_name="4b"))
    assert table(report, "year", "mean", "on_roll") == [("Y3", 2, 3)]
    assert "Only 4B: 3 on roll at Autumn 2 2026-27." in report.notes
    assert table(progress_by_year(school.at(), Whom(filter="y7")), "year") == [("Y6",)]
    assert table(progress_by_year(school.at(), Whom(year_group="Y6", subject="Reading")), "year") == [("Y6",)]


def test_what_is_not_there_is_refused_with_words() -> None:
    at = six().at()
    with pytest.raises(UsageError, match="is not a year group"):
        progress_by_year(at, Whom(year_group="big"))
    with pytest.raises(UsageError, match="no results in"):
        progress_by_year(at, Whom(subject="maths"))
    with pytest.raises(NotFoundError, match="There is no class"):
        progress_by_year(at, Whom(class_name="9Z"))


def test_order_of_rows_never_matters_and_the_schema_holds() -> None:
    school = six()
    straight = gains(school.frames(), when(NOW), "level-points").rows
    for name in ("results", "enrolments", "series"):
        school.rows[name].reverse()
    assert gains(school.frames(), when(NOW), "level-points").rows.equals(straight)
    assert dict(straight.schema) == GAIN_SCHEMA
    assert dict(gains(SmallSchool().frames(), when(NOW)).rows.schema) == GAIN_SCHEMA
