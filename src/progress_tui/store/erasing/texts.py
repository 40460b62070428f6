"""Texts of others in which an erased child is named: changed where the whole name stands, listed where a part does.

Every column of the file that can hold words is gone through, but for those that are told here to hold none: what others
are called and known by, figures, and words that the program itself chooses from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.text import fold
from progress_tui.store import audit, drafts
from progress_tui.store.erasing.finding import Finder, Spelling
from progress_tui.store.erasing.removing import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.erasing.identity import Identity

_NO_TEXTS: Final = frozenset({
    "school", "pupil", "identifier", "class", "characteristics", "series", "result", "target", "before_image",
    "strand_grade", "prepared",
})  # fmt: skip
"""Tables whose words are what others are called, figures, or what either was before an import."""

_NO_TEXT: Final[Mapping[str, frozenset[str]]] = {
    "action": frozenset({"status", "effect"}), "audit": frozenset({"what", "chain"}), "import": frozenset({"sha256"}),
    "dismissal": frozenset({"flag", "subject", "evidence"}), "meeting": frozenset({"kind", "status"}),
    "meeting_item": frozenset({"kind", "decision"}), "meeting_text": frozenset({"field"}),
    "mentoring_comment": frozenset({"who"}), "mentoring_target": frozenset({"subject", "status"}),
    "meta": frozenset({"key"}), "queried": frozenset({"raw"}), "support": frozenset({"subject"}),
    "support_member": frozenset({"entry", "exit", "effect"}),
}  # fmt: skip
"""Table → columns of the program's own words and of figures."""

_QUOTED: Final = frozenset({
    ("audit", "detail"), ("import", "mapping"), ("import_rejected", "cells"), ("snapshot", "content"),
})  # fmt: skip
"""Columns of JSON or TOML: only what stands in quotation marks is words, and a number stays one."""

_NOT_TYPED: Final = frozenset({"import_rejected", "snapshot"})
"""What is kept of lists and figures of others: a surname alone in it is theirs."""

_FILE_NAMES: Final = frozenset({"import", "audit", "import_rejected"})
"""Tables in which names of files stand: there a name may be written without a space."""

_KNOWN_BY: Final = (
    "audit_id", "note_id", "action_id", "target_id", "item_id", "support_id", "meeting_id", "import_id", "pupil_id",
    "key", "name",
)  # fmt: skip
"""By the first of these that a table has, a person finds a row of it."""

_STRING: Final = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?', re.DOTALL)
"""What stands in quotation marks, and the colon that makes a key of it."""

_Value = str | list[str]


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


class _Column(NamedTuple):
    """A column in which words stand; `key` is the one by which its rows are known."""

    table: str
    name: str
    key: str

    def where(self) -> str:
        """Of what a file keeps of itself, the drafts alone are texts."""
        drafts_alone = f" AND starts_with(key, '{drafts.PREFIX}')" if self.table == "meta" else ""
        return f"{self.name} IS NOT NULL{drafts_alone}"

    def changed(self, value: _Value, change: Callable[[str], str]) -> _Value:
        """A value with its words changed."""
        if isinstance(value, list):
            return [change(one) for one in value]
        if (self.table, self.name) not in _QUOTED:
            return change(value)
        return _STRING.sub(lambda found: found[0] if found[2] else _string(found[1], change), value)

    def pieces(self, value: _Value) -> list[str]:
        """The words of a value."""
        found: list[str] = []

        def keep(text: str) -> str:
            found.append(text)
            return text

        self.changed(value, keep)
        return found


def _string(quoted: str, change: Callable[[str], str]) -> str:
    """A string of JSON or TOML with its words changed; digits alone are a figure."""
    try:
        text = str(json.loads(quoted, strict=False))
    except ValueError:
        # An escape that JSON does not know.
        return f'"{change(quoted[1:-1])}"'
    new = text if text.isdigit() else change(text)
    return quoted if new == text else json.dumps(new, ensure_ascii=False)


