"""The matrix as lines of a table: in each cell how many, and under it their names, a line a name.

A cell of the table is a cell of the matrix on the first line of a row, and one child on the lines under it, so that
`enter` opens either. The seven lists of the Venn figure are one row of such cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len

from progress_tui.domain.reports import Report
from progress_tui.domain.text import visible
from progress_tui.tui.widgets.table_model import Cell, Column, Row

UNLIKE: Final = "≠"
"""Stands behind a child whose test and teacher's judgement disagree."""
MORE: Final = -1
"""The place of the line that says how many names are left out."""

_NAMES_FROM: Final = 10_000
"""Keys of lines of names; smaller ones are rows of the report, the row after its last is the totals."""
_REGIONS: Final = {
    "rwm": "R W M", "rw": "R W", "rm": "R M", "wm": "W M", "r": "R only", "w": "W only", "m": "M only", "none": "none",
    "lacking": "lacking",
}  # fmt: skip
_NARROWEST: Final = 6
_WIDEST: Final = 22
_LOOSE: Final = 4
"""Columns by which each column of cells is wider than it needs to be, where there is room."""
_EDGES: Final = 8
"""Columns of the table that are margins and rules."""


class CellAt(NamedTuple):
    """A cell of the matrix.

    Attributes:
        row, key: where the report counts it.
        ids, names: who is in it; `unlike` those whose test and teacher's judgement disagree.
    """

    row: int
    key: str
    ids: tuple[int, ...]
    names: tuple[str, ...]
    unlike: frozenset[int] = frozenset()


class Block(NamedTuple):
    """A row of the matrix: its heading, its cells by column, and how many are in it (None: not counted)."""

    heading: str
    cells: Mapping[str, CellAt]
    total: int | None


class Grid(NamedTuple):
    """A matrix, or the lists of a Venn figure as one row.

    Attributes:
        side, top: what stands down the side and along the top; `columns` the key and heading of each cell.
        blocks: the rows; `totals` by column, empty for none.
    """

    side: str
    top: str
    columns: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    totals: Mapping[str, int]


class Line(NamedTuple):
    """A line of the table: a row of the matrix, and the place of the names on it (None: the counts)."""

    block: int
    place: int | None


def grid_of(report: Report) -> Grid:
    """The cells of `show matrix` or of `show venn`."""
    return _venn(report) if "with_all_three" in report.more else _matrix(report)


def _matrix(report: Report) -> Grid:
    sides = [_text(_mapping(report.more[side]).get("title")) for side in ("a", "b")]
    subjects = [_text(_mapping(report.more[side]).get("name")) for side in ("a", "b")]
    if subjects[0] == subjects[1]:
        # What both have in common stands above the table.
        sides = [words.partition(" ")[2] or "now" for words in sides]
    columns = tuple((one.key, one.label) for one in report.fields[1:-1])
    blocks = []
    for place, row in enumerate(report.rows):
        cells = {
            key: _counted(place, key, cell) for (key, _), cell in zip(columns, _mappings(row["cells"]), strict=True)
        }
        blocks.append(Block(_text(row["group"]), cells, _count(row["n"])))
    heads = _mappings(report.more["columns"])
    totals = {key: _count(head["n"]) for (key, _), head in zip(columns, heads, strict=True)}
    return Grid(sides[0], sides[1], columns, tuple(blocks), {**totals, "n": _count(report.more["both"])})


def _counted(row: int, key: str, cell: Mapping[str, object]) -> CellAt:
    """A cell of the report, those who are unlike before the others, so that they are among the names shown."""
    unlike = frozenset(_whole(cell.get("disagree_ids")))
    pupils = list(zip(_whole(cell.get("pupil_ids")), _texts(cell.get("names")), strict=True))
    pupils.sort(key=lambda pupil: pupil[0] not in unlike)
    return CellAt(row, key, tuple(number for number, _ in pupils), tuple(name for _, name in pupils), unlike)


def _venn(report: Report) -> Grid:
    columns = tuple((_text(row["region"]), _REGIONS[_text(row["region"])]) for row in report.rows)
    cells = {
        _text(row["region"]): CellAt(place, "n", _whole(row["pupil_ids"]), _texts(row["names"]))
        for place, row in enumerate(report.rows)
    }
    return Grid("", "at the expected standard in", columns, (Block("", cells, None),), {})


def lines_of(grid: Grid, most: int) -> dict[int, Line]:
    """The lines of the table by key, at most so many names in a cell."""
    found: dict[int, Line] = {}
    names = _NAMES_FROM
    for number, block in enumerate(grid.blocks):
        found[number] = Line(number, None)
        longest = max((len(cell.ids) for cell in block.cells.values()), default=0)
        for place in range(min(longest, most)):
            found[names] = Line(number, place)
            names += 1
        if longest > most:
            found[names] = Line(number, MORE)
            names += 1
    if grid.totals:
        found[len(grid.blocks)] = Line(len(grid.blocks), None)
    return found


def short_names(grid: Grid) -> dict[int, str]:
    """What each child is called in a cell: the forename, with the surname's first letter where it is not alone."""
    whole = {
        number: name
        for block in grid.blocks
        for cell in block.cells.values()
        for number, name in zip(cell.ids, cell.names, strict=True)
    }
    parts = {number: name.partition(", ") for number, name in whole.items()}
    counts = Counter(last or first for first, _, last in parts.values())
    return {
        number: first if not last else f"{last} {first[:1]}" if counts[last] > 1 else last
        for number, (first, _, last) in parts.items()
    }


