"""Where the gallery stops: every screen and dialog, by the keys that lead to it from the class grid of 4B."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Stop:
    """One screen or dialog.

    Attributes:
        name: of its pictures; `words` what it shows.
        keys: from the class grid: names of keys and single characters; `text:…` is typed, `see:…` waited for.
        seen: a regular expression that the screen must show before its picture is taken.
        dialog: whether it stands over another screen.
    """

    name: str
    words: str
    keys: tuple[str, ...]
    seen: str
    dialog: bool = False


STOPS: Final = (
    Stop("class", "The class grid", (), "at expected"),
    Stop("class-below", "The class grid, below target in reading", ("b",), r"below target in reading"),
    Stop("class-writing", "The class grid with writing in full", ("t",), "Writing"),
    Stop("class-filter", "A filter while it is typed", ("/", "text:target<0 p"), "target<0 [p•]"),
    Stop("class-wrong-filter", "A filter that is none", ("/", "text:target<<", "see:target<<"), "target<<"),
    Stop("card", "The pupil card", ("enter",), "Attendance"),
    Stop("note", "The note editor", ("n",), "Note on", dialog=True),
    Stop("export", "The export dialog", ("e",), "Export notes", dialog=True),
    Stop("class-picker", "The class picker", ("c",), r"Class, \d{4}-\d\d|Other classes are hidden", dialog=True),
    Stop("help", "Help", ("?",), "Help", dialog=True),
    Stop("palette", "The palette", (":",), "Search for commands", dialog=True),
    Stop("flagged", "Flagged pupils of the school", ("2",), r"2 Flagged"),
    Stop("compare", "Groups side by side", ("3",), r"3 Compare"),
    Stop("progress", "Gains by year group", ("4",), r"4 Progress"),
    Stop("matrix", "A matrix", ("5",), r"5 Matrix"),
    Stop("meetings", "Meetings, actions and support", ("6",), r"6 Meetings"),
    Stop("data", "What is on file", ("7",), r"7 Data"),
    Stop("list", "The pupils behind a figure", ("3", "right", "right", "enter"), "pupils"),
    Stop("import", "The import screen", ("I",), "Which file do you want"),
)
"""In the order in which they are visited; each begins at the class grid without a filter."""
