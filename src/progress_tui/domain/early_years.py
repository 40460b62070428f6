"""The early years foundation stage profile at the end of Reception (docs/scales.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GLD_GOALS: Final = tuple(f"E{number:02d}" for number in range(1, 13))
"""The twelve early learning goals of a good level of development, E01 to E12: communication and language, personal,
social and emotional development, physical development, literacy and mathematics."""

_EXPECTED: Final = 2


def good_level_of_development(results: Mapping[str, int]) -> bool | None:
    """Whether a child has a good level of development: expected or better in all twelve goals E01 to E12.

    Args:
        results: goal (`E01` to `E17`, in either case) → 1 emerging, 2 expected, until 2021 3 exceeding.

    Returns:
        None when one of the twelve is missing: then nobody can say, whatever the others are.
    """
    held = {goal.upper(): result for goal, result in results.items()}
    if any(goal not in held for goal in GLD_GOALS):
        return None
    return all(held[goal] >= _EXPECTED for goal in GLD_GOALS)
