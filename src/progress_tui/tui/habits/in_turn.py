"""Work on threads, one piece after the other: of two changes made quickly the first is stored first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from textual.dom import DOMNode
from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.tui.messages import Trouble

Work = Callable[[], Message | None]
"""Done on a thread; what it gives is posted to the screen."""


class InTurn:
    """The pieces of work of one screen."""

    def __init__(self, screen: DOMNode) -> None:
        """Work for `screen`; begin when it is mounted."""
        self._screen = screen
        self._waiting: deque[Work] = deque()
        self._under_way = False

    def do(self, work: Work) -> None:
        """Do `work` when all before it is done; the screen is told of what it gives, or of its trouble."""
        self._waiting.append(work)
        if not self._under_way:
            self._under_way = True
            # The app's, not the screen's: what was asked for is done, though the screen is left meanwhile.
            self._screen.app.run_worker(self._drain(), group="in-turn")

    async def _drain(self) -> None:
        app = self._screen.app
        try:
            while self._waiting:
                work = self._waiting.popleft()
                try:
                    answer = await asyncio.to_thread(work)
                except ProgressError as error:
                    app.post_message(Trouble(error))
                    continue
                if answer is not None:
                    self._screen.post_message(answer)
        finally:
            self._under_way = False
