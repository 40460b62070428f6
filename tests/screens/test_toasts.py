"""Where toasts stand, and that nothing of what they say is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets._toast import Toast, ToastHolder

from tests.screens.stage import Stage, stage

JUST_FITS = "The passphrase of Head teacher is changed. The old one opens nothing any more, except copies of old files."
"""At 80 columns: with the two of a scrollbar taken away it needs another line, for its last word."""


def said(on_stage: Stage) -> list[Toast]:
    return list(on_stage.app.screen.query(Toast))


async def test_the_thirtieth_toast_stands_where_the_first_did(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.pilot.press(*["p"] * 30)
        await on_stage.settle()
        (toast,) = said(on_stage)
        assert toast.region.y == 0
        assert len(on_stage.app.screen.query(ToastHolder)) == 1


@pytest.mark.parametrize("width", [40, 80])
async def test_the_last_word_of_a_toast_is_in_sight(width: int, demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(width, 24)) as on_stage:
        on_stage.app.say(JUST_FITS)
        await on_stage.until(lambda: bool(said(on_stage)) and said(on_stage)[0].size.height > 0, "it is shown")
        await on_stage.settle()
        (toast,) = said(on_stage)
        lines = ["".join(part.text for part in toast.render_line(y)) for y in range(toast.size.height)]
        assert " ".join(" ".join(lines).split()).endswith(JUST_FITS)
        assert on_stage.app.screen.region.contains_region(toast.region)
        assert lines[-1].strip() in on_stage.text
