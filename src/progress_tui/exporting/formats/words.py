"""What every format has in common: how a cell reads, how wide a column is, what a caption is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import Final, NamedTuple

from progress_tui.domain.calendar import MONTHS
from progress_tui.exporting.documents.document import (
    FICTIONAL,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Table,
    table_of,
    tables_of,
)

_PADDING: Final = 2
_UPRIGHT, _WIDE = 100, 150
"""Characters of a table that fit across a page at the first of the sizes."""
_MOST_UPRIGHT: Final = 118
"""As many fit across an upright page at a smaller one; a table that needs more lies on its side."""
_SIZES: Final = (9.5, 8.5, 7.5, 6.5)
_FEW_LINES: Final = 6
"""Smaller letters are taken where rows have more lines than these, taken all in all."""
_PAGE_LINES: Final = {False: 45, True: 25}
_KEPT_LINES: Final = 12
_A_LINE: Final = 18
"""Characters of room for each weight of a column to write in."""


def cell_words(cell: Cell, column: Column) -> str:
    """A cell as it is read: `1,204`, `−1.5`, `96.5 %`, `23 Nov 2026`, `yes`; an unknown yes or no is `not known`."""
    if cell is None:
        return "not known" if column.kind == "yes_no" else ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return day_words(cell)
    if column.kind == "percent":
        return f"{cell} %" if isinstance(cell, int) else f"{round(cell, 1) + 0.0:.1f} %".replace("-", "−")
    return (f"{cell:,}" if isinstance(cell, int) else f"{round(cell, 1) + 0.0:.15g}").replace("-", "−")


def day_words(day: date) -> str:
    """`23 Nov 2026`, in English wherever the program runs."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def is_figure(column: Column) -> bool:
    """Whether the cells of a column stand at its right."""
    return column.kind in ("count", "number", "percent")


def lead_lines(document: Document) -> tuple[str, ...]:
    """What stands below the title: where and when, whom it is for, and that data is made up."""
    where = " · ".join(part for part in (document.school, document.scope) if part)
    return tuple(line for line in (where, document.audience, FICTIONAL if document.fictional else "") if line)


def captioned(document: Document) -> Iterator[tuple[Block, str]]:
    """The blocks, each with its caption: the title of a table or chart, unless the last heading says the same."""
    above = ""
    for block in document.blocks:
        title = block.title if isinstance(block, Table | Chart) else ""
        yield block, "" if title == above else title
        above = block.text if isinstance(block, Heading) else above


def is_wide(document: Document) -> bool:
    """Whether the pages of a document lie on their side."""
    return document.landscape or any(sum(_least(table)) > _MOST_UPRIGHT for table in tables_of(document) if table.rows)


def type_size(document: Document) -> float:
    """How large its letters are beside the usual ones: a child's page is set in large type."""
    return 1.25 if document.large else 1.0


class Layout(NamedTuple):
    """How a table is set on a page.

    Attributes:
        shares: of the width for each column, 1 in all.
        size: of its letters in points.
        breakable: for each row, whether it may run over two pages: only one that is too long for that is.
        kept: whether it is short enough to stand on one page.
        to_fill: whether there is a column to write in, so that rows are tall.
    """

    shares: tuple[float, ...]
    size: float
    breakable: tuple[bool, ...]
    kept: bool
    to_fill: bool


def laid_out(table: Table, wide: bool) -> Layout:
    """A layout in which the longest columns need as few lines as can be; smaller letters where that saves many.

    Args:
        table: with at least one row.
        wide: whether the page lies on its side.
    """
    page = _WIDE if wide else _UPRIGHT
    for size in _SIZES:
        room = page * _SIZES[0] / size
        given = _widths(table, room)
        lines = [_lines(table, row, given) for row in range(len(table.rows))]
        if sum(given) <= room and sum(lines) <= _FEW_LINES * len(lines):
            break
    total = sum(given)
    breakable = tuple(count > _PAGE_LINES[wide] for count in lines)
    to_fill = any(column.weight > 1 and not any(_texts(table, place)) for place, column in enumerate(table.columns))
    return Layout(tuple(one / total for one in given), size, breakable, sum(lines) <= _KEPT_LINES, to_fill)


def _widths(table: Table, room: float) -> list[int]:
    """Characters for each column: its longest word at least, then what evens out how many lines each needs."""
    given = _least(table)
    needs, longest = [], []
    for place, column in enumerate(table.columns):
        lengths = sorted(max(map(len, text.split("\n"))) for text in _texts(table, place))
        # Room to write in stands empty: its weight says how much of it there is.
        room_wanted = _A_LINE * column.weight if column.weight > 1 and not any(lengths) else 0
        whole = sorted(map(len, _texts(table, place)))
        # Between the usual text and a long one: a column that is empty but for a few cells makes few rows tall.
        usual = (sum(whole) / len(whole) + whole[int(len(whole) * 0.9)]) / 2
        needs.append(max(usual, room_wanted))
        longest.append(max(lengths[-1], len(column.label), room_wanted) + _PADDING)
    for _ in range(int(room) - sum(given)):
        open_to_more = [place for place, width in enumerate(given) if width < longest[place]]
        if not open_to_more:
            break
        given[max(open_to_more, key=lambda place: needs[place] / (given[place] - _PADDING))] += 1
    return given


def _lines(table: Table, row: int, given: Sequence[int]) -> int:
    """About how many lines a row takes."""
    cells = zip(table.rows[row], table.columns, given, strict=True)
    counts = []
    for cell, column, width in cells:
        parts = cell_words(cell, column).split("\n")
        counts.append(sum(1 + int(len(part) * 1.1) // max(1, width - _PADDING) for part in parts))
    return max(counts)


def tables_with_names(document: Document) -> tuple[tuple[str, Table], ...]:
    """The tables that are no chart, and the flat form where it is one more, each with a name of its own."""
    found: list[tuple[str, Table]] = []
    for block in (*document.blocks, None if document.flat_is_whole else document.flat):
        if isinstance(block, Table):
            name, number = block.title or "Table", 2
            while name.casefold() in {taken.casefold() for taken, _ in found}:
                name, number = f"{block.title or 'Table'} ({number})", number + 1
            found.append((name, block))
    return tuple(found)


def as_table(block: Table | Chart) -> Table:
    """A table, or the figures of a chart."""
    return table_of(block) if isinstance(block, Chart) else block


def _least(table: Table) -> list[int]:
    """The longest word of each column; figures and days are not broken."""
    least = []
    for place, column in enumerate(table.columns):
        whole = column.kind != "text"
        texts = [text for text in _texts(table, place) if text]
        words = [_span(text) if whole else max(map(_span, text.split()), default=1) for text in texts]
        heading = max(map(_span, column.label.split()), default=1)
        least.append(min(24, max([2, heading, *words])) + _PADDING)
    return least


def _span(word: str) -> int:
    """How wide a word is in characters: capitals are wider, and headings are bold."""
    return ceil(len(word) * 1.05 + 0.4 * sum(map(str.isupper, word)))


def _texts(table: Table, place: int) -> list[str]:
    return [cell_words(row[place], table.columns[place]) for row in table.rows]
