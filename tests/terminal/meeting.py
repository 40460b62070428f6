"""A running meeting in a pseudo-terminal: keys as a hand presses them, and what stands on file meanwhile."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from progress_tui.domain.meetings import Meeting
from progress_tui.workspace import Workspace
from terminal import Terminal

RUNNING: Final = r"4B ▸ Meeting ▸ "
COMMANDS: Final = "space Next"
"""The footer in command mode: a key acts."""
WRITING: Final = "esc Keys"
"""The footer while a text is written."""


class Hand:
    """Presses keys one by one, waits for what each leads to, and counts those that are no words.

    Attributes:
        keys: how many keys were pressed beside the words.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal, self.keys = terminal, 0

    def press(self, key: str, seen: str) -> None:
        """A key, and what the screen shows then."""
        self.keys += 1
        self.terminal.press(key)
        self.terminal.wait_for(seen)

    def words(self, text: str) -> None:
        """Words; they are not counted."""
        self.terminal.write(text.encode())
        self.terminal.wait_for(text)

    def write(self, key: str, text: str) -> None:
        """A text of the child, stored, and back to the keys."""
        self.press(key, WRITING)
        self.words(text)
        self.terminal.wait_for("✓ Saved at")
        self.press("escape", COMMANDS)

    def barrier(self, letter: str, name: str) -> None:
        self.press("b", "In the way of")
        self.press(letter, rf"✓ {letter}  {name}")
        self.press("enter", rf"Barriers .*{name}")
        self.terminal.wait_for(COMMANDS)

    def decide(self, letter: str, name: str) -> None:
        self.press("o", "Decided for")
        self.press(letter, rf"Decision {name}")
        self.terminal.wait_for(COMMANDS)

    def agree(self, what: str) -> None:
        """An action; who and by when as they are proposed."""
        self.press("a", "Action for")
        self.terminal.wait_for("end of half-term|by the usual dates|in 4 weeks")
        self.words(what)
        self.press("enter", "enter: the one marked")
        self.press("enter", "enter: agree it")
        self.press("enter", rf"→ {what} \(")
        self.terminal.wait_for(COMMANDS)

    def dismiss(self) -> None:
        """The first of several flags, for the first reason."""
        self.press("d", "Which flag of")
        self.press("1", "Dismiss this flag of")
        self.press("k", "[Dd]ismissed")
        self.terminal.wait_gone("Dismiss this flag of")
        self.terminal.wait_for(COMMANDS)

    def support(self, name: str) -> None:
        """A new group with the child in it."""
        self.press("s", "n  a new group")
        self.press("n", "New support for")
        self.words(name)
        self.press("enter", COMMANDS)
        self.terminal.wait_gone("New support for")


def spoken_of(terminal: Terminal, name: str, wide: bool = False) -> None:
    """Wait until a child stands at the right, and keys act; the agenda is wider on a wide screen."""
    terminal.wait_for(rf"\A[^\n]*\n.{{{37 if wide else 27}}}{re.escape(name)} ")
    terminal.wait_for(COMMANDS)


class OnFile(NamedTuple):
    """A meeting as another program reads it, and who the children are."""

    meeting: Meeting
    names: dict[int, str]

    @property
    def children(self) -> list[str]:
        """Names of the children on the agenda, in its order."""
        return [self.names[item.pupil_id] for item in self.meeting.items if item.pupil_id is not None]


def on_file(path: Path, class_name: str = "4B", secret: str = "") -> OnFile:
    """The meeting of a class that was planned last."""
    with closing(Workspace(path)) as workspace:
        if secret:
            workspace.protecting.unlock(secret)
        view = workspace.open(None, class_name).view
        assert view is not None
        number = max(one.meeting_id for one in workspace.meetings.listed(view.school_id, [view.class_id]))
        names = {row.pupil_id: row.name for row in view.rows}
        return OnFile(workspace.meetings.get(view.school_id, number), names)


def begin(terminal: Terminal) -> None:
    """From the class grid into its meeting, planned and begun or gone on with."""
    terminal.wait_for("at expected")
    terminal.press("m")
    terminal.wait_for(rf"Plan ▸ 4B[\s\S]*B Begin|{RUNNING}")
    if "Plan ▸" in terminal.text:
        terminal.press("B")
    terminal.wait_for(RUNNING)
    terminal.wait_for(COMMANDS)
