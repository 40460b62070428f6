"""The screen locks itself when nobody has touched a key or the mouse for some minutes (`[lock]` of config.toml).

```toml
[lock]
after_minutes = 10
```

0 never does. A key and a movement of the mouse cost two looks at a clock, and nothing is painted.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from textual.events import Event, Key, MouseEvent, Paste

from progress_tui.domain.errors import DataFileError
from progress_tui.resources import read_toml
from progress_tui.settings import config_file
from progress_tui.tui.habits.typing_ahead import KeyByKeyApp

USUAL: Final = 10.0
"""Minutes where the school's own settings name none."""

LONGEST: Final = 720.0
"""Minutes that can be named: a working day."""

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at whether it is time."""


class LockAfter(NamedTuple):
    """When the screen locks itself.

    Attributes:
        minutes: 0 for never.
        problem: why what was set does not hold, in a sentence; "" where it does.
    """

    minutes: float
    problem: str = ""


def read_lock_after(path: Path) -> LockAfter:
    """The minutes of a config file; the usual ones where it has none, or where what it says cannot hold."""
    if not path.exists():
        return LockAfter(USUAL)
    try:
        table = read_toml(path).get("lock", {})
    except DataFileError:
        return LockAfter(USUAL)  # said once already, by the keys
    if not isinstance(table, dict):
        return LockAfter(USUAL, f"In {path.name} “lock” must be a table: [lock].")
    unknown = [name for name in table if name != "after_minutes"]
    if unknown:
        return LockAfter(USUAL, f"In {path.name} [lock] knows only after_minutes.")
    minutes = table.get("after_minutes", USUAL)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 <= minutes <= LONGEST:
        return LockAfter(
            USUAL,
            f"In {path.name} after_minutes is a number of minutes from 0 (never) to {LONGEST:.0f}; "
            f"{USUAL:.0f} are taken.",
        )
    return LockAfter(float(minutes))


class Idle:
    """How long nobody has touched anything.

    Two clocks are looked at: one that nobody can put back, and the wall clock, which goes on while a computer sleeps.
    """

    def __init__(
        self,
        minutes: float,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Begin now; `minutes` without a touch are too many, 0 never are."""
        self.seconds = minutes * 60
        self._steady, self._wall = steady, wall
        self._since = steady(), wall()

    def touched(self) -> None:
        """Somebody is there."""
        self._since = self._steady(), self._wall()

    def too_long(self) -> bool:
        """Whether it is time to lock."""
        if not self.seconds:
            return False
        steady, wall = self._since
        return max(self._steady() - steady, self._wall() - wall) >= self.seconds


class IdleLockedApp(KeyByKeyApp):
    """An app that notices when nobody is there any more."""

    def __init__(self) -> None:
        """Begin with somebody there."""
        super().__init__()
        self.lock_after = read_lock_after(config_file())
        self.idle = Idle(self.lock_after.minutes)

    def begin_idling(self) -> None:
        """Look from now on whether it is time to lock, and say what was set and cannot hold; 0 never looks."""
        if self.lock_after.minutes:
            self.set_interval(LOOK_EVERY, self.look_whether_idle)
        if self.lock_after.problem:
            self.notify(self.lock_after.problem, severity="warning", markup=False, timeout=20)

    def look_whether_idle(self) -> None:
        """Lock where nobody has touched anything for too long."""
        if self.idle.too_long() and not self.locked:
            self.lock_itself(f"Nobody touched a key for {minutes_words(self.lock_after.minutes)}.")

    @property
    @abstractmethod
    def locked(self) -> bool:
        """Whether the screen is locked already."""

    @abstractmethod
    def lock_itself(self, why: str) -> None:
        """It is time to lock; `why` in a sentence."""

    async def on_event(self, event: Event) -> None:
        """Whoever comes back late finds the screen locked: the first key after that is no answer to anything."""
        if isinstance(event, Key | MouseEvent | Paste) and not event.is_forwarded:
            late = self.idle.too_long() and not self.locked
            if late:
                self.look_whether_idle()
            self.idle.touched()
            if late and self.locked:
                return
        await super().on_event(event)


def minutes_words(minutes: float) -> str:
    """`10 minutes`, `1 minute`, `0.5 minutes`."""
    return "1 minute" if minutes == 1 else f"{minutes:g} minutes"
