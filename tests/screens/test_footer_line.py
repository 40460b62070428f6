"""The footer: where its keys stand, what a click does, and what the pointer over a key tells."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len
from textual.geometry import Offset

from progress_tui.tui.widgets.footer_line import FooterLine, Offer, placed
from tests.screens.stage import Stage, stage


def offers(*texts: str) -> list[Offer]:
    parts = [text.partition(" ") for text in texts]
    return [Offer(key, key, words, "", enabled=True) for key, _, words in parts]


def test_keys_stand_one_cell_apart_where_there_is_room() -> None:
    found = placed(offers("b Below target", "? Help"), 21)
    assert [(one.start, one.end) for one in found] == [(0, 14), (15, 21)]
    assert placed([], 20) == ()


def test_where_they_do_not_fit_the_longest_words_are_cut_and_no_key_is() -> None:
    found = placed(offers("b Below target", "enter Pupils", "? Help"), 25)
    assert [(one.start, one.end) for one in found] == [(0, 6), (7, 17), (18, 24)]
    none_left = placed(offers("b Below", "enter Pupils"), 4)
    assert [(one.start, one.end) for one in none_left] == [(0, 1), (2, 7)]


def _middle_of(on_stage: Stage, words: str) -> Offset:
    line = on_stage.app.screen.query_one(FooterLine)
    (found,) = (one for one in line.placed if one.offer.words == words)
    return Offset(line.content_region.x + (found.start + found.end) // 2, line.region.y)


async def test_a_click_presses_the_key_and_the_pointer_tells_what_it_does(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        line = on_stage.app.screen.query_one(FooterLine)
        await on_stage.pilot.hover(offset=_middle_of(on_stage, "Below target"))
        await on_stage.settle()
        (below,) = (offer for offer in line.offers if offer.words == "Below target")
        assert below.help
        assert line.tooltip == below.help
        marked = [segment.text for segment in on_stage.segments()[-1] if segment.style and segment.style.reverse]
        assert "".join(marked) == "b Below target"
        await on_stage.pilot.click(offset=_middle_of(on_stage, "Below target"))
        await on_stage.settle()
        assert "below target in reading" in on_stage.text
        await on_stage.pilot.hover(offset=Offset(5, 5))
        await on_stage.settle()
        assert line.tooltip is None


async def test_every_key_is_in_sight_on_the_smallest_screen(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(40, 12)) as on_stage:
        line = on_stage.app.screen.query_one(FooterLine)
        last = on_stage.lines()[-1]
        assert cell_len(last) == 40
        for one in line.placed:
            assert last[1 + one.start :].startswith(one.offer.shown), one.offer
        await on_stage.pilot.click(offset=_middle_of(on_stage, "Help"))
        await on_stage.settle()
        assert on_stage.top == "HelpDialog"
