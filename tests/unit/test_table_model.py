from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len

from progress_tui.tui.widgets.table_layout import lay_out
from progress_tui.tui.widgets.table_model import Cell, Column, Row, TableModel
from progress_tui.tui.widgets.table_strips import fitted, heading_text

NAME, SCORE = Column("name", "Pupil", 10, frozen=True), Column("score", "Sc", 4, "right")


def filled(*scores: float | str | None) -> TableModel:
    """Rows 10, 11, 12 … with those sort values."""
    model = TableModel()
    rows = [Row(10 + i, (Cell(f"Pupil {i}", "", f"{i:03}"), Cell(f"{s}", "", s))) for i, s in enumerate(scores)]
    model.set_data([NAME, SCORE], rows)
    return model


def test_sort_is_stable_and_keeps_rows_without_a_value_last_both_ways() -> None:
    model = filled(2, None, 1, 2, float("nan"), 1)
    model.sort_by("score")
    assert model.visible_keys == [12, 15, 10, 13, 11, 14]
    model.sort_by("score", reverse=True)
    assert model.visible_keys == [10, 13, 12, 15, 11, 14]
    assert model.sort == ("score", True)
    model.default_order()
    assert model.visible_keys == [10, 11, 12, 13, 14, 15]
    assert model.sort is None


def test_numbers_and_words_in_one_column_do_not_clash() -> None:
    model = filled("b", 3, None, "a", -1.5)
    model.sort_by("score")
    assert model.visible_keys == [14, 11, 13, 10, 12]
    model.sort_by("score", reverse=True)
    assert model.visible_keys == [10, 13, 11, 14, 12]


@pytest.mark.parametrize("reverse", [False, True])
def test_prepared_orders_are_those_of_a_fresh_sort(reverse: bool) -> None:
    scores = [(None, 1, 3.5, 2)[i * i * 7 % 13 % 4] for i in range(200)]
    prepared, fresh = filled(*scores), filled(*scores)
    steps = 0
    while prepared.prepare("score"):
        steps += 1
    assert steps == 2
    prepared.sort_by("score", reverse)
    fresh.sort_by("score", reverse)
    having = [i for i, s in enumerate(scores) if s is not None]
    having.sort(key=lambda i: scores[i] or 0, reverse=reverse)
    wanted = [10 + i for i in having] + [10 + i for i, s in enumerate(scores) if s is None]
    assert prepared.visible_keys == fresh.visible_keys == wanted


def test_unknown_column_is_an_error_and_changes_nothing() -> None:
    model = filled(2, 1)
    with pytest.raises(KeyError):
        model.sort_by("nothing")
    assert model.sort is None
    assert model.visible_keys == [10, 11]


def test_filter_applies_in_the_order_shown_and_ignores_unknown_keys() -> None:
    model = filled(3, 1, 2, 0)
    model.sort_by("score")
    model.show_only({10, 12, 99})
    assert model.visible_keys == [12, 10]
    model.sort_by("score", reverse=True)
    assert model.visible_keys == [10, 12]
    model.show_only(None)
    assert model.visible_keys == [10, 12, 11, 13]


def test_cursor_stays_on_its_pupil_through_sort_filter_and_new_data() -> None:
    model = filled(3, 1, 2, 0)
    assert model.move_to(12)
    model.move_to_column(1)
    model.sort_by("score")
    assert (model.cursor_key, model.position) == (12, 2)
    model.show_only([10, 12])
    assert (model.cursor_key, model.position) == (12, 0)
    rows = [Row(key, (Cell("x"), Cell("new"), Cell("y"))) for key in (12, 10)]
    model.set_data([NAME, Column("pp", "PP", 2), SCORE], rows)
    assert (model.cursor_key, model.cursor_column) == (12, "score")
    assert model.cell_at_cursor() == Cell("y")


def test_a_filtered_cursor_goes_to_the_next_row_and_stays_there() -> None:
    model = filled(0, 1, 2, 3, 4)
    model.move_to(12)
    model.show_only([10, 11, 14])
    assert model.cursor_key == 14
    model.show_only(None)
    assert model.cursor_key == 14
    model.show_only([10, 11])
    assert model.cursor_key == 11, "nothing follows, so the nearest row ahead"


def test_a_filter_without_hits_gives_the_same_pupil_back() -> None:
    model = filled(0, 1, 2)
    model.move_to(11)
    model.show_only([])
    assert (model.cursor_key, model.position, model.cell_at_cursor()) == (None, -1, None)
    model.move_by(1)
    model.show_only(None)
    assert model.cursor_key == 11


