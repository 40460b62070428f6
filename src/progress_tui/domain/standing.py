"""Where a result stands: a value of its own, because every screen needs it and few need the scales."""

from __future__ import annotations

from enum import IntEnum


class Standing(IntEnum):
    """Where a result stands against the expectation of its year group and point."""

    WELL_BELOW = 1
    BELOW = 2
    JUST_BELOW = 3
    AT = 4
    SECURE = 5
    ABOVE = 6

    @property
    def label(self) -> str:
        """`just below`."""
        return self.name.lower().replace("_", " ")

    @property
    def met(self) -> bool:
        """Whether the expectation is met."""
        return self >= Standing.AT
