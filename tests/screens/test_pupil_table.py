from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Offset, Region
from textual.pilot import Pilot

from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_model import Cell, Column, Row, TableModel
from tests.screens.at_rest import waits_are_exact

NAMES = ("Adeyemi, Tobi", "王小明", "Zoe\u0301, E\u0301lise", "[red]x[/red]", "Cholmondeley-Featherstone, Al")
COLUMNS = [
    Column("name", "Pupil", 14, frozen=True),
    Column("abs", "Abs", 5, "right"),
    *(Column(f"{group}{point}", point, 5, group=group) for group in ("Reading", "Maths") for point in ("Sum2", "Aut2")),
    Column("flags", "Flags", 10, flexible=True),
]


def rows(count: int) -> list[Row]:
    results = [Cell("JB", "just-below", 3.0), Cell("At", "at", 4.0), Cell("Ab", "above", 6.0), Cell("–", "missing")]
    return [
        Row(
            i,
            (
                Cell(NAMES[i % 5] if i < 5 else f"Pupil {i}", "", f"{i:04}"),
                Cell(f"{i * 7 % 10}.0", "", i * 7 % 10),
                *results,
                Cell("⚑3", "severity-3", 3.0),
            ),
        )
        for i in range(count)
    ]


class Stage(App[None]):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.heard: list[tuple[object, ...]] = []

    def compose(self) -> ComposeResult:
        yield PupilTable(empty_text="No pupil fits this filter.")

    def on_mount(self) -> None:
        table = self.query_one(PupilTable)
        table.set_data(COLUMNS, rows(self.count))
        table.focus()

    @on(PupilTable.Highlighted)
    def moved(self, message: PupilTable.Highlighted) -> None:
        self.heard.append(("at", message.row_key, message.column_key))

    def on_pupil_table_opened(self, message: PupilTable.Opened) -> None:
        assert message.control is self.query_one(PupilTable)
        self.heard.append(("open", message.row_key))

    def on_pupil_table_figure_opened(self, message: PupilTable.FigureOpened) -> None:
        self.heard.append(("figure", message.below, message.column_key))

    def on_pupil_table_heading_clicked(self, message: PupilTable.HeadingClicked) -> None:
        self.heard.append(("heading", message.column_key))


@asynccontextmanager
async def stage(
    count: int = 50, size: tuple[int, int] = (70, 14)
) -> AsyncIterator[tuple[Pilot[None], PupilTable, Stage]]:
    app = Stage(count)
    with waits_are_exact():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot, app.query_one(PupilTable), app


def lines(table: PupilTable) -> list[str]:
    """What stands on every line of the widget, as the compositor gets it."""
    width, height = table.size
    return [strip.text for strip in table.render_lines(Region(0, 0, width, height))]


def last(app: Stage) -> tuple[object, ...]:
    return app.heard[-1]


def scrollbar(table: PupilTable) -> bool:
    return table.show_vertical_scrollbar


def marked(table: PupilTable) -> list[str]:
    return [line for line in lines(table) if line.startswith("▌")]


def names(table: PupilTable) -> list[str]:
    return [line[1:15].strip() for line in lines(table)[2:] if line.strip()]


def wanted(keys: Sequence[int]) -> list[str]:
    short = {4: "Cholmondeley-…"}
    return [short.get(k, NAMES[k] if k < 5 else f"Pupil {k}") for k in keys]


async def test_first_sight() -> None:
    async with stage() as (_, table, app):
        shown = lines(table)
        assert shown[0].split() == ["│", "Reading", "│", "Maths", "│"]
        assert shown[1].split() == ["Pupil", "Abs", "│", "Sum2", "Aut2", "│", "Sum2", "Aut2", "│", "Flags"]
        assert shown[2].startswith("▌Adeyemi, Tobi    0.0 │ JB    At    │ Ab    –")
        assert "[red]x[/red]" in shown[5]
        assert {cell_len(line) for line in shown} == {70}
        rules = {tuple(cell_len(line[:i]) for i, c in enumerate(line) if c == "│") for line in shown}
        assert len(rules) == 1, "wide and combining characters leave the columns in line"
        assert app.heard == [("at", 0, "name")]


