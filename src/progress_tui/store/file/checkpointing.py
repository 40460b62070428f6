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
from typing import IO, TYPE_CHECKING, Final

from progress_tui import new_files
from progress_tui.store.file.copying import SOURCE
from progress_tui.store.file.owning import shuts_others_out
from progress_tui.store.file.refusals import is_held, not_opened

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_HEADS: Final = 3 * 4096
"""Bytes before the first block: the header of the file and the two of its last checkpoints, of which one counts.

As of DuckDB's `Storage::FILE_HEADER_SIZE`. With an identifier and, encrypted, a nonce of their own they are those of
no other file and of no other moment."""

_KNOWN_BY: Final = b"progress-tui undo 1\n"
_NUMBER: Final = 8
_SUM: Final = 4

_METADATA: Final = """
SELECT block_id, (SELECT block_size FROM pragma_database_size() WHERE database_name = ?)
FROM pragma_metadata_info(?) ORDER BY block_id
"""


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
    if not path.with_name(path.name + ".wal").exists():
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
                _forget(path)
            yield taken


def put_back(path: Path) -> None:
    """Undo a checkpoint of the school file `path` that was cut off, if there is one; nobody may have it attached here.

    Nothing happens while another program has the file: it may be writing that very checkpoint.

    Raises:
        StoreError: the file was cut off and may only be read.
    """
    if not undo_file(path).is_file():
        return
    try:
        with path.open("rb+") as stream:
            if shuts_others_out(stream):
                _put_back(stream, path)
    except OSError as error:
        if path.exists() and not is_held(path, error) and _is_cut_off(path):
            raise not_opened(path, error) from error


def _kept(con: DuckDBPyConnection, stream: IO[bytes], path: Path) -> bool:
    """Write the heads and every block of the metadata down; whether that could be done."""
    stream.seek(0)
    parts = [_KNOWN_BY, stream.read(_HEADS)]
    for number, size in con.execute(_METADATA, [SOURCE, SOURCE]).fetchall():
        place = _HEADS + int(number) * int(size)
        stream.seek(place)
        block = stream.read(int(size))
        parts += [place.to_bytes(_NUMBER, "big"), len(block).to_bytes(_NUMBER, "big"), block]
    content = b"".join(parts)
    try:
        with undo_file(path).open("wb") as undo:
            undo.write(content + zlib.crc32(content).to_bytes(_SUM, "big"))
            undo.flush()
            os.fsync(undo.fileno())
    except OSError:
        _forget(path)
        return False
    with suppress(OSError):
        new_files.name_on_disk(path)
    return True


def _put_back(stream: IO[bytes], path: Path) -> None:
    for place, block in _cut_off(stream, path):
        stream.seek(place)
        stream.write(block)
    stream.flush()
    os.fsync(stream.fileno())
    _forget(path)


def _is_cut_off(path: Path) -> bool:
    """Whether a file that cannot be written would have to be."""
    try:
        with path.open("rb") as stream:
            return _cut_off(stream, path) != []
    except OSError:
        return False


def _cut_off(stream: IO[bytes], path: Path) -> list[tuple[int, bytes]]:
    """The blocks that are not as the header that counts has them, and their places.

    Raises:
        OSError: the file, or what was kept of it, cannot be read.
    """
    heads, blocks = _read(undo_file(path))
    if stream.read(_HEADS) != heads:
        # The new header is there: it was written after everything else was on disk.
        return []
    return [(place, block) for place, block in blocks if stream.seek(place) and stream.read(len(block)) != block]


def _read(undo: Path) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Heads and blocks with their places; no heads where the program was killed before all of it was written."""
    content, heads_end = undo.read_bytes(), len(_KNOWN_BY) + _HEADS
    kept, summed = content[:-_SUM], content[-_SUM:]
    if len(kept) < heads_end or not kept.startswith(_KNOWN_BY) or zlib.crc32(kept).to_bytes(_SUM, "big") != summed:
        return b"", []
    blocks, at = [], heads_end
    while at < len(kept):
        place, size = (int.from_bytes(kept[n : n + _NUMBER], "big") for n in (at, at + _NUMBER))
        at += 2 * _NUMBER
        blocks.append((place, kept[at : at + size]))
        at += size
    return kept[len(_KNOWN_BY) : heads_end], blocks


def _forget(path: Path) -> None:
    with suppress(OSError):
        undo_file(path).unlink(missing_ok=True)
