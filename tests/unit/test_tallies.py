"""k of n in every column, and who they are: worked examples, with the pupils a filter leaves, and classes together."""

from __future__ import annotations

from progress_tui.domain.class_together import together
from progress_tui.domain.tallies import bits_of, ids_of, tally
from progress_tui.domain.views import ClassView
from progress_tui.tui.classroom.columns import Chosen
from progress_tui.tui.classroom.grid import ASKED, COUNTED, ClassGrid
from tests.unit.frames_builder import NOW, YEAR, SmallSchool

SUM2 = "2025-26:Sum2"


def _school() -> SmallSchool:
    """Six pupils of 4B, by name Child01 to Child06."""
    school = SmallSchool()
    for raw in ("At", "JB", "A", "", "Ab", "B"):
        child = school.pupil()
        if raw:
            school.result(child, NOW, raw)
    for child, absence in ((1, 10.0), (2, 9.9), (3, 51.0)):
        school.attendance(child, percentage=100 - absence)
    school.characteristics(1, YEAR, fsm6=True, sen="K", eal=False)
    school.characteristics(2, YEAR, fsm6=False, sen="N")
    school.target(1, "2026-27:Sum2", "Sec")
    school.target(5, "2026-27:Sum2", "Sec")
    return school


def _figures(view: ClassView, key: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    found = tally(view, key)
    assert found is not None, key
    assert found.counted & found.asked == found.counted, "k is of n"
    return ids_of(view, found.counted), ids_of(view, found.asked)


def test_who_is_counted_and_of_whom() -> None:
    view = _school().views()["4B"]
    everyone = (1, 2, 3, 4, 5, 6)
    assert _figures(view, f"reading:{view.point}") == ((1, 5), (1, 2, 5, 6))
    assert _figures(view, "pp") == ((1,), (1, 2))
    assert _figures(view, "sen") == ((1,), (1, 2))
    assert _figures(view, "eal") == ((), (1,))
    assert _figures(view, "absence") == ((1, 3), (1, 2, 3)), "exactly 10 % is persistent"
    assert _figures(view, "reading:target") == ((1, 5), everyone)
    assert _figures(view, "reading:distance") == ((1,), (1, 5))
    flagged = tuple(row.pupil_id for row in view.rows if row.flags)
    assert _figures(view, "flags") == (flagged, everyone)
    assert tally(view, "writing:distance") is None
    assert tally(view, "name") is None
    assert ids_of(view, bits_of(view, [6, 2, 99])) == (2, 6)


def test_results_that_nothing_is_expected_of_are_counted_as_results_of_everybody() -> None:
    school = SmallSchool()
    for raw in ("3b", ""):
        child = school.pupil()
        if raw:
            school.result(child, NOW, raw, scale="nc-levels")
    view = school.views()["4B"]
    found = tally(view, f"reading:{view.point}")
    assert found is not None
    assert found.what == "with a result in Reading at Autumn 2 2026-27"
    assert (ids_of(view, found.counted), ids_of(view, found.asked)) == ((1,), (1, 2))


def test_the_footer_counts_the_pupils_shown_and_says_whom_it_leaves_out() -> None:
    view = _school().views()["4B"]
    grid = ClassGrid([view], [2], hidden=False)
    columns = grid.columns("reading", 80, Chosen())
    place = [column.key for column in columns].index(f"reading:{view.point}")
    for shown, texts in (
        (None, ("6 pupils", "of 6 on roll", "2", "4")),
        ((2, 4, 5), ("3 shown", "of 6 on roll", "1", "2")),
    ):
        counted, asked = grid.footer(columns, shown)
        assert (counted.key, asked.key) == (COUNTED, ASKED)
        assert (counted.cells[0].text, asked.cells[0].text) == texts[:2]
        assert (counted.cells[place].text, asked.cells[place].text) == texts[2:]
    now = f"reading:{view.point}"
    assert grid.figure_words(now, 0, None) == (
        "2 of 4 at the expected standard in Reading at Autumn 2 2026-27, 2 not; 2 without a judged result. "
        "Of 6 on roll. enter lists the 2."
    )
    assert grid.figure_words(now, 0, (2, 4, 5)) == (
        "1 of 2 at the expected standard in Reading at Autumn 2 2026-27, 1 not; 1 without a judged result. "
        "Of 3 shown (of 6 on roll). enter lists the 1."
    )
    behind = grid.behind(now, 0, (2, 4, 5))
    assert behind is not None
    assert (behind.words, behind.pupil_ids) == (
        "4B · 1 of 2 at the expected standard in Reading at Autumn 2 2026-27", (5,)
    )  # fmt: skip
    asked_of = grid.behind(now, 1, (2, 4, 5))
    assert asked_of is not None
    assert asked_of.pupil_ids == (2, 5)
    noted = grid.behind("note", 0, None)
    assert noted is not None
    assert noted.pupil_ids == (2,)
    everybody = grid.behind("name", 1, (2,))
    assert everybody is not None
    assert len(everybody.pupil_ids) == 6


def test_classes_together_are_the_sum_of_their_parts() -> None:
    school = _school()
    for raw in ("At", "WB"):
        child = school.pupil("Aaa" + raw, class_name="4A")
        school.result(child, NOW, raw)
        school.result(child, SUM2, "At")
        school.result(child, NOW, "101", "maths", "standardised", "test")
        school.result(child, "2024-25:Sum2", "29", "phonics", "phonics", "statutory")
    views = school.views()
    both = together(views["4B"], [views["4A"]])
    assert (both.class_name, both.on_roll) == ("4B", 8)
    assert [row.name for row in both.rows] == sorted(row.name for row in both.rows)
    reading, maths = both.heading("reading"), both.heading("maths")
    assert reading is not None
    assert maths is not None
    assert (reading.expected, reading.judged, reading.assessed) == (3, 6, 6)
    assert [point.code for point in reading.points] == ["Sum2", "Aut2"]
    assert (maths.assessed, maths.series) == (2, "Maths test (standardised)")
    counted, asked = _figures(both, f"maths:{both.point}")
    assert len(counted) == len(asked) == 2
    assert all(len(row.subjects) == 2 and len(row.beside) == len(both.beside) for row in both.rows)
    assert [shown.result.code for row in both.rows[:2] for shown in row.beside] == ["29", "29"]
    assert _figures(both, "absence") == ((1, 3), (1, 2, 3))


def test_results_of_two_scales_side_by_side_have_no_place_among_each_other() -> None:
    school = SmallSchool()
    school.result(school.pupil(), NOW, "At")
    school.result(school.pupil(class_name="4A"), NOW, "4b", scale="nc-levels")
    views = school.views()
    both = together(views["4B"], [views["4A"]])
    heading = both.heading("reading")
    assert heading is not None
    assert [point.comparable for point in heading.points] == [False]
    shown = {row.pupil_id: row.subjects["reading"].results[-1] for row in both.rows}
    assert (shown[1].notch, shown[2].code, shown[2].notch) == (4.0, "4b", None)
