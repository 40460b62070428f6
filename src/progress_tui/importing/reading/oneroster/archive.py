"""The files of a OneRoster archive, unpacked under limits: each as rows of named texts."""

from __future__ import annotations

import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.guarded.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from progress_tui.importing.reading.pupil_rows import Cleaner
from progress_tui.importing.reading.text.decoding import as_utf8

MAX_FILES: Final = 200
"""Most files in an archive; OneRoster has fifteen."""
MAX_BYTES: Final = 256 * 1024 * 1024
"""Most bytes of all files together, unpacked."""
MAX_RATIO: Final = 300
"""Most bytes that one packed byte may unpack to, beyond the first megabyte."""

_RATIO_FREE: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
_EXPORT_AGAIN: Final = "Export it again from the school's system."
_BROKEN: Final = (
    zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, struct.error,
    lzma.LZMAError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file.

    Attributes:
        row: as a spreadsheet shows it; `cells` heading in small letters → clean text.
    """

    row: int
    cells: dict[str, str]

    def __getitem__(self, heading: str) -> str:
        """The text under a heading (in small letters), `""` where the file has no such column."""
        return self.cells.get(heading, "")


class Archive:
    """The files of an archive by name, in small letters and without folders.

    Attributes:
        notes: what had to be guessed of the files read so far; `rejected` their rows that do not fit the headings.
    """

    def __init__(self, content: bytes, file: str) -> None:
        """Look at the list of files only.

        Raises:
            ProgressError: it is damaged, locked or beyond the limits, or a name leads out of it.
        """
        self._file = file
        self.notes: list[str] = []
        self.rejected: list[Rejection] = []
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        except _BROKEN as error:
            raise self._damaged() from error
        if len(infos) > MAX_FILES:
            raise ProgressError(f"{file} holds more than {MAX_FILES} files", "OneRoster has fifteen.", _EXPORT_AGAIN)
        for info in infos:
            parts = info.filename.replace("\\", "/").split("/")
            if ".." in parts or parts[0] == "" or ":" in parts[0]:
                raise ProgressError(
                    f"{file} is not read",
                    f"The name of a file in it leads out of it: {visible(info.filename)[:80]}.",
                    _EXPORT_AGAIN,
                )
        self._check_sizes(infos)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/").rpartition("/")[2].casefold()
            if name in self._infos and name.endswith(".csv"):
                raise ProgressError(f"{file} holds two files {visible(name)[:80]}", remedy=_EXPORT_AGAIN)
            self._infos[name] = info

    def __contains__(self, name: str) -> bool:
        return f"{name.casefold()}.csv" in self._infos

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        total = sum(max(info.file_size, 0) for info in infos)
        swollen = any(info.file_size > max(_RATIO_FREE, MAX_RATIO * info.compress_size) for info in infos)
        if total > MAX_BYTES or swollen:
            size = f"It unpacks to {max(total // 1024**2, 1):,} MB."
            raise ProgressError(f"{self._file} is too large", size, "Export fewer pupils at a time.")

    def _damaged(self) -> ProgressError:
        return ProgressError(f"{self._file} is damaged", "It cannot be unpacked to its end.", _EXPORT_AGAIN)

    def lines(self, name: str, cleaner: Cleaner, needs: tuple[str, ...] = ()) -> Iterator[Line]:
        """The rows of a file that are not blank; none where it is not in the archive.

        Args:
            name: without `.csv`.
            cleaner: makes the texts safe.
            needs: headings without which the file is of no use.

        Raises:
            ProgressError: it cannot be read, is beyond a limit, or lacks a heading; the sentence names file and row.
        """
        if name not in self:
            return
        inside = f"{name}.csv in {self._file}"
        records = self._records(name, inside)
        first, headings = next(records, (0, []))
        keys = [cleaner(heading, first).casefold() for heading in headings]
        lacking = [heading for heading in needs if heading.casefold() not in keys]
        if lacking:
            raise ProgressError(f"{inside} has no column “{lacking[0]}”", "OneRoster 1.1 asks for it.", _EXPORT_AGAIN)
        for row, cells in records:
            if len(cells) != len(keys):
                had = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
                shown = cleaner(" | ".join(cells), row)[:80]
                reason = f"The row has {had} where the headings are {len(keys)}."
                self.rejected.append(Rejection(row, "", shown, reason, f"{name}.csv"))
                continue
            yield Line(row, {key: cleaner(cell, row) for key, cell in zip(keys, cells, strict=True) if cell})

    def _records(self, name: str, inside: str) -> Iterator[tuple[int, list[str]]]:
        utf8, notes = as_utf8(self._content(name), inside)
        self.notes += notes
        text = utf8.decode(errors="replace")
        row = 0
        try:
            for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
                if row > MAX_ROWS:
                    raise ProgressError(f"{inside} has more than {MAX_ROWS:,} rows", remedy="Export a shorter time.")
                if len(cells) > MAX_COLUMNS:
                    raise ProgressError(f"Row {row} of {inside} has more than {MAX_COLUMNS:,} columns")
                if any(map(str.strip, cells)):
                    if max(map(len, cells)) > MAX_CELL:
                        raise ProgressError(f"A cell in row {row} of {inside} has more than {MAX_CELL:,} characters")
                    yield row, cells
        except csv.Error as error:
            where = "A quotation mark is not closed there, or text follows the closing one."
            raise ProgressError(f"Row {row + 1} of {inside} cannot be read", where, _EXPORT_AGAIN) from error

    def _content(self, name: str) -> bytes:
        """A file unpacked, and no more of it than its entry promises."""
        info = self._infos[f"{name.casefold()}.csv"]
        if info.flag_bits & 0x1:
            raise ProgressError(f"{self._file} is locked with a password", remedy="Unlock it and import it again.")
        parts, left = [], info.file_size
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    parts.append(chunk)
                    left -= len(chunk)
                    if left < 0:
                        raise self._damaged()
        except _BROKEN as error:
            raise self._damaged() from error
        return b"".join(parts)
