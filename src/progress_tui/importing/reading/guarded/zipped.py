"""The entries of a zip archive, under limits that are checked before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.limits import MAX_RATIO, RATIO_FREE

MAX_ENTRIES: Final = 5_000
"""Most entries of an archive; a workbook with a hundred sheets has about 250."""
MAX_UNZIPPED: Final = 1024 * 1024 * 1024
"""Most bytes of all entries together."""

_CHUNK: Final = 256 * 1024
_NAME: Final = 400  # bytes that an entry of the list may take on the average
# What the zip reader raises on broken archives; RuntimeError and its NotImplementedError on kinds it does not know.
_BROKEN: Final = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error, struct.error,
                  lzma.LZMAError)  # fmt: skip
_END: Final = struct.Struct("<4s4H2LH")
_FETCH_AGAIN: Final = "Fetch it again, or open it and save it once more."


def locked(file: str) -> ProgressError:
    """The refusal of a file that only its password opens."""
    return ProgressError(
        f"{file} is locked with a password", remedy="Open it, remove the password, save it and import again."
    )


class Zip:
    """A zip archive of which only the list of entries has been read.

    Attributes:
        names: of the entries, folders left out, with `/` between their parts.
    """

    def __init__(self, content: bytes, file: str, most: int | None = None) -> None:
        """Read the list.

        Args:
            content: the bytes of the archive.
            file: its name, for the sentences.
            most: bytes of all entries together, where they are held in memory as a whole.

        Raises:
            ProgressError: it is damaged or beyond the limits.
        """
        self._file = file
        _check_count(content, file)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            infos = self._archive.infolist()
        except _BROKEN as error:
            raise self._damaged() from error
        infos = [info for info in infos if not info.filename.endswith("/")]
        self.names = [info.filename.replace("\\", "/") for info in infos]
        self._infos = dict(zip(self.names, infos, strict=True))
        total = sum(max(info.file_size, 0) for info in infos)
        swollen = any(info.file_size > max(RATIO_FREE, MAX_RATIO * info.compress_size) for info in infos)
        if total > (most or MAX_UNZIPPED) or swollen:
            raise ProgressError(
                f"{file} is too large",
                f"It unpacks to {max(total // 1024**2, 1):,} MB.",
                "Put the pupils alone into a new file and import that.",
            )

    def chunks(self, name: str) -> Iterator[bytes]:
        """An entry piece by piece; never more of it than the list promises.

        Args:
            name: one of `names`; any other is told as a part that is missing.

        Raises:
            ProgressError: there is no such entry, it is locked or cannot be unpacked.
        """
        info = self._infos.get(name)
        if info is None:
            raise self._damaged(f"A part is missing: {posixpath.basename(name)}.")
        if info.flag_bits & 0x1:
            raise locked(self._file)
        try:
            with closing(self._archive.open(info)) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise self._damaged() from error

    def _damaged(self, detail: str = "It cannot be unpacked to its end.") -> ProgressError:
        return ProgressError(f"{self._file} is a damaged zip or Excel file", detail, _FETCH_AGAIN)


class Parts:
    """The parts of a zipped workbook, by name without regard to case."""

    def __init__(self, archive: Zip) -> None:
        self._archive = archive
        self._names = {name.lstrip("/").casefold(): name for name in archive.names}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._names

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._names)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece, as `Zip.chunks` gives it."""
        return self._archive.chunks(self._names.get(name.casefold(), name))


def _check_count(content: bytes, file: str) -> None:
    """Refuse a long list of entries before it is read."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    if at < 0 or at + _END.size > len(content):
        return  # opening it says that it is damaged
    count, listed = _END.unpack_from(content, at)[4:6]
    if count > MAX_ENTRIES or listed > MAX_ENTRIES * _NAME:
        raise ProgressError(
            f"{file} has more than {MAX_ENTRIES:,} parts", remedy="Put the pupils alone into a new file."
        )
