"""A cell of the class grid in words, whatever was typed into it; with names hidden nothing that may be one."""

from __future__ import annotations

import pytest

from progress_tui.tui.classroom.cell_words import cell_lines
from progress_tui.tui.classroom.grid import ClassGrid
from tests.unit.frames_builder import NOW, SmallSchool


def _said(raw: str, hidden: bool = False) -> tuple[str, list[str]]:
    """The cell of a result now in words."""
    school = SmallSchool()
    child = school.pupil()
    school.result(school.pupil(), NOW, "At")
    if raw:
        school.result(child, NOW, raw)
    view = school.views()["4B"]
    return cell_lines(view, view.rows[0], f"reading:{view.point}", "reading", hidden)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("JB", "JB: Just below · just below the expected standard"), ("At", "At · at the expected standard"),
        ("Ab", "Ab: Above · above the expected standard"), ("A", "No result: absent."), ("", "No result is on file."),
        ("Y2 At", "Y2 At: At in the Year 2 curriculum · well below the expected standard"),
        ("see Tobi", "“see Tobi” is not a code of this scale: not counted."),
    ],
)  # fmt: skip
def test_a_result_is_said_with_what_its_code_means(raw: str, words: str) -> None:
    title, lines = _said(raw)
    assert title == "Reading at Autumn 2 2026-27"
    assert lines == [words, "Reading teacher (bands) · Autumn 2 2026-27"]


def test_a_score_out_of_range_is_not_counted() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "999", scale="standardised")
    view = school.views()["4B"]
    lines = cell_lines(view, view.rows[0], f"reading:{view.point}", "reading", False)[1]
    assert lines[0] == "999 is outside the valid range: not counted."


def test_what_is_no_code_may_be_a_name() -> None:
    assert _said("see Tobi", hidden=True)[1][0] == "Not a code of this scale."
    school = SmallSchool()
    school.result(school.pupil(), NOW, "see Tobi")
    view = school.views()["4B"]
    for hidden, text in ((True, "?"), (False, "see Tobi"), (True, "?")):
        grid = ClassGrid([view], (), hidden=False)
        grid.hide(hidden)
        assert grid._of(f"reading:{view.point}")[0].text == text


def test_a_change_and_a_distance_are_said() -> None:
    school = SmallSchool()
    child = school.pupil()
    school.result(child, "2026-27:Aut1", "Sec")
    school.result(child, NOW, "JB")
    school.target(child, "2026-27:Sum2", "Sec")
    other = school.pupil()
    school.result(other, NOW, "A")
    view = school.views()["4B"]
    first, second = view.rows
    assert "▼ Down since the latest earlier result of the same series." in cell_lines(
        view, first, f"reading:{view.point}", "reading", False
    )[1]  # fmt: skip
    distance = cell_lines(view, first, "reading:distance", "reading", False)
    assert distance == ("Reading: distance from target", ["2 below target in steps of the scale: JB against Sec."])
    assert cell_lines(view, second, "reading:distance", "reading", False)[1] == ["Not known: no result now."]
    assert cell_lines(view, second, "reading:target", "reading", False)[1] == ["No target."]
    assert cell_lines(view, second, "absence", "reading", False)[1] == [
        "Not known, or of fewer than 20 possible sessions."
    ]  # fmt: skip
    assert cell_lines(view, second, "sen", "reading", False) == ("SEND", ["Not known."])
    assert cell_lines(view, second, "note", "reading", False)[0] == "Note"
    flags = cell_lines(view, second, "flags", "reading", False)[1]
    assert flags[0] == "⚑2 discuss: No reading result at Aut2 (absent), and none before."
    assert len(flags) == len(second.flags)
