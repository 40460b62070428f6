"""One opened school file: load once, answer every question, do every change. The only thing `cli` and `tui` talk to.

Importing this module loads neither DuckDB nor Polars: the first screen is painted from prepared rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.analysis.catalogue import rules_stamp
from progress_tui.domain import clock
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, StoreError, did_you_mean
from progress_tui.domain.pupils import NameMode
from progress_tui.domain.text import clean, fold
from progress_tui.domain.views import ClassView, NoteShown
from progress_tui.store import directory, schema
from progress_tui.store.directory import Directory
from progress_tui.store.engine import SchoolFile
from progress_tui.workspace.choosing import Choosing, Filtered
from progress_tui.workspace.departments import Departments
from progress_tui.workspace.flagging import Flagging
from progress_tui.workspace.importing import Importing
from progress_tui.workspace.judging import Judging
from progress_tui.workspace.loaded import Loaded
from progress_tui.workspace.opening import Opened, outline, place
from progress_tui.workspace.safekeeping.protecting import Protecting

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.domain.card import PupilView
    from progress_tui.domain.reports import Behind, Report
    from progress_tui.exporting import Format
    from progress_tui.store.checking import Contents
    from progress_tui.store.notes import NoteSaved
    from progress_tui.workspace.exports import Exports


class Workspace(Departments):
    """A school file in use. Methods may be called from worker threads; each answers for the file as it is now."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Begin to open `path` (DuckDB is imported in the background)."""
        self.file = SchoolFile(path, key)
        self._loaded = Loaded(self.file)
        self.judging = Judging(self._loaded, self.find_school)
        self.choosing = Choosing(self._loaded)
        self.flagging = Flagging(self.file, self.refresh)
        self.importing = Importing(self.file, self._bring_up_to_date, self._facts_changed, self._before_import)
        self.protecting = Protecting(self.file, key, self._bring_up_to_date, self._forget)
        self._current = False
        self._directories: dict[int | None, tuple[object, Directory]] = {}

    @property
    def path(self) -> Path:
        """The school file."""
        return self.file.path

    @property
    def warning(self) -> StoreError | None:
        """What was found wrong with the file when it was first used, though it opens; None where nothing was."""
        return self.file.count.warning

    def close(self) -> None:
        """Finish the writes under way and let the file go."""
        self.file.close()

    # -- opening

    def open(self, school_id: int | None = None, class_name: str | None = None, point: Point | None = None) -> Opened:
        """Open on a class: the named one, or the first of the current year.

        Raises:
            StoreError: the file is missing, locked, damaged or from a newer program.
            NotFoundError: no class of that name.
        """
        stamp_end = f"{rules_stamp()}:{clock.today().isoformat()}"

        def work(con: DuckDBPyConnection) -> Opened | None:
            if schema.needs_migration(con):
                return None
            listed = directory.look_up(con, school_id)
            chosen = place(listed, class_name, point)
            if chosen is None or listed.school_id is None:
                return Opened(listed, None)
            entry, ordinal = chosen
            text = directory.prepared(
                con, listed.school_id, entry.class_id, ordinal, f"{listed.facts_version}:{stamp_end}"
            )
            if text is not None:
                return Opened(listed, ClassView.from_json(text))
            rows = directory.outline(con, listed.school_id, entry.class_id)
            return Opened(listed, outline(listed, entry, ordinal, rows))

        opened = self.file.read(work)
        if opened is None:
            self.file.write(schema.migrate)
            opened = self.file.read(work)
        if opened is None:
            raise NotFoundError(f"{self.path.name} could not be brought up to date")
        return opened

    def _bring_up_to_date(self) -> None:
        """Migrate an older file, and refuse another program's or a newer one, before the first question to it."""
        if not self._current:
            if self.file.read(schema.needs_migration):
                self.file.write(schema.migrate)
            self._current = True

    def _before_import(self, once: bool) -> None:
        self.backing_up.before_import(once)

    def _forget(self) -> None:
        """Nothing that was loaded is kept: the file was locked."""
        self._loaded.forget()
        self._directories.clear()
        self._current = False

    def directory(self, school_id: int | None = None) -> Directory:
        """Schools, classes and points on file.

        Args:
            school_id: whose classes to list; the first school's without it.
        """
        self._bring_up_to_date()
        # Taken before the file is read: what is written meanwhile shows as another stamp the next time.
        stamp = self.file.stamp()
        held = self._directories.get(school_id)
        if held is None or stamp is None or held[0] != stamp:
            held = stamp, self.file.read(lambda con: directory.look_up(con, school_id))
            self._directories[school_id] = held
        return held[1]

    def find_school(self, name: str | None) -> Directory:
        """The directory of the school with this code or name; without one, of the only (or first) school."""
        listed = self.directory()
        if name is None:
            return listed
        for school in listed.schools:
            if fold(name) in (fold(school.code), fold(school.name)):
                return self.directory(school.school_id)
        raise NotFoundError(
            f"There is no school “{name}” in {self.path.name}",
            remedy=did_you_mean(name, [s.name for s in listed.schools]),
        )

    # -- frames and views

    def class_view(self, school_id: int, class_id: int, ordinal: int) -> ClassView:
        """A class at a point, judged.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        return self._loaded.class_view(school_id, class_id, ordinal)

    def pupil_view(self, view: ClassView, pupil_id: int) -> PupilView:
        """The card of a pupil of a class view, with notes and meetings as they are on file now."""
        from progress_tui.analysis.pupil_view import pupil_view
        from progress_tui.domain.card import Records
        from progress_tui.store import notes
        from progress_tui.store.meetings import history

        pupil = next((row for row in view.rows if row.pupil_id == pupil_id), None)
        if pupil is None:
            raise NotFoundError("That pupil is not in this class")
        # Read while the rest is worked out; what was said of the child is never kept between two questions.
        records = self.file.submit_read(
            lambda con: Records(
                notes.of_pupils(con, view.school_id, [pupil_id]), history.of_pupil(con, view.school_id, pupil_id)
            )
        )
        return pupil_view(self._loaded.at(view.school_id, view.point), view, pupil, records.result)

    def cohort(self, view: ClassView, pupil_id: int, series_id: int, ordinal: int) -> Behind | None:
        """The children a position within the year group is among (see `analysis.pupil_view.cohort_of`)."""
        from progress_tui.analysis.pupil_view import cohort_of

        return cohort_of(self._loaded.at(view.school_id, view.point), pupil_id, series_id, ordinal)

    def find_pupils(self, school_id: int, name: str) -> list[tuple[int, str]]:
        """Pupils with this UPN or source id, else whose name holds every word: (pupil id, label)."""
        return self.file.read(lambda con: directory.find_pupils(con, school_id, name.strip(), fold(name).split()))

    def class_of_pupil(self, school_id: int, pupil_id: int, point: Point | None = None) -> ClassView:
        """The class a pupil was in at a point; at the pupil's latest point with results without one.

        Raises:
            NotFoundError: the pupil was in no class then.
        """
        listed = self.file.read(lambda con: directory.classes_of_pupil(con, school_id, pupil_id))
        for class_id, academic_year, last in listed:
            if point is None or point.start_year == academic_year:
                return self.class_view(school_id, class_id, point.ordinal if point is not None else last)
        raise NotFoundError("The pupil was in no class at that point")

    def school_at(self, school_id: int, ordinal: int) -> SchoolAtPoint:
        """A school at a point.

        Raises:
            NotFoundError: the school is not on file.
        """
        return self._loaded.at(school_id, ordinal)

    def prepare(self, school_id: int, ordinal: int) -> None:
        """Keep every class view of a school at a point ready in the file for the next start; needless when they are."""
        from progress_tui.workspace.preparing import prepare

        prepare(self.file, self._loaded, school_id, ordinal)

    def prepare_latest(self) -> None:
        """`prepare` the first school at its latest point: what the next start opens on."""
        school = self.directory().school
        if school is not None and school.points:
            self.prepare(school.school_id, school.points[-1])

    def warm(self, view: ClassView) -> None:
        """Load what filters, cards and changes of class need, so that the first key does not wait for it."""
        self._loaded.class_view(view.school_id, view.class_id, view.point)
        # Any filter does: the first one makes what the others use, the grammar too.
        self.filter("name:a", view)

    def ready_for(self, view: ClassView) -> bool:
        """Whether `warm` has been here: then a filter answers within a few milliseconds."""
        return self._loaded.is_warm(view)

    def make_demo(self) -> None:
        """Make the fictional demo school in the place of this file; nothing is left behind when it fails."""
        from progress_tui.workspace.demo_school import make_demo

        make_demo(self.path)

    @property
    def state(self) -> tuple[Path, int]:
        """The file and the version of its facts that answers are given from now; another one after every change."""
        return self.path, self._loaded.facts_version

    def refresh(self) -> bool:
        """Whether the facts on file changed since they were loaded; what was loaded is dropped then."""
        return self._loaded.refresh()

    def _facts_changed(self) -> None:
        """An import or its undo is stored: what was loaded goes, and the next start finds its first screen ready.

        Where nothing more can be read or written now, a full disk perhaps, that is no trouble of what is stored.
        """
        self._loaded.forget()
        with suppress(StoreError):
            self.refresh()
            self.prepare_latest()

    # -- filters

    def filter(self, text: str, view: ClassView, subject: str | None = None) -> Filtered:
        """Apply a filter to a class view.

        Args:
            text: in the filter language (docs/filters.md); empty matches all.
            view: the class.
            subject: the subject on screen, which terms such as `target<0` speak of; None for any.

        Raises:
            UsageError: the text is not a filter; the sentence names the word, its place and the nearest known words.
        """
        if not text.strip():
            return Filtered("", tuple(row.pupil_id for row in view.rows), "all pupils", 0, "")
        found = self._loaded.at(view.school_id, view.point).select(text, subject, view.class_id)
        return Filtered(text, found.keys, found.description, found.unknown, found.hint, found.parts)

    def select(
        self, school_id: int, ordinal: int, text: str, subject: str | None = None, class_id: int | None = None
    ) -> tuple[Filtered, int]:
        """The pupils of a class or of the whole school that a filter matches, and how many are on roll there.

        Raises:
            UsageError: the text is not a filter.
            NotFoundError: the school is not on file.
        """
        at = self._loaded.at(school_id, ordinal)
        found = at.select(text, subject, class_id)
        roll = at.summary.roll
        on_roll = roll.height if class_id is None else int((roll["class_id"] == class_id).sum())
        return Filtered(text, found.keys, found.description, found.unknown, found.hint, found.parts), on_roll

    # -- notes

    def save_note(
        self, school_id: int, pupil_id: int, body: str, note_id: int | None = None, revision: int = 0
    ) -> Future[NoteSaved]:
        """Save a note as typed; done when the future is: then it survives the end of the program.

        Raises (by the future):
            StoreError: it could not be stored now; the caller still holds the text.
            NotFoundError: the child is not on file: erased by another program, perhaps.
        """
        from progress_tui.store import notes

        text = clean(body, keep_lines=True)

        def work(con: DuckDBPyConnection) -> NoteSaved:
            directory.check_pupil(con, school_id, pupil_id)
            return notes.save(con, school_id, pupil_id, text, "", note_id=note_id, revision=revision)

        return self.file.submit_write(work)

    def remove_note(self, school_id: int, note_id: int) -> Future[None]:
        """Delete a note that was emptied."""
        from progress_tui.store import notes

        return self.file.submit_write(lambda con: notes.remove(con, school_id, note_id))

    def notes_of(self, school_id: int, pupil_ids: Sequence[int]) -> tuple[NoteShown, ...]:
        """Notes on some pupils, oldest first."""
        from progress_tui.store import notes

        return self.file.read(lambda con: notes.of_pupils(con, school_id, list(pupil_ids)))

    # -- out

    @cached_property
    def exports(self) -> Exports:
        """Everything that leaves the file: notes, documents, all of a school."""
        from progress_tui.workspace.exports import Exports

        return Exports(self)

    def export_notes(
        self,
        view: ClassView,
        filtered: Filtered,
        shown: Sequence[int],
        subject: str,
        folder: Path,
        formats: Sequence[Format] = ("md", "csv"),
        names: NameMode = "initials",
        overwrite: bool = False,
    ) -> list[Path]:
        """Write the notes of the pupils on screen with the figures that were on screen.

        Args:
            view: the class.
            filtered: the filter in force.
            shown: pupil ids in the order on screen.
            subject: the subject on screen, empty for all.
            folder: where to; made when it is not there.
            formats: at least one.
            names: how names are written.
            overwrite: replace files that are there.

        Raises:
            ProgressError: a file is there already or cannot be written; nothing was written.
        """
        from progress_tui.workspace.exports import ExportPlace, NotesShown, Request

        notes = NotesShown(view, filtered, tuple(shown), subject)
        place = ExportPlace(view.school_id, view.point, view.class_id, notes=notes)
        return self.exports.write(Request("notes", names, place), folder, formats, overwrite=overwrite)

    def write_list(self, report: Report, name: str, folder: Path) -> Path:
        """Write a report to a CSV file with a name of its own, for the office; a line in the audit says so.

        Raises:
            ProgressError: it cannot be written.
        """
        from progress_tui.exporting.lists import write_report
        from progress_tui.store import audit

        path = write_report(report, name, folder)
        detail: Mapping[str, object] = {"files": [path.name], "rows": report.n}
        self.file.write(lambda con: audit.append(con, "export list", detail))
        return path

    def check(self) -> Contents:
        """Count and check everything in the file."""
        from progress_tui.store.checking import contents

        self._bring_up_to_date()
        held, warning = self.file.read(contents), self.warning
        return held if warning is None else replace(held, problems=(str(warning), *held.problems))
