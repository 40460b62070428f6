"""Everything of a school: a table for each table of its file, as it is held, names and all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.text import clean
from progress_tui.exporting.documents.document import Cell, Column, Document, Kind, Paragraph, Table

AUDIENCE: Final = (
    "For the school itself. It holds every child's name, note and result: keep it as safe as the register."
)


class HeldRows(NamedTuple):
    """A table of the file: its name, its columns, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def build(school: str, fictional: bool, held: Sequence[HeldRows], made: datetime) -> Document:
    """One document with a table for each; beside an `ordinal` stands the point in words a person knows."""
    tables = tuple(_table(one) for one in held)
    rows = sum(len(table.rows) for table in tables)
    return Document(
        kind="data",
        title="Everything on file",
        school=clean(school),
        scope=f"{len(tables)} tables, {rows:,} rows",
        audience=AUDIENCE,
        names="full",
        made=made,
        fictional=fictional,
        blocks=(
            Paragraph(
                "Each table is as it is held. Tables belong together by the columns whose names end in _id; "
                "results_by_name has results and targets with names beside them."
            ),
            *tables,
        ),
    )


def apart(document: Document) -> tuple[Document, ...]:
    """A document for each table, for formats that hold one table a file."""
    return tuple(
        Document(
            kind=f"data-{table.title}",
            title=table.title,
            school=document.school,
            scope=document.scope,
            audience=document.audience,
            names=document.names,
            made=document.made,
            fictional=document.fictional,
            blocks=(table,),
            flat=table,
            flat_is_whole=True,
        )
        for table in document.blocks
        if isinstance(table, Table)
    )


def _table(held: HeldRows) -> Table:
    columns, rows = held.columns, held.rows
    if "ordinal" in columns:
        at = columns.index("ordinal") + 1
        columns = (*columns[:at], "point", *columns[at:])
        rows = tuple((*row[:at], _point(row[at - 1]), *row[at:]) for row in rows)
    return Table(held.name, tuple(Column(label, _kind(rows, place)) for place, label in enumerate(columns)), rows)


def _point(ordinal: Cell) -> str:
    return str(Point(ordinal)) if isinstance(ordinal, int) else ""


def _kind(rows: Sequence[tuple[Cell, ...]], place: int) -> Kind:
    value = next((row[place] for row in rows if row[place] is not None), None)
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int | float):
        return "number"
    return "text" if value is None or isinstance(value, str) else "date"
