"""The matrix: names in the cells, every cell and every name opens, pairs by a letter, lists of the three subjects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from progress_tui.importing.planning.committing import ImportReport
from progress_tui.store.engine import SchoolFile
from progress_tui.tui.screens.list_screen import ListScreen
from progress_tui.tui.screens.matrix_screen import MatrixScreen
from progress_tui.tui.screens.pupil_screen import PupilScreen
from progress_tui.tui.views.matrix_layout import UNLIKE, Line, grid_of, lines_of, pupil_at
from tests.screens.stage import Stage, stage


async def _matrix(on_stage: Stage, *keys: str) -> MatrixScreen:
    await on_stage.press("5")
    screen = on_stage.app.screen
    assert isinstance(screen, MatrixScreen)
    for key in ("", *keys):
        if key:
            await on_stage.press(key)
        await on_stage.until(lambda: screen.answer is not None and screen.shown == screen.asked, "it is answered")
        await on_stage.settle()
    return screen


def _cells(screen: MatrixScreen) -> dict[tuple[str, str], tuple[str, ...]]:
    """Heading of row and column → the names on the screen under the count, wherever they scroll."""
    assert screen.answer is not None
    grid = grid_of(screen.answer.report)
    table = screen.table
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for key in table.visible_keys:
        line = screen._lines[key]
        if line.place is None or line.block >= len(grid.blocks):
            continue
        for column, cell in zip(table.columns, table.cells_of(key), strict=True):
            if cell.text and column.key in grid.blocks[line.block].cells:
                held = grid.blocks[line.block].heading, column.heading
                found[held] = (*found.get(held, ()), cell.text)
    return found


async def test_names_stand_in_their_cells_and_unlike_ones_are_marked(demo_path: Path) -> None:
    async with stage(demo_path, "5A", size=(120, 40)) as on_stage:
        screen = await _matrix(on_stage, "t", "t")
        assert screen.answer is not None
        report, shown = screen.answer.report, _cells(screen)
        asked = screen.asked
        assert asked is not None
        assert asked.place.subject == "maths"
        said = on_stage.workspace.judging.matrix(asked.whom("maths"), "maths:teacher", "maths:test", point=asked.point)
        assert report.rows == said.rows, "as the command line has it"
        everybody = 0
        for block in grid_of(report).blocks:
            for key, cell in block.cells.items():
                heading = dict(grid_of(report).columns)[key]
                names = shown.get((block.heading, heading), ())
                assert len(names) == len(cell.ids)
                for number, whole, name in zip(cell.ids, cell.names, names, strict=True):
                    assert name.startswith(UNLIKE) == (number in cell.unlike)
                    assert name.removeprefix(f"{UNLIKE} ").startswith(whole.partition(", ")[2] or whole)
                everybody += len(names)
        assert everybody == report.more["both"]
        unlike = sum(name.startswith(UNLIKE) for names in shown.values() for name in names)
        assert unlike
        assert f"they disagree on {unlike} ·" in on_stage.words


async def test_a_count_opens_its_cell_a_name_its_card_and_a_total_its_column(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _matrix(on_stage)
        grid = grid_of(screen.answer.report) if screen.answer is not None else None
        assert grid is not None
        place, block, key, cell = next(
            (place, block, key, cell)
            for place, block in enumerate(grid.blocks)
            for key, cell in block.cells.items()
            if len(cell.ids) > 2
        )
        assert screen.table.move_to(place, key)
        await on_stage.settle()
        assert f"{block.heading} × test {dict(grid.columns)[key]}: {len(cell.ids)} children" in on_stage.words
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ListScreen", "the cell is listed")
        listed = on_stage.app.screen
        assert isinstance(listed, ListScreen)
        assert tuple(one.pupil.pupil_id for one in listed.shown) == cell.ids
        await on_stage.press("escape", "down", "down", "enter")
        await on_stage.until(lambda: on_stage.top == "PupilScreen", "the card is open")
        card = on_stage.app.screen
        assert isinstance(card, PupilScreen)
        assert card.pupil.pupil_id == cell.ids[1], "the second name of the cell"
        assert f"2 of {len(cell.ids)}" in on_stage.lines()[0]
        await on_stage.press("escape")
        assert screen.table.move_to(len(grid.blocks), key)
        found = screen.behind(len(grid.blocks), key)
        assert found is not None
        assert len(found.pupil_ids) == grid.totals[key]


async def test_pairs_by_letter_and_lists_that_hold_everybody(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _matrix(on_stage, "v", "w")
        assert screen.answer is not None
        assert screen.answer.report.more["both"] == 30
        assert "reading × writing" in on_stage.words
        await on_stage.press("v", "n")
        await on_stage.until(lambda: "Aut1 ↓" in on_stage.text, "the point before against now")
        await on_stage.press("v", "r")
        await on_stage.until(lambda: "at the expected standard in" in on_stage.text, "the lists")
        await on_stage.settle()
        (block,) = grid_of(screen.answer.report).blocks
        everybody = [number for cell in block.cells.values() for number in cell.ids]
        assert sorted(everybody) == sorted(row.pupil_id for row in on_stage.view.rows), "each child in one list"
        assert any(line.startswith("▌23 ") for line in on_stage.lines()), "the first list is under the cursor"
        await on_stage.press("enter")
        await on_stage.until(lambda: on_stage.top == "ListScreen", "the list is opened")
        assert "23 pupils" in on_stage.text


async def test_any_two_sides(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _matrix(on_stage)
        await on_stage.press("v", "o")
        await on_stage.type("girls")
        await on_stage.press("enter")
        await on_stage.type("pupil")
        await on_stage.press("enter")
        await on_stage.until(lambda: screen.shown == screen.asked and screen.pair.a == "sex", "it is answered")
        await on_stage.settle()
        assert (screen.pair.a, screen.pair.b) == ("sex", "pp")
        assert "girls" in on_stage.text
        assert "All 30 pupils · Girls and boys × Pupil premium" in on_stage.words


async def test_names_become_initials_and_other_classes_stay_out(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        screen = await _matrix(on_stage, "w")
        await on_stage.until(lambda: "whole school" in on_stage.text, "the whole school")
        assert any(line.place == -1 for line in screen._lines.values()), "names beyond the first few are counted"
        await on_stage.press("p")
        await on_stage.until(lambda: screen.shown == screen.asked and "names hidden" in on_stage.text, "hidden")
        await on_stage.settle()
        initials = {row.initials for row in on_stage.view.rows}
        shown = {name.removeprefix(f"{UNLIKE} ") for names in _cells(screen).values() for name in names}
        assert shown <= initials
        assert len(shown) == 30


def test_a_name_is_found_by_its_line_only() -> None:
    from progress_tui.tui.views.matrix_layout import Block, CellAt, Grid, count_words, short_names

    cell = CellAt(0, "cell_1", (7, 8, 9), ("Ade, Lily", "Bell, Lily", "Cher"), frozenset({8}))
    grid = Grid("teacher", "test", (("cell_1", "at"),), (Block("at", {"cell_1": cell}, 3),), {"cell_1": 3, "n": 3})
    assert short_names(grid) == {7: "Lily A", 8: "Lily B", 9: "Cher"}
    assert list(lines_of(grid, 2).values()) == [Line(0, None), Line(0, 0), Line(0, 1), Line(0, -1), Line(1, None)]
    assert [pupil_at(cell, Line(0, place)) for place in (None, 0, 2, 3, -1)] == [None, 7, 9, None, None]
    assert count_words(cell) == "3 (1 ≠)"
    assert count_words(cell._replace(unlike=frozenset({7, 8, 9}))) == "3 ≠"


async def test_a_school_with_one_pupil_and_no_result(
    bring: Callable[..., ImportReport], school_file: SchoolFile
) -> None:
    """Every screen says in whole sentences what there is, and none speaks of what the school has not."""
    assert bring("ID,Surname,Forename,Class,Year group\n1,Solo,Han,4B,4\n").verdict == "accepted"
    async with stage(school_file.path) as on_stage:
        assert "1 pupil, by name" in on_stage.text
        assert "of 1 on roll" in on_stage.text
        for name in ("flagged", "compare", "progress", "matrix", "meetings", "data"):
            on_stage.app.show_screen(name)
            await on_stage.settle()
            assert "1 pupils" not in on_stage.text
            assert "neither" not in on_stage.text
        on_stage.app.show_screen("matrix")
        await on_stage.settle()
        assert "There are no results here yet" in on_stage.text
        assert "I on the class grid imports them" in on_stage.words
