"""The text of a file as UTF-8: a byte order mark, else strict UTF-8, else a guess that is shown."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Final

from progress_tui.domain.errors import ProgressError, SourceError
from progress_tui.domain.text import visible

_UTF16_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
# Accented small letters of the DOS code page that are odd punctuation in the Windows one.
_DOS_LETTER: Final = re.compile(rb"[A-Za-z][\x82\x84\x87\x88\x89\x8b]")
_DOS_ALONE: Final = b"\x81\x8d\x8f\x90\x9d"
_CHUNK: Final = 16 * 1024 * 1024
_AROUND: Final = 40
_CODE_PAGES: Final = {"iso8859-1": "cp1252", "cp1252": "cp1252", "iso8859-15": "iso8859-15", "cp850": "cp850"}


def as_utf8(content: bytes, file: str, declared: bytes = b"") -> tuple[bytes, list[str]]:
    """The text of a file in UTF-8 without byte order mark, and notes on what had to be guessed.

    Args:
        content: the bytes, unpacked.
        file: its name, for the sentences.
        declared: the code page that the file names, which counts where the bytes are no Unicode.

    Raises:
        ProgressError: it breaks off or holds a NUL; the sentence names the line.
    """
    notes: list[str] = []
    if content.startswith(_UTF16_BOMS) or (encoding := _bare_utf16(content)):
        try:
            text = content.decode("utf-16" if content.startswith(_UTF16_BOMS) else encoding)
        except UnicodeDecodeError as error:
            raise ProgressError(f"{file} is damaged", "Its UTF-16 text breaks off.", "Export it again.") from error
        content = text.encode("utf-8", errors="surrogatepass")
    else:
        content = content.removeprefix(codecs.BOM_UTF8)
        wrong = first_wrong(content)
        if wrong is not None:
            encoding, notes = code_page_of(content, file, wrong, declared)
            content = content.decode(encoding, errors="replace").encode()
    at = content.find(b"\0")
    if at >= 0:
        row = content[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        raise SourceError(
            row, f"{file} is not a text file", f"Line {row} holds a NUL byte.", "Export it again as CSV (UTF-8)."
        )
    return content, notes


def _bare_utf16(content: bytes) -> str:
    """The UTF-16 of a text without byte order mark, whose headings are plain letters; `""` for anything else."""
    head = content[:64]
    if len(head) < 8 or len(content) % 2:
        return ""
    zeros = [at for at, byte in enumerate(head) if byte == 0]
    if len(zeros) * 4 < len(head) or len({at % 2 for at in zeros}) != 1:
        return ""
    return "utf-16-le" if zeros[0] % 2 else "utf-16-be"


def first_wrong(content: bytes) -> int | None:
    """The place of the first byte that is no UTF-8; looked for in pieces, so that memory stays flat."""
    if content.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content), _CHUNK):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def code_page_of(content: bytes, file: str, wrong: int, declared: bytes = b"") -> tuple[str, list[str]]:
    """The code page of a text that is not UTF-8, and a note where it is a guess.

    Args:
        content: the bytes.
        file: its name, for the note.
        wrong: as `first_wrong` found it.
        declared: the code page that the file names.
    """
    with contextlib.suppress(LookupError, UnicodeDecodeError):
        known = _CODE_PAGES.get(codecs.lookup(declared.decode("ascii")).name)
        if known is not None:
            return known, []
    encoding, name = ("cp850", "DOS (cp850)") if _is_dos(content) else ("cp1252", "Windows (cp1252)")
    row = content.count(b"\n", 0, wrong) + 1
    around = content[max(0, wrong - _AROUND, content.rfind(b"\n", 0, wrong) + 1) : wrong + _AROUND]
    words = re.split(r"[,;<>&=\s\"]+", around.decode(encoding, errors="replace"))
    sample = next((word for word in words if not word.isascii()), "")
    note = f"{file} is not UTF-8; read as {name} text, a guess. Check a name such as “{visible(sample)}”, line {row}."
    return encoding, [note]


def _is_dos(content: bytes) -> bool:
    return bool(_DOS_LETTER.search(content)) or any(byte in content for byte in _DOS_ALONE)
