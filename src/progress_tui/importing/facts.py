"""What a file says, as plain facts: the border between reading a file and planning an import.

In every fact `ref` numbers the distinct pupils of the file (from 1, in order of first row) and `row` is the row a
spreadsheet shows (1-based, the heading line counted).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

import polars as pl

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
        former_upn: the UPN the pupil had before, `""` where the file does not say.
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
    former_upn: str = ""


@dataclass(frozen=True, slots=True)
class EnrolmentFact:
    """A pupil's year group (Reception is 0) and class in an academic year (given by its start year).

    Attributes:
        from_date, to_date: when the pupil joined and left, where that was within the year.
    """

    ref: int
    row: int
    academic_year: int
    year_group: int | None
    class_name: str
    from_date: date | None = None
    to_date: date | None = None


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


_I, _U, _S, _B, _D = pl.Int32(), pl.UInt32(), pl.String(), pl.Boolean(), pl.Date()
_CELLS: Final = {"ref": _I, "row": _U, "column": pl.UInt16(), "series": _U, "ordinal": _I, "raw": _U}
FRAMES: Final[Mapping[str, Mapping[str, pl.DataType]]] = {
    "pupil": {
        "ref": _I, "row": _U, "school": _S, "upn": _S, "source_id": _S, "surname": _S, "forename": _S, "dob": _D,
        "sex": _S, "former_upn": _S,
    },
    "enrolment": {
        "ref": _I, "row": _U, "academic_year": _I, "year_group": _I, "class_name": _S, "from_date": _D, "to_date": _D,
    },
    "characteristics": {
        "ref": _I, "row": _U, "academic_year": _I, "fsm": _B, "fsm6": _B, "lac": _B, "plac": _B, "service": _B,
        "pp": _B, "eal": _B, "sen": _S,
    },
    "attendance": {
        "ref": _I, "row": _U, "academic_year": _I, "ordinal": _I, "possible": _I, "authorised": _I, "unauthorised": _I,
        "percentage": pl.Float64(),
    },
    "series": {
        "place": _U, "key": _S, "subject": _S, "assessment": _S, "kind": _S, "scale": _S, "form": _S, "label": _S,
        "low": pl.Float64(), "high": pl.Float64(),
    },
    "text": {"place": _U, "text": _S},
    "result": _CELLS,
    "target": _CELLS,
}  # fmt: skip
"""The frames of a file: name → column → dtype. Columns are the fields of the fact of that name.

In `result` and `target`, which are in order of rows, `series` and `raw` are places in the frames `series` and `text`,
and `column` is one in the headings.
"""


@dataclass(frozen=True)
class ParsedFile:
    """Everything one file says.

    The facts are kept as frames, since a file may hold millions; as tuples of facts they are there for the reader of a
    small one.

    Attributes:
        file: name without folders; `sha256` of the bytes as they lie on disk (hexadecimal).
        rows: data rows read, blank ones not counted.
        headings: the headings of the table.
        frames: as `FRAMES` declares them.
        rejected: rows and cells left out, by row.
        warnings: sentences for the summary.
        questions: what must be answered before anything is stored; facts that hang on an answer are missing.
        mapping: how the columns were understood, to save and reuse.
        originals: for each of `rejected` the cells of its row by heading, as far as they are known.
        lasting: `mapping` without the times that were given for this file: what may be kept for the next of its kind.
    """

    file: str
    sha256: str
    rows: int
    headings: tuple[str, ...]
    frames: Mapping[str, pl.DataFrame]
    rejected: tuple[Rejection, ...]
    warnings: tuple[str, ...]
    questions: tuple[Question, ...]
    mapping: ImportMapping
    originals: tuple[Mapping[str, str], ...] = ()
    lasting: ImportMapping | None = None

    @cached_property
    def pupils(self) -> tuple[PupilFact, ...]:
        """The distinct pupils, by `ref`."""
        return tuple(PupilFact(*row) for row in self.frames["pupil"].iter_rows())

    @cached_property
    def enrolments(self) -> tuple[EnrolmentFact, ...]:
        """One for each pupil and academic year."""
        return tuple(EnrolmentFact(*row) for row in self.frames["enrolment"].iter_rows())

    @cached_property
    def characteristics(self) -> tuple[CharacteristicsFact, ...]:
        """One for each pupil and academic year."""
        return tuple(CharacteristicsFact(*row) for row in self.frames["characteristics"].iter_rows())

    @cached_property
    def attendance(self) -> tuple[AttendanceFact, ...]:
        """One for each pupil, academic year and point."""
        return tuple(AttendanceFact(*row) for row in self.frames["attendance"].iter_rows())

    @cached_property
    def series(self) -> tuple[SeriesFact, ...]:
        """The series that results and targets belong to."""
        return tuple(SeriesFact(*row[1:]) for row in self.frames["series"].iter_rows())

    @cached_property
    def results(self) -> tuple[ResultFact, ...]:
        """The results, in order of rows."""
        return tuple(ResultFact(*cell) for cell in self._cells("result"))

    @cached_property
    def targets(self) -> tuple[TargetFact, ...]:
        """The targets, in order of rows."""
        return tuple(TargetFact(*cell) for cell in self._cells("target"))

    def _cells(self, name: str) -> Iterator[tuple[int, int, str, str, int, str]]:
        keys, texts = self.frames["series"]["key"].to_list(), self.frames["text"]["text"].to_list()
        for ref, row, column, series, ordinal, raw in self.frames[name].iter_rows():
            yield ref, row, self.headings[column], keys[series], ordinal, texts[raw]
