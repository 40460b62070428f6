"""Counts of children and what may be said of them. Rules and worked figures: docs/judgements.md, “Numbers”."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final, Literal

HIDE_UNDER: Final = 5
"""With fewer children no percentage is given."""

SMALL_UNDER: Final = 11
"""With fewer children a figure is marked as of a small group; outside the school it is suppressed."""

_Z: Final = NormalDist().inv_cdf(0.975)

Size = Literal["hidden", "small", "full"]

SIZE_WORDS: Final[dict[Size, str]] = {"hidden": f"under {HIDE_UNDER}", "small": "small group", "full": ""}
"""What a report says of the size of a group."""


def size_of(n: int) -> Size:
    """How a percentage of `n` children is shown: `hidden` (n < 5), `small` (n < 11) or `full`."""
    if n < HIDE_UNDER:
        return "hidden"
    return "small" if n < SMALL_UNDER else "full"


def percentage(k: int, n: int) -> float | None:
    """`k` of `n` in percent (0–100), unrounded; None for fewer than five.

    Raises:
        ValueError: not 0 ≤ k ≤ n.
    """
    _counts(k, n)
    return None if n < HIDE_UNDER else 100 * k / n


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of `k` of `n` in percent, within 0–100; None for n = 0.

    3 of 5 is 23 to 88. Source: E. B. Wilson, JASA 22 (1927), the score interval without correction.

    Raises:
        ValueError: not 0 ≤ k ≤ n.
    """
    _counts(k, n)
    if n == 0:
        return None
    share, square = k / n, _Z * _Z
    centre = share + square / (2 * n)
    spread = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    below, above = (centre - spread) / (1 + square / n), (centre + spread) / (1 + square / n)
    # At 0 and at n the end is exact; a rounding error must not pass it.
    return (0.0 if k == 0 else 100 * below, 100.0 if k == n else 100 * above)


def gap_in_points(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """First share minus second in percentage points, unrounded; None where either group is empty."""
    _counts(k1, n1)
    _counts(k2, n2)
    return None if n1 == 0 or n2 == 0 else 100 * (k1 * n2 - k2 * n1) / (n1 * n2)


def gap_in_children(k1: int, n1: int, k2: int, n2: int) -> int | None:
    """How many children of the smaller group the gap is: 1 of 5 against 3 of 5 is −2. In integers, towards 0.

    Negative where the first share is the lower one; None where either group is empty.
    """
    _counts(k1, n1)
    _counts(k2, n2)
    if n1 == 0 or n2 == 0:
        return None
    difference = k1 * n2 - k2 * n1
    size = abs(difference) // max(n1, n2)
    return size if difference > 0 else -size


def _counts(k: int, n: int) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a count of children")
