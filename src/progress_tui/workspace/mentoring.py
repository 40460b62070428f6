"""The mentoring record of a child: what a school grades, grades, targets and comments, and the way back from each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.errors import DataFileError, UsageError
from progress_tui.domain.mentoring import (
    Graded,
    HalfTermRecord,
    MentoringWords,
    Target,
    TargetStatus,
    Who,
    empty_record,
    mentoring_words,
)
from progress_tui.domain.text import clean
from progress_tui.store import mentoring
from progress_tui.store.mentoring import NewTarget

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.domain.meetings import Text, TextSaved
    from progress_tui.store.engine import SchoolFile

FILE_NAME: Final = "mentoring.toml"


class MentoringChange(NamedTuple):
    """What was done to a record, so that it can be taken back; `words` say it without a child's name."""

    words: str
    undo: Callable[[], None]


class Mentoring:
    """Mentoring records of a school file. Methods may be called from worker threads."""

    def __init__(self, file: SchoolFile, refresh: Callable[[], bool]) -> None:
        """Write to `file`; `refresh` drops what was derived from it."""
        self._file, self._refresh = file, refresh

    @cached_property
    def words(self) -> MentoringWords:
        """What the school grades and by what: its own file, else the one that ships (see `problem`)."""
        return self._read[0]

    @property
    def problem(self) -> str:
        """Why the school's own file is left out, "" where it is not."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[MentoringWords, str]:
        from progress_tui.resources import data_folder
        from progress_tui.settings import config_home

        shipped, own = data_folder() / FILE_NAME, config_home() / FILE_NAME
        if own.is_file():
            try:
                return _words_of(own), ""
            except DataFileError as error:
                return _words_of(shipped), f"{error} Until then the record has the strands and grades that ship."
        return _words_of(shipped), ""

    # -- what is on file

    def history(self, school_id: int, pupil_id: int) -> tuple[HalfTermRecord, ...]:
        """Every half-term of which anything is on file of a child, the oldest first."""
        return self._file.read(lambda con: mentoring.of_pupil(con, school_id, pupil_id))

    def record(self, school_id: int, pupil_id: int, ordinal: int) -> HalfTermRecord:
        """One half-term of a child's record; an empty one where nothing is on file."""
        held = self.history(school_id, pupil_id)
        return next((one for one in held if one.ordinal == ordinal), empty_record(ordinal))

    # -- grades

    def grade(self, school_id: int, pupil_id: int, ordinal: int, strand: str, graded: Graded | None) -> MentoringChange:
        """Grade a strand, or take the grade away with None.

        Raises:
            UsageError: it is no grade.
            NotFoundError: the child is not on file.
        """
        key = school_id, pupil_id, ordinal, strand
        before = self._file.write(lambda con: mentoring.set_grade(con, *key, graded))
        self._refresh()

        def undo() -> None:
            self._file.write(lambda con: mentoring.take_grade_back(con, *key, graded, before))
            self._refresh()

        label = graded.label if graded is not None else "no grade"
        return MentoringChange(f"{strand} of 1 child was graded {label}", undo)

    # -- targets

    def add_target(self, school_id: int, pupil_id: int, ordinal: int, subject: str, body: str) -> MentoringChange:
        """Set a target; `subject` "" for the personal one.

        Raises:
            UsageError: it says nothing, or the child has as many of the subject in that half-term as there may be.
        """
        new = NewTarget(pupil_id, ordinal, subject, clean(body))
        (target,) = self._file.write(lambda con: mentoring.add_targets(con, school_id, [new], self.words.targets))

        def undo() -> None:
            self._file.write(lambda con: mentoring.remove_target(con, school_id, target.target_id, target))

        return MentoringChange("1 target was set", undo)

    def change_target(
        self, school_id: int, before: Target, body: str | None = None, status: TargetStatus | None = None
    ) -> MentoringChange:
        """Change the text or the status of a target from `before`, as it was read.

        Raises:
            ProgressError: another program changed the same thing of it, or took it away.
        """
        after = before._replace(
            body=before.body if body is None else clean(body), status=before.status if status is None else status
        )
        self._file.write(lambda con: mentoring.change_target(con, school_id, before, after))
        words = "a target was changed" if status is None else f"1 target was marked “{status}”"
        return MentoringChange(words, lambda: self._change_back(school_id, after, before))

    def remove_target(self, school_id: int, target: Target) -> MentoringChange:
        """Take a target away.

        Raises:
            NotFoundError: it is gone already.
        """
        pupil_id, held = self._file.write(lambda con: mentoring.remove_target(con, school_id, target.target_id))
        return MentoringChange("1 target was taken away", lambda: self._put_back(school_id, pupil_id, held))

    def carry(self, school_id: int, pupil_id: int, ordinal: int) -> MentoringChange:
        """Go on in a half-term with the targets of the one before that are not met yet.

        Raises:
            UsageError: there is none, or there is no room for them.
        """
        earlier = [one for one in self.history(school_id, pupil_id) if one.ordinal < ordinal and one.targets]
        left = [one for one in earlier[-1].targets if one.status == "not yet"] if earlier else []
        if not left:
            raise UsageError("There is no target to carry forward", remedy="None of an earlier half-term is open.")
        new = [NewTarget(pupil_id, ordinal, one.subject, one.body) for one in left]
        most = self.words.targets

        def work(con: DuckDBPyConnection) -> list[Target]:
            made = mentoring.add_targets(con, school_id, new, most)
            for one in left:
                mentoring.change_target(con, school_id, one, one._replace(status="carried"))
            return made

        made = self._file.write(work)

        def undo(con: DuckDBPyConnection) -> None:
            for one in made:
                mentoring.remove_target(con, school_id, one.target_id, one)
            for one in left:
                mentoring.change_target(con, school_id, one._replace(status="carried"), one)

        count = "1 target was" if len(made) == 1 else f"{len(made)} targets were"
        return MentoringChange(f"{count} carried forward", lambda: self._file.write(undo))

    def _change_back(self, school_id: int, after: Target, before: Target) -> None:
        self._file.write(lambda con: mentoring.change_target(con, school_id, after, before))

    def _put_back(self, school_id: int, pupil_id: int, target: Target) -> None:
        self._file.write(lambda con: mentoring.put_back(con, school_id, pupil_id, target, self.words.targets))

    # -- comments

    def save_comment(
        self, school_id: int, pupil_id: int, ordinal: int, who: Who, body: str, base: Text
    ) -> Future[TextSaved]:
        """Save what the child or the mentor says as it is typed; `base` is the text as it was read.

        Raises (by the future):
            StoreError: it could not be stored now; the caller still holds the text.
        """
        text = clean(body, keep_lines=True)
        return self._file.submit_write(
            lambda con: mentoring.save_comment(con, school_id, pupil_id, ordinal, who, text, base)
        )


def _words_of(path: Path) -> MentoringWords:
    from progress_tui.resources import read_toml

    return mentoring_words(path.name, read_toml(path))
