"""The menu of letters: one key chooses, the arrows and the mouse as well, escape leaves."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import OptionList

from progress_tui.tui.dialogs.key_menu import CURRENT, Choice, KeyMenu

WAYS = [Choice("s", "by severity", "severity"), Choice("k", "by kind of [flag]", "kind"), Choice("", "as is", "none")]


class _Host(App[None]):
    CSS_PATH = "../../src/progress_tui/tui/progress.tcss"
    chosen: list[str | None]

    def offer(self, menu: KeyMenu[str]) -> None:
        self.push_screen(menu, self.chosen.append)


async def test_a_letter_arrows_and_the_mouse_choose_and_escape_leaves() -> None:
    app = _Host()
    app.chosen = []
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["k"], ["enter"], ["down", "enter"], ["x", "up", "enter"], ["escape"]):
            app.offer(KeyMenu("Group by", WAYS, "kind"))
            await pilot.pause()
            await pilot.press(*keys)
        assert app.chosen == ["kind", "kind", "none", "severity", None]
        app.offer(KeyMenu("Group by", WAYS, "kind"))
        await pilot.pause()
        lines = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
        assert any(f"{CURRENT} k  by kind of [flag]" in line for line in lines)
        assert sum(CURRENT in line for line in lines) == 1
        await pilot.click(OptionList, offset=(4, 0))
        await pilot.pause()
        assert app.chosen[-1] == "severity"


async def test_a_long_menu_scrolls_within_a_small_screen() -> None:
    app = _Host()
    app.chosen = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.offer(KeyMenu("Long", [Choice(chr(97 + n), f"choice {n} " * 9, str(n)) for n in range(26)]))
        await pilot.pause()
        dialog = app.screen.query_one(".dialog").region
        assert (dialog.y >= 0, dialog.bottom <= 24) == (True, True)
        assert app.screen.query_one(OptionList).region.bottom < dialog.bottom - 1, "the hint stays in sight"
        await pilot.press("end", "enter")
        assert app.chosen == ["25"]


def test_two_choices_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="one key"):
        KeyMenu("Twice", [Choice("a", "one", 1), Choice("a", "two", 2)])