@pytest.mark.parametrize(
    ("keys", "row", "column"),
    [
        (["down", "j", "k"], 1, "name"),
        (["up"], 0, "name"),
        (["G"], 49, "name"),
        (["G", "g"], 0, "name"),
        (["right", "l", "h"], 0, "abs"),
        (["end"], 0, "flags"),
        (["end", "left", "home"], 0, "name"),
        (["pagedown"], 12, "name"),
        (["pagedown", "pageup"], 0, "name"),
        (["ctrl+d", "ctrl+d", "ctrl+u"], 6, "name"),
    ],
)
async def test_keys(keys: list[str], row: int, column: str) -> None:
    async with stage() as (pilot, table, _):
        await pilot.press(*keys)
        assert (table.cursor_key, table.cursor_column) == (row, column)
        assert [line[1:15].strip() for line in marked(table)] == wanted([row])


async def test_the_view_follows_the_cursor_and_pages_keep_its_line() -> None:
    async with stage() as (pilot, table, _):
        await pilot.press(*["down"] * 15)
        assert names(table) == wanted(range(4, 16))
        await pilot.press("g", "down", "down", "pagedown")
        assert table.cursor_key == 14
        assert lines(table)[4].startswith("▌Pupil 14")
        await pilot.press("G")
        assert names(table) == wanted(range(38, 50))


async def test_keys_have_ids_and_stay_out_of_the_footer() -> None:
    bindings = [binding for binding in PupilTable.BINDINGS if isinstance(binding, Binding)]
    assert len(bindings) == len(PupilTable.BINDINGS)
    assert all(binding.id is not None and binding.id.startswith("table.") for binding in bindings)
    assert not any(binding.show for binding in bindings)
    assert {key for b in bindings for key in b.key.split(",") if len(key) == 1} == set("hjklgG")


async def test_sort_marks_its_column_and_keeps_the_pupil() -> None:
    async with stage() as (pilot, table, _):
        table.move_to(7)
        table.sort_by("abs", reverse=True)
        await pilot.pause()
        order = sorted(range(50), key=lambda i: i * 7 % 10, reverse=True)
        assert table.visible_keys == order
        assert table.cursor_key == 7
        assert len(marked(table)) == 1
        assert lines(table)[1].startswith(" Pupil           Abs▼ │")
        top = table.scroll_offset.y
        assert names(table) == wanted(order[top : top + 12])
        table.default_order()
        await pilot.pause()
        assert "▼" not in lines(table)[1]
        assert table.cursor_key == 7


async def test_filter_and_back() -> None:
    async with stage() as (pilot, table, app):
        table.move_to(40)
        table.show_only({3, 30, 45})
        await pilot.pause()
        assert names(table) == wanted([3, 30, 45])
        assert table.cursor_key == 45
        assert not scrollbar(table)
        table.show_only([])
        await pilot.pause()
        assert lines(table)[2].strip() == "No pupil fits this filter."
        assert last(app) == ("at", None, "name")
        table.show_only(None)
        await pilot.pause()
        assert table.cursor_key == 45
        assert scrollbar(table)
        assert wanted([45])[0] in names(table)
        assert len(marked(table)) == 1


async def test_a_shorter_filter_below_the_view_scrolls_back() -> None:
    async with stage() as (pilot, table, _):
        await pilot.press("G")
        table.show_only(range(20))
        await pilot.pause()
        assert table.cursor_key == 19
        assert names(table) == wanted(range(8, 20))
        assert table.vertical_scrollbar.window_virtual_size == 22
        assert table.virtual_size.height == 22


