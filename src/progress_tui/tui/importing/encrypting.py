"""Whether the file of a new school gets a passphrase: asked once everything else is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.app import App

if TYPE_CHECKING:
    from progress_tui.tui.dialogs.new_passphrase import NewPassphrase

WHOSE: Final = "Head teacher"
"""Who has the first passphrase unless told otherwise."""


def ask_for_passphrase(app: App[None], school: str, then: Callable[[NewPassphrase], None]) -> None:
    """Ask for the passphrase of a new school; `then` gets it, or that there is none. Left, nothing is stored."""
    from progress_tui.tui.dialogs.new_passphrase import NewPassphraseDialog

    def chosen(new: NewPassphrase | None) -> None:
        if new is not None:
            then(new)

    app.push_screen(NewPassphraseDialog(f"A passphrase for {school}", WHOSE, may_do_without=True), chosen)
