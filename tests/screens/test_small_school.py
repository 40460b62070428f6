"""A small school of mixed ages on every screen: classes named after trees, two year groups in each, few children."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_school

from tests.screens.contract import footer_is_whole
from tests.screens.stage import stage
from tests.screens.walking import MAIN, sees, walk


@pytest.mark.parametrize(("class_name", "size"), [("Oak", (80, 24)), ("Ash", (120, 40))])
async def test_every_screen_works(class_name: str, size: tuple[int, int], small_path: Path) -> None:
    async with stage(small_path, class_name, size=size) as on_stage:
        ages = {row.year_group for row in on_stage.view.rows}
        assert len(ages) == 2
        async for stop in walk(on_stage, MAIN):
            footer_is_whole(on_stage, stop.name)
            assert on_stage.words, stop.name
            assert not any("cannot" in toast for toast in on_stage.toasts), stop.name


async def test_classes_are_walked_by_their_names_and_years_are_pooled(small_path: Path) -> None:
    async with stage(small_path, "Willow", size=(120, 40)) as on_stage:
        seen = []
        for _ in small_school.CLASSES:
            seen.append(on_stage.view.class_name)
            await on_stage.press("right_square_bracket")
        assert tuple(seen) == small_school.CLASSES, "from the youngest to the oldest"
        await on_stage.press("3", "v", "p")
        await sees(on_stage, r"10 of 26")
        await on_stage.press("Y")
        await sees(on_stage, r"29 of 75")
        await sees(on_stage, "3 years together")
        await on_stage.press("1", "right_square_bracket")
        await sees(on_stage, "Oak ▸")
        await on_stage.filter("y3")
        assert on_stage.shown
        assert {row.year_group for row in on_stage.rows()} == {3}
