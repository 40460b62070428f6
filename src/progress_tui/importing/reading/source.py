"""Any file a school hands over as a table: the reader is chosen by what the file holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from progress_tui.domain.text import visible
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.sniffing import kind_of, read_bytes, unpacked


def read_any(path: Path, answers: Mapping[str, str] | None = None) -> Described:
    """The table in a file, with what its format says of the columns.

    Args:
        path: the file.
        answers: to the questions of a file that must be asked before its table can be made (OneRoster).

    Raises:
        ProgressError: it cannot be read; the sentence says what it is and what to do.
    """
    content, file = read_bytes(path), visible(path.name)
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(lambda: hashlib.sha256(content).hexdigest())
        plain = unpacked(content, file)
        kind = kind_of(plain, file)
        if kind == "text":
            from progress_tui.importing.reading.text.delimited import read_text

            return Described(read_text(plain, file, digest.result))
        return _structured(kind, plain, file, digest.result(), answers or {})


def _structured(kind: str, content: bytes, file: str, sha256: str, answers: Mapping[str, str]) -> Described:
    """What is no plain text; each reader is loaded when a file needs it."""
    if kind in ("workbook", "ole"):
        from progress_tui.importing.reading.workbook.reader import read_workbook

        return Described(read_workbook(content, file, sha256))
    if kind == "html":
        from progress_tui.importing.reading.workbook.html_table import read_html

        return Described(read_html(content, file, sha256))
    if kind == "oneroster":
        from progress_tui.importing.reading.oneroster.reader import read_oneroster

        return read_oneroster(content, file, sha256, answers)
    from progress_tui.importing.reading.workbook.spreadsheetml import is_spreadsheetml, read_spreadsheetml

    if is_spreadsheetml(content):
        return Described(read_spreadsheetml(content, file, sha256))
    from progress_tui.importing.reading.ctf.reader import read_ctf

    return read_ctf(content, file, sha256)
