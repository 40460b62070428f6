"""The recovery key: 120 random bits on paper, written so that they can be read out and typed in again.

Letters and figures are Crockford's base 32, which has no I, L, O and U; the last sign checks the others.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans("ILO", "110")
_LENGTH: Final = 24
_GROUP: Final = 5
_MODULUS: Final = 31
"""A prime: one wrong sign shows, and so do two that changed places; only 0 and Z are not told apart."""


def new() -> str:
    """A recovery key of 24 random signs and a check, as `A1B2C-…` in five groups of five."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    whole = signs + _check(signs)
    return "-".join(whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP))


def parse(text: str) -> str | None:
    """The bare signs of a recovery key as it was typed, or None where it is none or holds a slip.

    Case, spaces and dashes do not matter; I and L are read as 1, O as 0.
    """
    signs = _signs(text)
    return signs if signs is not None and _check(signs[:-1]) == signs[-1] else None


def has_slip(text: str) -> bool:
    """Whether it is as long as a recovery key and written with its signs, figures among them, but is not as printed."""
    return any(map(str.isdigit, text)) and _signs(text) is not None and parse(text) is None


def bare(text: str) -> str:
    """The letters and figures of a recovery key, or of a part of it, as they were printed."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    return "".join(sign for sign in typed if sign.isalnum())


def _signs(text: str) -> str | None:
    signs = bare(text)
    return signs if len(signs) == _LENGTH + 1 and set(signs) <= set(_SIGNS) else None


def _check(signs: str) -> str:
    """Places count, so that two signs that changed places show as well."""
    return _SIGNS[sum(place * _SIGNS.index(sign) for place, sign in enumerate(signs, start=1)) % _MODULUS]
