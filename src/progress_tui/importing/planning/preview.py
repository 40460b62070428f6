"""A source looked at before anything is stored: what was understood, what is asked, what would change."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from progress_tui.analysis.catalogue import scales
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.importing.facts import ParsedFile
from progress_tui.importing.parsing.one_class import CLASS, class_in_name
from progress_tui.importing.planning.committing import ImportReport, Terms, commit
from progress_tui.importing.planning.wording import (
    ColumnShown,
    QuestionShown,
    class_shown,
    columns_shown,
    leavers_shown,
    question_shown,
)
from progress_tui.importing.reading.source import read_any
from progress_tui.importing.reading.table import Row
from progress_tui.importing.recognising.remembering import remember
from progress_tui.importing.service import facts
from progress_tui.store.engine import SchoolFile

Stage = Literal["reading", "understanding", "checking", "storing"]

STAGES: Final[tuple[Stage, ...]] = ("reading", "understanding", "checking", "storing")
"""What is done with a source, in order."""

_LASTING: Final = frozenset(("attendance", "column", "field", "names", "scale"))
"""How the ids of questions begin that are about a column: what they say holds for the next file of its kind."""

FIRST_ROWS: Final = 6
"""Rows of the source that are shown."""

OnStage = Callable[[Stage], None]
"""Is told what begins now; it may raise to stop."""


class StoppedError(Exception):
    """Somebody stopped it. Nothing was stored."""


class OutdatedError(ProgressError):
    """The source or the school file is no longer what was shown, so that nobody has agreed to what they say now."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is said about a source beside itself.

    Attributes:
        terms: the answers so far, and the school's name where nothing else names it.
        mapping: a mapping file or the name of one; `""` recognises the columns by their headings.
        year, point: of whatever the source does not date.
    """

    terms: Terms
    mapping: str = ""
    year: int | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a source. Nothing of it is stored.

    Attributes:
        report: the dry run; None when the source could not be understood, and `error` says why.
        columns: how every column was understood; empty when the source could not be read.
        rows: the first rows, cells as cleaned text.
        questions: what is still open, in words; `report.questions` has them as they came.
        school_named: whether the source itself says which school it is of.
    """

    path: Path
    given: Given
    report: ImportReport | None
    parsed: ParsedFile | None
    columns: tuple[ColumnShown, ...]
    rows: tuple[Row, ...]
    questions: tuple[QuestionShown, ...]
    error: ProgressError | None
    school_named: bool = False


def look(file: SchoolFile, path: Path, given: Given, on_stage: OnStage) -> Preview:
    """Read and understand a source, and rehearse its import into the school file.

    Args:
        file: the school file; one that is not there yet is not made.
        path: the source.
        given: answers and times.
        on_stage: told of each stage as it begins.
    """
    headings: Sequence[str] = ()
    rows: tuple[Row, ...] = ()
    try:
        on_stage("reading")
        source = read_any(path, given.terms.answers)
        headings, rows = source.table.headings, tuple(source.table.first_rows(FIRST_ROWS))
        on_stage("understanding")
        parsed = facts(source, given.terms, given.mapping or None, given.year, given.point)
        on_stage("checking")
        report = commit(file, parsed, replace(given.terms, dry_run=True, accept_partial=True))
    except ProgressError as error:
        columns = columns_shown(headings, None, (), scales()) if headings else ()
        return Preview(path, given, None, None, columns, rows, (), error)
    columns = columns_shown(headings, parsed.mapping, report.questions, scales())
    questions = tuple(question_shown(question, scales()) for question in report.questions)
    if report.classes is not None and CLASS not in (given.terms.answers or {}):
        questions += (class_shown(class_in_name(path.name), report.classes),)
    leavers = [one.pupil for one in report.missing if one.on_roll]
    if leavers and "leavers" not in (given.terms.answers or {}):
        questions += (leavers_shown(leavers),)
    named = "school" in parsed.mapping.pupil
    return Preview(path, given, report, parsed, columns, rows, questions, None, named)


def store(file: SchoolFile, preview: Preview, accept_partial: bool, on_stage: OnStage) -> ImportReport:
    """Store what was shown, from the facts that were read for it.

    Args:
        file: the school file; it is made when it is not there.
        preview: what was shown, without an error and without questions.
        accept_partial: leave the rejected rows out and store the others.
        on_stage: told that storing begins; the last moment at which it may stop before the school file is written.

    Raises:
        OutdatedError: the source's bytes are others by now, or the school file leaves something to be asked.
        ProgressError: the source has gone, or the school file cannot be used; nothing was stored.
    """
    parsed = preview.parsed
    if parsed is None:
        raise ProgressError(f"{preview.path.name} was not understood", "Nothing was stored.")
    if _digest(preview.path) != parsed.sha256:
        raise OutdatedError(
            f"{preview.path.name} has changed since it was shown",
            "Nothing was stored. This is what it says now.",
            "Look at it again, then import it.",
        )
    on_stage("storing")
    report = commit(file, parsed, replace(preview.given.terms, dry_run=False, accept_partial=accept_partial))
    if report.verdict in ("ask", "refused"):
        raise OutdatedError(
            "The school file has changed since this was shown",
            "Nothing was stored. This is what would become of it now.",
            "Look at it again, then import it.",
        )
    return report


def keep_answers(preview: Preview, name: str = "") -> Path | None:
    """Keep how the columns were answered, for files with the same headings; None where no column was asked about.

    Args:
        preview: with its answers.
        name: what the mapping is called; after its file without one.

    Raises:
        DataFileError: it cannot be written.
    """
    parsed, answers = preview.parsed, preview.given.terms.answers or {}
    lasting = parsed.lasting if parsed is not None else None
    about_columns = any(one.partition(":")[0] in _LASTING and ":" in one for one in answers)
    if lasting is None or not lasting.file_headings or not about_columns:
        return None
    return remember(lasting, name or preview.path.name.partition(".")[0])


def _digest(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ProgressError(
            f"{path.name} cannot be read any more", f"{error.strerror}. Nothing was stored.", "Choose the file again."
        ) from error
