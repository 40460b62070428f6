"""What is on file, for whoever looks after the data: imports, what they left out, marked results, scales, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from progress_tui.domain.errors import NotFoundError

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.domain.reports import Report
    from progress_tui.domain.whom import Whom
    from progress_tui.store.directory import Directory
    from progress_tui.store.on_file import SchoolCount
    from progress_tui.workspace.loaded import Loaded

At = Callable[[str | None, str | None], "SchoolAtPoint"]


class OnFile:
    """Reports on the data itself. Methods may be called from worker threads."""

    def __init__(self, loaded: Loaded, find_school: Callable[[str | None], Directory], at: At) -> None:
        """Answer from `loaded`; `find_school` and `at` are those of `Workspace` and `Judging`."""
        self._loaded, self._find_school, self._at = loaded, find_school, at

    def queried(self, whom: Whom, school: str | None = None, point: str | None = None) -> Report:
        """The results that are marked as wrong (see `analysis.on_file.queried`)."""
        from progress_tui.analysis.on_file.queried import queried_report
        from progress_tui.store.queried import marks

        at, school_id = self._at(school, point), self._school_id(school)
        return queried_report(at, whom, self._loaded.look_up(lambda con: marks(con, school_id)))

    def imports(self, school: str | None = None) -> Report:
        """The imports that a school's rows come from (see `analysis.on_file.imports`).

        Those that were taken back are listed where the file holds one school: what is left of them names none.
        """
        from progress_tui.analysis.on_file.imports import Brought, TakenBack, imports_report
        from progress_tui.store import on_file

        listed, school_id = self._find_school(school), self._school_id(school)
        whole = len(listed.schools) == 1
        held, undone, pupils = self._loaded.look_up(
            lambda con: (
                on_file.imports_held(con, None if whole else on_file.numbers_of(con, school_id)),
                on_file.imports_undone(con) if whole else [],
                on_file.pupils_of_imports(con, school_id),
            )
        )
        title = self._title("Imports", listed)
        return imports_report(title, [Brought(*one) for one in held], [TakenBack(*one) for one in undone], pupils)

    def unmatched(self, school: str | None = None) -> Report:
        """What the imports that a school's rows come from left out (see `analysis.on_file.imports`)."""
        from progress_tui.analysis.on_file.imports import NotTaken, unmatched_report
        from progress_tui.store import on_file

        listed, school_id = self._find_school(school), self._school_id(school)
        whole = len(listed.schools) == 1
        rows = self._loaded.look_up(
            lambda con: on_file.rows_left_out(con, None if whole else on_file.numbers_of(con, school_id))
        )
        parts = [
            NotTaken(
                one.number, one.file, one.made, one.left_out.source_row, one.left_out.sheet, one.left_out.heading,
                one.left_out.value, one.left_out.reason, one.left_out.pupil, one.left_out.cells,
            )
            for one in rows
        ]  # fmt: skip
        return unmatched_report(self._title("Not taken", listed), parts)

    def scales(self, school: str | None = None, point: str | None = None) -> Report:
        """The scales that a school's results are read on (see `analysis.on_file.reference`)."""
        from progress_tui.analysis.catalogue import look_again
        from progress_tui.analysis.on_file.reference import scales_report

        look_again()
        return scales_report(self._at(school, point))

    def national(self) -> Report:
        """The national figures on file (see `analysis.on_file.reference`)."""
        from progress_tui.analysis.on_file.reference import national_report

        return national_report()

    def school_counts(self) -> Mapping[int, SchoolCount]:
        """How much each school of the file holds, by school."""
        from progress_tui.store.on_file import school_counts

        return self._loaded.look_up(school_counts)

    def _school_id(self, school: str | None) -> int:
        listed = self._find_school(school)
        if listed.school_id is None:
            raise NotFoundError("There is no school on file", remedy="Bring one in with “progress-tui import”.")
        return listed.school_id

    @staticmethod
    def _title(what: str, listed: Directory) -> str:
        return what if listed.school is None else f"{listed.school.name} ▸ {what}"
