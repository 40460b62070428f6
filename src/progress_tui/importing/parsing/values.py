"""Single cells as values: dates in UK order, year groups, names, attendance. Text in is cleaned already."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from progress_tui.domain.pupils import Flag, parse_flag
from progress_tui.domain.scales import digits

_DATE = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[/.\- ])(?P<month>\d{1,2}|[A-Za-z]{3,9})(?P=mark)(?P<year>\d{4}|\d{2})"
    r"(?: \d\d?:\d\d(?::\d\d)?)?",
    re.ASCII,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.0+)?)?", re.ASCII)
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.0+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 system as Excel counts from 1 March 1900 on
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEAR_GROUP = re.compile(r"(?:y|yr|year|nc ?year)? ?(\d{1,2})(?:\.0+)?", re.ASCII)
_RECEPTION = ("r", "rec", "reception", "yr", "year r", "y r", "yr r", "fs2", "eyfs2")
_NURSERY = {"n": -1, "nur": -1, "nursery": -1, "n2": -1, "fs1": -1, "n1": -2}
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?) ?(%)?", re.ASCII)
_ENGLISH = ("eng", "english", "enb", "believed to be english", "en")
_NO_LANGUAGE = ("", "?", "-", "not", "nob", "ref", "zzz", "not known", "unknown", "not obtained", "refused", "n/a")


@lru_cache(maxsize=4096)
def parse_date(text: str, latest_year: int = 2068) -> date | None:
    """A date in UK order, in ISO order, or as the serial number of a spreadsheet.

    Args:
        text: `2/11/16` (2 November), `02-Nov-2016`, `2016-11-02`, `42676`.
        latest_year: a year of two digits is the latest one not after it.

    Returns:
        The date, or None when the text is not one or no such day exists.
    """
    plain = digits(text)
    serial = _SERIAL.fullmatch(plain)
    if serial is not None:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    iso = _ISO.fullmatch(plain)
    if iso is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _DATE.fullmatch(plain)
    if match is None:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year = latest_year - (latest_year - year) % 100
    return _date(year, _month(match["month"]), int(match["day"]))


def _month(text: str) -> int:
    """1–12, or 0 when the text is no month."""
    if text.isdecimal():
        return int(text)
    found = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(text.casefold())]
    return found[0] if len(found) == 1 else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def parse_year_group(text: str) -> int | None:
    """Reception 0, nursery −1 and −2, else 1–13; None when the text is not a year group."""
    word = " ".join(digits(text).casefold().replace(".", ". ").split()).replace(". ", ".")
    if word in _RECEPTION:
        return 0
    if word in _NURSERY:
        return _NURSERY[word]
    match = _YEAR_GROUP.fullmatch(word)
    return int(match[1]) if match is not None and int(match[1]) <= 13 else None


def parse_sessions(text: str) -> int | None:
    """A count of sessions, 0 or more; None when the text is not one."""
    match = _NUMBER.fullmatch(digits(text))
    if match is None or match[2]:
        return None
    number = float(match[1].replace(",", "."))
    return int(number) if number >= 0 and number == int(number) else None


def parse_percentage(text: str) -> tuple[float, bool] | None:
    """An attendance figure and whether a percent sign stands with it, or None when the text is no number.

    `97.4`, `97,4` and `97.4%` are read; the range is for the caller to check.
    """
    match = _NUMBER.fullmatch(digits(text))
    return None if match is None else (float(match[1].replace(",", ".")), bool(match[2]))


def split_name(text: str) -> tuple[str, str]:
    """(surname, forename) of `Surname, Forename` or `Forename Surname`; a single word is a surname."""
    if "," in text:
        surname, _, forename = text.partition(",")
        return surname.strip(), forename.strip()
    forename, _, surname = text.rpartition(" ")
    return surname.strip(), forename.strip()


def parse_language(text: str) -> tuple[Flag, bool]:
    """Whether a first language other than English is recorded. The second value says whether it was understood.

    A DfE language code or name; English is no, a refusal or blank is unknown.
    """
    word = text.casefold()
    if word in _NO_LANGUAGE:
        return None, True
    if word in _ENGLISH:
        return False, True
    flag, _ = parse_flag(text)
    if flag is not None:
        return flag, True
    named = len(word) >= 3 and word.replace(" ", "").replace("-", "").isalpha()
    return (True, True) if named else (None, False)


def tidy_upn(text: str) -> str:
    """A UPN without spaces and in capitals; nothing else is corrected."""
    return "".join(text.split()).upper()
