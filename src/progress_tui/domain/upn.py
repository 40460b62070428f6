"""The Unique Pupil Number: 13 characters, of which the first checks the others."""

from __future__ import annotations

import re

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 check letters: the alphabet without I, O and S."""

_SHAPE = re.compile(rf"[{CHECK_LETTERS}]\d{{11}}[\d{CHECK_LETTERS}]", re.ASCII)


def check_letter(body: str) -> str:
    """The check letter of the 12 characters that follow it.

    Characters 2 to 13 are weighted 2 to 13 (a letter counts as its index in `CHECK_LETTERS`); the sum mod 23
    indexes `CHECK_LETTERS`.

    Raises:
        ValueError: `body` is not 12 characters that a UPN may hold.
    """
    if len(body) != 12:
        raise ValueError(f"a UPN has 12 characters after the check letter, not {len(body)}")
    values = (int(c) if c.isdigit() else CHECK_LETTERS.index(c) for c in body)
    return CHECK_LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 23]


def upn_problem(upn: str) -> str | None:
    """Why `upn` cannot be right, as a sentence part, or None when it can.

    A wrong number is reported and never corrected: the school decides.
    """
    if not _SHAPE.fullmatch(upn):
        return "is not a letter and 12 digits (the last may be a letter on a temporary UPN)"
    expected = check_letter(upn[1:])
    return None if upn[0] == expected else f"has the check letter {upn[0]} where its digits give {expected}"
