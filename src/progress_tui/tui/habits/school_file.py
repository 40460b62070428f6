"""The school file as a whole, from the palette: its first passphrase, another passphrase, a backup.

The work is done on a thread, one piece after the other; locking the screen and ending the program wait for it.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.message import Message

from progress_tui.domain.errors import StoreError
from progress_tui.domain.remedies import command
from progress_tui.domain.text import visible
from progress_tui.tui.commands import school_file as do
from progress_tui.tui.commands.base import Command, OffersCommands
from progress_tui.tui.habits.in_turn import InTurn, Work
from progress_tui.tui.messages import Trouble
from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp
    from progress_tui.tui.dialogs.new_passphrase import NewPassphrase
    from progress_tui.workspace import Workspace
    from progress_tui.workspace.safekeeping.backing_up import Made

WORKING: Final = 600.0
"""Seconds that a toast stays at most which says what is being done; it goes when that is done."""

_NAMED: Final = 4
"""Backups out of reach that are named; of more the number is told."""

_COPIES: Final = "Exports, and copies made in other ways, are as they were: delete those that are not needed."


class PassphraseSet(Message):
    """The file is encrypted now."""

    def __init__(self, workspace: Workspace, recovery_key: str) -> None:
        super().__init__()
        self.workspace, self.recovery_key = workspace, recovery_key


class OwnersFound(Message):
    """Who has a passphrase."""

    def __init__(self, workspace: Workspace, names: tuple[str, ...]) -> None:
        super().__init__()
        self.workspace, self.names = workspace, names


class PassphraseChanged(Message):
    """Somebody has another passphrase; `forgotten`: the keyring held one, and does not any more."""

    def __init__(self, workspace: Workspace, name: str, forgotten: bool) -> None:
        super().__init__()
        self.workspace, self.name, self.forgotten = workspace, name, forgotten


class BackedUp(Message):
    """A backup was made."""

    def __init__(self, made: Made) -> None:
        super().__init__()
        self.made = made


class KeepsSchoolFile(OffersCommands):
    """The part of the app that looks after the file that is open; what comes while the screen is locked waits."""

    FOUND: ClassVar[tuple[type[Command], ...]] = do.SCHOOL_FILE

    def _at_work(self, words: str, work: Work) -> None:
        """Say what is being done, and do it on a thread once earlier pieces are done."""
        app = progress_app(self)

        def done() -> Message | None:
            try:
                return work()
            finally:
                # Of a failure, too, the toast says nothing true any more.
                app.call_later(app.clear_notifications)

        app.say(words, seconds=WORKING)
        if self._turns is None:
            self._turns = InTurn(self)
        self._turns.do(done)

    _turns: InTurn | None = None

    def _open_file(self) -> Workspace | None:
        """The file that is open; where none is, that is said."""
        app = progress_app(self)
        if app.workspace is None or app.workspace.protecting.state() == "absent":
            app.say("No school file is open yet.")
            return None
        return app.workspace

    # -- a first passphrase

    @on(do.SetPassphrase)
    def _set_passphrase(self) -> None:
        app, workspace = progress_app(self), self._open_file()
        if workspace is None:
            return
        if workspace.protecting.state() != "plain":
            change = do.ChangePassphrase.label
            app.say(f"{visible(workspace.path.name)} has a passphrase already. “{change}” gives it another one.")
            return
        from progress_tui.tui.dialogs.new_passphrase import NewPassphraseDialog
        from progress_tui.tui.importing.encrypting import WHOSE

        dialog = NewPassphraseDialog(f"A passphrase for {workspace.path.name}", WHOSE)
        app.push_screen(dialog, partial(self._encrypt, workspace))

    def _encrypt(self, workspace: Workspace, new: NewPassphrase | None) -> None:
        if new is None:
            return

        keys = progress_app(self).recovery_keys

        def work() -> Message:
            with ExitStack() as failed:
                failed.callback(keys.forget, workspace)
                printed = workspace.protecting.begin(new.name, new.passphrase)
                failed.pop_all()
            return PassphraseSet(workspace, printed)

        keys.expect(workspace)
        self._at_work(f"Encrypting {visible(workspace.path.name)} and its backups …", work)

    @on(PassphraseSet)
    def _passphrase_set(self, message: PassphraseSet) -> None:
        app, workspace = progress_app(self), message.workspace
        if app.lock.holds_of(message, workspace):
            return

        def written() -> None:
            app.say(f"{visible(workspace.path.name)} is encrypted. {_COPIES}", seconds=15)
            tell_left_behind(app, workspace)

        app.recovery_keys.show(workspace, message.recovery_key, written)

    # -- another passphrase

    @on(do.ChangePassphrase)
    def _change_passphrase(self) -> None:
        app, workspace = progress_app(self), self._open_file()
        if workspace is None:
            return
        if workspace.protecting.state() == "plain":
            app.say(f"{visible(workspace.path.name)} has no passphrase yet. “{do.SetPassphrase.label}” gives it one.")
            return
        from progress_tui.tui.dialogs.passphrase_question import ProofDialog

        def prove(secret: str) -> None:
            from progress_tui.store.protection import key_file

            protecting.opened_by(secret, key_file.candidates(workspace.path))

        protecting = workspace.protecting
        dialog = ProofDialog(workspace.path.name, prove, protecting.seconds_to_wait)
        app.push_screen(dialog, partial(self._find_owners, workspace))

    def _find_owners(self, workspace: Workspace, proved: bool | None) -> None:
        if not proved:
            return

        def work() -> Message:
            names = tuple(slot.label for slot in workspace.protecting.slots() if slot.kind == "passphrase")
            return OwnersFound(workspace, names)

        self._at_work("Looking who has a passphrase …", work)

    @on(OwnersFound)
    def _owners_found(self, message: OwnersFound) -> None:
        app, names = progress_app(self), message.names
        if app.lock.holds(message):
            return
        ask = partial(self._ask_for_another, message.workspace)
        if len(names) == 1:
            ask(names[0])
            return
        from progress_tui.tui.dialogs.picker import Picker

        app.push_screen(Picker[str]("Whose passphrase is changed?", [(name, name) for name in names]), ask)

    def _ask_for_another(self, workspace: Workspace, name: str | None) -> None:
        if name is None:
            return
        from progress_tui.tui.dialogs.new_passphrase import NewPassphraseDialog

        dialog = NewPassphraseDialog(f"Another passphrase for {workspace.path.name}", name, fixed=True)
        progress_app(self).push_screen(dialog, partial(self._change, workspace, name))

    def _change(self, workspace: Workspace, name: str, new: NewPassphrase | None) -> None:
        if new is None:
            return

        def work() -> Message:
            from progress_tui.workspace.safekeeping import keyrings

            workspace.protecting.change(name, new.passphrase)
            return PassphraseChanged(workspace, name, keyrings.drop(workspace.path))

        self._at_work("Changing the passphrase …", work)

    @on(PassphraseChanged)
    def _passphrase_changed(self, message: PassphraseChanged) -> None:
        app = progress_app(self)
        if app.lock.holds(message):
            return
        keyring = " It was taken out of the keyring of this computer." if message.forgotten else ""
        app.say(
            f"The passphrase of {visible(message.name)} is changed. The old one opens nothing any more, except copies "
            f"of old files.{keyring}",
            seconds=15,
        )
        tell_left_behind(app, message.workspace)

    # -- a backup

    @on(do.BackUp)
    async def _back_up(self) -> None:
        from progress_tui.tui.habits.saving import saved_or_said

        app, workspace = progress_app(self), self._open_file()
        if workspace is not None and await saved_or_said(app.screen_stack, app.say):
            self._at_work("Making a backup …", lambda: BackedUp(workspace.backing_up.make()))

    @on(BackedUp)
    def _backed_up(self, message: BackedUp) -> None:
        app, made = progress_app(self), message.made
        if app.lock.holds(message):
            return
        from progress_tui.workspace.safekeeping.backing_up import size_words

        kind = "encrypted" if made.encrypted else "not encrypted"
        untold = f" The audit does not tell of it: {visible(made.unrecorded)}" if made.unrecorded else ""
        app.say(
            f"Backup made and read once more: {visible(made.path.name)}, {size_words(made.size)}, {kind}. "
            f"It lies in {visible(str(made.path.parent))}.{untold}",
            seconds=15,
        )


def tell_left_behind(app: ProgressApp, workspace: Workspace) -> None:
    """Name the backups that the new passphrase did not reach; nothing is shown where there are none."""
    left = workspace.protecting.left_behind
    if not left:
        return
    named = [f"{place}: {reason}" for place, reason in left[:_NAMED]]
    if len(left) > _NAMED:
        named.append(f"And {len(left) - _NAMED} more; {command('backup --list', workspace.path)} names them.")
    remedy = "Delete them, or keep them where nobody else gets at them."
    app.post_message(Trouble(StoreError("Some backups still open as before", " ".join(named), remedy)))
