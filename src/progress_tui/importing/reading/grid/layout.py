"""From a raw grid of cells, whatever it came from, to headings and rows of clean text, with notes on the rest.

Spreadsheets, web pages and text files say a table in the same way: titles, headings in one or more rows, pupils,
lines between them, totals, remarks. What that means is decided here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import clean, counted
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.grid.head import Band, Head, check_head, find_head, heading_place
from progress_tui.importing.reading.grid.rows import Sorter, rows_said
from progress_tui.importing.reading.grid.words import is_summary_text
from progress_tui.importing.reading.table import Row

__all__ = ["Band", "Laid", "check_distinct", "heading_place", "is_summary_text", "lay_out"]

_SHOWN_TITLES = 4


@dataclass(frozen=True)
class Laid:
    """A grid as a table.

    Attributes:
        headings: clean, none blank, distinct without regard to case.
        rows: clean, each as wide as the headings, none blank.
        notes: what was left out or taken as something else.
        rejected: rows that cannot be matched with the headings.
    """

    headings: list[str]
    rows: list[Row]
    notes: list[str]
    rejected: list[Rejection]


def lay_out(records: Sequence[Row], file: str, *, bands: Sequence[Band] | None = None) -> Laid:
    """The table in a grid.

    Args:
        records: (row number, cells); blank rows may be among them or not.
        file: what the sentences call the source.
        bands: merged cells, where the format knows them.

    Raises:
        ProgressError: there is no text, no row of headings, or two columns have one heading.
    """
    records = [(row, cells) for row, cells in records if any(map(str.strip, cells))]
    if not records:
        raise ProgressError(f"{file} is empty", "It has no line with text.", "Export it again.")
    head = find_head(records, bands)
    check_head(head, records, file)
    notes = _titles(records[: head.start]) + _joined(records, head)
    headings, rows = _square(head.headings, list(records[head.end :]), notes)
    found = Sorter(headings, records[head.start : head.end], records[: head.start]).sort(rows)
    notes += found.notes
    rows, rejected = _ragged(headings, found.rows)
    headings = [*headings, *found.added]
    rows = [(row, [*cells, *found.given[row]]) for row, cells in rows] if found.added else rows
    headings, rows = _without_unnamed(headings, rows, notes)
    check_distinct(headings, file)
    return Laid(headings, _cleaned(rows, notes), notes, rejected)


def _titles(titles: Sequence[Row]) -> list[str]:
    texts = [(row, " ".join(filter(None, map(clean, cells)))) for row, cells in titles]
    texts = [(row, text[:60]) for row, text in texts if text]
    if len(texts) == 1:
        return [f"Row {texts[0][0]} is a title and was left out: “{texts[0][1]}”."]
    shown = ", ".join(f"“{text}”" for _, text in texts[:_SHOWN_TITLES]) + (" …" if len(texts) > _SHOWN_TITLES else "")
    return [f"{rows_said([row for row, _ in texts])} are titles and were left out: {shown}."] if texts else []


def _joined(records: Sequence[Row], head: Head) -> list[str]:
    if head.end - head.start < 2:
        return []
    single = {clean(cell) for _, cells in records[head.start : head.end] for cell in cells}
    joined = next((heading for heading in head.headings if heading not in single), head.headings[0])
    rows = rows_said([row for row, _ in records[head.start : head.end]])
    return [f"{rows} are the headings together, such as “{joined}”."]


def _square(headings: list[str], rows: list[Row], notes: list[str]) -> tuple[list[str], list[Row]]:
    """Mend what programs do to a whole table: R's unnamed index column, or a delimiter after every last cell."""
    if not rows or any(len(cells) != len(headings) + 1 for _, cells in rows):
        return headings, rows
    firsts = [cells[0].strip() for _, cells in rows]
    if not _is_index(firsts) and not any(cells[-1].strip() for _, cells in rows):
        return headings, [(row, cells[:-1]) for row, cells in rows]
    # Numbers alone: "Okafor, Ada" without quotation marks under the one heading "Name" has a cell too many as well.
    if _is_index(firsts):
        notes.append("The first column has no heading and numbers the rows; it was left out.")
        return headings, [(row, cells[1:]) for row, cells in rows]
    return headings, rows


def _is_index(cells: list[str]) -> bool:
    return all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)


def _ragged(headings: list[str], rows: list[Row]) -> tuple[list[Row], list[Rejection]]:
    """Set apart the rows whose cells cannot be matched with the headings."""
    width, kept, rejected = len(headings), [], []
    for row, cells in rows:
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            kept.append((row, cells[:width]))
        elif len(cells) == width:
            kept.append((row, cells))
        elif any(map(clean, cells)):
            rejected.append(ragged(row, cells, width))
    return kept, rejected


def ragged(row: int, cells: Sequence[str], width: int, sheet: str = "") -> Rejection:
    """The rejection of a row that has not as many cells as there are headings (`width`)."""
    reason = f"The row has {counted(len(cells), 'cell')} where the headings are {width}."
    return Rejection(row, "", clean(" | ".join(cells))[:80], reason, sheet)


def _without_unnamed(headings: list[str], rows: list[Row], notes: list[str]) -> tuple[list[str], list[Row]]:
    """Drop columns without a heading: a row index, empty columns, and (with a note) any other."""
    named = [at for at, heading in enumerate(headings) if heading]
    if len(named) == len(headings):
        return headings, rows
    unnamed = []
    for at in sorted(set(range(len(headings))) - set(named)):
        cells = [cells[at].strip() for _, cells in rows]
        if at == 0 and cells and _is_index(cells):
            notes.append("The first column has no heading and numbers the rows; it was left out.")
        elif any(cells):
            unnamed.append(at + 1)
    if unnamed:
        what = "has no heading; it was" if len(unnamed) == 1 else "have no heading; they were"
        notes.append(f"{rows_said(unnamed, 'column')} {what} not stored.")
    return [headings[at] for at in named], [(row, [cells[at] for at in named]) for row, cells in rows]


def check_distinct(headings: Sequence[str], file: str) -> None:
    """Refuse a table without headings or with two columns of one heading.

    Raises:
        ProgressError: the sentence names heading and columns.
    """
    if not headings:
        raise ProgressError(f"{file} has no headings", remedy="Put a line that names the columns above the data.")
    seen: dict[str, int] = {}
    for at, heading in enumerate(headings, start=1):
        other = seen.setdefault(heading.casefold(), at)
        if other != at:
            raise ProgressError(
                f"{file} has two columns headed “{heading}”",
                f"They are columns {other} and {at}.",
                "Rename one of them in the file.",
            )


def _cleaned(rows: list[Row], notes: list[str]) -> list[Row]:
    cleaner = Cleaner("cell")
    cleaned = [(row, cleaner.cells(cells, row)) for row, cells in rows]
    notes += cleaner.notes()
    return [(row, cells) for row, cells in cleaned if any(cells)]
