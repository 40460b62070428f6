"""The log of a school file taken into the file, so that a kill at any byte of it costs nothing.

DuckDB writes a checkpoint beside what the last one refers to, and then a header that makes it count. One kind of block
is an exception: those of the metadata, which hold parts of both and are written where they stand. A program that is
killed within such a write, or a power cut, leaves a block that is half the old one and half the new: its checksum, or
its tag where it is encrypted, is wrong then, and the file does not open. So these blocks are kept in `X.duckdb.undo`,
on disk before the checkpoint begins, and put back by whoever opens the file next if no new header was written. The
log is there until then and holds everything that was committed.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from progress_tui import new_files
from progress_tui.store.file.copying import SOURCE
from progress_tui.store.file.owning import takes_lock
from progress_tui.store.file.refusals import not_opened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HEAD: Final = 4096
"""Bytes of a header, as of DuckDB's `Storage::FILE_HEADER_SIZE`."""

_HEADS: Final = 3 * _HEAD
"""Bytes before the first block: the header of the file, with its identifier, and the two of its last checkpoints."""

_KNOWN_BY: Final = b"progress-tui undo 1\n"
_NUMBER: Final = 8
"""Bytes of a number."""

_METADATA: Final = """
SELECT block_id, (SELECT block_size FROM pragma_database_size() WHERE database_name = ?)
FROM pragma_metadata_info(?) ORDER BY block_id
"""


class Undo(NamedTuple):
    """What a checkpoint writes over, as it was before.

    Attributes:
        heads: the first `_HEADS` bytes of the file.
        log: how long the log was, and the sum over it: a checkpoint adds to its end, and removes it after its header.
        blocks: each block of the metadata, and the byte at which it begins.
    """

    heads: bytes
    log: tuple[int, int]
    blocks: list[tuple[int, bytes]]


def undo_file(path: Path) -> Path:
    """Where the blocks of the school file `path` are kept while a checkpoint is written."""
    return path.with_name(path.name + ".undo")


@contextmanager
def log_taken_in(con: DuckDBPyConnection, path: Path) -> Iterator[bool]:
    """Take what the log holds into the school file, attached for writing and not the current database.

    It is to be detached before this is over, as the lock that shuts other programs out is given up then. Gives whether
    the file holds everything: where the blocks cannot be kept, on a full disk, the log stays as it is and the next
    write tries again.

    Raises:
        duckdb.Error: the checkpoint failed; all that was committed is in the log.
    """
    if not _log(path).exists():
        yield True
    elif sys.platform == "win32":
        # No other handle of the file can be had there while DuckDB holds it, so nothing can be kept.
        con.execute(f"CHECKPOINT {SOURCE}")
        yield True
    else:
        # Closed last: to close any handle of a file gives up every lock that this process has on it.
        with path.open("rb") as stream:
            taken = _kept(con, stream, path)
            if taken:
                con.execute(f"CHECKPOINT {SOURCE}")
                forget(path)
            yield taken


def put_back(path: Path, *, damaged: bool = False) -> bool:
    """Undo a checkpoint of the school file `path` that was cut off, if there is one; nobody may have it attached here.

    What was kept stays until the file is open (`forget`).

    Args:
        path: the school file.
        damaged: it does not open as it is: a header that differs was cut off too, and not written last.

    Returns:
        Whether the file may be opened now; False while another program has it, which may be writing that checkpoint.

    Raises:
        StoreError: the file was cut off and may only be read.
    """
    try:
        if not undo_file(path).is_file():
            return True
        with path.open("rb+") as stream:
            if not takes_lock(stream):
                return False
            for place, content in _cut_off(stream, path, damaged):
                stream.seek(place)
                stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        return _opens_unwritten(path, error)
    return True


def forget(path: Path) -> None:
    """Remove what was kept, where something was: the checkpoint is done, or undone and the file open."""
    with suppress(OSError):
        undo_file(path).unlink(missing_ok=True)


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _kept(con: DuckDBPyConnection, stream: IO[bytes], path: Path) -> bool:
    """Write the heads and every block of the metadata down; whether that could be done."""
    heads, log = stream.read(_HEADS), _log(path).read_bytes()
    parts = [_KNOWN_BY, heads, _number(len(log)), _number(zlib.crc32(log))]
    for number, size in con.execute(_METADATA, [SOURCE, SOURCE]).fetchall():
        place = _HEADS + int(number) * int(size)
        stream.seek(place)
        block = stream.read(int(size))
        parts += [_number(place), _number(len(block)), block]
    content = b"".join(parts)
    try:
        with undo_file(path).open("wb") as undo:
            undo.write(content + _number(zlib.crc32(content)))
            undo.flush()
            os.fsync(undo.fileno())
    except OSError:
        forget(path)
        return False
    with suppress(OSError):
        new_files.name_on_disk(path)
    return True


def _opens_unwritten(path: Path, error: OSError) -> bool:
    """Of a file that cannot be written, or is not there: as `put_back`."""
    try:
        with path.open("rb") as stream:
            if not takes_lock(stream, shared=True):
                return False
            if _cut_off(stream, path, damaged=False):
                raise not_opened(path, error) from error
    except OSError:
        # Opening it says what is wrong.
        pass
    return True


def _cut_off(stream: IO[bytes], path: Path, damaged: bool) -> list[tuple[int, bytes]]:
    """What is not as it was before the checkpoint and has to be, with the byte at which each begins.

    Raises:
        OSError: the file, its log or what was kept cannot be read.
    """
    undo, heads = _read(undo_file(path)), stream.read(_HEADS)
    if undo is None or not _goes_on(path, *undo.log):
        return []
    parts = undo.blocks
    if heads != undo.heads:
        # The new header was written after everything else was on disk.
        if not damaged or heads[:_HEAD] != undo.heads[:_HEAD]:
            return []
        parts = [(0, undo.heads), *undo.blocks]
    found = []
    for place, content in parts:
        stream.seek(place)
        if stream.read(len(content)) != content:
            found.append((place, content))
    return found


def _goes_on(path: Path, length: int, total: int) -> bool:
    """Whether the log is the one that was being taken in; beside another copy of the file lies another log, or none."""
    try:
        with _log(path).open("rb") as log:
            held = log.read(length)
    except FileNotFoundError:
        return False
    return len(held) == length and zlib.crc32(held) == total


def _read(undo: Path) -> Undo | None:
    """What was kept; None where the program was killed before all of it was written."""
    content = undo.read_bytes()
    kept, total = content[:-_NUMBER], content[-_NUMBER:]
    if not kept.startswith(_KNOWN_BY) or _number(zlib.crc32(kept)) != total:
        return None
    at = len(_KNOWN_BY) + _HEADS
    numbers = [int.from_bytes(kept[n : n + _NUMBER], "big") for n in (at, at + _NUMBER)]
    found = Undo(kept[len(_KNOWN_BY) : at], (numbers[0], numbers[1]), [])
    at += 2 * _NUMBER
    while at < len(kept):
        place, size = (int.from_bytes(kept[n : n + _NUMBER], "big") for n in (at, at + _NUMBER))
        at += 2 * _NUMBER
        found.blocks.append((place, kept[at : at + size]))
        at += size
    return found


def _number(value: int) -> bytes:
    return value.to_bytes(_NUMBER, "big")
