"""What every format has in common: how a cell reads, how wide a column is, what a caption is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

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

_WIDEST: Final = 60  # beyond this a column of text gains nothing by more room
_SHORT: Final = 20
_PAGE: Final = 96  # characters of a table that fit across an upright page


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
    """The blocks, each with its caption: the title of a table or chart, unless the heading above says the same."""
    above = ""
    for block in document.blocks:
        title = block.title if isinstance(block, Table | Chart) else ""
        yield block, "" if title == above else title
        above = block.text if isinstance(block, Heading) else ""


def widths(table: Table) -> tuple[float, ...]:
    """The share of the width each column gets, 1 in all: its longest word at least, more for longer text."""
    least = _least(table)
    wishes = []
    for place, column in enumerate(table.columns):
        longest = max([len(column.label), *(len(text) for text in _texts(table, place))])
        wishes.append(max(least[place], min(longest, _WIDEST * column.weight)))
    given, over = [float(one) for one in least], max(0.0, _PAGE - sum(least))
    # Short columns get all they wish, so that a name of two words is not broken for the sake of a long text.
    for place in sorted(range(len(wishes)), key=wishes.__getitem__):
        if wishes[place] <= _SHORT:
            more = min(over, wishes[place] + 1 - given[place])
            given[place], over = given[place] + more, over - more
    spare = [max(0.0, wish - have) for wish, have in zip(wishes, given, strict=True)]
    share = min(1.0, over / sum(spare)) if sum(spare) else 0.0
    given = [have + more * share for have, more in zip(given, spare, strict=True)]
    return tuple(one / sum(given) for one in given)


def is_wide(document: Document) -> bool:
    """Whether the pages of a document lie on their side."""
    return document.landscape or any(sum(_least(table)) > _PAGE for table in tables_of(document) if table.rows)


def room_needed(table: Table) -> int:
    """How many characters a line of the table takes at least."""
    return sum(_least(table))


def tables_with_names(document: Document) -> tuple[tuple[str, Table], ...]:
    """The tables that are no chart, each with a name of its own."""
    found: list[tuple[str, Table]] = []
    for block in document.blocks:
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
        words = [len(text) if whole else max(map(len, text.split()), default=1) for text in texts]
        heading = max(map(len, column.label.split()), default=1)
        least.append(min(24, max([3, heading, *words])) + 1)
    return least


def _texts(table: Table, place: int) -> list[str]:
    return [cell_words(row[place], table.columns[place]) for row in table.rows]
