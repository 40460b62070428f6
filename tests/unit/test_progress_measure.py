"""Progress by the kind of scale; every example stands in docs/judgements.md, “Progress”."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
import pytest

from progress_tui.analysis.progress.pupils import PROGRESS_SCHEMA, progress_frame
from progress_tui.analysis.progress.report import progress_report
from progress_tui.domain.errors import UsageError
from progress_tui.domain.reports import Report
from progress_tui.domain.whom import Whom
from progress_tui.workspace.judging import earlier_point
from tests.unit.frames_builder import NOW, SmallSchool, when

SUM2 = "2025-26:Sum2"


class Found(NamedTuple):
    """What is asked of a row here."""

    progress: float | None
    unit: str | None
    words: str
    refusal: str | None


def pair(before: str, after: str, scale: str, kind: str = "teacher", since: str = SUM2, now: str = NOW) -> Found:
    """Progress of one child of Year 4 between two results of one series."""
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, since, before, scale=scale, kind=kind)
    school.result(child, now, after, scale=scale, kind=kind)
    return one(school, now)


def one(school: SmallSchool, now: str = NOW) -> Found:
    (row,) = rows(school, now)
    return row


def rows(school: SmallSchool, now: str = NOW) -> Iterator[Found]:
    for row in progress_frame(school.summary(now)).select(Found._fields).iter_rows():
        yield Found(*row)


@pytest.mark.parametrize(
    ("scale", "before", "after", "progress", "words"),
    [
        ("bands", "At", "B", -2, "−2 notches"),
        ("bands", "At", "Sec", 1, "+1 notch"),
        ("bands", "At", "At", 0, "no change"),
        # Expected: Secure in summer, Emerging in autumn. Secure to Developing is one notch over the change expected.
        ("rising3", "Secure", "Developing", 1, "+1 notch against the expectation"),
        ("rising3", "Secure", "Emerging", 0, "no change against the expectation"),
        # Expected: 3s in summer, 4b+ in autumn, two steps on.
        ("steps", "3s", "4b", -1, "−1 notch against the expectation"),
        ("steps", "3s+", "4w", 0, "no change against the expectation"),
        ("nc-levels", "2b", "2a", 2, "+2 level points"),
        ("nc-levels", "W", "1c", 4, "+4 level points"),
        ("nc-levels", "3c", "2a", -2, "−2 level points"),
        ("scaled-ks2", "98", "103", 5, "+5"),
        ("reading-age", "7:05", "7:11", 6, "+6 months"),
    ],
)
def test_each_kind_of_scale_has_its_own_progress(
    scale: str, before: str, after: str, progress: float, words: str
) -> None:
    found = pair(before, after, scale)
    assert (found.progress, found.words, found.refusal) == (progress, words, None)


def test_inside_the_year_a_rising_scale_expects_a_notch_each_term() -> None:
    still = pair("Emerging", "Emerging", "rising3", since="2026-27:Aut2", now="2026-27:Spr2")
    assert still.words == "−1 notch against the expectation"
    moved = pair("Emerging", "Developing", "rising3", since="2026-27:Aut2", now="2026-27:Spr2")
    assert moved.words == "no change against the expectation"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("100", "94", "−6, within error"),
        ("100", "93", "−7, watch"),
        ("100", "90", "−10, watch"),
        ("100", "89", "−11, notable"),
        ("94", "100", "+6, within error"),
        ("94", "110", "+16"),
        ("94", "94", "no change"),
    ],
)
def test_a_difference_of_standardised_scores_is_held_against_its_error(before: str, after: str, words: str) -> None:
    assert pair(before, after, "standardised", "test").words == words


@pytest.mark.parametrize(
    ("before", "after", "progress", "words"),
    [
        ("<70", "85", 15, "+15 or more"),
        ("100", "<70", -30, "−30 or more, notable"),
        ("100", ">130", 30, "+30 or more"),
        (">130", "120", -10, "−10 or more, watch"),
        # A child under 70 may have come to 65 from above or from below it; two floors say nothing at all.
        ("<70", "65", None, "only a floor or a ceiling is known"),
        ("<70", "<70", None, "only a floor or a ceiling is known"),
    ],
)
def test_a_floor_or_ceiling_leaves_open_how_much_it_was(
    before: str, after: str, progress: float | None, words: str
) -> None:
    found = pair(before, after, "standardised", "test")
    assert (found.progress, found.words) == (progress, words)
    assert found.refusal == (None if progress is not None else "open-ended")


@pytest.mark.parametrize(
    ("scale", "before", "after", "words"),
    [
        ("bands", "Y2 At", "Y2 Sec", "+1 small step"),
        # The band says well below twice; the child has not moved, and that is no progress.
        ("bands", "Y2 At", "Y2 At", "no small step"),
        ("bands", "Y2 Ab", "Y3 WB", "+1 small step"),
        ("rising3", "Y2 Secure", "Y3 Emerging", "+2 small steps"),
        ("ks-ta", "PK3", "PK4", "+1 small step"),
        ("steps", "2w", "2s", "+2 small steps"),
        # P8 has 6 points and W 3: no fall, and no level points either.
        ("nc-levels", "P8", "W", "+1 small step"),
        ("nc-levels", "P6", "P6", "no small step"),
        ("nc-levels", "P8", "1c", "+2 small steps"),
    ],
)
def test_below_the_curriculum_progress_is_in_the_childs_own_small_steps(
    scale: str, before: str, after: str, words: str
) -> None:
    found = pair(before, after, scale)
    assert (found.unit, found.words) == ("small step", words)


def test_the_new_year_is_no_fall_for_a_child_below_its_curriculum() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, SUM2, "Y2 At")
    school.result(child, NOW, "Y2 At")
    assert school.summary().subjects["change"].to_list() == [0]


def test_a_rising_expectation_is_in_the_change_of_the_class_grid_too() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    school.result(child, SUM2, "Secure", scale="rising3")
    school.result(child, NOW, "Emerging", scale="rising3")
    assert school.summary().subjects["change"].to_list() == [0]
    assert school.flag(child, "fell") == []


# -- refused


def test_reasons_are_codes() -> None:
    school = SmallSchool()
    scale, series, code, no, absent = (school.pupil(f"{name}", class_name=f"4{name}") for name in "ABCDE")
    school.result(scale, SUM2, "2a", scale="nc-levels")
    school.result(scale, NOW, "At")
    school.result(series, SUM2, "98", scale="standardised", kind="test")
    school.result(series, NOW, "99", scale="standardised", kind="mock")
    school.result(code, SUM2, "A")
    school.result(code, NOW, "At")
    school.result(no, NOW, "At")
    school.result(absent, SUM2, "At")
    school.result(absent, NOW, "A")
    frame = progress_frame(school.summary(), when(SUM2))
    assert frame["refusal"].to_list() == [
        "different-scale", "different-series", "not-a-result", "no-earlier-result", "not-a-result",
    ]  # fmt: skip
    assert frame["progress"].null_count() == 5
    assert frame["words"][0] == "on another scale"


def test_places_in_the_year_group_stand_beside_a_refusal() -> None:
    school = SmallSchool()
    for earlier, later in (("2a", "At"), ("1b", "Ab"), ("3c", "B")):
        child = school.pupil()
        school.enrol(child, "2025-26", "3B", 3)
        school.result(child, SUM2, earlier, scale="nc-levels")
        school.result(child, NOW, later)
    frame = progress_frame(school.at())
    assert frame.select("refusal", "from_percentile", "to_percentile").rows() == [
        ("different-scale", 50, 50), ("different-scale", 0, 100), ("different-scale", 100, 0),
    ]  # fmt: skip


def test_since_a_point_looks_at_that_point_only() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.enrol(child, "2025-26", "3B", 3)
    for point, raw in (("2025-26:Spr2", "B"), (SUM2, "At"), (NOW, "Sec")):
        school.result(child, point, raw)
    assert progress_frame(school.summary())["progress"].to_list() == [1]
    assert progress_frame(school.summary(), when("2025-26:Spr2"))["progress"].to_list() == [3]
    assert progress_frame(school.summary(), when("2025-26:Aut2"))["refusal"].to_list() == ["no-earlier-result"]


def test_more_than_a_year_back_is_only_looked_at_when_named() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2024-25:Sum2", "At")
    school.result(child, NOW, "Sec")
    assert progress_frame(school.summary())["refusal"].to_list() == ["no-earlier-result"]
    assert progress_frame(school.summary(), when("2024-25:Sum2"))["progress"].to_list() == [1]


def test_the_frame_has_its_schema_with_nobody_on_roll() -> None:
    frame = progress_frame(SmallSchool().summary())
    assert (frame.height, dict(frame.schema)) == (0, PROGRESS_SCHEMA)


# -- the report


def test_the_report_says_who_was_measured_and_who_was_not() -> None:
    school = SmallSchool()
    for before, after in (("At", "Sec"), ("At", "At"), ("", "At"), ("At", "")):
        child = school.pupil()
        school.enrol(child, "2025-26", "3B", 3)
        for point, raw in ((SUM2, before), (NOW, after)):
            if raw:
                school.result(child, point, raw)
    report = progress_report(school.at(), Whom())
    assert [row["words"] for row in report.rows] == ["+1 notch", "no change", "– no earlier result", "– no result now"]
    assert report.notes[1] == (
        "Reading (Reading teacher (bands)): mean +0.50 notches, 2 measured of 3 with a result now (of 4 on roll)."
    )
    assert report.notes[2].startswith("Not measured: 1 no earlier result, 1 no result now.")
    assert [summary_of(report)[key] for key in ("matched", "n", "mean", "unit")] == [2, 3, 0.5, "notch"]


def summary_of(report: Report) -> dict[str, object]:
    summary = report.more["summary"]
    assert isinstance(summary, list)
    return dict(summary[0])


def test_a_floor_is_in_no_mean() -> None:
    school = SmallSchool()
    for before, after in (("<70", "100"), ("95", "100"), ("97", "100")):
        child = school.pupil()
        school.result(child, SUM2, before, scale="standardised", kind="test")
        school.result(child, NOW, after, scale="standardised", kind="test")
    report = progress_report(school.at(), Whom(subject="reading"))
    assert [summary_of(report)[key] for key in ("matched", "n", "mean")] == [2, 3, 4]


def test_tests_stand_beside_teacher_assessment() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, NOW, "At")
    school.result(child, SUM2, "100", scale="standardised", kind="test")
    school.result(child, NOW, "88", scale="standardised", kind="test")
    assert [row["words"] for row in progress_report(school.at(), Whom(), beside=True).rows] == ["−12, notable"]
    assert [row["refusal"] for row in progress_report(school.at(), Whom()).rows] == ["different-scale"]


def test_an_earlier_point_without_a_year_is_the_last_of_its_name() -> None:
    assert str(earlier_point("Sum2", when(NOW))) == SUM2
    assert str(earlier_point("Aut1", when(NOW))) == "2026-27:Aut1"
    for text in ("2026-27:Sum2", "Foo"):
        with pytest.raises(UsageError):
            earlier_point(text, when(NOW))


def test_order_of_rows_never_matters() -> None:
    school = SmallSchool()
    for before, after in (("At", "Sec"), ("B", "At"), ("Ab", "At")):
        child = school.pupil()
        school.result(child, SUM2, before)
        school.result(child, NOW, after)
        school.result(child, SUM2, "100", "maths", "standardised", "test")
    straight = progress_frame(school.summary())
    school.rows["results"].reverse()
    assert progress_frame(school.summary()).equals(straight)
    assert straight.filter(pl.col("progress").is_not_null()).height == 3