def columns_of(grid: Grid, called: Mapping[int, str], width: int) -> list[Column]:
    """The columns, as wide as their names where there is room.

    Args:
        grid: what is shown.
        called: pupil id → what stands in a cell.
        width: cells of the screen.
    """
    band = f"{grid.top} →" if grid.side else grid.top
    needed = {key: _widest(grid, key, heading, called) for key, heading in grid.columns}
    found = [] if not grid.side else [Column("group", f"{grid.side} ↓", _side_width(grid), frozen=True)]
    taken = sum(column.width for column in found) + (4 if grid.totals else 0) + _EDGES
    room = width - taken - len(needed)
    cap = _cap(list(needed.values()), room)
    widths = {key: max(cell_len(heading), min(cap, needed[key])) for key, heading in grid.columns}
    spare = max(0, min(_LOOSE, (room - sum(widths.values())) // max(1, len(widths))))
    found += [Column(key, heading, widths[key] + spare, group=band) for key, heading in grid.columns]
    return [*found, Column("n", "All", 4, "right")] if grid.totals else found


def _side_width(grid: Grid) -> int:
    return max([cell_len(grid.side) + 2, *(cell_len(block.heading) for block in grid.blocks)])


def _widest(grid: Grid, key: str, heading: str, called: Mapping[int, str]) -> int:
    """Columns that a column of cells needs to show every name whole."""
    cells = [block.cells[key] for block in grid.blocks]
    entries = [_entry(cell, number, called) for cell in cells for number in cell.ids]
    return max(map(cell_len, (heading, *entries, *map(count_words, cells))))


def _cap(needed: Sequence[int], room: int) -> int:
    """The width at which columns are cut so that all fit into `room`; those that need less leave it to the others."""
    widths = range(_WIDEST, _NARROWEST, -1)
    return next((cap for cap in widths if sum(min(cap, need) for need in needed) <= room), _NARROWEST)


def rows_of(grid: Grid, lines: Mapping[int, Line], called: Mapping[int, str], most: int) -> list[Row]:
    """The rows of the table: counts on a line of their own, names under it, totals last."""
    return [Row(key, tuple(_cells(grid, line, called, most)), "heading" if line.place is None else "") for key, line in
            lines.items()]  # fmt: skip


def _cells(grid: Grid, line: Line, called: Mapping[int, str], most: int) -> Iterator[Cell]:
    if line.block == len(grid.blocks):
        yield Cell("All")
        for key, _ in (*grid.columns, ("n", "")):
            yield Cell(str(grid.totals[key]))
        return
    block = grid.blocks[line.block]
    if grid.side:
        yield Cell(visible(block.heading) if line.place is None else "")
    for key, _ in grid.columns:
        yield _cell(block.cells[key], line.place, called, most)
    if grid.totals:
        yield Cell("" if line.place is not None else str(block.total))


def _cell(cell: CellAt, place: int | None, called: Mapping[int, str], most: int) -> Cell:
    if place is None:
        return Cell(count_words(cell) if cell.ids else "·", "" if cell.ids else "muted")
    if place == MORE:
        return Cell(f"+{len(cell.ids) - most}" if len(cell.ids) > most else "", "muted")
    if place >= len(cell.ids):
        return Cell("")
    number = cell.ids[place]
    return Cell(_entry(cell, number, called), "below" if number in cell.unlike else "")


def _entry(cell: CellAt, number: int, called: Mapping[int, str]) -> str:
    # The sign stands in front, where a narrow column does not cut it off.
    return f"{UNLIKE} {visible(called[number])}" if number in cell.unlike else visible(called[number])


def count_words(cell: CellAt) -> str:
    """`5`, `5 (2 ≠)`, or `2 ≠` where all of them are unlike; as `show matrix` writes it."""
    unlike, whole = len(cell.unlike), len(cell.ids)
    return str(whole) if not unlike else f"{whole} {UNLIKE}" if unlike == whole else f"{whole} ({unlike} {UNLIKE})"


def cell_at(grid: Grid, line: Line, column: str) -> CellAt | None:
    """The cell of the matrix that a cell of the table belongs to; None for headings and totals."""
    return grid.blocks[line.block].cells.get(column) if line.block < len(grid.blocks) else None


def pupil_at(cell: CellAt, line: Line) -> int | None:
    """The child whose name a cell of the table holds; None for counts and where there is none."""
    place = line.place
    return cell.ids[place] if place is not None and 0 <= place < len(cell.ids) else None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [_mapping(one) for one in value] if isinstance(value, list | tuple) else []


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _whole(value: object) -> tuple[int, ...]:
    return tuple(one for one in value if isinstance(one, int)) if isinstance(value, list | tuple) else ()


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def cell_words(grid: Grid, line: Line, column: str, names: Sequence[str]) -> str:
    """A cell in a sentence: `teacher at × test 95–104: 5 children: Adams, Lily; …`."""
    cell = cell_at(grid, line, column)
    if cell is None:
        return ""
    heading = dict(grid.columns)[column]
    where = f"{grid.side} {grid.blocks[line.block].heading} × {grid.top} {heading}" if grid.side else heading
    count = f"{len(cell.ids)} {'child' if len(cell.ids) == 1 else 'children'}"
    unlike = f", {len(cell.unlike)} {UNLIKE} test and teacher disagree" if cell.unlike else ""
    return f"{where}: {count}{unlike}. {'; '.join(names)}".rstrip(" .") + ("" if names else ".")
