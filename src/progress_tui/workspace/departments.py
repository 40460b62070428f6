"""The parts of a workspace that are made when they are first asked for: the first screen waits for none of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from progress_tui.store.engine import SchoolFile
    from progress_tui.workspace.actions import Actions
    from progress_tui.workspace.adopting import Adopting
    from progress_tui.workspace.exporting import Exporting
    from progress_tui.workspace.loaded import Loaded
    from progress_tui.workspace.meetings import Meetings
    from progress_tui.workspace.mentoring import Mentoring
    from progress_tui.workspace.querying import Querying
    from progress_tui.workspace.safekeeping.auditing import Auditing
    from progress_tui.workspace.safekeeping.backing_up import BackingUp
    from progress_tui.workspace.safekeeping.erasing import Erasing
    from progress_tui.workspace.safekeeping.protecting import Protecting
    from progress_tui.workspace.supporting import Supporting


class Departments(ABC):
    """Each does one kind of change in the file, and drops what was derived from it."""

    file: SchoolFile
    protecting: Protecting
    _loaded: Loaded

    @abstractmethod
    def refresh(self) -> bool:
        """Whether the facts on file changed since they were loaded; what was loaded is dropped then."""

    @abstractmethod
    def _bring_up_to_date(self) -> None:
        """Migrate an older file, and refuse another program's or a newer one, before the first question to it."""

    @abstractmethod
    def _facts_changed(self) -> None:
        """An import or its undo: what was loaded goes."""

    @abstractmethod
    def _forget(self) -> None:
        """The file was locked, or another one took its place: nothing that was loaded is kept."""

    @cached_property
    def actions(self) -> Actions:
        """What is agreed: what, who, by when, and what became of it."""
        from progress_tui.workspace.actions import Actions

        return Actions(self.file, self.refresh)

    @cached_property
    def adopting(self) -> Adopting:
        """Schools of other school files, taken into this one."""
        from progress_tui.workspace.adopting import Adopting

        return Adopting(self.file, self._facts_changed, self.backing_up.before_import)

    @cached_property
    def auditing(self) -> Auditing:
        """What was done in the file, line by line, and whether a line is missing."""
        from progress_tui.workspace.safekeeping.auditing import Auditing

        return Auditing(self.file, self._bring_up_to_date)

    @cached_property
    def backing_up(self) -> BackingUp:
        """Backups: made, listed, put back."""
        from progress_tui.workspace.safekeeping.backing_up import BackingUp

        return BackingUp(self.file, self.protecting, self._bring_up_to_date, self._forget)

    @cached_property
    def erasing(self) -> Erasing:
        """Children erased for good, and what is due to go."""
        from progress_tui.workspace.safekeeping.erasing import Erasing

        return Erasing(self.file, self._bring_up_to_date, self._facts_changed)

    @cached_property
    def exporting(self) -> Exporting:
        """Documents: what they hold, how names are written in them, and the way out."""
        from progress_tui.workspace.exporting import Exporting, Sources

        return Exporting(Sources(self.file, self._loaded, self.meetings, self.supporting, self.mentoring))

    @cached_property
    def meetings(self) -> Meetings:
        """Meetings: planned, run, kept."""
        from progress_tui.workspace.meetings import Meetings

        return Meetings(self.file, self._loaded, self.backing_up.after_meeting)

    @cached_property
    def querying(self) -> Querying:
        """Results marked as wrong."""
        from progress_tui.workspace.querying import Querying

        return Querying(self.file, self.refresh)

    @cached_property
    def supporting(self) -> Supporting:
        """Support groups and their children."""
        from progress_tui.workspace.supporting import Supporting

        return Supporting(self.file, self._loaded)

    @cached_property
    def mentoring(self) -> Mentoring:
        """The mentoring record of each child."""
        from progress_tui.workspace.mentoring import Mentoring

        return Mentoring(self.file, self.refresh)
