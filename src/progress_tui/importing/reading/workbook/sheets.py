"""Which sheets of a workbook hold pupils, and how several of them become one table."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from progress_tui.domain.text import clean, fold
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.grid.head import find_head
from progress_tui.importing.reading.grid.layout import Laid, lay_out
from progress_tui.importing.reading.grid.rows import rows_said
from progress_tui.importing.reading.table import Row
from progress_tui.importing.reading.workbook.cells import column_letters, moment_text
from progress_tui.importing.reading.workbook.sheet import RawSheet
from progress_tui.importing.recognising.headings import read_heading

_STRONG = ("upn", "source_id", "dob")
_RESULTS = ("result", "target", "unstored", "long")
_PLAIN_NAME = re.compile(r"(?:sheet|table|tabelle|feuil|export|data|report|results?|pupils?|page|students?)? ?\d*")
_LEAST_COLOURED = 2


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet that holds pupils, laid out."""

    name: str
    headings: list[str]
    rows: list[Row]
    notes: list[str]
    rejected: list[Rejection]


@dataclass(slots=True)
class Weight:
    """How much a sheet looks like a table of pupils.

    Attributes:
        strong: it has a UPN, an id, a date of birth or both names; `named` a pupil column of any kind.
        results: columns of results; `fields` columns about the pupil.
    """

    strong: bool = False
    named: bool = False
    results: int = 0
    fields: int = 0
    rows: int = 0

    @property
    def holds_pupils(self) -> bool:
        """Whether there are pupils with something about them."""
        return self.named and self.rows > 0 and self.results + self.fields > 1


def is_plain_name(name: str) -> bool:
    """Whether a sheet's name is one that a program gave it and says nothing."""
    return bool(_PLAIN_NAME.fullmatch(fold(name)))


def weigh(sheet: RawSheet) -> Weight:
    """Look at the first rows of a sheet."""
    head = find_head(sheet.rows, sheet.merged)
    said = [read_heading(heading) for heading in head.headings if heading]
    fields = {heading.name for heading in said if heading.role == "field"}
    strong = bool(fields & set(_STRONG)) or {"surname", "forename"} <= fields
    named = strong or bool(fields & {"name", "surname", "forename"})
    results = sum(heading.role in _RESULTS for heading in said)
    return Weight(strong, named, results, len(fields), len(sheet.rows) - head.end)


def choose(sheets: Sequence[RawSheet]) -> tuple[list[RawSheet], list[str]]:
    """The sheets that hold pupils, and the names of those that do not.

    Without any the largest is chosen: only a mapping can say what it holds.
    """
    weights = [weigh(sheet) for sheet in sheets]
    strong = any(weight.strong and weight.holds_pupils for weight in weights)
    # Beside tables with UPNs or full names, names alone are a list of something else: staff, groups, a rota.
    kept = [weight.holds_pupils and (not strong or weight.strong or weight.results > 0) for weight in weights]
    if not any(kept):
        largest = max(range(len(sheets)), key=lambda at: sum(len(cells) for _, cells in sheets[at].rows))
        kept[largest] = True
    chosen = [sheet for sheet, keep in zip(sheets, kept, strict=True) if keep]
    return chosen, [clean(sheet.name) for sheet, keep in zip(sheets, kept, strict=True) if not keep]


def lay_out_sheet(sheet: RawSheet, file: str, *, several: bool, since_1904: bool) -> SheetTable:
    """One sheet as a table, with what is odd in it said.

    Raises:
        ProgressError: it has no headings, or two columns of one.
    """
    name = clean(sheet.name)
    where = f"Sheet “{name}” of {file}" if several else file
    laid = lay_out(sheet.rows, where, bands=sheet.merged)
    rows, rejected = _without_problems(sheet, laid, name if several else "")
    if since_1904:
        rows = _serials(laid.headings, rows)
    notes = [*laid.notes, *_hidden(sheet, laid), *_colours(sheet, laid)]
    if several:
        notes = [
            f"Sheet “{name}”: {note[0].lower() + note[1:] if note.startswith(('Row', 'Column')) else note}"
            for note in notes
        ]
    moved = [
        Rejection(found.row, found.column, found.value, found.reason, name if several else "")
        for found in laid.rejected
    ]
    return SheetTable(name, laid.headings, rows, notes, moved + rejected)


