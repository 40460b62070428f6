"""Results that somebody marks as wrong, for the office to mend: with a reason, until another value is on file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.text import clean, fold
from progress_tui.store import queried
from progress_tui.store.queried import QueryRecord, ResultOnFile

if TYPE_CHECKING:
    from progress_tui.store.engine import SchoolFile


class Proposal(NamedTuple):
    """A reason that is offered, and the letter that takes it."""

    key: str
    reason: str


class QueryChange(NamedTuple):
    """A mark that was made or taken away, so that it can be taken back.

    Attributes:
        result: the result as it is on file.
        before: as it was marked before, None where it was not.
        marked: whether it is marked now.
    """

    school_id: int
    result: ResultOnFile
    before: ResultOnFile | None
    marked: bool


class Querying:
    """Marks on results. A result is named by school, pupil, series and point, and held against what is on file."""

    def __init__(self, file: SchoolFile, refresh: Callable[[], bool]) -> None:
        """Write to `file`; `refresh` drops what was derived from it."""
        self._file = file
        self._refresh = refresh

    def results(self, school_id: int, pupil_id: int) -> list[ResultOnFile]:
        """Every result of a pupil as it is on file, the oldest first, with its mark."""
        return self._file.read(lambda con: queried.of_pupil(con, school_id, pupil_id))

    def find(self, school_id: int, pupil_id: int, series: int | str, ordinal: int) -> ResultOnFile | None:
        """The one result of a cell; None where nothing of a file stands in it (a blank, or a result worked out).

        Args:
            school_id: the school.
            pupil_id: the pupil.
            series: the series' id or label.
            ordinal: the point's.
        """
        for one in self.results(school_id, pupil_id):
            named = one.series_id == series if isinstance(series, int) else fold(one.label) == fold(series)
            if named and one.ordinal == ordinal:
                return one
        return None

    def mark(
        self, school_id: int, result: ResultOnFile, reason: str, made: datetime | None = None
    ) -> ResultOnFile | None:
        """Mark a result as it is on file; one that is marked already gets the new reason.

        Args:
            school_id: the school.
            result: from `find` or `results`.
            reason: what is wrong with it, as typed.
            made: when it was marked first, where an undone mark comes back.

        Returns:
            The mark it took the place of, None without one.

        Raises:
            NotFoundError: another value is on file by now.
            UsageError: the reason is empty.
        """
        query = QueryRecord(result.pupil_id, result.series_id, result.ordinal, result.raw, clean(reason))
        before = self._file.write(lambda con: queried.mark(con, school_id, query, made))
        self._refresh()
        return before

    def unmark(self, school_id: int, result: ResultOnFile) -> ResultOnFile:
        """Take the mark of a result away.

        Returns:
            The result as it was marked, to mark it again.

        Raises:
            NotFoundError: it is not marked.
        """
        before = self._file.write(
            lambda con: queried.unmark(con, school_id, result.pupil_id, result.series_id, result.ordinal)
        )
        self._refresh()
        return before

    def take_back(self, change: QueryChange) -> None:
        """Put a mark back as it was before a change.

        Raises:
            NotFoundError: another value is on file by now, or the mark has gone.
        """
        if change.before is not None:
            self.mark(change.school_id, change.before, change.before.reason or "", change.before.made)
        elif change.marked:
            self.unmark(change.school_id, change.result)

    @staticmethod
    def proposals() -> tuple[Proposal, ...]:
        """The reasons that are offered, from `data/query-reasons.toml`.

        Raises:
            DataFileError: the file is not valid.
        """
        from progress_tui.resources import data_folder, read_toml

        path = data_folder() / "query-reasons.toml"
        reasons = read_toml(path).get("reasons", {})
        return tuple(Proposal(key, str(reason)) for key, reason in reasons.items()) if isinstance(reasons, dict) else ()
