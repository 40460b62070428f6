"""Work on threads, one piece after the other: of two changes made quickly the first is stored first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from textual.app import App
from textual.dom import DOMNode
from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.tui.messages import Trouble

Work = Callable[[], Message | None]
"""Done on a thread; what it gives is posted to the screen."""


_GROUP: Final = "in-turn"


async def all_done(app: App[None]) -> None:
    """Wait until every piece that was asked for on any screen is done, before the program ends."""
    under_way = [worker for worker in app.workers if worker.group == _GROUP and not worker.is_finished]
    if under_way:
        await app.workers.wait_for_complete(under_way)


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
            self._screen.app.run_worker(self._drain(), group=_GROUP)

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
