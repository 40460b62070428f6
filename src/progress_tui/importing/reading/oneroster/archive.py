"""The files of a OneRoster archive, unpacked under limits: each as rows of named texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.importing.facts import Rejection
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.grid.layout import ragged
from progress_tui.importing.reading.guarded.zipped import Zip
from progress_tui.importing.reading.table import Row
from progress_tui.importing.reading.text.decoding import as_utf8
from progress_tui.importing.reading.text.delimited import records

MAX_BYTES: Final = 256 * 1024 * 1024
"""Most bytes of all files together, unpacked."""

_EXPORT_AGAIN: Final = "Export it again from the school's system."


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
        self._zip = Zip(content, file, MAX_BYTES)
        self._names: dict[str, str] = {}
        for name in self._zip.names:
            folders = name.split("/")
            if ".." in folders or folders[0] == "" or ":" in folders[0]:
                detail = f"The name of a file in it leads out of it: {visible(name)[:80]}."
                raise ProgressError(f"{file} is not read", detail, _EXPORT_AGAIN)
            bare = folders[-1].casefold()
            if bare in self._names and bare.endswith(".csv"):
                raise ProgressError(f"{file} holds two files {visible(bare)[:80]}", remedy=_EXPORT_AGAIN)
            self._names[bare] = name

    def __contains__(self, name: str) -> bool:
        return f"{name.casefold()}.csv" in self._names

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
                self.rejected.append(ragged(row, cells, len(keys), f"{name}.csv"))
                continue
            yield Line(row, {key: cleaner(cell, row) for key, cell in zip(keys, cells, strict=True) if cell})

    def _records(self, name: str, inside: str) -> Iterator[Row]:
        content = b"".join(self._zip.chunks(self._names[f"{name.casefold()}.csv"]))
        utf8, notes = as_utf8(content, inside)
        self.notes += notes
        return records(utf8.decode(errors="replace"), ",", inside)
