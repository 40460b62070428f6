"""Opening a school file that has a passphrase: what is asked, what a wrong one costs, and that nothing of it stays."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Static

from progress_tui.cli.parser import parse
from progress_tui.domain import clock
from progress_tui.domain.errors import StoreError
from progress_tui.store.protection import tries
from progress_tui.tui import launch
from progress_tui.tui.dialogs.unlock import UnlockScreen
from progress_tui.tui.widgets.secret_line import SecretLine
from progress_tui.workspace import Opened, Workspace
from progress_tui.workspace.meetings import today
from progress_tui.workspace.safekeeping.passphrases import ENVIRONMENT
from progress_tui.workspace.safekeeping.protecting import Protecting
from tests.screens.conftest import THREE_WORDS
from tests.screens.stage import Stage, locked_stage


@pytest.fixture
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still: a wait ends only when the count of wrong passphrases is gone."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


async def give(on_stage: Stage, secret: str) -> None:
    """Type a passphrase and enter."""
    on_stage.app.screen.query_one(SecretLine).value = ""
    await on_stage.type(secret)
    await on_stage.pilot.press("enter")


async def unlocked(on_stage: Stage) -> None:
    await on_stage.until(lambda: on_stage.top not in ("UnlockScreen", "Screen"), "the screen is unlocked")


def status(on_stage: Stage) -> str:
    return str(on_stage.app.screen.query_one(".status", Static).render())


def secrets_held(on_stage: Stage, secret: str) -> list[str]:
    """Widgets in which a text still stands."""
    return [
        type(node).__name__
        for screen in on_stage.app.screen_stack
        for node in screen.walk_children()
        if secret in (str(getattr(node, "value", "")), str(getattr(node, "text", "")))
    ]


async def test_it_asks_shows_nothing_of_the_passphrase_and_then_the_class(
    encrypted_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with locked_stage(encrypted_path, "--class", "4B") as on_stage:
        assert "oakfield.duckdb is locked" in on_stage.words
        assert "or its recovery key" in on_stage.words
        await on_stage.type(THREE_WORDS)
        assert THREE_WORDS not in on_stage.words
        assert "otter" not in on_stage.text
        assert "•" * len(THREE_WORDS) in on_stage.text
        line = on_stage.app.screen.query_one(SecretLine)
        line.select_all()
        copied: list[str] = []
        monkeypatch.setattr(on_stage.app, "copy_to_clipboard", copied.append)
        line.action_copy()
        line.action_cut()
        assert (copied, line.value) == ([], THREE_WORDS)
        await on_stage.pilot.press("enter")
        await unlocked(on_stage)
        await on_stage.until(lambda: "4B" in on_stage.above[0], "the class is there")
        await on_stage.warm()
        assert on_stage.workspace.protecting.state() == "open"
        assert secrets_held(on_stage, THREE_WORDS) == []
        assert line.value == ""


@pytest.mark.usefixtures("_still")
async def test_a_wrong_passphrase_is_said_and_later_ones_have_to_be_waited_out(encrypted_path: Path) -> None:
    async with locked_stage(encrypted_path) as on_stage:
        for number in range(1, tries.FREE + 1):
            await give(on_stage, f"wrong words number {number}")
            await on_stage.until(lambda: "does not open the file" in status(on_stage), "it is said")
            await on_stage.settle()
            assert tries.read(encrypted_path).number == number
        await on_stage.until(lambda: "wait 1 second" in status(on_stage), "how long to wait is said")
        await give(on_stage, THREE_WORDS)
        assert tries.read(encrypted_path).number == tries.FREE, "nothing is looked at meanwhile"
        assert on_stage.app.screen.query_one(SecretLine).value == THREE_WORDS, "what was typed need not be typed again"
        tries.tries_file(encrypted_path).unlink()
        screen = on_stage.app.screen
        assert isinstance(screen, UnlockScreen)
        screen.count_down()
        assert "You can try again now." in status(on_stage)
        await on_stage.pilot.press("enter")
        await unlocked(on_stage)
        assert on_stage.top == "ClassScreen"


@pytest.mark.usefixtures("_still")
async def test_wrong_ones_of_an_earlier_start_are_waited_out_too(encrypted_path: Path) -> None:
    for _ in range(tries.FREE + 3):
        tries.add(encrypted_path)
    async with locked_stage(encrypted_path) as on_stage:
        assert "After wrong passphrases: wait 8 seconds." in status(on_stage)


async def test_the_recovery_key_opens_it(encrypted_path: Path, encrypted_template: tuple[Path, str]) -> None:
    async with locked_stage(encrypted_path) as on_stage:
        await give(on_stage, encrypted_template[1].lower().replace("-", " "))
        await unlocked(on_stage)
        assert on_stage.top == "ClassScreen"


async def test_the_screen_answers_while_the_passphrase_is_looked_at(
    encrypted_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, unlock = threading.Event(), threading.Event(), Protecting.unlock

    def slow(self: Protecting, secret: str) -> None:
        began.set()
        go_on.wait(20)
        unlock(self, secret)

    monkeypatch.setattr(Protecting, "unlock", slow)
    async with locked_stage(encrypted_path) as on_stage:
        for letter in THREE_WORDS:
            await on_stage.pilot.press("space" if letter == " " else letter)
        await on_stage.pilot.press("enter")
        await on_stage.until(began.is_set, "it is looked at")
        assert status(on_stage) == "Unlocking …"
        assert on_stage.app.screen.query_one(SecretLine).value == ""
        await on_stage.pilot.press("x", "enter")
        assert on_stage.app.screen.query_one(SecretLine).value == "x"
        go_on.set()
        await unlocked(on_stage)
        assert secrets_held(on_stage, "x") == []


async def test_escape_takes_back_what_is_typed_and_then_ends_the_program(encrypted_path: Path) -> None:
    async with locked_stage(encrypted_path) as on_stage:
        await on_stage.type("quite wrong")
        await on_stage.press("escape")
        assert on_stage.app.screen.query_one(SecretLine).value == ""
        await on_stage.press("ctrl+l", "enter")
        assert status(on_stage) == "Nothing is typed yet."
        assert len([one for one in on_stage.app.screen_stack if type(one).__name__ == "UnlockScreen"]) == 1
        await on_stage.pilot.press("escape")
        await on_stage.until(lambda: on_stage.app._exit, "the program ends")
        assert on_stage.app.return_code == 0


async def test_a_missing_key_file_is_said_before_a_passphrase_is_asked_for(encrypted_path: Path) -> None:
    encrypted_path.with_name("oakfield.duckdb.keys").unlink()
    async with locked_stage(encrypted_path, first="TroubleDialog") as on_stage:
        assert "every backup has a copy" in on_stage.words


async def test_a_class_that_is_not_there_is_said_after_unlocking(encrypted_path: Path) -> None:
    async with locked_stage(encrypted_path, "--class", "9Z") as on_stage:
        await give(on_stage, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "TroubleDialog" and "9Z" in on_stage.words, "it is said")
        await on_stage.pilot.press("enter")
        await on_stage.until(lambda: on_stage.app._exit, "nothing could be shown")


async def test_a_passphrase_that_was_given_is_not_asked_for(
    encrypted_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args, workspace = parse(["--file", str(encrypted_path)]), Workspace(encrypted_path)
    try:
        monkeypatch.setenv(ENVIRONMENT, THREE_WORDS)
        opening: Future[Opened] = Future()
        launch._open(workspace, args, opening)
        assert opening.result().view is not None
        workspace.protecting.lock()
        monkeypatch.setenv(ENVIRONMENT, "not the right words")
        refused: Future[Opened] = Future()
        launch._open(workspace, args, refused)
        with pytest.raises(StoreError, match="does not open the file"):
            refused.result()
    finally:
        workspace.close()


async def test_a_meeting_is_begun_after_unlocking(encrypted_path: Path) -> None:
    with closing(Workspace(encrypted_path)) as workspace:
        workspace.protecting.unlock(THREE_WORDS)
        school = workspace.directory(1).school
        assert school is not None
        workspace.meetings.plan_all(1, school.points[-1], today())
    async with locked_stage(encrypted_path, "meeting", "start", "4B") as on_stage:
        assert on_stage.workspace.protecting.state() == "locked"
        await give(on_stage, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RunnerScreen", "the meeting runs")
