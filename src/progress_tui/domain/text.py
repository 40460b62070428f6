"""Text safety: what enters is normalised and stripped of invisible characters, what is shown is plain."""

from __future__ import annotations

import unicodedata

_KEPT = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def clean(text: str, *, keep_lines: bool = False) -> str:
    """`text` in NFC without control, bidi-override, zero-width and private-use characters.

    Args:
        text: anything that came from a file or a keyboard.
        keep_lines: keep line feeds and tabs (for notes); otherwise every run of white space becomes one space.
    """
    if text.isascii() and text.isprintable():
        return text if keep_lines else " ".join(text.split())
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in normal if c in _KEPT or unicodedata.category(c) not in _INVISIBLE)
    return kept if keep_lines else " ".join(kept.split())


def is_clean(text: str) -> bool:
    """Whether `clean` would only normalise and fold white space, and take no character away."""
    if text.isascii() and text.isprintable():
        return True
    return all(c in _KEPT or c == "\r" or unicodedata.category(c) not in _INVISIBLE for c in text)


def visible(text: str) -> str:
    """`text` for one line of the screen: any character that is not plain text becomes `�`.

    Stored text has passed `clean` already; this is the second lock, for what reaches the screen by another way.
    """
    if text.isprintable():
        return text
    return "".join("�" if unicodedata.category(c) in _INVISIBLE else c for c in text)


def spreadsheet_safe(text: str) -> str:
    """`text` as a spreadsheet shows it and never as a formula: an apostrophe goes before `= + - @`, tab and CR.

    A signed plain number stays a number.
    """
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def fold(text: str) -> str:
    """`text` for comparing names: accents, case and punctuation ignored.

    Apostrophes vanish (`O'Brien` is `obrien`), other punctuation parts words.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (c for c in decomposed if not unicodedata.combining(c) and c not in "'’ʼ`´")
    return " ".join("".join(c if c.isalnum() else " " for c in kept).casefold().split())


def file_name_part(text: str, fallback: str = "export") -> str:
    """A piece of a file name built from safe characters only (ASCII letters, digits and hyphens)."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text)).split()
    return "-".join(words)[:60] or fallback
