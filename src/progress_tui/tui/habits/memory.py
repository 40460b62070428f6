"""What the next session begins with: taken from what is on screen now, and never a filter that may name a pupil."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from progress_tui.settings import SchoolMemory
from progress_tui.tui.habits.session import Session

if TYPE_CHECKING:
    from textual.timer import Timer

    from progress_tui.domain.views import ClassView
    from progress_tui.tui.app import ProgressApp

PAUSE: Final = 0.8
"""Seconds from a change to writing it down: moving through classes writes once."""


class Memory:
    """The session of one app, and when it is written."""

    def __init__(self, app: ProgressApp) -> None:
        """Read the theme; what is remembered of a school is read when it is shown."""
        self._app = app
        self._timer: Timer | None = None
        self._begun: set[tuple[str, int]] = set()
        self._nameless: set[tuple[str, int, str]] = set()
        self.session = Session(self.soon)

    def soon(self) -> None:
        """Something changed: write it in a moment."""
        if self._timer is None and self._app.is_running:
            self._timer = self._app.set_timer(PAUSE, self._write_behind)

    def _write_behind(self) -> None:
        self._timer = None
        self.take()
        self._app.run_worker(self.session.write, thread=True, group="remembering")

    def write(self) -> None:
        """Write at once, at the end."""
        self.take()
        self.session.write()

    # -- out of the memory

    def of(self, view: ClassView) -> SchoolMemory | None:
        """How the school of a class view was looked at; None without a file."""
        workspace = self._app.workspace
        return self.session.of(workspace.path, view.school_id) if workspace is not None else None

    def begin(self, view: ClassView) -> SchoolMemory | None:
        """What a school begins with when it is shown for the first time in this session; None after that.

        The filter belongs to the class: where another one was asked for it is left off.
        """
        held = self.of(view)
        if held is None or (held.file, held.school_id) in self._begun:
            return None
        self._begun.add((held.file, held.school_id))
        self._nameless.add((held.file, held.school_id, held.filter))
        return held if held.class_name == view.class_name else replace(held, filter="")

    # -- into the memory

    def take(self) -> None:
        """Take in what is on screen now."""
        app = self._app
        place, workspace, grid = app.place, app.workspace, app.class_screen
        if place is None or workspace is None or grid is None or not grid.is_mounted:
            return
        held = self.session.of(workspace.path, place.school_id)
        self.session.keep(
            replace(
                held,
                class_name=place.class_name,
                subject=place.subject or held.subject,
                filter=place.filter if self._is_nameless(held, place.filter, grid.view) else "",
                sort=grid.table.sort if grid.view is not None and grid.view.complete else held.sort,
            )
        )

    def _is_nameless(self, held: SchoolMemory, text: str, view: ClassView | None) -> bool:
        """Whether a filter surely names no pupil; asked only where the answer is at hand."""
        key, workspace = (held.file, held.school_id, text), self._app.workspace
        if text and key not in self._nameless and workspace is not None and view is not None:
            if not workspace.ready_for(view) or workspace.judging.names_people(text, view.school_id, view.point):
                return False
            self._nameless.add(key)
        return not text or key in self._nameless
