"""The school file as a whole, from the palette: a passphrase for a plain one, another passphrase, a backup."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from progress_tui.domain.errors import StoreError, WrongPassphraseError
from progress_tui.store import backups
from progress_tui.store.protection import key_file, tries
from progress_tui.store.protection.recognising import is_encrypted
from progress_tui.tui.commands.school_file import SCHOOL_FILE
from progress_tui.workspace import Workspace
from progress_tui.workspace.safekeeping.backing_up import BackingUp
from progress_tui.workspace.safekeeping.protecting import Protecting
from tests.screens.conftest import THREE_WORDS
from tests.screens.stage import Stage, bare_stage, locked_stage, stage
from tests.screens.test_import_passphrase import dialog_words, printed_key, said, type_both, write_down
from tests.screens.test_unlock import give, secrets_held, status, unlocked

OTHERS = "velvet compass thistle"
STAYS_OPEN = "The program stays open until the recovery key of demo.duckdb is written down"


@pytest.fixture(autouse=True)
def _light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "COST", 2**4)


async def by_palette(on_stage: Stage, words: str, seen: str) -> None:
    """A command by its name, as a user without a key for it gives it."""
    await on_stage.press("ctrl+p")
    await on_stage.type(words)
    entries = on_stage.app.screen.query_one(OptionList)
    await on_stage.until(
        lambda: bool(entries.options) and words in str(entries.options[0].prompt).casefold(), "it is found first"
    )
    await on_stage.settle()
    await on_stage.press("enter")
    await on_stage.until(lambda: seen in " ".join((on_stage.words, *on_stage.toasts)), f"{seen} is said")
    await on_stage.settle()


def opens(path: Path, secret: str) -> bool:
    with closing(Workspace(path)) as workspace:
        try:
            workspace.protecting.unlock(secret)
        except WrongPassphraseError:
            return False
        return True


async def test_a_word_of_a_name_finds_it_before_what_only_speaks_of_it(demo_path: Path) -> None:
    """“passphrase” is in what the lock says of itself, which is offered before."""
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("ctrl+p")
        await on_stage.type("passphrase")
        found = on_stage.app.screen.query_one(OptionList)
        await on_stage.until(lambda: len(found.options) > 2, "more than the two are found")
        await on_stage.settle()
        first, second, *others = (str(entry.prompt) for entry in found.options)
        assert (first.split("\n")[0].strip(), second.split("\n")[0].strip()) == (
            "Set a passphrase",
            "Change a passphrase",
        )
        assert any(other.startswith("Lock") for other in others)


async def test_a_plain_school_gets_a_passphrase(demo_path: Path, tmp_path: Path) -> None:
    out_of_reach = tmp_path / "stick"
    out_of_reach.mkdir()
    async with stage(demo_path, "4B") as on_stage:
        on_stage.workspace.backing_up.make(out_of_reach)
        shutil.rmtree(out_of_reach)
        await by_palette(on_stage, "set a pass", "Once more")
        assert "ctrl+n" not in on_stage.text, "to do without is no choice where one was asked for"
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "the recovery key is shown")
        printed = printed_key(on_stage)
        await on_stage.press("ctrl+q")
        assert STAYS_OPEN in on_stage.toasts[-1]
        await by_palette(on_stage, "flagged", "Write it down")
        assert on_stage.top == "RecoveryKeyDialog", "what closes it brings it back"
        assert await write_down(on_stage) == printed
        assert "Some backups still open as before" in on_stage.words
        assert "stick" in dialog_words(on_stage)
        assert any("is encrypted" in toast for toast in on_stage.toasts)
        assert not any("Encrypting" in toast for toast in on_stage.toasts)
        await on_stage.press("enter", "1")
        assert on_stage.top == "ClassScreen"
        assert secrets_held(on_stage, THREE_WORDS) == []
        await on_stage.filter("pp")
        assert 0 < len(on_stage.shown) < 30, "the program works on as before"
        await on_stage.press("ctrl+l")
        await on_stage.until(lambda: on_stage.workspace.protecting.state() == "locked", "the key is dropped")
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await by_palette(on_stage, "set a pass", "has a passphrase already")
    assert is_encrypted(demo_path)
    assert opens(demo_path, printed)


async def test_nothing_is_changed_when_it_is_left_or_fails(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise StoreError("The disk is full", remedy="Make room.")

    async with stage(demo_path, "4B") as on_stage:
        await by_palette(on_stage, "set a pass", "Once more")
        await on_stage.press("escape")
        await by_palette(on_stage, "change a pass", "has no passphrase yet")
        monkeypatch.setattr(Protecting, "begin", refuse)
        await by_palette(on_stage, "set a pass", "Once more")
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "TroubleDialog", "it is said")
        assert "The disk is full" in on_stage.words
        assert not any("Encrypting" in toast for toast in on_stage.toasts)
    assert not is_encrypted(demo_path)


async def test_locked_while_it_is_encrypted_it_is_locked_in_earnest_and_the_recovery_key_waits(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begin = threading.Event(), Protecting.begin

    def slow(self: Protecting, label: str, passphrase: str) -> str:
        go_on.wait(20)
        return begin(self, label, passphrase)

    monkeypatch.setattr(Protecting, "begin", slow)
    async with stage(demo_path, "4B") as on_stage:
        await by_palette(on_stage, "set a pass", "Once more")
        await on_stage.type(THREE_WORDS)
        await on_stage.press("enter")
        await on_stage.type(THREE_WORDS)
        await on_stage.pilot.press("enter")
        await on_stage.until(lambda: any("Encrypting" in toast for toast in on_stage.toasts), "it is under way")
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: STAYS_OPEN in on_stage.toasts[-1], "it is not left before its key is shown")
        await on_stage.pilot.press("ctrl+l")
        await on_stage.until(lambda: on_stage.top == "LockScreen", "the screen is covered")
        await on_stage.pilot.press("q")
        await on_stage.until(lambda: STAYS_OPEN in said(on_stage), "nor from the cover")
        go_on.set()
        await on_stage.until(lambda: on_stage.workspace.protecting.state() == "locked", "the key is gone")
        await on_stage.settle()
        assert on_stage.top == "UnlockScreen"
        await on_stage.press("enter")
        assert on_stage.top == "UnlockScreen", "it opens by the passphrase alone"
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.settle()
        assert on_stage.top == "RecoveryKeyDialog"
        await write_down(on_stage)
        assert on_stage.top == "ClassScreen"
        await on_stage.pilot.press("ctrl+q")
        await on_stage.until(lambda: on_stage.app._exit, "now the program can be left")


async def test_another_passphrase_for_the_only_one_who_has_one(
    encrypted_path: Path, encrypted_template: tuple[Path, str]
) -> None:
    async with locked_stage(encrypted_path, "--class", "4B") as on_stage:
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.warm()
        await by_palette(on_stage, "change a pass", "Only who can open this file")
        await give(on_stage, OTHERS)
        await on_stage.until(lambda: "does not open the file" in status(on_stage), "who found the screen open fails")
        assert tries.read(encrypted_path).number == 1, "as any try it is counted"
        await on_stage.press("enter")
        assert on_stage.top == "ProofDialog"
        await on_stage.press("escape")
        await by_palette(on_stage, "change a pass", "Only who can open this file")
        await give(on_stage, encrypted_template[1])
        await on_stage.until(lambda: on_stage.top == "NewPassphraseDialog", "the new one is asked for")
        await on_stage.settle()
        whose = on_stage.app.screen.query_one("#whose", Input)
        assert (whose.value, whose.disabled) == ("Head", True)
        await type_both(on_stage, OTHERS, OTHERS)
        await on_stage.until(lambda: any("is changed" in toast for toast in on_stage.toasts), "it is said")
        assert secrets_held(on_stage, OTHERS) == []
    assert opens(encrypted_path, OTHERS)
    assert not opens(encrypted_path, THREE_WORDS)


async def test_of_several_people_it_is_asked_whose(encrypted_path: Path) -> None:
    with closing(Workspace(encrypted_path)) as workspace:
        workspace.protecting.unlock(THREE_WORDS)
        workspace.protecting.add("Deputy", "harbour lemon saddle")
    async with locked_stage(encrypted_path) as on_stage:
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.warm()
        await by_palette(on_stage, "change a pass", "Only who can open this file")
        await give(on_stage, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "Picker", "it is asked whose")
        await on_stage.settle()
        await on_stage.press("down", "enter")
        assert on_stage.app.screen.query_one("#whose", Input).value == "Deputy"
        await type_both(on_stage, OTHERS, OTHERS)
        await on_stage.until(lambda: any("of Deputy is changed" in toast for toast in on_stage.toasts), "it is said")
    assert opens(encrypted_path, THREE_WORDS)
    assert opens(encrypted_path, OTHERS)
    assert not opens(encrypted_path, "harbour lemon saddle")


async def test_the_lock_leaves_no_secret_for_whoever_opens_it(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await by_palette(on_stage, "set a pass", "Once more")
        await on_stage.type(THREE_WORDS)
        await on_stage.press("enter")
        await on_stage.type(OTHERS)
        await on_stage.press("ctrl+l", "enter")
        assert on_stage.top == "NewPassphraseDialog"
        assert secrets_held(on_stage, THREE_WORDS) + secrets_held(on_stage, OTHERS) == []
        await on_stage.press("shift+tab")
        await type_both(on_stage, THREE_WORDS, THREE_WORDS)
        await on_stage.until(lambda: on_stage.top == "RecoveryKeyDialog", "the recovery key is shown")
        await on_stage.settle()
        printed = printed_key(on_stage)
        await on_stage.type(printed[-4:])
        await on_stage.pilot.press("ctrl+l")
        await on_stage.until(lambda: on_stage.workspace.protecting.state() == "locked", "the key is dropped")
        await give(on_stage, THREE_WORDS)
        await unlocked(on_stage)
        await on_stage.settle()
        assert on_stage.top == "RecoveryKeyDialog"
        assert secrets_held(on_stage, printed[-4:]) == []
        for _ in range(2):
            assert "•••••-•••••" in on_stage.text
            assert printed not in dialog_words(on_stage)
            await by_palette(on_stage, "flagged", "Write it down")  # what closes it brings it back as it was
        await on_stage.press("ctrl+r")
        assert await write_down(on_stage) == printed


async def test_a_backup_now(demo_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("The disk is full", remedy="Make room.")

    async with stage(demo_path, "4B") as on_stage:
        await by_palette(on_stage, "back up", "Backup made and read once more")
        (made,) = backups.known(demo_path, ()).backups
        (toast,) = on_stage.toasts
        assert made.path.name in toast
        assert f"It lies in {made.path.parent}." in toast
        monkeypatch.setattr(BackingUp, "make", refuse)
        await by_palette(on_stage, "back up", "The disk is full")
        assert on_stage.top == "TroubleDialog"
        assert on_stage.toasts == []


async def test_without_a_file_there_is_nothing_to_look_after() -> None:
    async with bare_stage(None) as on_stage:
        for command in SCHOOL_FILE:
            on_stage.app.clear_notifications()
            on_stage.app.action_issue(command.name)
            await on_stage.settle()
            assert on_stage.toasts == ["No school file is open yet."], command


async def test_the_palette_lists_them_without_a_key(demo_path: Path) -> None:
    async with stage(demo_path, "4B") as on_stage:
        await on_stage.press("colon")
        entries = on_stage.app.screen.query_one(OptionList)
        await on_stage.until(lambda: len(entries.options) > len(SCHOOL_FILE), "the palette is filled")
        listed = [str(option.prompt).splitlines()[0].strip() for option in entries.options]
        assert {command.label for command in SCHOOL_FILE} <= set(listed)
