"""From the bytes of a file to its text: what it is by content, unpacked under limits, decoded."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

from progress_tui.domain.errors import ProgressError

MAX_BYTES = 256 * 1024 * 1024
"""Most bytes a file may hold, unpacked."""

MAX_RATIO = 300
"""Most bytes that one packed byte may unpack to; plain school data stays under 50."""

_CHUNK = 1024 * 1024
_RATIO_FREE = 16 * _CHUNK  # a small file may be as repetitive as it likes
_SAVE_AS_CSV = "Save or export it as CSV and import that."
_PICTURES = {b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\s*<(?P<tag>\?xml|!doctype|[a-z]+)", re.IGNORECASE)
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# Accented small letters of the DOS code page that are odd punctuation in the Windows one.
_DOS_LETTER = re.compile(rb"[A-Za-z][\x82\x84\x87\x88\x89\x8b]")


def read_bytes(path: Path) -> bytes:
    """The bytes of the file as they lie on disk.

    Raises:
        ProgressError: there is no such file, it cannot be read, or it is larger than `MAX_BYTES`.
    """
    try:
        if path.is_dir():
            raise ProgressError(f"{path.name or path} is a folder", remedy="Name the file inside it.")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ProgressError(f"There is no file {path.name}", remedy="Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise ProgressError(f"{path.name} cannot be read", str(error)) from error
    if len(content) > MAX_BYTES:
        raise _too_large(path.name)
    return content


def text_of(content: bytes, file: str) -> tuple[str, list[str]]:
    """The text of a file and notes on what had to be guessed.

    Args:
        content: the bytes on disk; `.gz` and `.bz2` are unpacked here.
        file: its name, for the sentences.

    Raises:
        ProgressError: it is not a text file, or is packed beyond the limits; the sentence says what it is.
    """
    packed = _unpacker(content)
    if packed is not None:
        content = _unpack(content, packed, file)
        if _unpacker(content) is not None:
            raise ProgressError(f"{file} is packed twice", remedy="Unpack it once and import that.")
    refuse_other_kinds(content, file)
    return _decode(content, file)


def _too_large(file: str) -> ProgressError:
    return ProgressError(
        f"{file} is too large",
        f"It holds more than {MAX_BYTES // (1024 * 1024)} MB.",
        "Split it, for example by school or year, and import the parts.",
    )


def _unpacker(content: bytes) -> type[gzip.GzipFile] | type[bz2.BZ2File] | None:
    if content.startswith(b"\x1f\x8b"):
        return gzip.GzipFile
    return bz2.BZ2File if re.match(rb"BZh[1-9]1AY&SY", content) else None


def _unpack(content: bytes, unpacker: type[gzip.GzipFile] | type[bz2.BZ2File], file: str) -> bytes:
    """Unpack in chunks and stop at the limits, so that a small hostile file never fills memory."""
    parts, total = [], 0
    source = io.BytesIO(content)
    try:
        with gzip.GzipFile(fileobj=source) if unpacker is gzip.GzipFile else bz2.BZ2File(source) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > MAX_BYTES or total > max(_RATIO_FREE, len(content) * MAX_RATIO):
                    raise _too_large(file)
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise ProgressError(f"{file} is damaged", "It cannot be unpacked to its end.", "Fetch it again.") from error
    return b"".join(parts)


def refuse_other_kinds(content: bytes, file: str) -> None:
    """Refuse, in words, anything whose content is not a table as text.

    Raises:
        ProgressError: naming what the file is and what to do.
    """
    if not content.strip():
        raise ProgressError(f"{file} is empty", remedy="Export it again and look at it before importing.")
    for start, what in _PICTURES.items():
        if content.startswith(start):
            raise ProgressError(f"{file} is {what}", remedy="Import the table it shows, as CSV.")
    if content.startswith(b"%PDF"):
        raise ProgressError(f"{file} is a PDF", remedy="Export the data as CSV from the program that printed it.")
    if content.startswith(_OLE):
        raise ProgressError(
            f"{file} is an old Excel workbook or one locked with a password",
            remedy="Open it, save the sheet as CSV and import that.",
        )
    if content.startswith(b"PK\x03\x04"):
        raise _zipped(content, file)
    if content[8:12] == b"DUCK":
        raise ProgressError(f"{file} is a database", remedy=f"A school file is opened: progress-tui {file}")
    markup = _MARKUP.match(content[3:] if content.startswith(b"\xef\xbb\xbf") else content)
    if markup is not None:
        what = "an XML file" if markup["tag"] == b"?xml" else "a web page (HTML), whatever its name says"
        raise ProgressError(f"{file} is {what}", remedy=_SAVE_AS_CSV)


def _zipped(content: bytes, file: str) -> ProgressError:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ProgressError(f"{file} is a damaged zip or Excel file", remedy="Fetch it again.")
    if any(name.startswith("xl/") for name in names):
        return ProgressError(f"{file} is an Excel workbook", remedy="Save the sheet as CSV and import that.")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return ProgressError(f"{file} is an Office document", remedy="Save its table as CSV and import that.")
    return ProgressError(f"{file} is a zip file", remedy="Unpack it and import the files inside.")


def _decode(content: bytes, file: str) -> tuple[str, list[str]]:
    """BOM, then strict UTF-8, then a guess that is shown."""
    if content.startswith(_UTF16_BOMS):
        try:
            return _no_nul(content.decode("utf-16"), file), []
        except UnicodeDecodeError as error:
            raise ProgressError(f"{file} is damaged", "Its UTF-16 text breaks off.", "Export it again.") from error
    try:
        return _no_nul(content.decode("utf-8-sig"), file), []
    except UnicodeDecodeError as error:
        at = error.start
    row = content.count(b"\n", 0, at) + 1
    encoding, name = ("cp850", "DOS (cp850)") if _is_dos(content) else ("cp1252", "Windows (cp1252)")
    text = _no_nul(content.decode(encoding, errors="replace"), file)
    line = text.split("\n", row)[row - 1]
    sample = next((word for word in re.split(r"[,;\t\"\s]+", line) if not word.isascii()), "")
    return text, [f"The file is not UTF-8; read as {name} text, a guess. Check a name such as “{sample}”, line {row}."]


def _is_dos(content: bytes) -> bool:
    return bool(_DOS_LETTER.search(content)) or any(byte in content for byte in b"\x81\x8d\x8f\x90\x9d")


def _no_nul(text: str, file: str) -> str:
    at = text.find("\0")
    if at >= 0:
        row = text.count("\n", 0, at) + 1
        raise ProgressError(
            f"{file} is not a text file", f"Line {row} holds a NUL byte.", "Export it again as CSV (UTF-8)."
        )
    return text
