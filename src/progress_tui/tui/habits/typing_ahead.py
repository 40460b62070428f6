"""Keys typed faster than the screen follows: each waits until the one before it has done what it does.

Textual hands every key on to what has the focus at that moment. A command that opens a menu or moves the focus does so
some messages later, and a second key typed within a blink would still reach the screen below: `v` `p` would hide the
names in place of choosing `p` in the menu.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from textual.app import App
from textual.events import Event, Key
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widget import Widget

from progress_tui.tui.habits.themed_app import ThemedApp

_LONGEST: Final = 0.5
"""Seconds a key waits at most: a screen that is busy for longer does not swallow what is typed."""

_HELD: Final = 5.0
"""Seconds that keys are held back at most for a screen that is on its way."""

Deliver = Callable[[Key], Awaitable[None]]


class KeyQueue:
    """Lets one key through at a time."""

    def __init__(self, app: App[None], deliver: Deliver) -> None:
        """Queue the keys of `app`; `deliver` is Textual's own way to hand one on."""
        self._app, self._deliver = app, deliver
        self._waiting: deque[Key] = deque()
        self._under_way: Key | None = None
        self._guard: Timer | None = None
        self._held: Timer | None = None

    def hold(self) -> None:
        """Hold what is typed from now on back until `release`: another screen is on its way from a thread."""
        if self._held is not None:
            self._held.stop()
        self._held = self._app.set_timer(_HELD, self.release)

    def release(self) -> None:
        """Hand on what was held back, one after the other; nothing where nothing is held."""
        if self._held is not None:
            self._held.stop()
            self._held = None
            if self._under_way is None:
                self._app.call_later(self._next)

    async def take(self, key: Key) -> None:
        """Hand a key on now, or once those before it are done with."""
        self._waiting.append(key)
        if self._under_way is None:
            await self._next()

    async def _next(self) -> None:
        if self._guard is not None:
            self._guard.stop()
            self._guard = None
        self._under_way = None
        while self._waiting and self._under_way is None and self._held is None:
            key = self._waiting.popleft()
            target = self._app.focused or self._app.screen
            # A letter that a field takes does nothing else: what is typed on need not wait for it.
            letter = target.check_consume_key(key.key, key.character)
            self._under_way = None if letter else key
            await self._deliver(key)
            if not letter:
                self._guard = self._app.set_timer(_LONGEST, partial(self._done, key))
                self._follow(key, target)

    def _follow(self, key: Key, target: Widget) -> None:
        """Go on when what a key does is done."""
        # A key first bubbles from the focus up to the app, which finds its binding. What that does runs the same way: a
        # message bubbles up to the screen, which asks the app for another screen or the focus. There each queue is
        # passed twice, as what is handled may put a message of its own behind us (an input tells it was submitted).
        way = target.ancestors_with_self
        self._pass(key, [*way, *(node for node in way for _ in range(2))])

    def _pass(self, key: Key, queues: Sequence[MessagePump]) -> None:
        """Go on when all that is in these queues now is handled, one queue after the other."""
        if queues:
            if not queues[0].call_later(self._pass, key, queues[1:]):
                self._pass(key, queues[1:])
        elif not self._app.screen.call_later(self._settled, key):
            self._settled(key)

    def _settled(self, key: Key) -> None:
        if not self._app.call_later(self._done, key):
            self._waiting.clear()

    async def _done(self, key: Key) -> None:
        """The key is done with; one that was given up on is not counted twice."""
        if key is self._under_way:
            await self._next()


class KeyByKeyApp(ThemedApp):
    """An app that keys reach one by one."""

    def __init__(self) -> None:
        """Begin with no key under way."""
        super().__init__()
        self._keys = KeyQueue(self, super().on_event)

    def hold_keys(self) -> None:
        """Hold what is typed back: a screen that it is meant for is on its way."""
        self._keys.hold()

    def release_keys(self) -> None:
        """The screen is there, or will not come."""
        self._keys.release()

    async def on_event(self, event: Event) -> None:
        """The next key is handed on when the one before has done what it does."""
        if isinstance(event, Key) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)
