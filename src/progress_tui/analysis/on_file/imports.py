"""Where a school's data came from: the imports on file and those that were taken back, and what they left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.text import counted


class Brought(NamedTuple):
    """An import on file, as the store hands it over (`store.on_file.ImportHeld`)."""

    number: int
    made: datetime
    file: str
    pupils: int
    results: int
    targets: int
    added: int
    changed: int
    rejected: int


class TakenBack(NamedTuple):
    """An import that was undone (`store.on_file.ImportUndone`)."""

    made: datetime
    number: int
    file: str
    rows: int


class NotTaken(NamedTuple):
    """A row or cell that an import left out (`store.on_file.RowLeftOut`).

    Attributes:
        heading: of the cell, "" where the whole row was left out.
        cells: the cells of the row that the import reads, as a JSON object by heading; "" where they are not known.
    """

    number: int
    file: str
    made: datetime
    source_row: int
    sheet: str
    heading: str
    value: str
    reason: str
    pupil: str
    cells: str


_IMPORTS: Final = (
    Field("import", "no", "count"), Field("made", "made"), Field("file", "file"), Field("pupils", "pupils", "count"),
    Field("results", "results", "count"), Field("targets", "targets", "count"), Field("added", "added", "count"),
    Field("changed", "changed", "count"), Field("rejected", "left out", "count"), Field("state", "state"),
)  # fmt: skip
_LEFT_OUT: Final = (
    Field("row", "row", "count"), Field("pupil", "pupil"), Field("column", "column"), Field("value", "value"),
    Field("reason", "why it was not taken"), Field("file", "from"), Field("made", "imported"),
)  # fmt: skip

ON_FILE: Final = "on file"


def imports_report(
    title: str, held: Sequence[Brought], undone: Sequence[TakenBack], pupils: Mapping[int, tuple[int, ...]]
) -> Report:
    """The imports, newest first, with those that were undone after them.

    Args:
        title: of the report.
        held: those on file, newest first.
        undone: those taken back, newest first.
        pupils: import → pupils of whom rows rest on it now.
    """
    rows = [
        {
            "import": one.number, "made": one.made.isoformat(" ", "minutes"), "file": one.file, "pupils": one.pupils,
            "results": one.results, "targets": one.targets, "added": one.added, "changed": one.changed,
            "rejected": one.rejected, "state": ON_FILE, "added_or_changed": one.added + one.changed,
        }
        for one in held
    ]  # fmt: skip
    rows += [
        {
            "import": one.number, "made": None, "file": one.file, "pupils": None, "results": None, "targets": None,
            "added": None, "changed": None, "rejected": None,
            "state": f"undone {one.made.isoformat(' ', 'minutes')}", "added_or_changed": None,
        }
        for one in undone
    ]  # fmt: skip

    def behind(row: int, key: str) -> Behind | None:
        if key not in ("pupils", "results", "targets") or row >= len(held):
            return None
        own = pupils.get(held[row].number, ())
        words = f"{held[row].file} · {counted(len(own), 'pupil')} of whom rows come from it now"
        return Behind(words, own) if own else None

    return Report(title, "", _IMPORTS, tuple(rows), _import_notes(held, undone), behind=behind)


def _import_notes(held: Sequence[Brought], undone: Sequence[TakenBack]) -> tuple[str, ...]:
    if not held and not undone:
        return ("Nothing was imported yet. I brings a file in.",)
    left_out = sum(one.rejected for one in held)
    notes = [
        f"{counted(len(held), 'import')} on file"
        + (f", {len(undone)} taken back since" if undone else "")
        + (f"; {counted(left_out, 'row or cell was', 'rows and cells were')} left out." if left_out else ".")
    ]
    notes.append("Pupils, results and targets: what the file said when it was imported; added, changed: rows on file.")
    return tuple(notes)


def unmatched_report(title: str, rows: Sequence[NotTaken]) -> Report:
    """The rows and cells that imports left out, the newest import first, for the office to mend.

    Args:
        title: of the report.
        rows: in order.
    """
    shown = tuple(
        {
            "import": one.number, "row": one.source_row or None, "sheet": one.sheet, "pupil": one.pupil,
            "column": one.heading or "the whole row", "value": one.value, "reason": one.reason, "file": one.file,
            "made": one.made.isoformat(" ", "minutes"), "cells": json.loads(one.cells) if one.cells else {},
            "whole": not one.heading,
        }
        for one in rows
    )  # fmt: skip
    files = len({one.number for one in rows})
    note = (
        f"{counted(len(rows), 'row or cell', 'rows and cells')} of {counted(files, 'import')} "
        f"{'was' if len(rows) == 1 else 'were'} not taken. They are in no count; correct them in the source and import "
        "it again."
        if rows
        else "Every row of every import on file was taken."
    )
    return Report(title, "", _LEFT_OUT, shown, (note,))
