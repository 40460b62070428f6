"""How long a meeting has run, and how long each item was spoken of; it stands still while nobody is in the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Times(NamedTuple):
    """Whole seconds of the meeting and of the item that is spoken of."""

    meeting: int
    item: int


class Spent(NamedTuple):
    """Whole seconds that are not on file yet, and the item they were spent on."""

    item_id: int | None
    seconds: int


class Clock:
    """Counts the seconds of a meeting and of its items. Whoever asks says what time it is, so nothing here waits."""

    def __init__(self, seconds: int, items: Mapping[int, int]) -> None:
        """Go on from what is on file: seconds of the meeting and of each item, by its number."""
        self._meeting = float(seconds)
        self._items = {item: float(spent) for item, spent in items.items()}
        self._unsaved = 0.0
        self._since: float | None = None
        self._at: int | None = None

    @property
    def runs(self) -> bool:
        """Whether it counts now."""
        return self._since is not None

    def run(self, now: float) -> None:
        """Count from now on."""
        if self._since is None:
            self._since = now

    def pause(self, now: float) -> None:
        """Stand still from now on."""
        self._count(now)
        self._since = None

    def to_item(self, item_id: int, now: float) -> Spent:
        """Another item is spoken of from now on; what is to be kept of the one before."""
        spent = self.take(now)
        self._at = item_id
        return spent

    def take(self, now: float) -> Spent:
        """What is to be kept: it counts as kept from now on, unless it is given back."""
        self._count(now)
        seconds = int(self._unsaved)
        self._unsaved -= seconds
        return Spent(self._at, seconds)

    def give_back(self, spent: Spent) -> None:
        """It could not be kept: it is tried again with what comes, if the item is still the same."""
        if spent.item_id == self._at:
            self._unsaved += spent.seconds

    def times(self, now: float) -> Times:
        """How long so far."""
        self._count(now)
        return Times(int(self._meeting), int(self._items.get(self._at, 0.0)) if self._at is not None else 0)

    def _count(self, now: float) -> None:
        if self._since is None:
            return
        spent = max(0.0, now - self._since)
        self._meeting += spent
        self._unsaved += spent
        if self._at is not None:
            self._items[self._at] = self._items.get(self._at, 0.0) + spent
        self._since = now


def clock_words(times: Times, planned: int) -> str:
    """`2:10 here · 14 of 45 min`; once it is over time it says by how much.

    Args:
        times: seconds so far.
        planned: minutes the meeting is planned to take; 0 where nobody said.
    """
    minutes, seconds = divmod(times.item, 60)
    here, whole = f"{minutes}:{seconds:02d} here", times.meeting // 60
    if not planned:
        return f"{here} · {whole} min"
    over = f" ({whole - planned} over)" if whole > planned else ""
    return f"{here} · {whole} of {planned} min{over}"
