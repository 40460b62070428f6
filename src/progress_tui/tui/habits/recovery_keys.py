"""Recovery keys are shown this once: the program is not left until somebody says that they are written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from progress_tui.domain.text import visible

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp
    from progress_tui.workspace import Workspace


class RecoveryKeys:
    """Which school files are getting a recovery key, from the moment it is asked for until it is written down.

    A signal still ends the program: nobody asks then, and the passphrase opens the file.
    """

    def __init__(self, app: ProgressApp) -> None:
        """Nobody waits for one."""
        self._app = app
        self._awaited: set[Workspace] = set()

    def expect(self, workspace: Workspace) -> None:
        """A school file is about to be encrypted."""
        self._awaited.add(workspace)

    def forget(self, workspace: Workspace) -> None:
        """It was not encrypted, or its key is written down; any thread may say so."""
        self._awaited.discard(workspace)

    def show(self, workspace: Workspace, key: str, then: Callable[[], None], covered: bool = False) -> None:
        """Show a key until it is written down, and `then` go on; whatever closes it before only brings it back.

        Args:
            workspace: the school file.
            key: its recovery key.
            then: called once it is written down.
            covered: whether the key is covered until somebody asks for it.
        """
        from progress_tui.tui.dialogs.recovery_key import RecoveryKeyDialog

        def written(_: None) -> None:
            self.forget(workspace)
            then()

        def gone(covered: bool) -> None:
            if not self._app._exit:
                self._app.call_later(self.show, workspace, key, then, covered)

        dialog = RecoveryKeyDialog(workspace.path.name, key, gone, covered=covered or self._app.lock.on)
        self._app.push_screen(dialog, written)

    def refuse_leaving(self) -> bool:
        """Whether the program stays open for a key; then it is said why, on the cover too where it is locked."""
        for workspace in self._awaited:
            words = (
                f"The program stays open until the recovery key of {visible(workspace.path.name)} is written down: it "
                "is shown this once."
            )
            if self._app.lock.on:
                self._app.lock.say(words)
            else:
                self._app.say(words, warning=True)
            return True
        return False
