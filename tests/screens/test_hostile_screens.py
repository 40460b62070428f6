"""Hostile texts on every screen and dialog: seen as plain text, in line, with every key where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from gallery_stops import STOPS, Stop
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.containers import Vertical
from textual.widgets import TextArea

from progress_tui.store import notes
from progress_tui.tui.habits.plain_output import PlainOutput
from tests.hostile_school import CLASS, HOSTILE, not_plain, swallowed
from tests.screens.all_text import every_text
from tests.screens.stage import Stage, stage
from tests.screens.walking import is_dialog, walk

SIZE = (120, 40)
_NAMES_KEPT = ("[red]Rot[/red]", "=cmd|' /C cal", "�[31mFarbe�[0m", "&lt;b&gt;", "[@click=app", "=HYPERLINK(")
"""How the names of some children of the class begin in its grid."""


def troubles(on_stage: Stage) -> Iterator[str]:
    """What is not as plain text of the same look would have it."""
    for number, line in enumerate(on_stage.segments()):
        said = "".join(segment.text for segment in line)
        if bad := not_plain(said.replace("\n", "\x00")):
            yield f"line {number} holds {bad}"
        if cell_len(said) != SIZE[0]:
            yield f"line {number} is {cell_len(said)} wide"
        yield from (f"line {number}: {segment.text!r} does something" for segment in line if _does(segment))
    for where, said in every_text(on_stage).items():
        if where != "the screen":  # there words are broken at the edges
            yield from (f"{where}: the brackets are gone before {word}" for word in swallowed(said))
    yield from _keys_out_of_sight(on_stage)


def _does(segment: Segment) -> bool:
    """Whether a click on a text is a link, or a command that stands in the data."""
    style = segment.style
    return style is not None and (style.link is not None or "app.quit" in str(style.meta))


def _keys_out_of_sight(on_stage: Stage) -> Iterator[str]:
    """The keys of a screen end its last line; a dialog stands in the screen with its last line, where its keys are."""
    if not is_dialog(on_stage):
        if "? Help" not in on_stage.lines()[-1]:
            yield f"the footer is “{on_stage.lines()[-1].strip()}”"
        return
    for box in on_stage.app.screen.query(Vertical):
        if box.has_class("dialog") and not on_stage.app.screen.region.contains_region(box.region):
            yield f"the dialog is at {box.region}"
    for line in on_stage.app.screen.query(".dialog > .status, .dialog > .hint"):
        if line.display and line.parent is not None and line.region.bottom > SIZE[1]:
            yield f"the keys of the dialog are at {line.region}"


@pytest.mark.parametrize("half", [0, 1])
async def test_every_stop_shows_hostile_texts_as_plain_text(hostile_path: Path, half: int) -> None:
    """In two starts of the program, which can run beside each other."""
    found: dict[str, list[str]] = {}
    async with stage(hostile_path, CLASS, size=SIZE) as on_stage:
        assert [name for name in _NAMES_KEPT if name not in on_stage.text] == []
        async for stop in walk(on_stage, _half(half)):
            found[stop.name] = [*troubles(on_stage)]
    assert {name: said for name, said in found.items() if said} == {}
    assert len(found) > len(STOPS) // 3


def _half(half: int) -> tuple[Stop, ...]:
    """Those that lead into a meeting change what later ones see, so they stay together."""
    middle = len(STOPS) // 2
    return STOPS[middle:] if half else STOPS[:middle]


async def test_the_longest_name_leaves_every_dialog_its_keys(hostile_path: Path) -> None:
    async with stage(hostile_path, CLASS, size=SIZE) as on_stage:
        long = next(row for row in on_stage.view.rows if "WWW" in row.name)
        for keys in (
            ("n",),
            ("a",),
            ("+",),
            ("y",),
            (" ",),
            ("enter",),
            ("enter", "d"),
            ("enter", "r"),
            ("enter", "e"),
        ):
            await on_stage.to_pupil(long.pupil_id)
            await on_stage.press(*("space" if key == " " else "plus" if key == "+" else key for key in keys))
            assert [*troubles(on_stage)] == [], keys
            for _ in keys:
                await on_stage.press("escape")
            assert on_stage.app.screen is on_stage.grid, keys


async def test_a_note_that_commands_the_terminal_is_edited_as_plain_text(hostile_path: Path) -> None:
    """What is edited keeps every character, so only the last lock keeps it from the terminal."""
    async with stage(hostile_path, CLASS, size=SIZE) as on_stage:
        key = (on_stage.view.school_id, on_stage.pupil.pupil_id)
        evil = "".join(one for one in HOSTILE if "\x1b" in one or "\x9b" in one) + "\u202e"
        on_stage.workspace.file.write(lambda con: notes.save(con, *key, "x", ""))
        on_stage.workspace.file.write(lambda con: con.execute("UPDATE note SET body = $1", [evil]).fetchall())
        await on_stage.press("n")
        await on_stage.until(lambda: bool(on_stage.app.screen.query_one(TextArea).text), "the note is there")
        await on_stage.settle()
        assert "\x1b[31m" in on_stage.app.screen.query_one(TextArea).text
        assert "Farbe" in on_stage.text
        assert [*troubles(on_stage)] == []


async def test_the_checks_find_what_they_look_for(hostile_path: Path) -> None:
    """Without the last lock and with markup taken for markup, the same walk is full of troubles."""
    with patch.object(PlainOutput, "apply", _as_it_is), patch("progress_tui.tui.dialogs.note.visible", str):
        async with stage(hostile_path, CLASS, size=SIZE) as on_stage:
            pupil = next(row for row in on_stage.view.rows if "Farbe" in row.name)
            await on_stage.to_pupil(pupil.pupil_id)
            await on_stage.press("n")
            assert any("holds" in said for said in troubles(on_stage))
            await on_stage.press("escape")
            on_stage.app.notify(HOSTILE[0], markup=True)
            title = on_stage.app.screen.query_one("Heading")
            title.tooltip = "Rot"
            assert any("the brackets are gone" in said for said in troubles(on_stage))


def _as_it_is(_: PlainOutput, segments: list[Segment], __: Color) -> list[Segment]:
    return segments
