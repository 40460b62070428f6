"""Which columns the class grid has, in which order, and what is chosen of them: no width loses any."""

from __future__ import annotations

import pytest

from progress_tui.domain.views import ClassView
from progress_tui.tui.classroom.columns import Chosen, Group, columns_for, group_of, groups_of
from progress_tui.tui.classroom.grid import ClassGrid
from progress_tui.tui.widgets.table_layout import lay_out
from progress_tui.tui.widgets.table_model import Column
from tests.unit.frames_builder import NOW, YEAR, SmallSchool

PAST = ("2024-25:Sum2", "2025-26:Aut2", "2025-26:Spr2", "2025-26:Sum2", "2026-27:Aut1")
WIDTHS = (60, 80, 100, 120, 140, 160, 200, 300)


def _view(year_groups: tuple[int, ...] = (4, 4)) -> ClassView:
    """Two pupils with all there is: three subjects over six points, targets, history, tests."""
    school = SmallSchool()
    for number, year_group in enumerate(year_groups):
        child = school.pupil(f"Longest-Surname-Of{number}", year_group=year_group)
        school.characteristics(child, YEAR, fsm6=True, sen="K", eal=False)
        school.attendance(child, percentage=95.0)
        for subject in ("reading", "writing", "maths"):
            for point in (*PAST, NOW):
                school.result(child, point, "At", subject)
            school.target(child, "2026-27:Sum2", "Sec", subject)
        school.result(child, "2022-23:Sum2", "2", "reading", "eyfs", "statutory")
        school.result(child, "2022-23:Sum2", "Yes", "gld", "gld", "statutory")
        school.result(child, "2023-24:Sum2", "36", "phonics", "phonics", "statutory")
        school.result(child, NOW, "101", "reading", "standardised", "test")
    return school.views()["4B"]


def _keys(columns: list[Column]) -> list[str]:
    return [column.key for column in columns]


def _in_front(columns: list[Column]) -> list[str]:
    keys = _keys(columns)
    return keys[: keys.index("flags")]


def _letters(view: ClassView) -> dict[str, Group]:
    return {group.key: group for group in groups_of(view)}


def test_the_essentials_stand_before_the_flags_on_a_narrow_screen() -> None:
    view = _view()
    now = view.point
    columns = columns_for(view, "reading", 80)
    assert _in_front(columns) == [
        "name", "note", "pp", "sen", "eal", "absence", f"reading:{now - 2}", f"reading:{now - 1}", f"reading:{now}",
        "reading:target", "reading:distance",
    ]  # fmt: skip
    rest = _keys(columns)[_keys(columns).index("flags") + 1 :]
    assert {"gld", "pho", "reading:eyfs", "reading:test", "writing:distance", f"maths:{now}", "rwm"} <= set(rest)


def test_a_wider_screen_brings_history_tests_and_the_other_subjects_before_the_flags() -> None:
    view = _view()
    medium, wide = (_in_front(columns_for(view, "writing", width)) for width in (120, 200))
    assert {"gld", "pho", f"reading:{view.point}", f"maths:{view.point}", "maths:distance"} <= set(medium)
    assert {"reading:eyfs", "reading:test", "rwm", "reading:target", f"maths:{view.point - 1}"} <= set(wide)
    assert wide.index("gld") < wide.index("reading:eyfs") < wide.index(f"writing:{view.point}") < wide.index("rwm")


@pytest.mark.parametrize("subject", ["reading", "maths"])
def test_every_column_is_there_at_every_width_and_those_before_the_flags_have_room(subject: str) -> None:
    view = _view()
    grid = ClassGrid([view], (), hidden=False)
    found = {width: grid.columns(subject, width, Chosen()) for width in WIDTHS}
    assert len({frozenset(_keys(columns)) for columns in found.values()}) == 1
    for width, columns in found.items():
        if width >= 80:
            shown = [columns[place.index].key for place in lay_out(columns, width - 1, 0).placed]
            assert shown[: len(_in_front(columns)) + 1] == [*_in_front(columns), "flags"], width
    sizes = [len(_in_front(columns)) for columns in found.values()]
    assert sizes == sorted(sizes), "a wider screen never shows fewer"


def test_columns_are_as_wide_as_what_stands_in_them_and_names_are_capped() -> None:
    view = _view()
    grid = ClassGrid([view], (), hidden=False)
    widths = {width: grid.columns("reading", width, Chosen())[0].width for width in WIDTHS}
    assert (widths[80], widths[120], widths[300]) == (16, 18, len("Longest-Surname-Of0"))
    hidden = ClassGrid([view], (), hidden=True)
    assert hidden.columns("reading", 160, Chosen()) == grid.columns("reading", 160, Chosen()), "nothing moves with p"
    assert {column.width for column in grid.columns("reading", 160, Chosen()) if column.heading == "±"} == {2}


def test_points_of_one_name_say_their_year() -> None:
    view = _view()
    chosen = Chosen().toggled(_letters(view)["4"])
    headings = [column.heading for column in columns_for(view, "reading", 200, chosen) if column.group == "Reading"]
    assert headings == ["EYFS", "Aut2’25", "Spr2", "Sum2", "Aut1", "Aut2", "Test", "Tgt", "±"]


def test_groups_are_turned_off_and_on_and_remembered() -> None:
    view = _view()
    letters = _letters(view)
    assert list(letters) == ["c", "a", "h", "k", "e", "g", "d", "o", "r", "f", "1", "2", "3", "4", "5"]
    assert [letters[digit].usual for digit in "12345"] == [True, True, True, False, False]
    core = ("reading", "writing", "maths")
    off = {
        "c": {"pp", "sen", "eal"}, "a": {"absence"}, "h": {"gld", "pho"}, "k": {"reading:eyfs"}, "r": {"rwm"},
        "e": {"reading:test"}, "g": {f"{subject}:target" for subject in core}, "f": {"flags"},
        "1": {f"{subject}:{view.point - 1}" for subject in core},
    }  # fmt: skip
    everything = set(_keys(columns_for(view, "reading", 120)))
    for letter, gone in off.items():
        chosen = Chosen().toggled(letters[letter])
        assert everything - set(_keys(columns_for(view, "reading", 120, chosen))) == gone, letter
        assert {group_of(view, key) for key in gone} == {letters[letter].id}
        assert Chosen.remembered(chosen.words()) == chosen
        assert chosen.toggled(letters[letter]) == Chosen(), "twice is as before"
    assert Chosen().words() is None
    assert Chosen.remembered(["-tests", "+2025-26:Aut2", "nonsense"]).words() == ("+2025-26:Aut2", "-tests")
    others = Chosen().toggled(letters["o"])
    assert not any(key.startswith(("writing", "maths")) for key in _keys(columns_for(view, "reading", 120, others)))


def test_a_class_of_two_year_groups_and_classes_side_by_side_say_whose_each_pupil_is() -> None:
    mixed = _view((3, 4))
    assert _keys(columns_for(mixed, "reading", 80))[:3] == ["name", "note", "year"]
    assert "year" in {group.id for group in groups_of(mixed)}
    assert "year" not in _keys(columns_for(_view(), "reading", 200))
    assert _keys(columns_for(mixed, "reading", 80, parallel=True))[:4] == ["name", "note", "class", "year"]


def test_a_class_without_results_has_names_and_flags() -> None:
    school = SmallSchool()
    school.pupil()
    assert _keys(columns_for(school.views()["4B"], "", 120)) == ["name", "note", "flags"]