async def test_columns_scroll_whole_and_the_frozen_one_stays() -> None:
    async with stage(size=(40, 14)) as (pilot, table, _):
        assert lines(table)[1].rstrip().endswith("›")
        assert "Flags" not in lines(table)[1]
        await pilot.press("end")
        heading = lines(table)[1]
        assert heading.startswith(" Pupil")
        assert "‹" in heading
        assert "›" not in heading
        assert "Flags" in heading
        await pilot.press("home")
        assert "‹" not in lines(table)[1]
        table.toggle_frozen()
        await pilot.press("end")
        assert "Pupil" not in lines(table)[1]


async def test_more_room_brings_columns_back() -> None:
    async with stage(size=(40, 14)) as (pilot, table, _):
        await pilot.press("end")
        await pilot.resize_terminal(90, 14)
        await pilot.pause()
        assert "‹" not in lines(table)[1]
        assert {cell_len(line) for line in lines(table)} == {90}


async def test_enter_and_clicks_open() -> None:
    async with stage() as (pilot, table, app):
        await pilot.press("enter")
        assert last(app) == ("open", 0)
        await pilot.click(table, Offset(26, 5))
        assert last(app) == ("at", 3, "ReadingSum2")
        await pilot.press("down", "up")
        await pilot.click(table, Offset(2, 4))
        assert last(app) == ("at", 2, "name")
        await pilot.click(table, Offset(2, 4))
        assert last(app) == ("open", 2)
        await pilot.click(table, Offset(2, 6), times=2)
        assert last(app) == ("open", 4)


async def test_a_click_on_a_heading_is_told_and_one_on_the_band_is_not() -> None:
    async with stage() as (pilot, table, app):
        await pilot.click(table, Offset(18, 1))
        assert last(app) == ("heading", "abs")
        count = len(app.heard)
        await pilot.click(table, Offset(26, 0))
        await pilot.click(table, Offset(0, 1))
        assert len(app.heard) == count


async def test_clicks_and_keys_on_an_empty_table_do_nothing() -> None:
    async with stage(count=0) as (pilot, table, app):
        await pilot.press("down", "G", "pagedown", "enter")
        await pilot.click(table, Offset(3, 5))
        assert table.cursor_key is None
        assert table.cell_at_cursor is None
        assert not [heard for heard in app.heard if heard[0] == "open"]


async def test_styles_follow_meaning_and_the_cursor_stands_out() -> None:
    async with stage() as (pilot, table, _):
        await pilot.press("down")

        def style(line: int, text: str) -> tuple[object, object]:
            strip = table.render_lines(Region(0, line, table.size.width, 1))[0]
            found = next(segment.style for segment in strip if text in segment.text)
            assert found is not None
            return found.color, found.bgcolor

        below, at, above = style(2, "JB"), style(2, "At"), style(2, "Ab")
        assert len({below[0], at[0], above[0]}) == 3
        assert below[1] == at[1]
        on_row = style(3, "JB")
        assert on_row[0] == below[0]
        assert on_row[1] != below[1]
        assert style(3, "王")[1] not in {on_row[1], below[1]}


@pytest.mark.parametrize("theme", ["textual-light", "textual-dark", "nord"])
async def test_a_theme_change_repaints(theme: str) -> None:
    async with stage() as (pilot, table, app):
        app.theme = "dracula"
        await pilot.pause()
        before = table.render_lines(Region(0, 2, table.size.width, 1))[0]
        app.theme = theme
        await pilot.pause()
        after = table.render_lines(Region(0, 2, table.size.width, 1))[0]
        assert before.text == after.text
        assert [s.style for s in before] != [s.style for s in after]


async def test_borders_are_drawn_all_the_same() -> None:
    async with stage() as (pilot, table, _):
        table.styles.border = ("round", "red")
        await pilot.pause()
        outer = [strip.text for strip in table.render_lines(table.outer_size.region)]
        assert outer[0][0] == "╭"
        assert outer[3].startswith("│▌Adeyemi")


