"""Reading ages: written in many ways, kept in months."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(?P<years>\d{1,2}):(?P<months>\d{1,2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<years>\d{1,2})\s*(?:y|yr|yrs|year|years))?\s*(?:(?P<months>\d{1,3})\s*(?:m|mo|mth|mths|month|months))?",
    re.ASCII | re.IGNORECASE,
)
_POINTED = re.compile(r"\d{1,2}[.,]\d{1,2}", re.ASCII)


def parse_age(text: str) -> int | None:
    """An age in months from `7:5`, `12:04`, `8y 9m`, `8 years` or `105m`; None when it is none of these.

    A plain number is none: it could be years or months. Months beside years are 0 to 11.
    """
    match = _CLOCK.fullmatch(text) or _WORDS.fullmatch(text)
    if match is None or not (match["years"] or match["months"]):
        return None
    years, months = int(match["years"] or 0), int(match["months"] or 0)
    return None if match["years"] and months > 11 else 12 * years + months


def is_ambiguous_age(text: str) -> bool:
    """Whether `text` is a figure such as `7.11`: seven years and eleven months, or a decimal."""
    return _POINTED.fullmatch(text) is not None


def age_label(months: float) -> str:
    """`7:05` for 89 months."""
    return f"{int(months) // 12}:{int(months) % 12:02d}"
