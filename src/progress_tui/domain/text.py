"""Text safety: what enters is normalised and stripped of invisible characters, what is shown is plain."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_KEPT: Final = {"\n", "\t"}
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Letters and marks by their category that show nothing at all."""

_BREAK: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""Line and page breaks other than a line feed; word processors write several of them."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_STROKES: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng"}
)


def clean(text: str, *, keep_lines: bool = False) -> str:
    """`text` in NFC without control, bidi-override, zero-width, private-use and unassigned characters.

    Args:
        text: anything that came from a file or a keyboard.
        keep_lines: keep line feeds and tabs (for notes), other line breaks as line feeds; otherwise every run of white
            space becomes one space.
    """
    if text.isascii() and text.isprintable():
        return text if keep_lines else " ".join(text.split())
    # Taken away before normalising: a letter and its accent may meet only then.
    kept = unicodedata.normalize("NFC", "".join(c for c in _BREAK.sub("\n", text) if not _is_invisible(c)))
    return kept if keep_lines else " ".join(kept.split())


def _is_invisible(char: str) -> bool:
    return char not in _KEPT and (unicodedata.category(char) in _INVISIBLE or char in _FILLERS)


def is_clean(text: str) -> bool:
    """Whether `clean` would only normalise and fold white space, and take no character away."""
    if text.isascii() and text.isprintable():
        return True
    return not any(_is_invisible(c) for c in _BREAK.sub("\n", text))


def visible(text: str) -> str:
    """`text` for one line of the screen: any character that is not plain text becomes `�`.

    Stored text has passed `clean` already; this is the second lock, for what reaches the screen by another way.
    """
    if text.isprintable() and not any(c in _FILLERS for c in text):
        return text
    return "".join("�" if c in _KEPT or _is_invisible(c) else c for c in text)


def spreadsheet_safe(text: str) -> str:
    """`text` as a spreadsheet shows it and never as a formula: an apostrophe goes before `= + - @`, tab, line break.

    A signed plain number stays a number.
    """
    return "'" + text if text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text


def without_safety_mark(text: str) -> str:
    """`text` as it was before `spreadsheet_safe`, or before it was written as `="012"` so that it stays text."""
    if text.startswith('="') and text.endswith('"') and len(text) > 2 and '"' not in text[2:-1]:
        return text[2:-1].strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def counted(number: int, word: str, words: str = "") -> str:
    """`1 pupil`, `30 pupils`; `words` where more than one is not `word` and an s."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def plain_letters(text: str) -> str:
    """`text` without case, accents and the strokes of letters such as ł, ø and đ, for comparing; may be longer."""
    # Case folding can bring forth letters that fall apart again (ŉ, ΐ), hence twice.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_STROKES)


def fold(text: str) -> str:
    """`text` for comparing names: accents, strokes, case and punctuation ignored.

    Apostrophes vanish (`O'Brien` is `obrien`), other punctuation parts words. Vowel signs of scripts that write them as
    marks are letters here: without them many names would be one.
    """
    kept = (c for c in plain_letters(text) if c not in "'’‘ʼ`´")
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c) in ("Mc", "Mn") else " " for c in kept).split())


def file_name_part(text: str, fallback: str = "export") -> str:
    """A piece of a file name built from safe characters only (ASCII letters, digits and hyphens), at most 60 long."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text)).split()
    return "-".join(words)[:60].strip("-") or fallback
