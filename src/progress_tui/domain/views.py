"""What a screen, an export and the command line show: plain values that serialise to JSON and back.

They are built once by `analysis` from a school's frames and kept, prepared, in the school file, so that the first
screen needs neither Polars nor a query per cell. They are named tuples because the first screen waits for them: to
define them takes a sixth of the time of data classes, and JSON holds them as short arrays.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, NamedTuple, Self

from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import Flag, display_name
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE

Change = Literal["", "up", "down", "same"]

USUAL_POINTS: Final = 4
"""How many of a subject's points are shown unless others are chosen, the current one included."""


class EvidenceRow(NamedTuple):
    """One line of what a flag rests on: `Reading teacher assessment`, `2025-26:Sum2`, `At`."""

    what: str
    when: str
    value: str


class FlagShown(NamedTuple):
    """A flag as a question opens: which rule, how pressing, why.

    Attributes:
        flag: rule id such as `fell`; `subject` is "" for a flag of no single subject.
        severity: 1 look, 2 discuss, 3 priority; 0 good news.
        sentence: one plain sentence with the figures in it.
        evidence: the figures the sentence rests on, for the hash a dismissal keeps; never a threshold or today's date.
        rows: the same figures as lines to show, the newest first.
    """

    flag: str
    subject: str
    severity: int
    sentence: str
    evidence: str = ""
    rows: tuple[EvidenceRow, ...] = ()


class ResultShown(NamedTuple):
    """One result in a cell.

    Attributes:
        code: the canonical code, `""` where there is no row at all.
        kind: `value`, `non-result`, `unknown`, `out-of-range` or `missing`.
        standing: 1–6 (`Standing`), None where the scale gives no expectation.
        notch: sort key on its scale; None for anything but a value.
    """

    code: str = ""
    kind: str = "missing"
    standing: int | None = None
    notch: float | None = None


class SubjectShown(NamedTuple):
    """One pupil in one subject.

    Attributes:
        results: aligned with `SubjectHeading.points`; the last is the current one.
        target: the target's code as interpolated to the point, `""` without one.
        distance: notches from the target, or from the expected standard where no targets exist; negative is below.
        change: against the latest earlier result of the *same series*.
    """

    results: tuple[ResultShown, ...]
    target: str = ""
    distance: float | None = None
    change: Change = ""


class PointHeading(NamedTuple):
    """One result column.

    Attributes:
        ordinal: the point's ordinal; `code` its short name (`Aut2`); `label` with the year.
        series: what was assessed, in words; `comparable` False when it is another series than the current one.
        scale: id of the series' scale.
    """

    ordinal: int
    code: str
    label: str
    series: str
    comparable: bool
    scale: str = ""


def point_names(shown: Sequence[PointHeading]) -> list[str]:
    """Short names of the points shown side by side: `Sum2`, or `Sum2’26` where the code stands twice."""
    codes = [point.code for point in shown]
    names = []
    for point in shown:
        when = Point(point.ordinal)
        year = when.start_year + (when.half_term >= 2)
        names.append(f"{point.code}’{year % 100:02d}" if codes.count(point.code) > 1 else point.code)
    return names


class SubjectHeading(NamedTuple):
    """A subject's columns and counts.

    Attributes:
        points: the latest with results, oldest first; the last is the current point.
        scale: scale id of the current series; `series` its label.
        has_expectation: whether results of the current point are held against an expected standard.
        assessed: pupils with a value at the current point.
        expected: how many are at the expected standard or above, of the `judged`.
        has_targets: whether distances are from individual targets (else from the expected standard).
        judged: pupils whose value is held against the expected standard (the denominator "of those assessed").
    """

    subject: str
    label: str
    points: tuple[PointHeading, ...]
    scale: str
    series: str
    has_expectation: bool
    assessed: int
    expected: int
    has_targets: bool
    judged: int = 0


class BesideHeading(NamedTuple):
    """A column beside the judgements of the points: an earlier statutory result, or the latest test of a subject.

    Attributes:
        key: names it among the columns of the class: `gld`, `reading:ks1`, `maths:test`.
        kind: `history` or `test`.
        subject: the subject it stands with, "" where it is of no subject of the class (a good level of development).
        heading: at most six letters; `label` says it in full.
        series: what was assessed, in words; `scale` its scale id.
        has_expectation: whether its results are held against an expected standard.
        assessed: pupils with a value; `judged` of those held against the standard; `expected` of those, who met it.
    """

    key: str
    kind: Literal["history", "test"]
    subject: str
    heading: str
    label: str
    series: str
    scale: str
    has_expectation: bool
    assessed: int
    judged: int
    expected: int


class BesideShown(NamedTuple):
    """One pupil's result in such a column.

    Attributes:
        ordinal: when it was taken; 0 where there is none.
        change: of a test taken at the current point, against the latest earlier one of the same series.
    """

    result: ResultShown = ResultShown()
    ordinal: int = 0
    change: Change = ""


