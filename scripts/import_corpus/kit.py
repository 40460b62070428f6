"""What the modules of the corpus share: six made-up pupils, and tables written as text."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Files = dict[str, bytes]
"""Name → content."""

Cells = Sequence[str]

_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def upn(serial: int, last: str = "") -> str:
    """A UPN of the made-up school 801/2000 with a right check letter.

    Args:
        serial: its last three digits.
        last: a letter in place of the last digit makes it a temporary one.
    """
    body = f"801200022{serial:03d}"
    body = body[:-1] + last if last else body
    total = sum(
        weight * (int(sign) if sign.isdigit() else _LETTERS.index(sign)) for weight, sign in enumerate(body, start=2)
    )
    return _LETTERS[total % 23] + body


@dataclass(frozen=True, slots=True)
class Child:
    """A made-up pupil of class 5W, Year 5 in 2026-27."""

    upn: str
    surname: str
    forename: str
    born: str
    sex: str


CLASS: Final = (
    Child(upn(1), "Okafor", "Ada", "02/11/2016", "F"),
    Child(upn(2), "Ng", "Mei", "14/03/2017", "F"),
    Child(upn(3), "Brontë", "Zoë", "09/12/2016", "F"),
    Child(upn(4), "Khan", "Ali", "30/06/2017", "M"),
    Child(upn(5), "O'Brien", "Tom", "05/01/2017", "M"),
    Child(upn(6), "de Souza", "Léa", "21/08/2017", "F"),
)

BANDS: Final = ("At", "JB", "Sec", "B", "Ab", "WB")
"""Six codes of point-in-time bands, one for each child, each another one."""

SCORES: Final = ("101", "94", "113", "88", "122", "79")
"""Six standardised scores."""


def codes(turn: int = 0) -> list[str]:
    """The six bands, each child another one at each turn."""
    return [BANDS[(at + turn) % 6] for at in range(6)]


def identities(*fields: str) -> list[list[str]]:
    """A row of identity for each child; without names of fields UPN, surname and forename."""
    return [[getattr(child, field) for field in fields or ("upn", "surname", "forename")] for child in CLASS]


def beside(rows: Iterable[Cells], *columns: Sequence[str]) -> list[list[str]]:
    """Rows with more cells to the right, given column by column."""
    return [[*row, *(column[at] for column in columns)] for at, row in enumerate(rows)]


def text(rows: Iterable[Cells], mark: str = ",", end: str = "\n") -> str:
    """Rows as delimited text, quoted where it must be."""
    held = io.StringIO()
    csv.writer(held, delimiter=mark, lineterminator=end).writerows(rows)
    return held.getvalue()


def table(*rows: Cells, mark: str = ",", end: str = "\n", encoding: str = "utf-8") -> bytes:
    """Rows as the bytes of a delimited text file."""
    return text(rows, mark, end).encode(encoding)


def lines(*written: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    """Lines exactly as given, each with its end."""
    return "".join(line + end for line in written).encode(encoding)


def gzipped(content: bytes) -> bytes:
    """Packed with gzip, without the time of day."""
    return gzip.compress(content, 9, mtime=0)


def bzipped(content: bytes) -> bytes:
    """Packed with bzip2."""
    return bz2.compress(content, 9)
