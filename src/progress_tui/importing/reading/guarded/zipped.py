"""The parts of a zipped workbook, under limits that are checked before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing

from progress_tui.domain.errors import ProgressError

MAX_PARTS = 5_000
"""Most parts (zip entries) of a workbook; one with a hundred sheets has about 250."""
MAX_UNZIPPED = 1024 * 1024 * 1024
"""Most bytes of all parts together."""
MAX_RATIO = 300
"""Most bytes that one packed byte of a part may unpack to, beyond the first 16 MB."""

_RATIO_FREE = 16 * 1024 * 1024
_CHUNK = 256 * 1024
# What the zip reader raises on broken archives; RuntimeError and its NotImplementedError on kinds it does not know.
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error, struct.error, lzma.LZMAError)
_END = struct.Struct("<4s4H2LH")
_FETCH_AGAIN = "Fetch it again, or open it and save it once more."


class Parts:
    """The parts of a zipped document, by name without regard to case."""

    def __init__(self, content: bytes, file: str) -> None:
        """Look at the list of parts only.

        Raises:
            ProgressError: the list is damaged or beyond the limits.
        """
        self._file = file
        _check_count(content, file)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            infos = self._archive.infolist()
        except _BROKEN as error:
            raise self._damaged() from error
        self._infos = {info.filename.lstrip("/").replace("\\", "/").casefold(): info for info in infos}
        total = sum(max(info.file_size, 0) for info in infos)
        swollen = any(info.file_size > max(_RATIO_FREE, MAX_RATIO * info.compress_size) for info in infos)
        if total > MAX_UNZIPPED or swollen:
            raise ProgressError(
                f"{file} is too large",
                f"It unpacks to {total // (1024 * 1024):,} MB.",
                "Copy the table of pupils into a new workbook and import that.",
            )

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._infos

    def names(self) -> list[str]:
        """The names of all parts, in small letters."""
        return list(self._infos)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece.

        Raises:
            ProgressError: there is no such part, or it cannot be unpacked.
        """
        info = self._infos.get(name.casefold())
        if info is None:
            raise self._damaged(f"A part is missing: {posixpath.basename(name)}.")
        if info.flag_bits & 0x1:
            raise ProgressError(
                f"{self._file} is locked with a password", remedy="Open it, remove the password, save it, import again."
            )
        try:
            with closing(self._archive.open(info)) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise self._damaged() from error

    def _damaged(self, detail: str = "It cannot be unpacked to its end.") -> ProgressError:
        return ProgressError(f"{self._file} is a damaged zip or Excel file", detail, _FETCH_AGAIN)


def _check_count(content: bytes, file: str) -> None:
    """Refuse a long list of parts before it is read."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    if at < 0 or at + _END.size > len(content):
        return  # opening it says that it is damaged
    count, listed = _END.unpack_from(content, at)[4:6]
    if count > MAX_PARTS or listed > MAX_PARTS * 400:
        raise ProgressError(
            f"{file} has more than {MAX_PARTS:,} parts", remedy="Copy the table of pupils into a new workbook."
        )