class PupilShown(NamedTuple):
    """One pupil's row.

    Attributes:
        flags: most pressing first, each subject once in each family of flags; `good` is good news, kept apart.
        beside: aligned with `ClassView.beside`.
    """

    pupil_id: int
    surname: str
    forename: str
    fallback: str
    initials: str
    year_group: int | None
    sex: str | None
    pp: Flag
    sen: str | None
    eal: Flag
    absence: float | None
    subjects: dict[str, SubjectShown]
    flags: tuple[FlagShown, ...] = ()
    good: tuple[FlagShown, ...] = ()
    beside: tuple[BesideShown, ...] = ()

    @property
    def name(self) -> str:
        """`Surname, Forename`, or the fallback such as `Pupil 17`."""
        return display_name(self.surname, self.forename, self.fallback)

    @property
    def severity(self) -> int:
        """The highest severity of any flag, 0 without flags."""
        return max((flag.severity for flag in self.flags), default=0)

    @property
    def core(self) -> tuple[int, int]:
        """Reading, writing and maths now: in how many the expected standard is met, of how many that are judged."""
        shown = [self.subjects[subject].results[-1] for subject in CORE if subject in self.subjects]
        standings = [result.standing for result in shown if result.kind == "value" and result.standing is not None]
        return sum(standing >= Standing.AT for standing in standings), len(standings)


class ClassView(NamedTuple):
    """A class at a point: everything the class grid, `show class` and the export of notes need.

    Attributes:
        school: the school's name; `class_name`; `point` its ordinal; `point_label` in words.
        rows: pupils on roll at the point, by name.
        subjects: the subjects with results, in order of show.
        complete: False for an outline painted before judgements were made.
        beside: the columns of history and tests, in order of show.
        combines: whether reading, writing and maths are put together here: class work in all three, or statutory
            results in all three, each held against an expected standard.
    """

    school_id: int
    school: str
    fictional: bool
    class_id: int
    class_name: str
    point: int
    point_label: str
    subjects: tuple[SubjectHeading, ...]
    rows: tuple[PupilShown, ...]
    complete: bool = True
    beside: tuple[BesideHeading, ...] = ()
    combines: bool = False

    @property
    def on_roll(self) -> int:
        """N on roll at the point."""
        return len(self.rows)

    @property
    def year_groups(self) -> tuple[int, ...]:
        """The year groups of its pupils, as far as they are known, youngest first."""
        return tuple(sorted({row.year_group for row in self.rows if row.year_group is not None}))

    @property
    def combined(self) -> tuple[int, int]:
        """At the expected standard in reading, writing and maths, of those with a judged result in all three."""
        judged = [met for met, of in (row.core for row in self.rows) if of == len(CORE)]
        return sum(met == len(CORE) for met in judged), len(judged)

    @property
    def class_label(self) -> str:
        """The class's name; a bare number reads `Class 1`."""
        return f"Class {self.class_name}" if self.class_name.isdigit() else self.class_name

    def heading(self, subject: str) -> SubjectHeading | None:
        """The heading of a subject, or None when the class has no results in it."""
        return next((heading for heading in self.subjects if heading.subject == subject), None)

    def to_json(self) -> str:
        """As JSON text: arrays in the order of the attributes."""
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        view = cls(*json.loads(text))
        return view._replace(
            subjects=tuple(_heading(heading) for heading in view.subjects),
            rows=tuple(_pupil(row) for row in view.rows),
            beside=tuple(BesideHeading(*heading) for heading in view.beside),
        )


def _heading(values: Iterable[Any]) -> SubjectHeading:
    heading = SubjectHeading(*values)
    return heading._replace(points=tuple(PointHeading(*point) for point in heading.points))


def _pupil(values: Iterable[Any]) -> PupilShown:
    row = PupilShown(*values)
    return row._replace(
        subjects={name: _subject(shown) for name, shown in row.subjects.items()},
        flags=tuple(map(_flag, row.flags)),
        good=tuple(map(_flag, row.good)),
        beside=tuple(map(_beside, row.beside)),
    )


def _flag(values: Iterable[Any]) -> FlagShown:
    flag = FlagShown(*values)
    return flag._replace(rows=tuple(EvidenceRow(*row) for row in flag.rows))


def _beside(values: Iterable[Any]) -> BesideShown:
    shown = BesideShown(*values)
    return shown._replace(result=ResultShown(*shown.result))


def _subject(values: Iterable[Any]) -> SubjectShown:
    shown = SubjectShown(*values)
    return shown._replace(results=tuple(ResultShown(*result) for result in shown.results))


_KEPT: Final = (
    ClassView, SubjectHeading, PointHeading, BesideHeading, PupilShown, SubjectShown, ResultShown, BesideShown,
    FlagShown, EvidenceRow,
)  # fmt: skip

VIEW_FORM: Final = f"{zlib.crc32(repr([(kept.__name__, kept._fields) for kept in _KEPT]).encode()):08x}"
"""Names the form of a view as JSON: a view that an older program kept in the file has another and is never misread."""


class NoteShown(NamedTuple):
    """A note as stored.

    Attributes:
        revision: counts the saves; a save that expects another revision does not overwrite.
        written, changed: local time, ISO to the minute.
    """

    note_id: int
    pupil_id: int
    body: str
    written: str
    changed: str
    revision: int
    author: str = ""
