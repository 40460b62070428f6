"""Classes beside a class: those that share a year group with it, in mixed-age schools too."""

from __future__ import annotations

import pytest

from progress_tui.analysis.compare.report import compare_report
from progress_tui.domain.comparison import Comparison
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.whom import EVERYBODY, Whom
from progress_tui.tui.views.bars import dot_line, share_bar
from progress_tui.tui.views.compare_choices import MEASURES, ROWS, SETS, Options
from progress_tui.tui.views.compare_layout import columns
from progress_tui.tui.views.compare_layout import rows as layout

from .frames_builder import SmallSchool


def mixed() -> SmallSchool:
    """Oak holds Years 3 and 4, Elm Years 4 and 5, Ash Year 6: only Oak and Elm share one."""
    school = SmallSchool()
    for class_name, years in (("Oak", (3, 4)), ("Elm", (4, 5)), ("Ash", (6, 6))):
        for year in years:
            for code in ("At", "JB"):
                school.result(school.pupil("", class_name, year), "2026-27:Aut2", code)
    return school


@pytest.mark.parametrize(
    ("class_name", "classes"), [("Oak", ["Oak", "Elm"]), ("elm", ["Oak", "Elm"]), ("Ash", ["Oak", "Elm", "Ash"])]
)
def test_a_class_stands_beside_those_it_shares_a_year_group_with(class_name: str, classes: list[str]) -> None:
    report = compare_report([mixed().at()], Comparison(by=("class",), beside=class_name))
    assert [(row["group"], row["k"], row["n"], row["on_roll"]) for row in report.rows] == [
        (name, 2, 4, 4) for name in classes
    ]
    alone = "No other class shares a year group with “Ash”: all classes stand side by side."
    assert (alone in report.notes) == (class_name == "Ash")


def test_a_filter_narrows_the_children_and_another_year_has_other_classes() -> None:
    school = mixed()
    narrowed = compare_report([school.at()], Comparison(by=("class",), beside="Oak", whom=Whom(year_group="4")))
    assert [(row["group"], row["on_roll"]) for row in narrowed.rows] == [("Oak", 2), ("Elm", 2)]
    school.enrol(1, "2025-26", "Birch", 2)
    school.result(1, "2025-26:Aut2", "At")
    pooled = compare_report([school.at()], Comparison(by=("class",), beside="Oak", pool=2))
    assert [row["group"] for row in pooled.rows] == ["Oak", "Elm"]
    with pytest.raises(NotFoundError, match="no class “Yew”"):
        compare_report([school.at()], Comparison(by=("class",), beside="Yew"))


@pytest.mark.parametrize("rows", [key for key in ROWS if key != SETS])
def test_whatever_is_chosen_has_an_answer(rows: str) -> None:
    at = mixed().at()
    for measure in MEASURES:
        asked = Options(rows, measure, interval=True).comparison(EVERYBODY, "Oak")
        report = compare_report([at], asked)
        held = columns(report, Options(rows, measure), 80)
        shown = layout(report, Options(rows, measure), held, "reading", 20)
        gaps = report.more["gaps"]
        assert isinstance(gaps, list)
        assert len(shown) == len(report.rows) + len(gaps)
    words = [one.words for one in ROWS.values()]
    assert len(set(words)) == len(words)


def test_bars_and_lines_keep_their_width_and_their_ends() -> None:
    assert [share_bar(percent, 10) for percent in (0, 50, 100)] == ["▁" * 10, "▇▇▇▇▇▁▁▁▁▁", "▇" * 10]
    assert share_bar(60, 10, 39, 78) == "▇▇▇▇▄▄┃▄▁▁"
    assert share_bar(100, 5, 57, 100) == "▇▇▇▄┃"
    assert [dot_line(value, -1, 1, 9) for value in (-2, 0, 0.5, 1)] == [
        "●───│────", "────●────", "────│─●──", "────│───●",
    ]  # fmt: skip
    assert dot_line(3, 3, 3, 4) == "●───"
