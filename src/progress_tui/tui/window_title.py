"""The title of the terminal's window: school and class, never a pupil, and nothing where names are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from progress_tui.domain.text import clean, visible
from progress_tui.tui.place import Place

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
