"""Which passphrases will do."""

from __future__ import annotations

import unicodedata
from typing import Final

from progress_tui.domain.errors import StoreError

SHORTEST: Final = 12
"""Letters of a passphrase; three random words are longer (the advice of the National Cyber Security Centre)."""

_FEWEST: Final = 5
"""Different letters of one."""


def refuse_weak(passphrase: str) -> None:
    """Refuse a passphrase that a machine would guess at once.

    Raises:
        StoreError: it has fewer than `SHORTEST` letters, or fewer than five different ones.
    """
    plain = unicodedata.normalize("NFKC", passphrase)
    if len(plain.strip()) < SHORTEST or len(set(plain.casefold())) < _FEWEST:
        raise StoreError(
            "That passphrase is too easy to guess",
            f"It needs at least {SHORTEST} letters, and more than a few different ones.",
            "Take three random words.",
        )