def fill_down(sheet: RawSheet) -> None:
    """Write a cell that is merged over several rows into each of them."""
    tall = [band for band in sheet.merged if band.bottom > band.top]
    if not tall:
        return
    numbers = [row for row, _ in sheet.rows]
    until: dict[int, int] = {}  # column → the last row written to: no sheet has merged cells that lie over each other
    for band in sorted(tall, key=lambda band: (band.left, band.top)):
        at = bisect_left(numbers, band.top)
        if at == len(numbers) or numbers[at] != band.top or band.top <= until.get(band.left, 0):
            continue
        until[band.left] = band.bottom
        text = sheet.rows[at][1][band.left : band.left + 1]
        if not text or not text[0] or text[0] in sheet.problems:
            continue
        for _, cells in sheet.rows[at + 1 : bisect_right(numbers, band.bottom)]:
            if not cells[band.left]:
                cells[band.left] = text[0]


def _without_problems(sheet: RawSheet, laid: Laid, name: str) -> tuple[list[Row], list[Rejection]]:
    """Blank the cells that say nothing readable, and reject them; the rest of their rows stands."""
    if not sheet.problems:
        return laid.rows, []
    rejected: list[Rejection] = []
    for row, cells in laid.rows:
        for at, text in enumerate(cells):
            problem = sheet.problems.get(text)
            if problem is None:
                continue
            cells[at] = ""
            if read_heading(laid.headings[at]).role not in ("unwanted", "unstored"):
                rejected.append(Rejection(row, laid.headings[at], problem.value, problem.reason, name))
    return [row for row in laid.rows if any(row[1])], rejected


def _serials(headings: Sequence[str], rows: list[Row]) -> list[Row]:
    """Dates without a date's format in a workbook that counts from 1904 would be four years off anywhere else."""
    dates = [at for at, heading in enumerate(headings) if read_heading(heading).name == "dob"]
    for _, cells in rows:
        for at in dates:
            if cells[at].isdecimal() and len(cells[at]) == 5:
                cells[at] = moment_text(float(cells[at]), "date", since_1904=True) or cells[at]
    return rows


def _hidden(sheet: RawSheet, laid: Laid) -> list[str]:
    kept = {row for row, _ in laid.rows}
    rows = [row for row in sheet.hidden_rows if row in kept]
    columns = list(_columns(sheet, laid, sorted(sheet.hidden_columns)).values())
    notes = []
    if rows:
        notes.append(f"{rows_said(rows)} {_read_anyway(len(rows), ' (a filter is set)' if sheet.filtered else '')}")
    if columns:
        word = "Column" if len(columns) == 1 else "Columns"
        notes.append(f"{word} {', '.join(columns)} {_read_anyway(len(columns))}")
    return notes


def _read_anyway(count: int, why: str = "") -> str:
    return (
        f"is hidden{why} and was read all the same." if count == 1 else f"are hidden{why} and were read all the same."
    )


def _columns(sheet: RawSheet, laid: Laid, columns: Sequence[int]) -> dict[int, str]:
    """`C (“Maths”)` for each of some columns of the sheet that is in the table."""
    head = find_head(sheet.rows, sheet.merged)
    named = [(at, head.headings[at]) for at in columns if at < len(head.headings) and head.headings[at]]
    return {at: f"{column_letters(at)} (“{heading}”)" for at, heading in named if heading in laid.headings}


def _colours(sheet: RawSheet, laid: Laid) -> list[str]:
    """A warning for each run of columns whose cells say something by their colour only."""
    kept = {row for row, _ in laid.rows}
    counts: dict[int, int] = {}
    for row, at in sheet.colours:
        if row in kept:
            counts[at] = counts.get(at, 0) + 1
    columns = [at for at, count in sorted(counts.items()) if count >= max(_LEAST_COLOURED, len(kept) / 2)]
    named = _columns(sheet, laid, columns)
    if not named:
        return []
    cells = sum(counts[at] for at in named)
    word = "Column" if len(named) == 1 else "Columns"
    return [
        f"{word} {', '.join(named.values())}: {cells:,} cells have a colour and no text. "
        "What is said in colours only cannot be read: write it into the cells."
    ]
