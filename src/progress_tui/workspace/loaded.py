"""What is loaded of a school file and derived from it, kept until the facts on file change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.views import ClassView
from progress_tui.store import directory
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from progress_tui.analysis.filters import PupilFacts
    from progress_tui.analysis.frames import SchoolFrames
    from progress_tui.analysis.summary import Summary


class Loaded:
    """Frames, summaries and class views by school and point; safe to use from several threads."""

    def __init__(self, file: SchoolFile) -> None:
        """Load nothing yet."""
        self._file = file
        self._lock = threading.RLock()
        self.facts_version = -1
        self._answered = -1
        self._summaries: dict[tuple[int, int], Summary] = {}
        self._frames: dict[int, SchoolFrames] = {}
        self._views: dict[tuple[int, int], dict[int, ClassView]] = {}
        self._filter_facts: dict[tuple[int, int, int], PupilFacts] = {}

    def refresh(self) -> bool:
        """Drop everything if the facts on file changed since they were loaded, and say whether they did."""
        _, facts = self._file.read(directory.versions)
        with self._lock:
            self._keep_only(facts)
            changed, self._answered = facts != self._answered, facts
            return changed

    def _keep_only(self, facts: int) -> None:
        """Drop what was loaded at another version: what is held is always of one version, over all schools."""
        if facts != self.facts_version:
            self._frames.clear()
            self._summaries.clear()
            self._views.clear()
            self._filter_facts.clear()
            self.facts_version = facts

    def frames(self, school_id: int) -> SchoolFrames:
        """The frames of a school."""
        from progress_tui.analysis.frames import SchoolFrames
        from progress_tui.store.frames import load

        with self._lock:
            if school_id not in self._frames:
                facts, frames = self._file.read(lambda con: (directory.versions(con)[1], load(con, school_id)))
                self._keep_only(facts)
                if self._answered < 0:
                    self._answered = facts
                self._frames[school_id] = SchoolFrames.checked(frames)
            return self._frames[school_id]

    def class_views(self, school_id: int, ordinal: int) -> dict[int, ClassView]:
        """Every class of a school at a point, judged, by class id.

        Raises:
            NotFoundError: the school is not on file.
        """
        from progress_tui.analysis.class_view import class_views
        from progress_tui.analysis.flags import flags_of

        with self._lock:
            key = (school_id, ordinal)
            if key not in self._views:
                summary = self._summary(school_id, ordinal)
                school = self._file.read(lambda con: directory.look_up(con, school_id)).school
                if school is None:
                    raise NotFoundError("That school is not on file")
                self._views[key] = class_views(summary, flags_of(summary), school_id, school.name, school.fictional)
            return self._views[key]

    def has_filter_facts(self, view: ClassView) -> bool:
        """Whether `filter_facts` has been built for this view."""
        return (view.school_id, view.class_id, view.point) in self._filter_facts

    def filter_facts(self, view: ClassView) -> PupilFacts:
        """The frames filters are evaluated on, for one class view."""
        from progress_tui.analysis.filter_facts import filter_facts

        with self._lock:
            key = (view.school_id, view.class_id, view.point)
            if key not in self._filter_facts:
                self._filter_facts[key] = filter_facts(self._summary(view.school_id, view.point), view)
            return self._filter_facts[key]

    def _summary(self, school_id: int, ordinal: int) -> Summary:
        from progress_tui.analysis.summary import Summary

        with self._lock:
            key = (school_id, ordinal)
            if key not in self._summaries:
                self._summaries[key] = Summary(self.frames(school_id), Point(ordinal))
            return self._summaries[key]
