"""Children erased from one file: their rows, their names in the texts of others, and an audit line without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.store import audit, schema
from progress_tui.store.erasing.removing import remove
from progress_tui.store.erasing.texts import Changed, Read, clear, to_read

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity


class Erased(NamedTuple):
    """What went, or would go.

    Attributes:
        rows: table → rows taken out.
        texts: table → different texts of others in which something was put for a name or an identifier.
        audit_from: the first audit line that was changed; None where none was.
        read: texts of others in which a part of a name stands alone, for a person to read.
    """

    rows: Mapping[str, int]
    texts: Mapping[str, int]
    audit_from: int | None
    read: tuple[Read, ...]


def take_out(con: DuckDBPyConnection, children: Sequence[Identity], *, each_name: bool = False) -> Erased:
    """`erase` without a line in the audit, for work that writes one of its own; nothing for no children."""
    if not children:
        return Erased({}, {}, None, ())
    rows = remove(con, children)
    changed: Changed = clear(con, children, each_name=each_name)
    return Erased(rows, changed.texts, changed.audit_from, to_read(con, children))


def erase(
    con: DuckDBPyConnection, child: Identity, number: int, *, also: Sequence[Identity] = (), each_name: bool = False
) -> Erased:
    """Erase a child, inside the caller's transaction or a rewrite.

    Only a rewrite of the file takes the words out of it for good: what is deleted stays in unused parts otherwise.

    Args:
        con: a connection inside a write.
        child: who, as the file has it.
        number: of the child in the school file, for the audit; a backup may know it by another or not at all.
        also: the same child under its other numbers, which a backup may have.
        each_name: the surname and the forename alone go too, from what people typed of others.
    """
    held = audit.broken_at(con)
    erased = take_out(con, [child, *also], each_name=each_name)
    detail = {"school": child.school_id, "pupil": number, **told(erased, held)}
    audit.append(con, "erase", detail)
    schema.bump(con, facts=True)
    return erased


def told(erased: Erased, broken: int | None) -> dict[str, object]:
    """What the audit line says: counts, and what became of the chain; never a name.

    Args:
        erased: what went.
        broken: the first line that did not hold before; None where all did.
    """
    detail: dict[str, object] = {"rows": dict(erased.rows), "texts": dict(erased.texts)}
    if erased.audit_from is not None:
        detail["audit_anew_from_line"] = erased.audit_from
        detail["audit_before"] = "held" if broken is None else f"did not hold from line {broken}"
    return detail
