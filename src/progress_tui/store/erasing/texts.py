"""Texts of others in which an erased child is named: changed where the whole name stands, listed where a part does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.text import fold
from progress_tui.store import audit, drafts
from progress_tui.store.erasing.finding import Finder, Spelling
from progress_tui.store.erasing.removing import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity

_TYPED: Final = (
    ("note", "note_id", "body"), ("meeting_text", "item_id", "body"), ("meeting_item", "item_id", "question"),
    ("action", "action_id", "what"), ("action", "action_id", "effect_note"), ("support", "support_id", "name"),
    ("support", "support_id", "note"), ("support_member", "support_id", "effect_note"),
    ("mentoring_target", "target_id", "body"), ("mentoring_comment", "pupil_id", "body"),
    ("dismissal", "pupil_id", "reason"), ("queried", "pupil_id", "reason"), ("meta", "key", "value"),
)  # fmt: skip
"""Table, the number its rows are known by, and the column in which somebody typed."""

_APART: Final = ("audit", "school")
"""Tables that are not gone through like the others: the one has a chain, the other is what the file is known by."""

_FILE_NAMES: Final = ("import", "audit", "import_rejected")
"""Tables in which names of files stand: there a name may be written without a space."""


class Read(NamedTuple):
    """A text that a person should read, since a part of the name alone stands in it.

    Attributes:
        table: of the schema; `number` what its row is known by.
        words: the part of the name with what stands beside it.
    """

    table: str
    number: str
    words: str


class Changed(NamedTuple):
    """What became of the texts of others.

    Attributes:
        texts: table → how many different texts were changed.
        audit_from: the first audit line whose words were changed, from which on the chain is new; None where none was.
    """

    texts: dict[str, int]
    audit_from: int | None


def clear(con: DuckDBPyConnection, children: Sequence[Identity], *, each_name: bool = False) -> Changed:
    """Put `[erased]` for the children's names and identifiers in every text that is left, inside a transaction.

    Args:
        con: the file, from which the rows of the children are gone.
        children: who they were.
        each_name: the surname and the forename alone go too, from what people typed.
    """
    whole = {spelling for one in children for spelling in one.whole()} - _of_others(con)
    finder, in_files = Finder(whole), Finder(whole | {("".join(one),) for one in whole})
    counts: dict[str, int] = {}
    for table, held in columns(con).items():
        if table in _APART:
            continue
        one = in_files if table in _FILE_NAMES else finder
        changed = sum(_column(con, table, column, one) for column, kind in held.items() if kind == "VARCHAR")
        changed += sum(_lists(con, table, column, one) for column, kind in held.items() if kind == "VARCHAR[]")
        counts[table] = changed
    if each_name:
        alone = Finder({spelling for one in children for spelling in one.alone()})
        for table, _, column in _typed(con):
            counts[table] = counts.get(table, 0) + _column(con, table, column, alone)
    lines = {one.number: new for one in audit.lines(con) if (new := in_files.replaced(one.detail)) != one.detail}
    if lines:
        counts["audit"] = len(lines)
        audit.amend(con, lines)
    return Changed({table: count for table, count in counts.items() if count}, min(lines, default=None))


def to_read(con: DuckDBPyConnection, children: Sequence[Identity]) -> tuple[Read, ...]:
    """Texts in which the surname or the forename of a child stands alone, who may be somebody else's."""
    alone = Finder({spelling for one in children for spelling in one.alone()})
    found = []
    for table, key, column in _typed(con):
        rows = con.execute(
            f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''{_only(table)} ORDER BY ALL"
        ).fetchall()
        found += [Read(table, str(number), words) for number, text in rows if (words := alone.around(text))]
    return tuple(found)


def _typed(con: DuckDBPyConnection) -> list[tuple[str, str, str]]:
    held = columns(con)
    return [one for one in _TYPED if {one[1], one[2]} <= held.get(one[0], {}).keys()]


def _only(table: str) -> str:
    """Of what a file keeps of itself, the drafts alone are texts."""
    return f" AND starts_with(key, '{drafts.PREFIX}')" if table == "meta" else ""


def _column(con: DuckDBPyConnection, table: str, column: str, finder: Finder) -> int:
    """Each different text of a column, once; how many were changed."""
    rows = con.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''{_only(table)}").fetchall()
    changed = [(text, new) for (text,) in rows if (new := finder.replaced(text)) != text]
    for text, new in changed:
        con.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?{_only(table)}", [new, text])
    return len(changed)


def _lists(con: DuckDBPyConnection, table: str, column: str, finder: Finder) -> int:
    rows = con.execute(f"SELECT DISTINCT {column} FROM {table} WHERE len({column}) > 0").fetchall()
    changed = [(texts, new) for (texts,) in rows if (new := list(map(finder.replaced, texts))) != texts]
    for texts, new in changed:
        con.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [new, texts])
    return len(changed)


def _of_others(con: DuckDBPyConnection) -> set[Spelling]:
    """Every run of words in the names of those who stay: what is theirs, too, is not taken out of texts."""
    rows = con.execute("SELECT DISTINCT surname, forename FROM pupil").fetchall()
    return {run for surname, forename in rows for run in _runs(fold(surname).split(), fold(forename).split())}


def _runs(surname: list[str], forename: list[str]) -> Iterable[Spelling]:
    for words in ([*surname, *forename], [*forename, *surname]):
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                yield tuple(words[start:end])
