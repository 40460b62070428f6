"""The title of the terminal's window: school and class, never a pupil, and nothing where names are hidden."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from progress_tui.domain.text import clean, visible
from progress_tui.tui.place import Place

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp

PLAIN: Final = "progress-tui"
LONGEST: Final = 80
"""Characters of a title."""

SAVE: Final = "\x1b[22;2t"
RESTORE: Final = "\x1b[23;2t"
"""Terminals that know them keep the title that was there before, and put it back."""


def title_of(place: Place | None, hidden: bool) -> str:
    """`progress-tui – 4B, Oakfield Primary`; plain while names are hidden, the screen is locked or nothing is open."""
    if place is None or hidden:
        return PLAIN
    parts = [clean(part) for part in (place.class_name, place.school) if part.strip()]
    return f"{PLAIN} – {', '.join(parts)}"[:LONGEST].rstrip() if parts else PLAIN


def sequence(title: str) -> str:
    """What sets the title. Control characters would end the sequence and begin another."""
    return f"\x1b]2;{visible(title)}\x07"


def takes_titles(environment: Mapping[str, str]) -> bool:
    """Whether the terminal has a window whose title can be set; on the others the sequence may be shown as text."""
    kind = environment.get("TERM", "")
    return kind not in ("", "dumb", "linux") and not kind.startswith(("vt", "sun", "cons"))


class WindowTitle:
    """The title of an app's window as it is now."""

    def __init__(self, app: ProgressApp) -> None:
        """Leave the title that is there."""
        self._app = app
        self.words = ""

    def show(self) -> None:
        """Name what is shown now, where the terminal has a title."""
        title = title_of(self._app.place, self._app.names_hidden or self._app.lock.on)
        if title != self.words and takes_titles(os.environ):
            self._app.write_to_terminal(sequence(title) if self.words else SAVE + sequence(title))
            self.words = title

    def put_back(self) -> None:
        """At the end: the title that was there before, in terminals that kept it."""
        if self.words and sys.__stderr__ is not None and sys.__stderr__.isatty():
            sys.__stderr__.write(RESTORE)
            sys.__stderr__.flush()
