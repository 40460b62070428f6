"""Files that enter the school file: looked at first, then stored whole or in part, and taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import StoreError
from progress_tui.store.engine import SchoolFile

if TYPE_CHECKING:
    from progress_tui.domain.reports import Report
    from progress_tui.importing.planning.committing import ImportReport, Terms
    from progress_tui.importing.planning.preview import Given, OnStage, Preview, Stage


class PastImport(NamedTuple):
    """An import on file: its number, when it was made, its source, the results it brought, the rows it touched."""

    number: int
    made: str
    file: str
    results: int
    touched: int


class Landing(NamedTuple):
    """Where the rows of an import can be seen: a class at a point."""

    school_id: int
    class_id: int
    ordinal: int


class Importing:
    """Imports of one school file. `preview` and `commit` are stopped by `cancel` from another thread."""

    def __init__(
        self,
        file: SchoolFile,
        bring_up_to_date: Callable[[], None],
        changed: Callable[[], None],
        back_up: Callable[[bool], None],
    ) -> None:
        """Work on `file`.

        Args:
            file: the school file; it need not be there yet.
            bring_up_to_date: migrates an older file before it is asked something.
            changed: called when facts on file have changed.
            back_up: called before something is stored, and refuses it by an error; True where one backup is enough for
                all that is imported while the file is open.
        """
        self._file = file
        self._bring_up_to_date = bring_up_to_date
        self._changed, self._back_up = changed, back_up
        self._stopped = threading.Event()

    # -- for scripts: a source at once

    def bring_in(
        self, path: Path, terms: Terms, mapping: str | None = None, year: int | None = None, point: Point | None = None
    ) -> ImportReport:
        """Bring one source file in; see `importing.planning.committing.commit`.

        Raises:
            StoreError: no backup could be made before it; nothing was stored.
        """
        from progress_tui.importing.service import bring_in

        if not terms.dry_run:
            self._back_up(True)
        report = bring_in(self._file, path, terms, mapping=mapping, year=year, point=point)
        self._tell(report)
        return report

    def save_mapping(
        self,
        path: Path,
        to: Path,
        terms: Terms,
        mapping: str | None = None,
        year: int | None = None,
        point: Point | None = None,
    ) -> None:
        """Write down how a source was understood, as a mapping that can be edited and used again."""
        from progress_tui.importing.service import save_understanding

        save_understanding(path, to, terms, mapping=mapping, year=year, point=point)

    def _tell(self, report: ImportReport) -> None:
        if not report.dry_run and (report.added or report.changed):
            self._changed()

    # -- for people: looked at, then stored

    def preview(self, path: Path, given: Given, on_stage: OnStage) -> Preview:
        """What would become of a source; nothing is stored. See `importing.planning.preview.look`.

        Raises:
            StoppedError: `cancel` was called meanwhile.
        """
        from progress_tui.importing.planning.preview import StoppedError, look

        self._stopped.clear()
        found = look(self._file, path, given, self._watched(on_stage))
        if self._stopped.is_set():
            raise StoppedError
        return found

    def commit(self, preview: Preview, accept_partial: bool, on_stage: OnStage) -> ImportReport:
        """Store what was shown; see `importing.planning.preview.store`.

        Raises:
            StoppedError: `cancel` was called in time; nothing was stored.
            StoreError: no backup could be made before it; nothing was stored.
        """
        from progress_tui.importing.planning.preview import StoppedError, store

        self._stopped.clear()
        self._back_up(False)
        try:
            report = store(self._file, preview, accept_partial, self._watched(on_stage))
        except StoreError:
            if self._stopped.is_set():
                raise StoppedError from None
            raise
        self._tell(report)
        return report

    def keep_answers(self, preview: Preview) -> Path | None:
        """Keep how the columns of a source were answered, for files with the same headings; None where nothing was.

        Raises:
            DataFileError: it cannot be written.
        """
        from progress_tui.importing.planning.preview import keep_answers

        # The name of a file may be a child's, and a mapping stands in the open.
        return keep_answers(preview, "mapping" if self._file.encrypted else "")

    def cancel(self) -> None:
        """Stop what `preview` or `commit` is doing as soon as may be; what was stored by then stays stored."""
        self._stopped.set()
        self._file.interrupt()

    def _watched(self, on_stage: OnStage) -> OnStage:
        """`on_stage`, stopping where `cancel` was called."""
        from progress_tui.importing.planning.preview import StoppedError

        def told(stage: Stage) -> None:
            if self._stopped.is_set():
                raise StoppedError
            on_stage(stage)

        return told

    def landing(self, number: int) -> Landing | None:
        """Where the rows of an import are seen; None when no class shows any."""
        from progress_tui.store.landing import landing

        found = self._file.read(lambda con: landing(con, number))
        return None if found is None else Landing(*found)

    def write_rejected(self, report: ImportReport, folder: Path) -> Path:
        """Write what was not taken of a source to a CSV file in `folder`, for the office to correct."""
        from progress_tui.exporting.rejections import write_rejections

        return write_rejections(report.file, report.rejected, report.originals, folder)

    # -- what is on file

    def page(self, number: int) -> Report:
        """Everything about one import; see `importing.planning.pages`.

        Raises:
            NotFoundError: there is no such import.
        """
        from progress_tui.importing.planning.pages import page_report
        from progress_tui.store.imports import page

        self._bring_up_to_date()
        return page_report(self._file.read(lambda con: page(con, number)))

    def write_left_out(self, number: int, path: Path, overwrite: bool = False) -> int:
        """Write what an import left out to a CSV file, for the office to correct.

        Returns:
            How many rows and cells there are; nothing is written when there are none.

        Raises:
            NotFoundError: there is no such import.
            ExistsError: the file is there already, and `overwrite` was not said.
        """
        from progress_tui.exporting.rejections import write_rejections_to
        from progress_tui.importing.planning.pages import originals, rejections
        from progress_tui.store.imports import page

        self._bring_up_to_date()
        held = self._file.read(lambda con: page(con, number)).left_out
        if held:
            write_rejections_to(path, rejections(held), originals(held), overwrite)
        return len(held)

    def past(self) -> list[PastImport]:
        """Imports on file, newest first."""
        self._bring_up_to_date()
        rows = self._file.read(
            lambda con: con.execute(
                "SELECT import_id, made, file, results, added + changed AS touched FROM import ORDER BY import_id DESC"
            ).fetchall()
        )
        return [PastImport(int(n), made.isoformat(" ", "minutes"), str(f), int(r), int(t)) for n, made, f, r, t in rows]

    def undo(self, number: int) -> tuple[str, int]:
        """Take an import back; see `store.undoing.undo`."""
        from progress_tui.store.undoing import undo

        self._bring_up_to_date()
        undone = self._file.write(lambda con: undo(con, number))
        self._changed()
        return undone
