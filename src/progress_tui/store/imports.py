"""What is kept of each import: its head, what it left out, and everything one page about it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import NotFoundError
from progress_tui.store import audit, schema
from progress_tui.store.differences import Change, changes_of
from progress_tui.store.merging import FACTS, Changes
from progress_tui.store.staging import stage
from progress_tui.store.undoing import resting_on

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_REJECTED: Final = ("source_row", "sheet", "heading", "value", "reason", "pupil", "cells")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row or cell that a partial import left out.

    Attributes:
        source_row: as a spreadsheet shows it; 0 when the whole source is meant.
        heading: of the cell, `""` when the whole row is meant.
        cells: the cells of the row that the import reads, as a JSON object by heading; `""` where they are not known.
    """

    source_row: int
    sheet: str
    heading: str
    value: str
    reason: str
    pupil: str
    cells: str


@dataclass(frozen=True, slots=True)
class ImportHead:
    """An import without its facts.

    Attributes:
        sha256: of the bytes of the source.
        mapping: how it was understood, as TOML.
        pupils, results, targets: what the source contributed.
    """

    file: str
    sha256: str
    mapping: str
    pupils: int
    results: int
    targets: int


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import on file.

    Attributes:
        made: local time.
        tables: table → what it added and changed (`same` is not kept and 0).
        changes: the cells it changed.
        rests: what keeps it from being undone, in words; empty when it can be.
    """

    number: int
    made: datetime
    head: ImportHead
    added: int
    changed: int
    tables: Mapping[str, Changes]
    changes: tuple[Change, ...]
    rests: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def keep(
    con: DuckDBPyConnection, number: int, head: ImportHead, tables: Mapping[str, Changes], left_out: Sequence[LeftOut]
) -> int | None:
    """Keep the head of an import that changed something, and one audit line in any case.

    Returns:
        Its number; None when everything it says was on file already.
    """
    added = sum(changes.added for changes in tables.values())
    changed = sum(changes.changed for changes in tables.values())
    if added or changed:
        con.execute(
            "INSERT INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, datetime.now().replace(microsecond=0), head.file, head.sha256, head.mapping, head.pupils,
             head.results, head.targets, added, changed],
        )  # fmt: skip
        _keep_left_out(con, number, left_out)
        schema.bump(con, facts=True)
    detail = {
        "file": head.file, "sha256": head.sha256, "results": head.results, "added": added, "changed": changed,
        "rejected": len(left_out),
    }  # fmt: skip
    audit.append(con, "import", detail)
    return number if added or changed else None


def _keep_left_out(con: DuckDBPyConnection, number: int, left_out: Sequence[LeftOut]) -> None:
    import polars as pl

    if left_out:
        frame = pl.DataFrame({name: [getattr(one, name) for one in left_out] for name in _REJECTED})
        stage(con, {"left_out": frame.with_row_index("place")})
        con.execute(
            f"INSERT INTO import_rejected SELECT ?, place, {', '.join(_REJECTED)} FROM s_left_out ORDER BY place",
            [number],
        )


def page(con: DuckDBPyConnection, number: int) -> ImportPage:
    """Everything about one import.

    Raises:
        NotFoundError: there is no such import.
    """
    row = con.execute(
        "SELECT made, added, changed, file, sha256, mapping, pupils, results, targets FROM import WHERE import_id = ?",
        [number],
    ).fetchone()
    if row is None:
        raise NotFoundError(f"There is no import {number}", remedy="“progress-tui imports list” shows them.")
    made, added, changed, *head = row
    return ImportPage(
        number=number,
        made=made,
        head=ImportHead(*head),
        added=int(added),
        changed=int(changed),
        tables=_tables(con, number),
        changes=tuple(changes_of(con, number)),
        rests=tuple(resting_on(con, number)),
        left_out=left_out_of(con, number),
    )


def left_out_of(con: DuckDBPyConnection, number: int) -> tuple[LeftOut, ...]:
    """What an import left out, in the order of the source."""
    rows = con.execute(
        f"SELECT {', '.join(_REJECTED)} FROM import_rejected WHERE import_id = ? ORDER BY place", [number]
    ).fetchall()
    return tuple(LeftOut(*row) for row in rows)


def _tables(con: DuckDBPyConnection, number: int) -> dict[str, Changes]:
    """What an import added and changed, table by table, as far as it did."""
    found = {}
    for table in FACTS:
        # Rows that it wrote and a later import changed are kept by that one.
        row = con.execute(
            f"""
            SELECT (SELECT count(*) FROM {table.name} WHERE import_id = $1) + (SELECT count(*) FROM before_image
                    WHERE table_name = $2 AND import_id > $1
                        AND CAST(json_extract(content, '$.import_id') AS INTEGER) = $1),
                (SELECT count(*) FROM before_image WHERE table_name = $2 AND import_id = $1)
            """,
            [number, table.name],
        ).fetchone()
        wrote, changed = (int(count) for count in row) if row else (0, 0)
        if wrote or changed:
            found[table.name] = Changes(wrote - changed, changed, 0)
    return found
