"""Projector mode, audited: no text of any screen, dialog, toast, title, clipboard or export names any pupil."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gallery_stops import STOPS

from progress_tui.workspace import Workspace
from tests.screens.all_text import every_text
from tests.screens.stage import Stage, stage
from tests.screens.walking import MAIN, walk

_METHODS = ("Wilson interval",)
"""Words of the program that hold a name of somebody else."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def names_in(path: Path) -> frozenset[str]:
    """Forenames and surnames of every pupil of every school of a file, and each word of those that have several."""
    workspace = Workspace(path)
    try:
        rows = workspace.file.read(lambda con: con.execute("SELECT forename, surname FROM pupil").fetchall())
    finally:
        workspace.close()
    parts = {part for row in rows for name in row for part in (name, *name.split())}
    return frozenset(part for part in parts if len(part) > 2 and part[0].isupper())


def named(texts: dict[str, str], names: frozenset[str]) -> dict[str, list[str]]:
    """Where a name stands as a whole word, capital and all."""
    found = {}
    for where, said in texts.items():
        for method in _METHODS:
            said = said.replace(method, "")  # noqa: PLW2901 – what is looked at, without them
        found[where] = sorted(names.intersection(_WORD.findall(said)))
    return {where: hits for where, hits in found.items() if hits}


async def audit(on_stage: Stage, names: frozenset[str], where: str) -> None:
    """Nothing that is seen, held or said here names a pupil."""
    assert named(every_text(on_stage), names) == {}, where


@pytest.mark.parametrize(("school", "class_name"), [("demo", "4B"), ("small", "Oak")])
async def test_nobody_is_named_anywhere(
    school: str, class_name: str, demo_path: Path, small_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = demo_path if school == "demo" else small_path
    names = names_in(path)
    copied: list[str] = []
    async with stage(path, class_name, size=(120, 40)) as on_stage:
        monkeypatch.setattr(on_stage.app, "copy_to_clipboard", copied.append)
        assert len(named({"": on_stage.text}, names)[""]) > 10, "the search finds names where they are"
        await on_stage.press("p")
        await audit(on_stage, names, "the toast that says it")
        on_stage.app.clear_notifications()
        async for stop in walk(on_stage, STOPS if school == "demo" else MAIN):
            await audit(on_stage, names, stop.name)
        await _with_a_name_typed(on_stage, names)
        for what in ("c", "r", "t"):
            await on_stage.press("y", what)
            await audit(on_stage, names, f"copied by {what}")
        assert len(copied) == 3
        assert named({"copied": "\n".join(copied)}, names) == {}


async def _with_a_name_typed(on_stage: Stage, names: frozenset[str]) -> None:
    """A name that is typed as a filter is a filter on every screen, and on none of them a name."""
    surname = next(row.surname for row in on_stage.rows() if row.surname in names and row.surname.isascii())
    await on_stage.press("slash", *surname)
    await audit(on_stage, names, "while a name is typed")
    await on_stage.press("escape")
    assert 0 < len(on_stage.shown) < len(on_stage.view.rows)
    for key in "1234567":
        await on_stage.press(key)
        await audit(on_stage, names, f"filtered by a name, on screen {key}")
    await on_stage.press("1", "escape")
