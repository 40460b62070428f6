"""A new school is offered a passphrase: twice the same, a recovery key shown once, and never in the clear on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Static

from progress_tui.domain import recovery_key
from progress_tui.domain.errors import LockedError, StoreError
from progress_tui.importing.planning.committing import ImportReport
from progress_tui.importing.planning.preview import Preview
from progress_tui.importing.planning.preview import Stage as Doing
from progress_tui.store.protection import key_file
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.workspace import Workspace
from progress_tui.workspace.importing import Importing
from tests.screens.conftest import THREE_WORDS
from tests.screens.import_files import PLAIN, drop, sees, write
from tests.screens.stage import Stage, bare_stage
from tests.screens.test_unlock import give, secrets_held, status, unlocked


@pytest.fixture(autouse=True)
def _light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 2**4)


async def to_the_question(on_stage: Stage, source: Path) -> None:
    await drop(on_stage, source)
    for there in ("What is your school called?", "Where shall", "Ready."):
        await sees(on_stage, there)
        await on_stage.press("enter")
    await on_stage.until(lambda: on_stage.top == "NewPassphraseDialog", "a passphrase is offered")
    await on_stage.settle()


def said(on_stage: Stage) -> str:
    """The words of the screen without the lines around a dialog."""
    return " ".join(on_stage.text.replace("│", " ").split())


async def type_both(on_stage: Stage, first: str, second: str) -> None:
    await on_stage.type(first)
    await on_stage.press("enter")
    await on_stage.type(second)
    await on_stage.press("enter")


def dialog_words(on_stage: Stage) -> str:
    """What the screen on top says, without what shines through it."""
    return " ".join(str(part.render()) for part in on_stage.app.screen.query(Static))


def printed_key(on_stage: Stage) -> str:
    """The recovery key on the screen."""
    return next(word for word in on_stage.words.split() if recovery_key.parse(word))


async def write_down(on_stage: Stage) -> str:
    """Say as a user does that the recovery key is on paper; gives it back."""
    printed = printed_key(on_stage)
    await on_stage.type(f" {printed.rpartition('-')[2].lower()}")
    await on_stage.press("enter")
    return printed


async def test_a_new_school_with_a_passphrase(tmp_path: Path, home: Path) -> None:
    async with bare_stage(None) as on_stage:
        await to_the_question(on_stage, write(tmp_path, "oakfield primary.csv", PLAIN))
        assert "Without a passphrase whoever has this computer or a copy of the file can read it." in said(on_stage)
        await type_both(on_stage, "short", "short")
        assert "too easy to guess" in status(on_stage)
        await type_both(on_stage, THREE_WORDS, f"{THREE_WORDS}s")
        assert "not the same" in status(on_stage)
        assert secrets_held(on_stage, THREE_WORDS) == []
        assert not list(home.glob("*.duckdb*")), "nothing is on disk yet"
        await on_stage.press("escape")
        await sees(on_stage, "Ready.")
        await on_stage.press("enter")
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "the recovery key is shown")
        await on_stage.settle()
        assert "“progress-tui passphrase recovery” makes another" in dialog_words(on_stage)
        await on_stage.type("my boy yes ")
        for key in ("y", "enter", "escape", "enter", "q"):
            await on_stage.press(key)
            assert on_stage.top == "RecoveryKeyDialog", "what was meant for the text beneath answers nothing"
        assert "That is not its last group" in dialog_words(on_stage)
        await on_stage.press("enter")
        printed = await write_down(on_stage)
        assert on_stage.top == "ClassScreen"
        await on_stage.warm()
        assert printed not in on_stage.text
        path = on_stage.workspace.path
        assert is_encrypted(path)
        assert [slot.label for slot in on_stage.workspace.protecting.slots()] == ["Head teacher", "Recovery key"]
        for part in path.parent.iterdir():
            if part.is_file():
                held = part.read_bytes()
                assert b"Hussain" not in held, part.name
                assert THREE_WORDS.encode() not in held, part.name
    for secret in (THREE_WORDS, printed):
        with closing(Workspace(path)) as again:
            again.protecting.unlock(secret)
            assert again.open().view is not None


async def test_the_recovery_key_is_covered_in_projector_mode(tmp_path: Path) -> None:
    async with bare_stage(None) as on_stage:
        await to_the_question(on_stage, write(tmp_path, "oakfield primary.csv", PLAIN))
        on_stage.app.names_hidden = True
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "the recovery key is there")
        await on_stage.settle()
        assert "•••••-•••••" in on_stage.text
        assert not [word for word in on_stage.words.split() if recovery_key.parse(word)]
        await on_stage.type("sos")
        assert "•••••-•••••" in on_stage.text, "no letter shows it by chance"
        await on_stage.press("ctrl+r")
        assert printed_key(on_stage)


async def test_where_nothing_could_be_stored_no_key_file_is_left_and_it_can_be_tried_again(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Importing.commit
    full = [StoreError("The disk is full", "Nothing was stored.")]

    def failing(
        self: Importing, preview: Preview, accept_partial: bool, progress: Callable[[Doing], None]
    ) -> ImportReport:
        if full:
            raise full.pop()
        return commit(self, preview, accept_partial, progress)

    monkeypatch.setattr(Importing, "commit", failing)
    async with bare_stage(None) as on_stage:
        await to_the_question(on_stage, write(tmp_path, "oakfield primary.csv", PLAIN))
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "it is said")
        assert not list(home.glob("*.duckdb*"))
        await on_stage.press("enter", "enter")
        await on_stage.until(lambda: on_stage.top == "NewPassphraseDialog", "it is asked again")
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "it is stored")
        assert is_encrypted(on_stage.workspace.path)


async def test_locked_while_a_new_school_is_stored_it_opens_by_its_passphrase_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, commit = threading.Event(), Importing.commit

    def slow(self: Importing, preview: Preview, accept_partial: bool, tell: Callable[[Doing], None]) -> ImportReport:
        go_on.wait(20)
        return commit(self, preview, accept_partial, tell)

    monkeypatch.setattr(Importing, "commit", slow)
    async with bare_stage(None) as on_stage:
        await to_the_question(on_stage, write(tmp_path, "oakfield primary.csv", PLAIN))
        await on_stage.type(THREE_WORDS)
        await on_stage.press("enter")
        await on_stage.type(THREE_WORDS)
        await on_stage.pilot.press("enter")
        await on_stage.until(lambda: "Storing" in on_stage.words, "it is being stored")
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: "stays open until the recovery key" in " ".join(on_stage.toasts), "it is not left")
        await on_stage.pilot.press("ctrl+l")
        await on_stage.until(lambda: on_stage.top == "LockScreen", "the screen is covered")
        go_on.set()
        await on_stage.until(lambda: on_stage.top == "UnlockScreen", "it has a passphrase now")
        await on_stage.until(lambda: on_stage.workspace.protecting.state() == "locked", "the key is gone")
        await on_stage.settle()
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.settle()
        assert on_stage.top == "RecoveryKeyDialog"
        await write_down(on_stage)
        assert on_stage.top == "ClassScreen"
        assert on_stage.shown


async def test_what_fails_after_it_is_stored_loses_neither_the_school_nor_its_recovery_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise LockedError("oakfield-primary.duckdb is being written by another program", remedy="Wait.")

    async with bare_stage(None) as on_stage:
        await to_the_question(on_stage, write(tmp_path, "oakfield primary.csv", PLAIN))
        monkeypatch.setattr(Importing, "landing", held)
        monkeypatch.setattr(Workspace, "open", held)
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "the recovery key is shown")
        await on_stage.settle()
        assert any("12 pupils" in toast for toast in on_stage.toasts)
        printed = await write_down(on_stage)
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "that it cannot be shown is said")
        assert "The import is stored, but cannot be shown now" in on_stage.words
        assert "Nothing was stored" not in on_stage.words
        await on_stage.press("enter")
        assert on_stage.top == "Welcome"
        path = on_stage.workspace.path
    with closing(Workspace(path)) as again:
        again.protecting.unlock(printed)
        assert again.check().pupils == 12
