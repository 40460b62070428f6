"""The bytes of a file: read and unpacked under limits, and what they are by their content."""

from __future__ import annotations

import bz2
import gzip
import io
import re
import stat
import zlib
from pathlib import Path
from typing import Literal

from progress_tui.domain.errors import ProgressError
from progress_tui.importing.reading.guarded.limits import MAX_RATIO, RATIO_FREE
from progress_tui.importing.reading.guarded.zipped import Zip
from progress_tui.store.file.examining import is_database

Kind = Literal["text", "workbook", "ole", "oneroster", "html", "xml"]
"""What a file can be that is read, or refused by its reader."""

MAX_BYTES = 1024 * 1024 * 1024
"""Most bytes a file may hold, unpacked."""

_CHUNK = 1024 * 1024
_HEAD = 4096
_HTML = (b"html", b"!doctype", b"table", b"head", b"body", b"meta", b"style", b"div", b"center", b"font", b"title")
_PICTURES = {b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Atomic groups: what could be parted into comments in many ways is tried in one.
_MARKUP = re.compile(rb"(?>\s*(?><!--.*?-->\s*)*)<(?P<tag>\?xml|!doctype|[a-z]+)", re.IGNORECASE | re.DOTALL)


def read_bytes(path: Path) -> bytes:
    """The bytes of the file as they lie on disk.

    Raises:
        ProgressError: there is no such file, it cannot be read, or it is larger than `MAX_BYTES`.
    """
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise ProgressError(f"{path.name or path} is a folder", remedy="Name the file inside it.")
        if not stat.S_ISREG(state.st_mode):
            # A pipe may never say anything, and a device never end.
            raise ProgressError(f"{path.name} is no file", "It is a pipe or a device.", "Save it as a file first.")
        if state.st_size > MAX_BYTES:
            raise _too_large(path.name)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ProgressError(f"There is no file {path.name}", remedy="Check the name and the folder.") from error
    except OSError as error:
        raise ProgressError(
            f"{path.name} cannot be read", f"{error.strerror or error}.", "Check its permissions, or copy it."
        ) from error
    except ValueError as error:
        raise ProgressError(f"{path.name} cannot be read", str(error)) from error
    if len(content) > MAX_BYTES:
        raise _too_large(path.name)
    return content


def unpacked(content: bytes, file: str) -> bytes:
    """The content of a file packed with gzip or bzip2, else the content as it is.

    Raises:
        ProgressError: it is packed beyond the limits, damaged, or packed twice.
    """
    packed = _unpacker(content)
    if packed is None:
        return content
    content = _unpack(content, packed, file)
    if _unpacker(content) is not None:
        raise ProgressError(f"{file} is packed twice", remedy="Unpack it once and import that.")
    return content


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
                if total > MAX_BYTES or total > max(RATIO_FREE, len(content) * MAX_RATIO):
                    raise _too_large(file)
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise ProgressError(f"{file} is damaged", "It cannot be unpacked to its end.", "Fetch it again.") from error
    return b"".join(parts)


def kind_of(content: bytes, file: str) -> Kind:
    """What a file is, by its content and whatever its name says.

    Raises:
        ProgressError: it is nothing that can be read; the sentence names what it is and what to do.
    """
    if not content or content.isspace():
        raise ProgressError(f"{file} is empty", remedy="Export it again and look at it before importing.")
    for start, what in _PICTURES.items():
        if content.startswith(start):
            raise ProgressError(f"{file} is {what}", remedy="Import the table it shows, as CSV.")
    if content.startswith(b"%PDF"):
        raise ProgressError(f"{file} is a PDF", remedy="Export the data as CSV from the program that printed it.")
    if content.startswith(_OLE):
        return "ole"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content, file)
    if is_database(content):
        raise ProgressError(
            f"{file} is a database",
            remedy=f"To open it: progress-tui {file}. To take its schools into this one: “A” on the Data screen.",
        )
    markup = _MARKUP.match(_head_as_utf8(content))
    if markup is None:
        return "text"
    return "html" if markup["tag"].lower() in _HTML else "xml"


def _head_as_utf8(content: bytes) -> bytes:
    """The beginning without byte order mark and, where it is UTF-16, as UTF-8: markup begins with a tag in any."""
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").encode()
    for start, encoding in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if head.startswith(start):
            return head.decode(encoding, errors="replace").encode()
    return head[3:] if head.startswith(b"\xef\xbb\xbf") else head


def _zipped(content: bytes, file: str) -> Kind:
    names = Zip(content, file).names
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    if "mimetype" in names and "content.xml" in names:
        return "workbook"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise ProgressError(f"{file} is an Office document", remedy="Save its table as CSV and import that.")
    if any(name.rpartition("/")[2].casefold() in ("manifest.csv", "users.csv") for name in names):
        return "oneroster"
    raise ProgressError(f"{file} is a zip file", remedy="Unpack it and import the files inside.")
