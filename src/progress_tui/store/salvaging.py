"""What can still be read of a damaged school file: table by table, and where one fails column by column, row by row.

Nothing is repaired and nothing is guessed: DuckDB proves every block by its checksum, an encrypted one by its AES tag,
and what fails stays `LOST`. Only a copy is opened, so that neither the file nor its log is ever written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from progress_tui import new_files, private
from progress_tui.domain.errors import StoreError
from progress_tui.domain.remedies import command, go_back
from progress_tui.domain.text import visible
from progress_tui.store import checking
from progress_tui.store.drafts import PREFIX
from progress_tui.store.dumping import Value, plain_value
from progress_tui.store.file import checkpointing, refusals
from progress_tui.store.file.asking import Reader, UnreadableError
from progress_tui.store.file.counting import Count

TYPED: Final = (
    "note", "meeting", "meeting_item", "meeting_text", "action", "support", "support_member", "mentoring_target",
    "mentoring_comment", "strand_grade", "dismissal", "queried", "saved_filter", "meta",
)  # fmt: skip
"""What people typed, which no import brings back; `meta` for what was half typed."""

NAMING: Final = ("pupil", "class")
"""What says whom and what the others are about."""

DRAFTS: Final = PREFIX

_BLOCK: Final = 4096
"""Bytes that are read at a time: what a disk does not give any more is lost in pieces of this size."""


class Lost:
    """Stands for a value that could not be read."""


LOST: Final = Lost()
Cell = Value | Lost


class SavedTable(NamedTuple):
    """A table, as far as it could be read.

    Attributes:
        name: the name.
        columns: the names of its columns.
        rows: rows of which something could be read, in their order in the file.
        known: how many rows the table has; None where not even that could be read.
        why: what DuckDB said first; empty where all was read.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    known: int | None
    why: str

    def without(self, column: str) -> int:
        """Of how many rows a column is lost."""
        at = self.columns.index(column)
        return sum(row[at] is LOST for row in self.rows)

    @property
    def in_part(self) -> int:
        """Rows of which something is lost, and something not."""
        return sum(any(cell is LOST for cell in row) for row in self.rows)

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be lost."""
        return not self.why


class Salvaged(NamedTuple):
    """What was read.

    Attributes:
        tables: `TYPED` and `NAMING`, as far as the file has them.
        others: each other table, and whether it could be read to its end.
        log: what is to be said of the log beside the file; empty where all of it was read, or there is none.
        warning: that changes are missing, told by the count beside the file; empty where it does not say so.
        problems: what does not hold together in a file that could be read to its end.
        disk: what is to be said of the disk it lies on; empty where that gave all of it.
    """

    tables: dict[str, SavedTable]
    others: dict[str, bool]
    log: str
    warning: str
    problems: tuple[str, ...]
    disk: str

    @property
    def unnamed(self) -> dict[str, str]:
        """Tables of `NAMING` of which something is lost, and what DuckDB said."""
        return {name: self.tables[name].why for name in NAMING if name in self.tables and self.tables[name].why}

    @property
    def damaged(self) -> tuple[str, ...]:
        """Beside what people typed, every table that could not be read to its end."""
        return (*self.unnamed, *(name for name, read in self.others.items() if not read))

    @property
    def healthy(self) -> bool:
        """Whether there is nothing wrong with the file."""
        read = all(self.others.values()) and all(table.whole for table in self.tables.values())
        return read and not (self.log or self.warning or self.problems or self.disk)


def salvage(path: Path, keys: Sequence[bytes | None], folder: Path) -> Salvaged:
    """Read what can be read.

    Args:
        path: the damaged file.
        keys: data keys that may be that of the file; None alone for a plain one.
        folder: where a copy is made, which is gone at the end; it is named as what is half made (`sweeping`).

    Raises:
        StoreError: the file is not there or in use, cannot be copied, or nothing of it can be read.
    """
    with _copied(path, folder) as (copy, unread):
        disk = f"{unread:,} bytes could not be read from its disk: what stood there is lost." if unread else ""
        return _with_a_key(path, keys, copy, disk)


def _with_a_key(path: Path, keys: Sequence[bytes | None], copy: Path, disk: str) -> Salvaged:
    log = copy.with_name(copy.name + ".wal")
    whole = log.stat().st_size if log.exists() else 0
    said = ""
    for key in keys:
        reader = Reader(copy, key, path.name)
        try:
            with suppress(UnreadableError):
                reader.ask("SELECT 1")
                return _read(path, reader, "", disk)
            kept = _longest(reader, log, whole)
            if kept is not None:
                words = f"Of its {whole:,} bytes the first {kept:,} were read; what was written after them is lost."
                return _read(path, reader, words, disk)
        except UnreadableError as error:
            said = said or str(error)
        finally:
            reader.close()
    raise StoreError(
        f"Nothing could be read from {path.name}",
        " ".join(words for words in ("It is damaged where it says what it holds.", disk, said) if words),
        f"Go back to a backup: {command('backup --list', path)}, then {go_back(path)}.",
    )


@contextmanager
def _copied(path: Path, folder: Path) -> Iterator[tuple[Path, int]]:
    """A copy of the file and what goes with it, for their owner alone, and how many bytes their disk did not give."""
    if not path.is_file():
        raise StoreError(f"{path.name} is not there", "There is no such file.", "Name the damaged file with --file.")
    copy, unread = new_files.making_of(folder / path.name), 0
    try:
        before = _stamps(path)
        for ending in [ending for ending, *_ in before]:
            source = path.with_name(path.name + ending)
            # A log that goes meanwhile was taken in by a program that has the file.
            if source.exists() or not path.exists():
                unread += _copy(source, copy.with_name(copy.name + ending), path.name)
        if before != _stamps(path):
            raise StoreError(
                f"{path.name} is being written by another program",
                "It was changed while it was copied.",
                "Close that program and try again.",
            )
        checkpointing.put_back(copy)
        yield copy, unread
    finally:
        new_files.sweep(copy)


def _copy(source: Path, target: Path, name: str) -> int:
    """Copy one of the files, with zeros where its disk fails, which no checksum lets pass; how many those are."""
    unread = 0
    try:
        with open(target, "wb", opener=private.opener) as copy:
            for block, missing in _blocks(source):
                copy.write(block + bytes(missing))
                unread += missing
    except OSError as error:
        folder = visible(target.parent.name)
        full = refusals.is_full(error)
        raise StoreError(
            "The disk is full" if full else f"{folder} cannot be written",
            f"There is no room for a copy of {name} in {folder}." if full else f"{error.strerror or error}.",
            "Name a folder on another disk with --to.",
        ) from error
    return unread


def _blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """A file piece by piece: what its disk gives of each, and how many bytes at its end it does not give."""
    try:
        with path.open("rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            for begin in range(0, size, _BLOCK):
                block = b""
                try:
                    stream.seek(begin)
                    block = stream.read(_BLOCK)
                except OSError as error:
                    if not refusals.is_failing(error) or not path.exists():
                        raise
                yield block, min(_BLOCK, size - begin) - len(block)
    except OSError as error:
        raise refusals.not_read(path, error) from error


def _stamps(path: Path) -> list[tuple[str, int, int]]:
    """The endings of those of the files that are there, when each was changed, and its size."""
    found = []
    try:
        for ending in ("", ".wal", ".undo"):
            with suppress(FileNotFoundError):
                held = path.with_name(path.name + ending).stat()
                found.append((ending, held.st_mtime_ns, held.st_size))
    except OSError as error:
        raise refusals.not_read(path, error) from error
    return found


def _longest(reader: Reader, log: Path, whole: int) -> int | None:
    """Cut the copy of the log down to the longest beginning with which the file opens; None where it never does.

    Raises:
        UnreadableError: it does not open without the log either.
    """
    content = log.read_bytes() if whole else b""

    def opens(length: int) -> bool:
        reader.close()
        if length:
            log.write_bytes(content[:length])
        else:
            log.unlink(missing_ok=True)
        try:
            reader.ask("SELECT 1")
        except UnreadableError:
            return False
        return True

    if not opens(0):
        # As it was, for the next key; what is wrong is said.
        if whole:
            log.write_bytes(content)
        reader.ask("SELECT 1")
    good, bad = 0, whole
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if opens(middle) else (good, middle)
    return good if opens(good) else None


def _read(path: Path, reader: Reader, log: str, disk: str) -> Salvaged:
    names = [
        str(name)
        for (name,) in reader.ask("SELECT table_name FROM duckdb_tables() WHERE database_name = 'school' ORDER BY ALL")
    ]
    wanted: tuple[str, ...] = (*NAMING, *TYPED)
    tables = {name: _table(reader, name) for name in wanted if name in names}
    others = {name: _reads(reader, name) for name in names if name not in tables}
    count, problems = Count(path), tuple[str, ...]()
    with suppress(UnreadableError):
        reader.use(count.look)
        problems = reader.use(checking.contents).problems if all(others.values()) else ()
    missing = f"{count.missing.title}. {count.missing.detail}" if count.missing is not None else ""
    return Salvaged(tables, others, log, missing, problems, disk)


def _reads(reader: Reader, name: str) -> bool:
    """Whether every block of a table can be read."""
    try:
        reader.ask(f"SELECT bit_xor(hash(held)) FROM {_quoted(name)} held")
    except UnreadableError:
        return False
    return True


def _table(reader: Reader, name: str) -> SavedTable:
    columns = tuple(
        str(column)
        for (column,) in reader.ask(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = 'school' AND table_name = ? "
            "ORDER BY column_index",
            [name],
        )
    )
    listed = ", ".join(map(_quoted, columns))
    try:
        rows = reader.ask(f"SELECT {listed} FROM {_quoted(name)} ORDER BY rowid")
    except UnreadableError as error:
        return _in_pieces(reader, name, columns, str(error))
    return SavedTable(name, columns, tuple(tuple(map(plain_value, row)) for row in rows), len(rows), "")


def _in_pieces(reader: Reader, name: str, columns: tuple[str, ...], why: str) -> SavedTable:
    """Each column by itself, and where one fails each part of its rows, down to the single row."""
    try:
        places = [int(str(row[0])) for row in reader.ask(f"SELECT rowid FROM {_quoted(name)} ORDER BY rowid")]
    except UnreadableError:
        return SavedTable(name, columns, (), None, why)
    held = [_column(reader, name, column, places) for column in columns]
    rows = (tuple(values.get(place, LOST) for values in held) for place in places)
    kept = tuple(row for row in rows if any(cell is not LOST for cell in row))
    return SavedTable(name, columns, kept, len(places), why)


def _column(reader: Reader, name: str, column: str, places: list[int]) -> dict[int, Cell]:
    found: dict[int, Cell] = {}
    waiting = [places] if places else []
    query = f"SELECT rowid, {_quoted(column)} FROM {_quoted(name)} WHERE rowid"
    while waiting:
        part = waiting.pop()
        try:
            if len(part) == 1:
                # Looked up by itself DuckDB fetches the row alone, and not the blocks of those beside it.
                rows = reader.ask(f"{query} = {part[0]}")
            else:
                rows = reader.ask(f"{query} BETWEEN {part[0]} AND {part[-1]}")
        except UnreadableError:
            if len(part) > 1:
                half = len(part) // 2
                waiting += [part[:half], part[half:]]
        else:
            found |= {int(str(place)): plain_value(value) for place, value in rows}
    return found


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
