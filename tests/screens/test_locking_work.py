"""The lock and what is under way, which is done before the key goes; and a key that opens nothing any more."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from textual.widgets import Input

from progress_tui.store.protection import key_file
from progress_tui.tui.dialogs.export import ExportDialog
from progress_tui.tui.dialogs.unlock import UnlockScreen
from progress_tui.tui.screens.read_back_screen import ReadBackScreen
from progress_tui.workspace import Workspace
from progress_tui.workspace.exports import Exports
from progress_tui.workspace.meetings import Meetings
from tests.screens.conftest import THREE_WORDS
from tests.screens.stage import Stage
from tests.screens.test_app_habits import seen
from tests.screens.test_locking import lock, open_stage, state
from tests.screens.test_runner_screen import _begun
from tests.screens.test_unlock import give, unlocked

NEW_WORDS = "harbour willow ribbon"


def renewed(path: Path) -> None:
    """As another program does it with `passphrase renew`."""
    with closing(Workspace(path)) as other, pytest.MonkeyPatch.context() as cheap:
        cheap.setattr(key_file, "COST", 2**4)
        other.protecting.unlock(THREE_WORDS)
        other.protecting.renew("Head", NEW_WORDS)


async def asked_again(on_stage: Stage) -> None:
    await on_stage.until(lambda: on_stage.top == "UnlockScreen", "the passphrase is asked for")
    await on_stage.until(lambda: "It was given another key meanwhile" in on_stage.words, "it is said why")
    await on_stage.until(lambda: state(on_stage) == "locked", "the key that opens nothing is dropped")


# -- another key


async def test_a_key_renewed_elsewhere_locks_the_screen_and_asks_for_the_passphrase_of_now(
    encrypted_path: Path,
) -> None:
    async with open_stage(encrypted_path) as on_stage:
        names = [part for row in on_stage.view.rows for part in (row.surname, row.forename) if len(part) > 3]
        renewed(encrypted_path)
        on_stage.app._watch()
        await asked_again(on_stage)
        assert "Give the passphrase it has now." in on_stage.words
        assert not [name for name in names if name in seen(on_stage)]
        await give(on_stage, THREE_WORDS)
        await on_stage.until(lambda: "does not open the file" in on_stage.words, "the old one opens nothing")
        await give(on_stage, NEW_WORDS)
        await unlocked(on_stage)
        await on_stage.warm()
        assert on_stage.top == "ClassScreen"
        assert on_stage.view.rows


async def test_what_is_typed_while_the_key_is_another_one_is_stored_after_unlocking(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        pupil = on_stage.pupil
        await on_stage.press("n")
        renewed(encrypted_path)
        await on_stage.pilot.press("h")
        await asked_again(on_stage)
        assert "is stored" not in on_stage.words
        await give(on_stage, NEW_WORDS)
        await unlocked(on_stage)
        assert on_stage.top == "NoteEditor"
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "it is stored and closed")
        assert [one.body for one in on_stage.workspace.notes_of(1, [pupil.pupil_id])][-1] == "h"


async def test_a_key_file_of_another_school_is_said_and_the_right_one_opens_it(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        keys = key_file.key_path(encrypted_path)
        right = keys.read_bytes()
        await lock(on_stage)
        key_file.write(encrypted_path, key_file.begin("Head", NEW_WORDS)[0])
        await give(on_stage, NEW_WORDS)
        await on_stage.until(lambda: "that key file is not the one of this" in on_stage.words, "it is said")
        assert state(on_stage) == "locked"
        keys.write_bytes(right)
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        assert on_stage.top == "ClassScreen"


# -- what was loaded


def frames_with(name: str) -> list[pl.DataFrame]:
    """Tables in memory in which a text stands."""
    return [
        held
        for held in gc.get_objects()
        if isinstance(held, pl.DataFrame)
        and any((column == name).any() for column in held.get_columns() if column.dtype == pl.String)
    ]


async def test_no_table_that_was_loaded_outlasts_the_lock(encrypted_path: Path) -> None:
    gc.collect()
    everything = [held for held in gc.get_objects() if isinstance(held, pl.DataFrame)]  # of tests before this one
    async with open_stage(encrypted_path) as on_stage:
        name, before = on_stage.pupil.surname, {id(held) for held in everything}
        loaded = [weakref.ref(held) for held in frames_with(name) if id(held) not in before]
        assert loaded, "the class was loaded"
        await lock(on_stage)
        gc.collect()
        assert [held for held in loaded if held() is not None] == []


# -- work under way


class Held:
    """Work that waits on its thread until it is let go."""

    def __init__(self) -> None:
        self.began, self._go_on = threading.Event(), threading.Event()

    def before(self, work: Callable[..., object]) -> Callable[..., object]:
        def held(*args: object, **named: object) -> object:
            self.began.set()
            self._go_on.wait(20)
            return work(*args, **named)

        return held

    def let_go(self) -> None:
        self._go_on.set()


async def locked_meanwhile(on_stage: Stage, held: Held) -> None:
    """`ctrl+l` while the work is held; the key is there until it is done, and the lock stays where it ends."""
    await on_stage.until(held.began.is_set, "the work is under way")
    await on_stage.pilot.press("ctrl+l")
    await on_stage.until(lambda: on_stage.top == "UnlockScreen", "it is covered at once")
    cover = on_stage.app.screen
    await on_stage.pilot.press(*"otter")
    for _ in range(10):
        await on_stage.pilot.pause(0.01)
    assert state(on_stage) == "open", "the key is needed still"
    assert "what was begun is being finished" in on_stage.words
    held.let_go()
    await on_stage.until(lambda: state(on_stage) == "locked", "then it goes")
    await on_stage.settle()
    assert on_stage.app.screen is cover, "what closed itself did not take the lock away"
    assert len([one for one in on_stage.app.screen_stack if isinstance(one, UnlockScreen)]) == 1
    await give(on_stage, THREE_WORDS)
    await unlocked(on_stage)
    await on_stage.settle()


async def test_an_export_begun_before_the_lock_is_written(
    encrypted_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, folder = Held(), tmp_path / "out"
    monkeypatch.setattr(Exports, "write", held.before(Exports.write))
    async with open_stage(encrypted_path) as on_stage:
        await on_stage.press("e")
        assert isinstance(on_stage.app.screen, ExportDialog)
        on_stage.app.screen.query_one(Input).value = str(folder)
        await on_stage.pilot.press("enter")
        await locked_meanwhile(on_stage, held)
        assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".md"]
        assert on_stage.top == "ClassScreen"
        assert any(toast.startswith("Exported ") for toast in on_stage.toasts)


async def test_a_meeting_whose_end_was_begun_before_the_lock_is_held(
    encrypted_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(Meetings, "finish", held.before(Meetings.finish))
    async with open_stage(encrypted_path) as on_stage:
        at = _begun(on_stage.workspace)
        on_stage.app.push_screen(ReadBackScreen(*at))
        await on_stage.until(lambda: "still missing" in on_stage.text, "the meeting is read back")
        await on_stage.press("F")
        await on_stage.pilot.press("y")
        await locked_meanwhile(on_stage, held)
        await on_stage.until(lambda: on_stage.top == "HeldScreen", "its record is there")
        assert not [one for one in on_stage.app.screen_stack if isinstance(one, ReadBackScreen)]
        assert on_stage.workspace.meetings.get(*at).status == "held"
