"""Changes of a screen are stored in their order, though it is left at once, and before the program ends."""

from __future__ import annotations

import threading
from functools import partial

from textual.app import App
from textual.message import Message
from textual.screen import Screen

from progress_tui.tui.habits.in_turn import InTurn, all_done


async def test_what_was_asked_for_is_done_in_order_after_the_screen_has_gone() -> None:
    app: App[None] = App()
    done: list[int] = []
    may_go_on = threading.Event()

    def piece(number: int) -> Message | None:
        may_go_on.wait(5)
        done.append(number)
        return None

    async with app.run_test() as pilot:
        screen: Screen[None] = Screen()
        await app.push_screen(screen)
        turns = InTurn(screen)
        for number in range(3):
            turns.do(partial(piece, number))
        await pilot.pause()
        await app.pop_screen()
        assert done == []
        may_go_on.set()
        await all_done(app)
        assert done == [0, 1, 2]
