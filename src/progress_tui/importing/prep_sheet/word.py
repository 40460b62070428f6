"""The text of a Word document as rows of cells, read under limits.

The document is read as events and not by a library that builds it in memory: nothing but its visible text is wanted,
and a library would leave out what a teacher typed with “track changes” on.
"""

from __future__ import annotations

from typing import Final

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.xml_events import Events
from progress_tui.importing.reading.guarded.zipped import Parts, Zip

MAX_UNPACKED: Final = 64 * 1024 * 1024
"""Most bytes of all parts together; a sheet with its styles has about half of one."""

MAX_ROWS: Final = 5_000
"""Most rows and paragraphs; a sheet has about fifty."""

_BODY: Final = "word/document.xml"
_GONE: Final = frozenset({"del", "moveFrom", "instrText", "Fallback"})
"""Elements whose text is not on the page: what was deleted or moved away, the code of a field, a double of a shape."""


class _Page:
    """Takes the elements of a document and gathers its rows."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.rows: list[list[str]] = []
        self._cells: list[list[str]] = []  # the text of each open cell, the innermost last
        self._open: list[list[str]] = []  # the cells of each open row
        self._loose: list[str] = []
        self._gone = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        if name in _GONE:
            self._gone += 1
        elif name == "tr":
            self._open.append([])
        elif name == "tc":
            self._cells.append([])
        elif name == "p":
            self._text.append("\n" if self._text else "")
        elif name in ("br", "cr"):
            self._add("\n")
        elif name == "tab":
            self._add("\t")

    def end(self, name: str, text: str) -> None:
        if name in _GONE:
            self._gone -= 1
        elif name == "t":
            self._add(text)
        elif name == "noBreakHyphen":
            self._add("-")
        elif name == "tc" and self._cells:
            cell = "".join(self._cells.pop())
            if self._open:
                self._open[-1].append(cell)
        elif name == "tr" and self._open:
            self._keep(self._open.pop())
        elif name == "p" and not self._cells:
            self._keep(["".join(self._loose)])
            self._loose.clear()

    @property
    def _text(self) -> list[str]:
        return self._cells[-1] if self._cells else self._loose

    def _add(self, text: str) -> None:
        if not self._gone:
            self._text.append(text)

    def _keep(self, row: list[str]) -> None:
        self.rows.append(row)
        if len(self.rows) > MAX_ROWS:
            raise ProgressError(f"{self._file} is no prep sheet", f"It has more than {MAX_ROWS:,} rows.", REMEDY)


REMEDY: Final = "Take the sheet that was written for this meeting, fill it in and save it."
"""What to do about a file that is no prep sheet."""


def word_rows(content: bytes, file: str) -> list[list[str]]:
    """The rows of every table, and every paragraph outside one as a row of one cell, in the order of the page.

    Args:
        content: the bytes of the file.
        file: its name, for the sentences.

    Raises:
        ProgressError: it is no Word document, damaged, or beyond the limits.
    """
    page = _Page(file)
    try:
        parts = Parts(Zip(content, file, MAX_UNPACKED))
        if _BODY not in parts:
            raise ProgressError(f"{file} is no Word document", "It is a zip file of another kind.")
        Events(file, page.start, page.end).run(parts.chunks(_BODY))
    except ProgressError as error:
        # What to do about a workbook, as those readers say it, is not what to do about a sheet.
        raise ProgressError(error.title, error.detail, REMEDY) from error
    return page.rows
