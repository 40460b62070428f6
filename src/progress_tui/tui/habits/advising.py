"""Words about where the school file is kept, as toasts: looked into on a thread once the file is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp

SECONDS: Final = 20.0
"""How long such a toast stays: it is a few sentences, and most are said once."""


def look_at_place(app: ProgressApp, path: Path) -> None:
    """Put right what others could get at, and say what speaks against the place of the school file that is open."""

    def work() -> None:
        from progress_tui.workspace.safekeeping.places import advice

        for words in advice(path):
            # Posts a message, as workers do; the toast is made by the screen's own thread.
            app.call_later(app.say, words, True, SECONDS)

    app.run_worker(work, thread=True, group="advice")
