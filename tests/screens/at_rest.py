"""When a program under test has come to rest: nothing waits in any queue, and what was to be painted is painted.

Textual's own pilot waits until the process has used next to no processor time for a while: at least 40 ms for each key,
and up to two seconds while a thread works. What is asked here is exact, and is known as soon as it is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from textual._context import active_app
from textual.app import App

_STILL = 3
"""Turns of the loop in a row with nothing to do: a handler that waits for another goes on within one."""
_TURNS, _LOOKS = 500, 200
"""Turns after which something is waited for that only time brings, such as a thread; how often that is looked at."""


@contextmanager
def waits_are_exact() -> Iterator[None]:
    """Let every wait of Textual's pilot end as soon as the program has come to rest."""

    async def wait(*_: float) -> None:
        await come_to_rest(active_app.get())

    with patch("textual.app.wait_for_idle", wait), patch("textual.pilot.wait_for_idle", wait):
        yield


async def come_to_rest(app: App[object]) -> None:
    """Wait until nothing is left to do by itself but timers and threads, for a second at most."""
    still = 0
    for turn in range(_TURNS + _LOOKS):
        await asyncio.sleep(0 if turn < _TURNS else 0.005)
        still = 0 if _has_to_do(app) else still + 1
        if still == _STILL or app._exit:
            return


def _has_to_do(app: App[object]) -> bool:
    """Whether a message waits, or something has to be laid out or painted, which is done here."""
    # What the loop goes on with at once is looked at first: to ask every widget takes a sixth of a screen test's time.
    if vars(asyncio.get_running_loop())["_ready"]:
        return True
    if any(node._next_callbacks or not node._message_queue.empty() for node in (app, *app._registry)):
        return True
    if not app._running or not app._screen_stack or app._batch_count:
        return False
    if app._resize_timer is not None:
        app._check_resize()
        return True
    screen = app.screen
    unpainted = screen._layout_required or screen._repaint_required or screen._scroll_required
    if unpainted or screen._dirty_widgets or screen._recompose_required or screen._callbacks:
        screen._on_timer_update()
        return True
    return False