async def test_a_waiting_highlight_gives_way_to_a_later_one() -> None:
    table, other = PupilTable(), PupilTable()
    first = PupilTable.Highlighted(table, 1, "name")
    assert first.can_replace(PupilTable.Highlighted(table, 2, "name"))
    assert not first.can_replace(PupilTable.Highlighted(other, 2, "name"))
    assert not first.can_replace(PupilTable.Opened(table, 2))


async def test_a_long_table_prepares_its_orders_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    plain = TableModel.prepare

    def noted(model: TableModel, key: str) -> bool:
        done = plain(model, key)
        if done:
            prepared.append(key)
        return done

    monkeypatch.setattr(TableModel, "prepare", noted)
    async with stage(count=2500) as (pilot, table, _):
        for _turn in range(100):
            await pilot.pause(0.05)
            if len(prepared) == 2 * len(COLUMNS):
                break
        assert sorted(prepared) == sorted([column.key for column in COLUMNS] * 2)
        table.sort_by("abs")
        assert table.visible_keys == sorted(range(2500), key=lambda i: i * 7 % 10)


FOOTER = [
    Row(-1, tuple(Cell(f"{place}k") for place in range(len(COLUMNS))), "summary"),
    Row(-2, tuple(Cell(f"{place}n") for place in range(len(COLUMNS))), "summary"),
]


async def test_the_footer_stays_and_the_cursor_reaches_it_below_the_last_row() -> None:
    async with stage(50) as (pilot, table, app):
        table.set_data(COLUMNS, rows(50), FOOTER)
        await pilot.pause()
        assert [line.split()[0] for line in lines(table)[-2:]] == ["0k", "0n"]
        await pilot.press("G")
        assert table.cursor_key == 49
        assert "Pupil 49" in lines(table)[-3], "the last row stands right above it"
        await pilot.press("j", "right")
        assert (table.place, table.cursor_below) == ((-1, "abs"), 0)
        assert lines(table)[-2].startswith("▌")
        assert table.cell_at_cursor == Cell("1k")
        await pilot.press("j", "j", "enter")
        assert (table.cursor_below, app.heard[-1]) == (1, ("figure", 1, "abs"))
        await pilot.press("k", "k")
        assert (table.cursor_key, table.cursor_below) == (49, -1)
        await pilot.press("pageup", "G", "G")
        assert table.cursor_below == 1, "from the last row it goes on"
        table.show_only([3, 7], FOOTER)
        await pilot.pause()
        assert (table.cursor_below, lines(table)[-1].split()[0]) == (1, "▌0n"), "a filter leaves it on its figure"
        await pilot.press("g")
        assert table.cursor_key == 3
        await pilot.click(table, offset=Offset(2, table.size.height - 2))
        await pilot.click(table, offset=Offset(2, table.size.height - 2))
        assert app.heard[-1] == ("figure", 0, "name")
        table.show_only([], FOOTER)
        await pilot.press("k", "j")
        assert (table.place[0], table.cursor_below) == (-2, 1)


async def test_a_footer_gives_way_where_there_is_no_room() -> None:
    async with stage(50, size=(70, 7)) as (pilot, table, _):
        table.set_data(COLUMNS, rows(50), FOOTER)
        await pilot.pause()
        assert not any("0k" in line for line in lines(table))


async def test_fewer_rows_bring_a_view_back_that_was_scrolled() -> None:
    async with stage(13) as (pilot, table, _):
        await pilot.press("G")
        assert "Pupil 12" in lines(table)[-1]
        table.show_only(range(12))
        await pilot.pause()
        assert table.scroll_offset.y == 0
        assert NAMES[0] in "\n".join(lines(table))


@pytest.mark.parametrize("row", [Row(1, FOOTER[0].cells), Row(-1, FOOTER[0].cells[1:])])
def test_a_footer_that_could_be_a_pupil_or_does_not_match_is_refused(row: Row) -> None:
    with pytest.raises(ValueError, match="a row of the footer"):
        TableModel().set_data(COLUMNS, rows(3), [row])
