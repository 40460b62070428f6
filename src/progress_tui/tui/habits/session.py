"""How schools are looked at, from one session to the next: screens take what is remembered here, and keep it here.

`keep(node, replace(memory_of(node, school_id), columns=("pp", "abs")))`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from textual.dom import DOMNode

from progress_tui.settings import SchoolMemory, remember_looks, remembered, school_memory
from progress_tui.tui.within import progress_app, workspace_of


class Session:
    """What is remembered now: read from disk once for a school, written by `write` when something changed."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """Hold nothing yet; `changed` is called when there is something to write."""
        self._changed = changed
        self._held: dict[tuple[str, int], SchoolMemory] = {}
        self._latest: tuple[str, int] | None = None
        self._unwritten = False
        self.theme = remembered().theme
        """The name of the theme; empty for the usual one."""

    def of(self, file: Path, school_id: int) -> SchoolMemory:
        """How a school was looked at last, in this session or before it."""
        key = str(file.absolute()), school_id
        if key not in self._held:
            self._held[key] = school_memory(file, school_id) or SchoolMemory(*key)
        return self._held[key]

    def keep(self, memory: SchoolMemory) -> None:
        """Remember how a school is looked at now; it is the one that was looked at last."""
        key = memory.file, memory.school_id
        if self._held.get(key) == memory and self._latest == key:
            return
        self._latest = key
        self._held.pop(key, None)
        self._held[key] = memory
        self._note_change()

    def keep_theme(self, name: str) -> None:
        """Remember the theme."""
        if name != self.theme:
            self.theme = name
            self._note_change()

    def _note_change(self) -> None:
        self._unwritten = True
        self._changed()

    def write(self) -> None:
        """Write what changed, for the next session; may be called from any thread."""
        if self._unwritten:
            self._unwritten = False
            remember_looks(self.theme, _latest_first(self._held.values()))


def _latest_first(held: Iterable[SchoolMemory]) -> list[SchoolMemory]:
    return list(reversed(list(held)))


def memory_of(node: DOMNode, school_id: int) -> SchoolMemory:
    """How a school of the file that is open was looked at last."""
    return progress_app(node).memory.session.of(workspace_of(node).path, school_id)


def keep(node: DOMNode, memory: SchoolMemory) -> None:
    """Remember how a school is looked at now."""
    progress_app(node).memory.session.keep(memory)
