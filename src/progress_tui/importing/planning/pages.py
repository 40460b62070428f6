"""One import on file as a report: what it was, changed and left out, and what keeps it from being undone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from progress_tui.domain.reports import Field, Report
from progress_tui.importing.facts import Rejection
from progress_tui.store.imports import ImportPage, LeftOut

_FIELDS: Final = (
    Field("pupil", "pupil"), Field("row", "row", "count"), Field("column", "what"), Field("point", "when"),
    Field("old", "before"), Field("new", "since"),
)  # fmt: skip
_TABLES: Final[Mapping[str, str]] = {
    "pupil": "pupils", "identifier": "identifiers", "enrolment": "places in classes",
    "characteristics": "characteristics", "attendance": "attendance", "result": "results", "target": "targets",
}  # fmt: skip


def page_report(page: ImportPage) -> Report:
    """The page of an import: a row for each cell it changed, the rest in notes and, for JSON, under names."""
    made = page.made.isoformat(" ", "minutes")
    more = {
        "import": page.number,
        "made": made,
        **asdict(page.head),
        "added": page.added,
        "changed": page.changed,
        "tables": {name: {"added": one.added, "changed": one.changed} for name, one in page.tables.items()},
        "rests": list(page.rests),
        "rejected": [asdict(one) for one in rejections(page.left_out)],
    }
    rows = tuple(asdict(change) for change in page.changes)
    title = f"Import {page.number} ▸ {page.head.file} ▸ {made}"
    return Report(title, "", _FIELDS, rows, tuple(_notes(page)), more)


def rejections(left_out: tuple[LeftOut, ...]) -> list[Rejection]:
    """What an import left out, as it was reported."""
    return [Rejection(one.source_row, one.heading, one.value, one.reason, one.sheet, one.pupil) for one in left_out]


def originals(left_out: tuple[LeftOut, ...]) -> list[Mapping[str, str]]:
    """For each of `rejections` the cells of its row by heading, as far as they were kept."""
    return [json.loads(one.cells) if one.cells else {} for one in left_out]


def _notes(page: ImportPage) -> Iterator[str]:
    head = page.head
    yield f"The source has {head.pupils:,} pupils, {head.results:,} results and {head.targets:,} targets."
    yield f"{page.added:,} rows were added, {page.changed:,} changed{_parts(page)}."
    if page.left_out:
        yield f"Left out ({len(page.left_out):,}):"
        for one in rejections(page.left_out):
            column = f", {one.column}" if one.column else ""
            value = f" “{one.value}”" if one.value else ""
            sheet = f"{one.sheet}, " if one.sheet else ""
            yield f"  {sheet}row {one.row}{column}{value}: {one.reason}"
    if page.rests:
        yield f"It cannot be undone now: on its rows rest {'; '.join(page.rests)}."
    else:
        yield f"It can be undone: “progress-tui imports undo {page.number}”."


def _parts(page: ImportPage) -> str:
    added = [f"{_TABLES[name]} {one.added:,}" for name, one in page.tables.items() if one.added > 0]
    changed = [f"{_TABLES[name]} {one.changed:,}" for name, one in page.tables.items() if one.changed]
    parts = [f"added: {', '.join(added)}"] if added else []
    parts += [f"changed: {', '.join(changed)}"] if changed else []
    return f" ({'; '.join(parts)})" if parts else ""
