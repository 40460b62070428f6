"""The lock of a school file that has a passphrase: all is stored, the key goes, and the same place comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import MouseMove
from textual.widgets import Static

from progress_tui.domain.errors import LockedUpError, StoreError
from progress_tui.tui.habits.idling import Idle, LockAfter, read_lock_after
from progress_tui.tui.messages import Trouble
from progress_tui.tui.screens.runner_screen import RunnerScreen
from progress_tui.tui.widgets.secret_line import SecretLine
from progress_tui.workspace import Workspace
from tests.screens.conftest import THREE_WORDS
from tests.screens.stage import Stage, locked_stage, stage
from tests.screens.test_app_habits import seen
from tests.screens.test_unlock import give, secrets_held, unlocked


@asynccontextmanager
async def open_stage(path: Path, class_name: str = "4B", size: tuple[int, int] = (100, 30)) -> AsyncIterator[Stage]:
    """The program on an encrypted school that was unlocked."""
    async with locked_stage(path, "--class", class_name, size=size) as on_stage:
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.warm()
        yield on_stage


def state(on_stage: Stage) -> str:
    return on_stage.workspace.protecting.state()


async def lock(on_stage: Stage) -> None:
    await on_stage.pilot.press("ctrl+l")
    await on_stage.until(lambda: state(on_stage) == "locked", "the key is gone")
    await on_stage.settle()


async def test_what_is_typed_is_stored_the_key_goes_and_the_note_comes_back(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        names = [part for row in on_stage.view.rows for part in (row.surname, row.forename) if len(part) > 3]
        await on_stage.press("j", "j")
        pupil = on_stage.pupil
        await on_stage.press("n")
        await on_stage.pilot.press("h", "i")
        await lock(on_stage)
        assert on_stage.top == "UnlockScreen"
        assert "the file is locked" in on_stage.words
        assert not on_stage.workspace.file.encrypted, "the store holds no key"
        assert not on_stage.workspace.ready_for(on_stage.view), "nothing that was loaded is kept"
        with pytest.raises(LockedUpError):
            on_stage.workspace.directory()
        on_stage.app.say(f"1 note on {pupil.name}")
        for key in ("p", "T", "2", "question_mark", "colon", "slash", "u", "ctrl+l", "tab", "ctrl+p"):
            await on_stage.pilot.press(key)
            await on_stage.settle()
            assert on_stage.top == "UnlockScreen", key
            assert not [name for name in names if name in seen(on_stage)], key
        assert on_stage.app.window_title.words == "progress-tui"
        await give(on_stage, "not these words")
        await on_stage.until(lambda: "does not open the file" in on_stage.words, "a wrong one is said")
        assert state(on_stage) == "locked"
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        assert on_stage.top == "NoteEditor"
        assert secrets_held(on_stage, THREE_WORDS) == []
        await on_stage.pilot.press("!")
        await on_stage.press("escape")
        await on_stage.until(lambda: on_stage.top == "ClassScreen", "back on the grid")
        await on_stage.warm()
        assert on_stage.pupil.pupil_id == pupil.pupil_id
        assert [one.body for one in on_stage.workspace.notes_of(1, [pupil.pupil_id])][-1] == "hi!"
        assert "TroubleDialog" not in [type(one).__name__ for one in on_stage.app.screen_stack]


async def test_a_text_that_cannot_be_stored_keeps_the_key_until_it_is(
    encrypted_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("progress_tui.tui.habits.locking.RETRY", 0.01)
    async with open_stage(encrypted_path) as on_stage:

        def full(*_: object, **__: object) -> Future[None]:
            failed: Future[None] = Future()
            failed.set_exception(StoreError("The disk is full"))
            return failed

        pupil = on_stage.pupil
        await on_stage.press("n")
        with monkeypatch.context() as broken:
            broken.setattr(on_stage.workspace, "save_note", full)
            await on_stage.pilot.press("h", "ctrl+l")
            await on_stage.until(lambda: "Not locked yet: a note is not stored." in on_stage.words, "it is said")
            assert on_stage.top == "UnlockScreen", "the screen is covered at once"
            assert state(on_stage) == "open"
        await on_stage.until(lambda: state(on_stage) == "locked", "it is stored, and the key goes")
        await on_stage.until(lambda: "the file is locked" in on_stage.words, "that is said as well")
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        assert [one.body for one in on_stage.workspace.notes_of(1, [pupil.pupil_id])][-1] == "h"


async def test_quitting_from_the_lock_asks_for_nothing_when_all_is_stored(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        await lock(on_stage)
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.app._exit, "the program ends")
        assert on_stage.app.return_code == 0


async def test_the_meeting_comes_back_on_its_child_with_what_was_written(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        await on_stage.press("m")
        await on_stage.until(lambda: on_stage.top in ("MeetingQuestion", "RunnerScreen", "PlanScreen"), "a meeting")
        if on_stage.top != "RunnerScreen":
            await on_stage.press("B")
        await on_stage.until(lambda: on_stage.top == "RunnerScreen", "the meeting runs")
        await on_stage.settle()
        await on_stage.press("j")
        runner = on_stage.app.screen
        assert isinstance(runner, RunnerScreen)
        before = [line.lstrip("✓ ")[:40] for line in on_stage.lines()[1:4]]
        await on_stage.press("n")
        await on_stage.type("reads at home")
        await lock(on_stage)
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.settle()
        assert on_stage.app.screen is runner
        assert "reads at home" in on_stage.words
        assert [line.lstrip("✓ ")[:40] for line in on_stage.lines()[1:4]] == before


async def test_what_asked_while_it_was_locked_is_no_trouble_and_what_another_program_encrypted_is_asked_for(
    demo_path: Path,
) -> None:
    async with stage(demo_path, "4B") as on_stage:
        other = Workspace(demo_path)
        try:
            other.protecting.begin("Head", THREE_WORDS)
        finally:
            other.close()
        on_stage.grid.load()
        await on_stage.until(lambda: on_stage.top == "UnlockScreen", "the passphrase is asked for")
        await on_stage.until(lambda: "given a passphrase by another program" in on_stage.words, "it is said why")
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        on_stage.app.post_message(Trouble(LockedUpError("late")))
        await on_stage.settle()
        assert on_stage.top == "ClassScreen"


# -- when nobody is there


class Hands:
    """Clocks that are moved by hand: one that cannot be put back, and the one on the wall."""

    def __init__(self, minutes: float) -> None:
        self.steady = self.wall = 0.0
        self.idle = Idle(minutes, lambda: self.steady, lambda: self.wall)


def test_how_long_nobody_was_there_is_told_by_both_clocks() -> None:
    hands = Hands(10)
    hands.steady = hands.wall = 599.0
    assert not hands.idle.too_long()
    hands.steady = 600.0
    assert hands.idle.too_long()
    hands.idle.touched()
    assert not hands.idle.too_long()
    hands.wall += 601.0
    assert hands.idle.too_long(), "the computer slept"
    hands.idle.touched()
    hands.wall -= 10_000.0
    hands.steady += 601.0
    assert hands.idle.too_long(), "a clock that was put back changes nothing"
    never = Hands(0)
    never.steady = 1e9
    assert not never.idle.too_long()


@pytest.mark.parametrize(
    ("text", "minutes", "problem"),
    [
        ("", 10, ""),
        ("[lock]\nafter_minutes = 3\n", 3, ""),
        ("[lock]\nafter_minutes = 0\n", 0, ""),
        ("[lock]\nafter_minutes = 2.5\n", 2.5, ""),
        ("[lock]\nafter_minutes = -1\n", 10, "from 0 (never) to 720; 10 are taken."),
        ("[lock]\nafter_minutes = true\n", 10, "is a number of minutes"),
        ('[lock]\nafter_minutes = "five"\n', 10, "is a number of minutes"),
        ("[lock]\nafter_minute = 5\n", 10, "knows only after_minutes"),
        ("lock = 5\n", 10, "must be a table"),
        ("[lock\n", 10, ""),
    ],
)
def test_the_minutes_are_read_from_the_settings(text: str, minutes: float, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    held = read_lock_after(path)
    assert held.minutes == minutes
    assert bool(held.problem) == bool(problem)
    assert problem in held.problem
    assert read_lock_after(tmp_path / "none.toml") == LockAfter(10.0)


async def test_nobody_at_the_keys_locks_an_encrypted_school_and_blanks_a_plain_one(
    encrypted_path: Path, demo_path: Path
) -> None:
    async with open_stage(encrypted_path) as on_stage:
        hands = Hands(10)
        on_stage.app.idle = hands.idle
        hands.steady = 590.0
        on_stage.app.look_whether_idle()
        await on_stage.settle()
        assert on_stage.top == "ClassScreen"
        await on_stage.press("j")  # somebody is there
        hands.steady = 1180.0
        on_stage.app.look_whether_idle()
        await on_stage.settle()
        assert on_stage.top == "ClassScreen"
        on_stage.app.post_message(MouseMove(None, 5, 5, 1, 0, 0, False, False, False))
        await on_stage.settle()
        hands.steady = 1770.0
        on_stage.app.look_whether_idle()
        await on_stage.settle()
        assert on_stage.top == "ClassScreen", "a mouse that is moved is somebody too"
        hands.steady = 2370.0
        on_stage.app.look_whether_idle()
        await on_stage.until(lambda: state(on_stage) == "locked", "it is locked")
        assert "Nobody touched a key for 10 minutes." in on_stage.words
        on_stage.app.look_whether_idle()
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        assert on_stage.top == "ClassScreen"
    async with stage(demo_path, "4B") as on_stage:
        hands = Hands(10)
        on_stage.app.idle = hands.idle
        hands.wall = 700.0
        at = on_stage.pupil
        await on_stage.pilot.press("j")  # comes too late: it locks, and moves nothing
        await on_stage.until(lambda: on_stage.top == "LockScreen", "it is blank")
        assert "Nobody touched a key for 10 minutes. Blank screen only" in on_stage.words
        await on_stage.press("enter")
        assert on_stage.top == "ClassScreen"
        assert on_stage.pupil == at


async def test_what_cannot_hold_is_said_and_0_never_locks(demo_path: Path, home: Path) -> None:
    (home / "config.toml").write_text("[lock]\nafter_minutes = 9999\n", "utf-8")
    async with stage(demo_path, "4B") as on_stage:
        assert any("from 0 (never) to 720" in toast for toast in on_stage.toasts)
    (home / "config.toml").write_text("[lock]\nafter_minutes = 0\n", "utf-8")
    async with stage(demo_path, "4B") as on_stage:
        assert on_stage.app.idle.seconds == 0


async def test_a_line_for_secrets_is_empty_once_it_is_left(encrypted_path: Path) -> None:
    async with open_stage(encrypted_path) as on_stage:
        await lock(on_stage)
        line = on_stage.app.screen.query_one(SecretLine)
        await on_stage.type("half a passphrase")
        assert str(on_stage.app.screen.query_one(".title", Static).render()) == "oakfield.duckdb is locked"
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        assert line.value == ""
