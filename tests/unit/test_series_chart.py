"""The geometry of the pupil card's chart, worked out by hand: which column and which line a result stands in."""

from __future__ import annotations

import pytest

from progress_tui.domain.calendar import Point
from progress_tui.domain.card import Expected, Rung, SeriesResult, SeriesShown, TargetShown
from progress_tui.domain.views import ResultShown
from progress_tui.tui.card.series_chart import legend, levels_of, panel_content, times_of

BANDS = (("B", 2.0), ("JB", 3.0), ("At", 4.0), ("Sec", 5.0))
AUT2, SUM2, NEXT_AUT2 = (
    Point.of(year, code).ordinal for year, code in ((2025, "Aut2"), (2025, "Sum2"), (2026, "Aut2"))
)
DUE = Point.of(2026, "Sum2").ordinal


def result(ordinal: int, code: str, notch: float | None, standing: int | None = 4) -> SeriesResult:
    kind = "value" if notch is not None else "non-result"
    return SeriesResult(ordinal, Point(ordinal).label, ResultShown(code, kind, standing, notch), "", "", "")


def bands(*codes: tuple[int, str]) -> SeriesShown:
    places = dict(BANDS)
    return SeriesShown(
        "Reading", "reading", "bands", "teacher",
        tuple(result(ordinal, code, places.get(code)) for ordinal, code in codes),
        rungs=tuple(Rung(notch, code, code) for code, notch in BANDS),
        expected=(Expected(codes[0][0], 4.0, "At"),),
        targets=(TargetShown(DUE, "Sec", "Securely at", 5.0),),
    )  # fmt: skip


def scores(*marks: tuple[int, float], error: float | None = 4.7) -> SeriesShown:
    return SeriesShown(
        "Maths test", "maths", "standardised", "test",
        tuple(result(ordinal, f"{score:g}", score) for ordinal, score in marks), error=error,
        expected=(Expected(marks[0][0], 90.0, "90"),),
    )  # fmt: skip


def drawn(series: SeriesShown, room: int = 36) -> list[str]:
    """The lines of a panel without trailing blanks."""
    times = times_of([series], NEXT_AUT2, room)
    return [line.rstrip() for line in panel_content(series, times, 3).plain.split("\n")]


def test_columns_are_half_terms_from_the_first_result_to_the_last_target() -> None:
    # Aut2 2025-26 to Sum2 2026-27 are eleven half-terms: at 36 columns each takes three.
    times = times_of([bands((AUT2, "At"))], NEXT_AUT2, 36)
    assert (times.first, times.last, times.wide, times.width) == (AUT2, DUE, 3, 33)
    assert [times.column(ordinal) for ordinal in (AUT2, SUM2, NEXT_AUT2, DUE)] == [0, 12, 18, 30]


@pytest.mark.parametrize(("room", "first", "wide"), [(200, AUT2, 4), (11, AUT2, 1), (8, AUT2 + 3, 1)])
def test_what_does_not_fit_is_the_oldest(room: int, first: int, wide: int) -> None:
    times = times_of([bands((AUT2, "At"))], NEXT_AUT2, room)
    assert (times.first, times.last, times.wide) == (first, DUE, wide)
    assert times.width <= room


def test_a_band_has_a_line_of_its_own() -> None:
    series = bands((AUT2, "At"))
    levels = levels_of(series, times_of([series], NEXT_AUT2, 36))
    assert levels.labels == ("B", "JB", "At", "Sec")
    assert [levels.line(notch) for _, notch in BANDS] == [0, 1, 2, 3]


def test_several_codes_share_a_line_where_there_are_many() -> None:
    series = bands((AUT2, "At"))._replace(rungs=tuple(Rung(float(n), f"{n}", "") for n in range(1, 9)))
    levels = levels_of(series, times_of([series], NEXT_AUT2, 36), most=4)
    assert levels.labels == ("1", "3", "5", "7")
    assert [levels.line(n) for n in range(1, 9)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_scores_stand_at_even_steps_that_hold_their_error() -> None:
    # 83 and 113 with an error of 4.7 reach from 78.3 to 117.7: steps of five from 75 to 120.
    series = scores((AUT2, 83), (SUM2, 113))
    levels = levels_of(series, times_of([series], NEXT_AUT2, 36))
    assert levels.labels == ("75", "80", "85", "90", "95", "100", "105", "110", "115", "120")
    assert [levels.line(score) for score in (75, 77.4, 77.5, 113, 117.7, 300, 0)] == [0, 0, 1, 8, 9, 9, 0]


def test_reading_ages_are_months_with_years_on_the_axis() -> None:
    series = SeriesShown("Age", "reading", "reading-age", "test", (result(AUT2, "7:05", 89), result(SUM2, "8:00", 96)))
    levels = levels_of(series, times_of([series], NEXT_AUT2, 36))
    # 89 to 96 months: steps of one month.
    assert levels.labels == tuple(f"{n // 12}:{n % 12:02d}" for n in range(89, 97))


def test_a_panel_of_bands() -> None:
    assert drawn(bands((AUT2, "At"), (SUM2, "At"), (NEXT_AUT2, "JB"))) == [
        "Reading",
        "Sec ┤                              ◇   target Sec",
        " At ┤●───────────●────╮┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ expected",
        " JB ┤                 ╰●",
        "  B ┤",
        "    └───────────────┬──▲──────────────",
        "        Spr   Sum   Aut   Spr   Sum",
        "     2025-26        2026-27",
    ]


def test_a_panel_of_scores_with_error_bars_and_figures() -> None:
    # 83 with its error of 4.7 reaches from 78.3 to 87.7, which are nearest to the lines of 80 and 90.
    assert drawn(scores((AUT2, 83), (NEXT_AUT2, 98))) == [
        "Maths test",
        "105 ┤                        ┬",
        "100 ┤                       ╭●98",
        " 95 ┤                       │┴",
        " 90 ┤┬┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│┄┄┄┄ expected 90",
        " 85 ┤●83────────────────────╯",
        " 80 ┤┴",
        " 75 ┤",
        "    └────────────────────┬───▲───",
        "         Spr     Sum     Aut",
        "     2025-26             2026-27",
    ]


def test_no_result_is_on_the_axis_and_not_on_the_scale() -> None:
    lines = drawn(bands((AUT2, "At"), (SUM2, "Abs"), (NEXT_AUT2, "At")))
    assert lines[2].startswith(" At ┤●─────────────────●"), "the line goes on over the gap"
    assert lines[5].startswith("    └────────────×──┬──▲")
    assert "× no result" in legend([bands((AUT2, "Abs"))])


def test_the_legend_names_only_what_is_there() -> None:
    assert legend([scores((AUT2, 90), error=None)]) == "● result · ┄┄ expected standard · ▲ now"
    assert "│ ± 4.7, the standard error of one score" in legend([scores((AUT2, 90))])
    assert "◇ target" in legend([bands((AUT2, "At"))])
