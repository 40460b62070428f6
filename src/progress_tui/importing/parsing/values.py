"""Single cells as values: dates in UK order, year groups, names, attendance. Text in is cleaned already."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from progress_tui.domain.pupils import Flag, parse_flag
from progress_tui.domain.scales import digits

_CLOCK = r"(?:[T ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d\d:?\d\d)?)?"
_DATE = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?(?P<mark>[/.\- ]) ?"
    r"(?P<month>\d{1,2}|[a-z]{3,9})\.?,?(?P=mark) ?(?P<year>\d{4}|\d{2})" + _CLOCK,
    re.ASCII | re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})(?P<mark>[-/.])(\d{1,2})(?P=mark)(\d{1,2})" + _CLOCK, re.ASCII)
_JOINED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 system as Excel counts from 1 March 1900 on
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEAR_GROUP = re.compile(r"(?:curriculum |nc ?)?(?:y|yr|year)?(?: ?group)? ?(-?\d{1,2})(?:\.0+)?", re.ASCII)
_YEAR_WORDS = {
    "r": 0, "rec": 0, "reception": 0, "yr": 0, "year r": 0, "y r": 0, "yr r": 0, "fs2": 0, "eyfs2": 0, "f2": 0,
    "reception class": 0, "reception year": 0, "year reception": 0, "reception (yr)": 0, "foundation 2": 0,
    "n": -1, "nur": -1, "nursery": -1, "n2": -1, "fs1": -1, "f1": -1, "eyfs1": -1, "nursery 2": -1,
    "n1": -2, "nursery 1": -2,
    "year one": 1, "year two": 2, "year three": 3, "year four": 4, "year five": 5, "year six": 6,
}  # fmt: skip
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?) ?(%)?", re.ASCII)
_SIGNS = {0x066B: ".", 0x066A: "%", 0x2212: "-", **{0xFF00 + at: chr(0x20 + at) for at in range(1, 0x5F)}}
_CALLED = re.compile(r"\s*[(\[\"“][^)\]\"”]*[)\]\"”]\s*$")
PARTICLES = frozenset(
    ("de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "van", "von", "der", "den", "ter",
     "bin", "bint", "ibn", "al", "el", "ap", "mac", "mc", "st", "ó", "ní", "nic", "af", "av", "zu", "y", "abu")
)  # fmt: skip
"""Words that belong to the surname behind them."""

_MOST_SESSIONS = 9_999
"""Half days; a school year has fewer than 400, and some count several years together."""
_ENGLISH = ("eng", "english", "enb", "believed to be english", "en")
_NO_LANGUAGE = ("", "?", "-", "not", "nob", "ref", "zzz", "not known", "unknown", "not obtained", "refused", "n/a")


@lru_cache(maxsize=4096)
def parse_date(text: str, latest_year: int = 2068) -> date | None:
    """A date in UK order, in ISO order, or as the serial number of a spreadsheet.

    Args:
        text: `2/11/16` (2 November), `02-Nov-2016`, `2nd November 2016`, `2016-11-02`, `20161102`, `42676`, each also
            with a time of day, which is left out.
        latest_year: a year of two digits is the latest one not after it.

    Returns:
        The date, or None when the text is not one or no such day exists.
    """
    plain = plain_figures(text)
    serial = _SERIAL.fullmatch(plain)
    if serial is not None:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    iso = _ISO.fullmatch(plain)
    if iso is not None:
        return _date(int(iso[1]), int(iso[3]), int(iso[4]))
    joined = _JOINED.fullmatch(plain)
    if joined is not None:
        return _date(int(joined[1]), int(joined[2]), int(joined[3]))
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
    word = "sep" if text.casefold() == "sept" else text.casefold()
    found = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word)]
    return found[0] if len(found) == 1 else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def parse_year_group(text: str) -> int | None:
    """Reception 0, nursery −1 and −2, else 1–13; None when the text is not a year group."""
    word = " ".join(plain_figures(text).casefold().replace("yr.", "yr ").split())
    if word in _YEAR_WORDS:
        return _YEAR_WORDS[word]
    match = _YEAR_GROUP.fullmatch(word)
    return int(match[1]) if match is not None and -2 <= int(match[1]) <= 13 else None


def plain_figures(text: str) -> str:
    """`text` with full-width and Arabic-Indic digits, signs and separators as ASCII ones."""
    if text.isascii():
        return text
    return digits(text).translate(_SIGNS)


def parse_sessions(text: str) -> int | None:
    """A count of sessions, 0 or more; None when the text is not one."""
    match = _NUMBER.fullmatch(plain_figures(text).strip())
    if match is None or match[2]:
        return None
    number = float(match[1].replace(",", "."))
    return int(number) if 0 <= number <= _MOST_SESSIONS and number == int(number) else None


def parse_percentage(text: str) -> tuple[float, bool] | None:
    """An attendance figure and whether a percent sign stands with it, or None when the text is no number.

    `97.4`, `97,4` and `97.4%` are read; the range is for the caller to check.
    """
    match = _NUMBER.fullmatch(plain_figures(text).strip())
    return None if match is None else (float(match[1].replace(",", ".")), bool(match[2]))


def split_name(text: str, order: str = "") -> tuple[str, str]:
    """(surname, forename) of one name; a single word is a surname.

    Args:
        text: `Surname, Forename`, `Forename Surname`, or with `order` `Surname Forename`. Particles belong to the
            surname (`Anna van der Berg`), a name in brackets at the end is what the child is called and left out.
        order: `surname first` where a name without a comma begins with the surname; else the forename does.
    """
    bare = _CALLED.sub("", text).strip() or text
    if "," in bare:
        surname, _, forename = bare.partition(",")
        return surname.strip(), forename.strip()
    words = bare.split()
    if len(words) < 2:
        return bare, ""
    if order == "surname first":
        at = _end_of_surname(words)
        return " ".join(words[:at]), " ".join(words[at:])
    at = _start_of_surname(words)
    return " ".join(words[at:]), " ".join(words[:at])


def _end_of_surname(words: list[str]) -> int:
    """How many words a surname at the beginning has: all in capitals, or the particles and the word after them."""
    capitals = next((at for at, word in enumerate(words) if not is_capitals(word)), len(words))
    if 0 < capitals < len(words):
        return capitals
    at = 0
    while at < len(words) - 2 and words[at].casefold().strip(".") in PARTICLES:
        at += 1
    return at + 1


def _start_of_surname(words: list[str]) -> int:
    """Where a surname at the end begins: at the first of its particles, never at the first word."""
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold().strip(".") in PARTICLES:
        at -= 1
    return at


def is_capitals(word: str) -> bool:
    """Whether a word is written in capitals, such as SMITH, O'BRIEN or McDONALD: initials are not."""
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and (word.isupper() or (word.startswith(("Mc", "Mac")) and word[3:].isupper()))


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


_NO_UPN = frozenset(
    ["", "-", "?", "0", "N/A", "NA", "NONE", "NIL", "NOUPN", "UNKNOWN", "NOTKNOWN", "TBC", "TBA", "AWAITED", "NULL"]
)
"""What people write where a pupil has no UPN, as `tidy_upn` compares it."""


def tidy_upn(text: str) -> str:
    """A UPN without spaces and in capitals, with plain digits; nothing else is corrected.

    `""` for words that say there is none: two pupils with “none” are not one.
    """
    upn = "".join(plain_figures(text).split()).upper()
    return "" if upn in _NO_UPN else upn
