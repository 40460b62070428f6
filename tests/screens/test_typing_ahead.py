"""Keys typed faster than the screen follows do what they would do one by one."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key

from tests.screens.stage import Stage, stage

TYPED: tuple[tuple[str, str, str], ...] = (
    ("3 v p", "CompareScreen", "not pupil premium"),
    ("1 b slash p p enter j", "ClassScreen", "pupil premium"),
    ("escape c 4 A enter", "ClassScreen", "4A ▸ Autumn 2"),
    ("n p q escape", "ClassScreen", "4A ▸ Autumn 2"),
)
"""Keys sent in one burst from where the ones before led; the screen they lead to, and what stands on it."""


async def test_a_burst_of_keys(demo_path: Path) -> None:
    async with stage(demo_path, "4B", size=(120, 40)) as on_stage:
        for keys, screen, words in TYPED:
            _burst(on_stage, keys)
            await on_stage.pilot.pause()
            await on_stage.settle()
            assert on_stage.top == screen, keys
            assert words in on_stage.text, keys
            assert not on_stage.app.names_hidden, f"{keys}: p was a letter here, not the key of projector mode"


def _burst(on_stage: Stage, keys: str) -> None:
    for key in keys.split():
        on_stage.app.post_message(Key(key, key if len(key) == 1 else None))