def test_a_pupil_gone_from_new_data_hands_the_cursor_to_the_next() -> None:
    model = filled(0, 1, 2, 3)
    model.move_to(12)
    model.set_data([NAME, SCORE], [Row(key, (Cell(""), Cell(""))) for key in (10, 11, 13)])
    assert model.cursor_key == 13
    model.set_data([NAME, SCORE], [Row(77, (Cell(""), Cell("")))])
    assert model.cursor_key == 77


def test_sort_ends_when_its_column_has_gone() -> None:
    model = filled(2, 1)
    model.sort_by("score")
    model.set_data([NAME], [Row(1, (Cell("b"),)), Row(2, (Cell("a"),))])
    assert model.sort is None
    assert model.visible_keys == [1, 2]


@pytest.mark.parametrize(
    ("columns", "rows", "word"),
    [
        ([NAME], [Row(1, (Cell("a"),)), Row(1, (Cell("b"),))], "rows"),
        ([NAME, NAME], [], "columns"),
        ([NAME, SCORE], [Row(1, (Cell("a"),))], "2 cells"),
    ],
)
def test_data_that_do_not_fit_are_refused(columns: list[Column], rows: list[Row], word: str) -> None:
    model = filled(1)
    with pytest.raises(ValueError, match=word):
        model.set_data(columns, rows)
    assert model.visible_keys == [10]


def test_moves_stop_at_the_edges() -> None:
    model = filled(0, 1, 2)
    model.move_by(99)
    assert model.cursor_key == 12
    model.move_by(-99)
    assert model.cursor_key == 10
    model.move_to_column(9)
    assert model.cursor_column == "score"
    assert not model.move_to(5)


@pytest.mark.parametrize(
    "text", ["王小明王小明", "Zoe\u0301e\u0301e\u0301", "[red]x[/red]", "plain", "", "\u0301x", "a\tb\u202e", "👩‍🏫 x"]
)
@pytest.mark.parametrize("width", range(9))
def test_text_takes_exactly_its_cells(text: str, width: int) -> None:
    for shown in (fitted(text, width), fitted(text, width, "right"), fitted(text, width, "center")):
        assert cell_len(shown) == width
        assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in shown)


def test_text_is_cut_with_an_ellipsis_and_never_read_as_markup() -> None:
    assert fitted("Begum, Aisha", 8) == "Begum,… "
    assert fitted("王小明", 5) == "王小…"
    assert fitted("王小明", 4) == "王… "
    assert fitted("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
    assert fitted("[red]x", 8) == "[red]x  "
    assert fitted("3.9", 5, "right") == "  3.9"
    assert fitted("ab", 5, "center") == " ab  "


def test_sort_mark_never_widens_a_heading() -> None:
    assert heading_text(Column("pp", "PP", 2), 2, False) == "P▲"
    assert heading_text(Column("abs", "Abs", 5, "right"), 5, True) == " Abs▼"
    assert heading_text(Column("a", "A", 1), 1, False) == "▲"


GROUPED = [
    NAME,
    *(Column(f"{g}{i}", f"{i}", 4, group=g) for g in ("Reading", "Maths") for i in range(3)),
    Column("flags", "Flags", 8, flexible=True),
]


@pytest.mark.parametrize("first", range(9))
def test_only_whole_columns_are_shown(first: int) -> None:
    for width in range(12, 80):
        layout = lay_out(GROUPED, width, first)
        assert layout.placed[0].index == 0, "the frozen column stays"
        ends = [place.x + place.width for place in layout.placed]
        assert max(ends) <= width - 1
        for place, end in zip(layout.placed[1:], ends, strict=False):
            assert place.x == end + len(place.gap)
        if len(layout.placed) > 2:
            assert all(place.width >= GROUPED[place.index].width for place in layout.placed)
        assert layout.more_right == (layout.placed[-1].index != len(GROUPED) - 1)


def test_the_flexible_column_takes_what_is_left() -> None:
    layout = lay_out(GROUPED, 70, 0)
    assert not layout.more_right
    assert layout.placed[-1].x + layout.placed[-1].width == 69
    assert layout.heading_lines == 2


def test_without_frozen_columns_all_scroll() -> None:
    layout = lay_out(GROUPED, 40, 2, frozen=False)
    assert layout.placed[0].index == 2
    assert layout.more_left
    assert layout.left_mark == 0


def test_every_cell_of_a_line_finds_its_column() -> None:
    layout = lay_out(GROUPED, 70, 0)
    for place in layout.placed:
        assert layout.column_at(place.x) == place.index
        assert layout.column_at(place.x + place.width - 1) == place.index
    assert layout.column_at(0) is None
    assert layout.column_at(69) is None
