"""What a file says, as plain facts: the border between reading a file and planning an import.

In every fact `ref` numbers the distinct pupils of the file (from 1, in order of first row) and `row` is the row a
spreadsheet shows (1-based, the heading line counted).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from progress_tui.domain.pupils import Flag
from progress_tui.importing.recognising.mapping import ImportMapping

SeriesKind = Literal["teacher", "test", "statutory"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row or cell that is not imported, and why.

    Attributes:
        row: the row a spreadsheet shows; `column` the heading, `""` when the whole row is meant.
        value: the cell as read; `reason` a sentence.
        sheet: the sheet of a workbook with several, else `""`; `pupil` whose row it is, as far as the row says.
    """

    row: int
    column: str
    value: str
    reason: str
    sheet: str = ""
    pupil: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the school can say; the answer is given as `answers[id]`.

    Attributes:
        id: such as `year`, `point`, `scale:<heading>` or `column:<heading>`.
        options: the answers on offer; `proposal` is the likeliest, `""` without one.
    """

    id: str
    text: str
    options: tuple[str, ...]
    proposal: str


@dataclass(frozen=True, slots=True)
class PupilFact:
    """One distinct pupil of the file, with what all rows together say.

    Attributes:
        school: the school as the file names it, `""` without a school column.
        upn, source_id: identifiers, `""` where the file has none.
        dob: date of birth, None when unknown, unreadable or contradicted.
        sex: `F`, `M` or None.
    """

    ref: int
    row: int
    school: str
    upn: str
    source_id: str
    surname: str
    forename: str
    dob: date | None
    sex: str | None


@dataclass(frozen=True, slots=True)
class EnrolmentFact:
    """A pupil's year group (Reception is 0) and class in an academic year (given by its start year)."""

    ref: int
    row: int
    academic_year: int
    year_group: int | None
    class_name: str


@dataclass(frozen=True, slots=True)
class CharacteristicsFact:
    """Three-valued characteristics of a pupil in an academic year; `sen` is a code of `domain.pupils.Sen`."""

    ref: int
    row: int
    academic_year: int
    fsm: Flag
    fsm6: Flag
    lac: Flag
    plac: Flag
    service: Flag
    pp: Flag
    eal: Flag
    sen: str | None


@dataclass(frozen=True, slots=True)
class AttendanceFact:
    """Attendance of a pupil in an academic year, up to a point where the file names one.

    Attributes:
        ordinal: `Point.ordinal`, or None for the year as a whole.
        possible, authorised, unauthorised: sessions (half days).
        percentage: 0–100.
    """

    ref: int
    row: int
    academic_year: int
    ordinal: int | None
    possible: int | None
    authorised: int | None
    unauthorised: int | None
    percentage: float | None


@dataclass(frozen=True, slots=True)
class SeriesFact:
    """One assessment in one subject on one scale in one form family: what results are compared inside.

    Attributes:
        key: stable over files, such as `teacher-reading-bands`.
        form: the form family, `""` for the usual one.
        low, high: the series' own valid range, None where the scale's holds.
    """

    key: str
    subject: str
    assessment: str
    kind: SeriesKind
    scale: str
    form: str
    label: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ResultFact:
    """One non-blank result cell; `raw` as typed (cleaned text), `ordinal` of its point."""

    ref: int
    row: int
    column: str
    series: str
    ordinal: int
    raw: str


@dataclass(frozen=True, slots=True)
class TargetFact:
    """One target; `ordinal` is the point at which it is due."""

    ref: int
    row: int
    column: str
    series: str
    ordinal: int
    raw: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Everything one file says.

    Attributes:
        file: name without folders; `sha256` of the bytes as they lie on disk (hexadecimal).
        rows: data rows read, blank ones not counted.
        rejected: rows and cells left out, by row.
        warnings: sentences for the summary.
        questions: what must be answered before anything is stored; facts that hang on an answer are missing.
        mapping: how the columns were understood, to save and reuse.
    """

    file: str
    sha256: str
    rows: int
    pupils: tuple[PupilFact, ...]
    enrolments: tuple[EnrolmentFact, ...]
    characteristics: tuple[CharacteristicsFact, ...]
    attendance: tuple[AttendanceFact, ...]
    series: tuple[SeriesFact, ...]
    results: tuple[ResultFact, ...]
    targets: tuple[TargetFact, ...]
    rejected: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    questions: tuple[Question, ...]
    mapping: ImportMapping