def clear(con: DuckDBPyConnection, children: Sequence[Identity], *, each_name: bool = False) -> Changed:
    """Put `[erased]` for the children's names and identifiers in every text that is left, inside a transaction.

    Args:
        con: the file, from which the rows of the children are gone.
        children: who they were.
        each_name: the surname and the forename alone go too, from what people typed.
    """
    others = _of_others(con)
    whole = Finder({spelling for one in children for spelling in one.whole()} - others, others)
    alone = Finder((spelling for one in children for spelling in one.alone()) if each_name else (), others)

    def change(table: str, text: str) -> str:
        is_name = table in _FILE_NAMES
        text = whole.replaced(text, is_name=is_name)
        return text if table in _NOT_TYPED else alone.replaced(text, is_name=is_name)

    counts: dict[str, int] = {}
    lines: dict[int, str] = {}
    for column in _texts(con):
        if column.table == "audit":
            lines = _lines(con, column, partial(change, "audit"))
            count = len(lines)
        else:
            count = _clear_column(con, column, partial(change, column.table))
        counts[column.table] = counts.get(column.table, 0) + count
    if lines:
        audit.amend(con, lines)
    return Changed({table: count for table, count in counts.items() if count}, min(lines, default=None))


def to_read(con: DuckDBPyConnection, children: Sequence[Identity]) -> tuple[Read, ...]:
    """Texts in which something of a child is left: the surname or the forename alone, who may be somebody else's."""
    finder = Finder({spelling for one in children for spelling in (*one.alone(), *one.whole())})
    found = []
    for column in _texts(con):
        if column.table == "snapshot":
            continue
        rows = con.execute(
            f"SELECT {column.key}, {column.name} FROM {column.table} WHERE {column.where()} ORDER BY ALL"
        ).fetchall()
        for number, value in rows:
            shown = (finder.around(text, is_name=column.table in _FILE_NAMES) for text in column.pieces(value))
            if words := next(filter(None, shown), ""):
                found.append(Read(column.table, str(number), words))
    return tuple(found)


def _texts(con: DuckDBPyConnection) -> Iterator[_Column]:
    """The columns in which words stand, as the file has them."""
    for table, held in columns(con).items():
        if table in _NO_TEXTS:
            continue
        key = next((one for one in _KNOWN_BY if one in held), next(iter(held)))
        for name, kind in held.items():
            if kind in ("VARCHAR", "VARCHAR[]") and name not in _NO_TEXT.get(table, ()):
                yield _Column(table, name, key)


def _clear_column(con: DuckDBPyConnection, column: _Column, change: Callable[[str], str]) -> int:
    """Each different text of a column, once; how many were changed."""
    rows = con.execute(f"SELECT DISTINCT {column.name} FROM {column.table} WHERE {column.where()}").fetchall()
    changed = [(value, new) for (value,) in rows if (new := column.changed(value, change)) != value]
    for value, new in changed:
        con.execute(
            f"UPDATE {column.table} SET {column.name} = ? WHERE {column.name} = ? AND {column.where()}", [new, value]
        )
    return len(changed)


def _lines(con: DuckDBPyConnection, column: _Column, change: Callable[[str], str]) -> dict[int, str]:
    """Number of an audit line → its words, where they change; the audit writes its own chain."""
    found = {one.number: (one.detail, str(column.changed(one.detail, change))) for one in audit.lines(con)}
    return {number: new for number, (before, new) in found.items() if new != before}


def _of_others(con: DuckDBPyConnection) -> set[Spelling]:
    """Every run of words in the names of those who stay, and their identifiers: what is theirs, too, stays in texts."""
    rows = con.execute("SELECT DISTINCT surname, forename FROM pupil").fetchall()
    values = con.execute("SELECT DISTINCT value FROM identifier").fetchall()
    return {run for surname, forename in rows for run in _runs(fold(surname).split(), fold(forename).split())} | {
        tuple(fold(value).split()) for (value,) in values
    }


def _runs(surname: list[str], forename: list[str]) -> Iterable[Spelling]:
    for words in ([*surname, *forename], [*forename, *surname]):
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                yield tuple(words[start:end])
