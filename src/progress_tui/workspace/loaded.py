"""What is loaded of a school file and derived from it, kept until the facts on file change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from progress_tui.domain import clock
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.views import ClassView
from progress_tui.store import directory, saved_filters
from progress_tui.store.engine import SchoolFile, Work
from progress_tui.store.result_imports import Imports, latest_imports

if TYPE_CHECKING:
    import polars as pl

    from progress_tui.analysis.frames import SchoolFrames
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.store.changes import ImportEntry
    from progress_tui.store.directory import SchoolEntry

T = TypeVar("T")


class Loaded:
    """Frames, schools at a point and class views; safe to use from several threads."""

    def __init__(self, file: SchoolFile) -> None:
        """Load nothing yet."""
        self._file = file
        self._lock = threading.RLock()
        self.facts_version = -1
        self._answered = -1
        self._frames: dict[int, SchoolFrames] = {}
        self._saved: dict[int, dict[str, str]] = {}
        self._schools: dict[int, SchoolEntry] = {}
        self._at: dict[tuple[int, int, date], SchoolAtPoint] = {}
        self._before: dict[tuple[int, int, date], tuple[ImportEntry, SchoolAtPoint]] = {}
        self._views: dict[tuple[int, int, int, date], ClassView] = {}

    def refresh(self) -> bool:
        """Drop everything if the facts on file changed since they were loaded, and say whether they did."""
        _, facts = self._file.read(directory.versions)
        with self._lock:
            self._keep_only(facts)
            changed, self._answered = facts != self._answered, facts
            return changed

    def forget(self) -> None:
        """Drop everything: the file was locked."""
        with self._lock:
            self._keep_only(-1)

    def _keep_only(self, facts: int) -> None:
        """Drop what was loaded at another version: what is held is always of one version, over all schools."""
        if facts != self.facts_version:
            self._frames.clear()
            self._saved.clear()
            self._schools.clear()
            self._at.clear()
            self._before.clear()
            self._views.clear()
            self.facts_version = facts

    def frames(self, school_id: int) -> SchoolFrames:
        """The frames of a school.

        Raises:
            NotFoundError: the school is not on file.
        """
        from progress_tui.store.frames import load

        with self._lock:
            if school_id not in self._frames:
                facts, listed, frames, saved = self._file.read(
                    lambda con: (
                        directory.versions(con)[1],
                        directory.schools(con),
                        load(con, school_id),
                        {school_id: saved_filters.of_school(con, school_id)},
                    )
                )
                self._keep(facts, listed, {school_id: frames}, saved)
            if school_id not in self._schools:
                raise NotFoundError("That school is not on file")
            return self._frames[school_id]

    def _keep(
        self,
        facts: int,
        schools: tuple[SchoolEntry, ...],
        frames: Mapping[int, Mapping[str, pl.DataFrame]],
        saved: Mapping[int, dict[str, str]],
    ) -> None:
        """Hold what was read at one version of the facts."""
        from progress_tui.analysis.frames import SchoolFrames

        self._keep_only(facts)
        if self._answered < 0:
            self._answered = facts
        self._schools = {school.school_id: school for school in schools}
        self._saved.update(saved)
        for school_id, own in frames.items():
            self._frames[school_id] = SchoolFrames.checked(own)

    def at(self, school_id: int, ordinal: int) -> SchoolAtPoint:
        """A school at a point.

        Raises:
            NotFoundError: the school is not on file.
        """
        from progress_tui.analysis.school_at_point import SchoolAtPoint

        with self._lock:
            key = (school_id, ordinal, clock.today())
            if key not in self._at:
                frames, school = self.frames(school_id), self._schools[school_id]
                self._at[key] = SchoolAtPoint(
                    frames, Point(ordinal), school.name, school.fictional, key[2], self._saved.get(school_id, {})
                )
            return self._at[key]

    def every(self, ordinal: int | None) -> list[SchoolAtPoint]:
        """Every school of the file at a point, by one query a frame; without a point at the latest of any school.

        Empty where no school has results.
        """
        from progress_tui.store.frames import load_every

        with self._lock:
            latest, listed = self._file.read(lambda con: (directory.latest_point(con), directory.schools(con)))
            when = latest if ordinal is None else ordinal
            if when is None:
                return []
            if not {school.school_id for school in listed} <= set(self._frames):
                facts, listed, frames, saved = self._file.read(
                    lambda con: (
                        directory.versions(con)[1],
                        directory.schools(con),
                        load_every(con),
                        saved_filters.of_every_school(con),
                    )
                )
                self._keep(facts, listed, frames, saved)
            return [self.at(school.school_id, when) for school in listed]

    def class_view(self, school_id: int, class_id: int, ordinal: int) -> ClassView:
        """A class at a point, judged.

        Raises:
            NotFoundError: the school is not on file, or the class has nobody on roll at the point.
        """
        from progress_tui.analysis.class_view import class_view

        with self._lock:
            at = self.at(school_id, ordinal)
            key = (school_id, class_id, ordinal, at.today)
            if key not in self._views:
                self._views[key] = class_view(at.summary, at.flags, class_id, school_id, at.name, at.fictional)
            return self._views[key]

    def before_last_import(self, school_id: int, ordinal: int) -> tuple[ImportEntry, SchoolAtPoint]:
        """The newest import of a school, and the school at the point as it was before it.

        Raises:
            NotFoundError: no results were imported.
        """
        from progress_tui.store import changes

        with self._lock:
            at = self.at(school_id, ordinal)
            key = (school_id, ordinal, at.today)
            if key not in self._before:
                found = self._file.read(lambda con: changes.before_last(con, school_id))
                if found is None:
                    raise NotFoundError(
                        "No results were imported yet", remedy="Bring results in with “progress-tui import”."
                    )
                self._before[key] = found[0], at.with_facts(found[1])
            return self._before[key]

    def look_up(self, work: Work[T]) -> T:
        """Ask the file something that nothing is derived from."""
        return self._file.read(work)

    def imports_of(self, school_id: int | None, academic_year: int) -> Imports:
        """Where the results of one academic year came from; nothing without a school."""
        if school_id is None:
            return {}
        return self._file.read(lambda con: latest_imports(con, school_id, academic_year))

    def class_views(self, school_id: int, ordinal: int) -> dict[int, ClassView]:
        """Every class of a school at a point, judged, by class id; raises as `class_view` does."""
        with self._lock:
            classes = self.classes(school_id, ordinal)
            return {class_id: self.class_view(school_id, class_id, ordinal) for class_id in classes}

    def classes(self, school_id: int, ordinal: int) -> list[int]:
        """Ids of the classes with pupils on roll at a point.

        Raises:
            NotFoundError: the school is not on file.
        """
        roll = self.at(school_id, ordinal).summary.roll
        return roll["class_id"].drop_nulls().unique(maintain_order=True).to_list()

    def is_warm(self, view: ClassView) -> bool:
        """Whether the filter language can answer for this view without anything being made first."""
        return self.is_ready(view.school_id, view.point)

    def is_ready(self, school_id: int, ordinal: int) -> bool:
        """Whether it can answer for a school at a point without anything being made first."""
        at = self._at.get((school_id, ordinal, clock.today()))
        return at is not None and "facts" in vars(at)
