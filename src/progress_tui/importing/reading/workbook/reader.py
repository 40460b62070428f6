"""A workbook as a table of clean text: Excel's (.xlsx, .xlsm, .xltx) and LibreOffice's (.ods); others are named.

The reader is our own on purpose: openpyxl in its full mode, the only library that knows hidden rows and merged cells,
takes 62 s and 3.5 GB for a sheet that is formatted down to row 1,048,576, where this takes 1.2 s and 69 MB, and lets
five kinds of exception out on damaged files.
"""

from __future__ import annotations

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.zipped import Parts, Zip, locked
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.reading.workbook.parts import read_contents
from progress_tui.importing.reading.workbook.sheet import MAX_CELLS, read_sheet
from progress_tui.importing.reading.workbook.unite import Aside, table_of

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book")
_AS_XLSX = "Open it, save it as an Excel workbook (.xlsx) or as CSV, and import that."


def read_workbook(content: bytes, file: str, sha256: str) -> SourceTable:
    """The pupils in a workbook.

    Args:
        content: its bytes.
        file: name without folders, for the sentences.
        sha256: of the bytes on disk.

    Raises:
        ProgressError: it is locked, damaged, beyond the limits, of a kind that is not read, or holds no table.
    """
    if content.startswith(_OLE):
        raise _ole(content, file)
    parts = Parts(Zip(content, file))
    if "content.xml" in parts and "mimetype" in parts:
        from progress_tui.importing.reading.workbook.ods import read_ods

        return read_ods(parts, file, sha256)
    if any(name.endswith("workbook.bin") for name in parts.names()):
        raise ProgressError(f"{file} is a binary Excel workbook (.xlsb)", remedy=_AS_XLSX)
    return _read_xlsx(parts, file, sha256)


def _ole(content: bytes, file: str) -> ProgressError:
    """What a file in Microsoft's old container is: its streams have names in UTF-16."""
    streams = {name for name in _STREAMS if name.encode("utf-16-le") in content}
    if "EncryptedPackage" in streams:
        return locked(file)
    if streams & {"WordDocument", "PowerPoint Document"}:
        return ProgressError(f"{file} is an Office document", remedy="Save its table as CSV and import that.")
    if streams:
        return ProgressError(f"{file} is an old Excel workbook (.xls)", remedy=_AS_XLSX)
    return ProgressError(f"{file} is an old Excel workbook or one locked with a password", remedy=_AS_XLSX)


def _read_xlsx(parts: Parts, file: str, sha256: str) -> SourceTable:
    contents = read_contents(parts, file)
    sheets, left = [], MAX_CELLS
    hidden = [sheet.name for sheet in contents.sheets if sheet.state != "visible"]
    shown = [sheet for sheet in contents.sheets if sheet.state == "visible"]
    for entry in shown:
        if entry.is_worksheet:
            sheet = read_sheet(entry.name, parts.chunks(entry.part), contents, file, left)
            left -= sheet.cells
            sheets.append(sheet)
    others = tuple(sheet.name for sheet in shown if not sheet.is_worksheet)
    return table_of(sheets, file, sha256, aside=Aside(tuple(hidden), others), since_1904=contents.since_1904)
