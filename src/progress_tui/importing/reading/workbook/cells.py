"""What a cell of a workbook shows as text: numbers, percentages, dates of both systems, times, escapes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Shape = Literal["plain", "percent", "date", "time", "datetime", "span"]
"""How the format of a number shows it; `span` is a duration such as 25:30."""

_DATES = (*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58)
_TIMES = (18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56)
_BUILT_IN: dict[int, Shape] = {
    9: "percent", 10: "percent", 22: "datetime", 46: "span",
    **dict.fromkeys(_DATES, "date"), **dict.fromkeys(_TIMES, "time"),
}  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_HALF_DAY = re.compile(r"am/pm|a/p", re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)
_APOSTROPHE = re.compile(r"'(?=[-=+@\d])")
_LAST_SERIAL = 2_958_465  # 31 December 9999
_SYSTEMS_APART = 1_462  # days from 1 January 1900 to 1 January 1904, as the systems count them


@lru_cache(maxsize=4096)
def shape_of(number: int, code: str) -> tuple[Shape, int]:
    """How a number format shows numbers: (shape, digits it fills up with zeros).

    Args:
        number: of the format; the first 164 are known by number.
        code: of a format of the workbook's own, such as `dd/mm/yyyy` or `000000`, `""` without one.
    """
    if not code:
        return _BUILT_IN.get(number, "plain"), 0
    first = code.split(";", maxsplit=1)[0][:255]
    bare = _LITERAL.sub("", first).lower()
    if bare.strip("0") == "" and len(bare) > 1:
        return "plain", len(bare)
    if "general" in bare or "@" in bare:
        return "plain", 0
    if "%" in bare:
        return "percent", 0
    if re.search(r"\[[hms]+\]", bare):
        return "span", 0
    half_days = _HALF_DAY.sub("", bare)
    clock = "h" in half_days or "s" in half_days or half_days != bare
    day = "d" in half_days or "y" in half_days or ("m" in half_days and not clock)
    if clock or day:
        return ("datetime" if clock and day else "time" if clock else "date"), 0
    return "plain", 0


def number_text(raw: str, shape: Shape, zeros: int, *, since_1904: bool) -> str:
    """A number as text, as its format means it.

    Args:
        raw: the number as the file writes it.
        shape: of its format.
        zeros: digits that its format fills up.
        since_1904: the workbook counts days from 1904.
    """
    if shape == "plain" and _WHOLE.fullmatch(raw):
        return raw.zfill(zeros) if zeros and raw[0] != "-" else raw
    try:
        number = float(raw)
    except ValueError:
        return raw
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 -- not a number
        return raw
    if shape == "percent":
        return plain_number(number * 100) + "%"
    if shape in ("date", "datetime", "time"):
        return moment_text(number, shape, since_1904=since_1904) or plain_number(number)
    if shape == "span":
        minutes = round(abs(number) * 1440)
        return f"{'-' if number < 0 else ''}{minutes // 60}:{minutes % 60:02d}"
    text = plain_number(number)
    return text.zfill(zeros) if zeros and text.isdecimal() else text


def plain_number(number: float) -> str:
    """A number in its shortest form of at most 15 digits, as spreadsheets show it, never with an exponent."""
    rounded = Decimal(f"{number:.15g}")
    text = format(rounded, "f") if abs(rounded.adjusted()) < 40 else f"{number:.15g}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def moment_text(serial: float, shape: Shape, *, since_1904: bool) -> str:
    """A serial number as an ISO date, a time or both; `""` where it is none."""
    if not 0 <= serial <= _LAST_SERIAL:
        return ""
    # Rounded to the second as a whole, so that 23:59:59.9999 is the next day and not 24:00.
    days, seconds = divmod(round(serial * 86_400), 86_400)
    clock = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
    if shape == "time" and serial < 1:
        return clock
    day = _day(days, since_1904=since_1904)
    if day is None:
        return ""
    return f"{day.isoformat()} {clock}" if shape != "date" and seconds else day.isoformat()


def _day(days: int, *, since_1904: bool) -> date | None:
    if since_1904:
        days += _SYSTEMS_APART
    elif days < 60:  # the 1900 system has a 29 February 1900, which never was
        days += 1
    try:
        return (datetime(1899, 12, 30) + timedelta(days=days)).date() if days > 0 else None
    except OverflowError:
        return None


def iso_text(raw: str) -> str:
    """A date that the file writes in ISO form, without a time of midnight."""
    return re.sub(r"T00:00(?::00(?:\.0*)?)?Z?$", "", raw).replace("T", " ")


def string_text(raw: str) -> str:
    """A text cell: escapes such as `_x000D_` undone, an apostrophe that marks a number or formula as text taken off."""
    if "_x" in raw:
        raw = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw)
    return _APOSTROPHE.sub("", raw, count=1) if raw.startswith("'") else raw


def column_number(letters: str) -> int:
    """The column, from 0, of letters such as `AB`."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


@lru_cache(maxsize=2048)
def column_letters(at: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
