"""What a screen, an export and the command line show: plain values that serialise to JSON and back.

They are built once by `analysis` from a school's frames and kept, prepared, in the school file, so that the first
screen needs neither Polars nor a query per cell.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from progress_tui.domain.pupils import Flag, display_name

Change = Literal["", "up", "down", "same"]


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A flag as a question opens: which rule, how pressing, why.

    Attributes:
        flag: rule id such as `fell`; `subject` is "" for a flag of no single subject.
        severity: 1 look, 2 discuss, 3 priority.
        sentence: one plain sentence with the figures in it.
        evidence: the figures the sentence rests on, for the hash a dismissal keeps.
    """

    flag: str
    subject: str
    severity: int
    sentence: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ResultShown:
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


@dataclass(frozen=True, slots=True)
class SubjectShown:
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


@dataclass(frozen=True, slots=True)
class PointHeading:
    """One result column.

    Attributes:
        ordinal: the point's ordinal; `code` its short name (`Aut2`); `label` with the year.
        series: what was assessed, in words; `comparable` False when it is another series than the current one.
    """

    ordinal: int
    code: str
    label: str
    series: str
    comparable: bool


@dataclass(frozen=True, slots=True)
class SubjectHeading:
    """A subject's columns and counts.

    Attributes:
        points: the columns, oldest first; the last is the current point.
        scale: scale id of the current series; `series` its label.
        has_expectation: whether the scale says what is at the expected standard.
        assessed: pupils with a value at the current point (the denominator "of those assessed").
        expected: of those, how many are at the expected standard or above.
        has_targets: whether distances are from individual targets (else from the expected standard).
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


@dataclass(frozen=True, slots=True)
class PupilShown:
    """One pupil's row."""

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

    @property
    def name(self) -> str:
        """`Surname, Forename`, or the fallback such as `Pupil 17`."""
        return display_name(self.surname, self.forename, self.fallback)

    @property
    def severity(self) -> int:
        """The highest severity of any flag, 0 without flags."""
        return max((flag.severity for flag in self.flags), default=0)


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class at a point: everything the class grid, `show class` and the export of notes need.

    Attributes:
        school: the school's name; `class_name`; `point` its ordinal; `point_label` in words.
        rows: pupils on roll at the point, by name.
        subjects: the subjects with results, in order of show.
        complete: False for an outline painted before judgements were made.
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

    @property
    def on_roll(self) -> int:
        """N on roll at the point."""
        return len(self.rows)

    @property
    def class_label(self) -> str:
        """The class's name; a bare number reads `Class 1`."""
        return f"Class {self.class_name}" if self.class_name.isdigit() else self.class_name

    def heading(self, subject: str) -> SubjectHeading | None:
        """The heading of a subject, or None when the class has no results in it."""
        return next((heading for heading in self.subjects if heading.subject == subject), None)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        subjects = tuple(
            SubjectHeading(**{**heading, "points": tuple(PointHeading(**point) for point in heading["points"])})
            for heading in content["subjects"]
        )
        rows = tuple(_pupil_shown(row) for row in content["rows"])
        return cls(**{**content, "subjects": subjects, "rows": rows})


def _pupil_shown(row: dict[str, Any]) -> PupilShown:
    subjects = {
        name: SubjectShown(**{**shown, "results": tuple(ResultShown(**result) for result in shown["results"])})
        for name, shown in row["subjects"].items()
    }
    return PupilShown(**{**row, "subjects": subjects, "flags": tuple(FlagShown(**flag) for flag in row["flags"])})


@dataclass(frozen=True, slots=True)
class SeriesResult:
    """One result on the pupil card.

    Attributes:
        change: in words against the previous one of the series (`+1 notch`, `−6, within error`), `""` for the first.
        rank: position within the year group (`31st of 58`), `""` where fewer than two are assessed.
    """

    ordinal: int
    point: str
    result: ResultShown
    words: str
    change: str
    rank: str


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """All results of one series on the pupil card, oldest first."""

    series: str
    subject: str
    scale: str
    kind: str
    results: tuple[SeriesResult, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A difference that is not taken, with the reason and what is offered in its place."""

    subject: str
    reason: str
    offered: str


@dataclass(frozen=True, slots=True)
class NoteShown:
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


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action of an earlier meeting."""

    what: str
    owner: str
    due: str
    status: str
    effect: str


@dataclass(frozen=True, slots=True)
class MeetingItemShown:
    """What an earlier meeting said of the pupil."""

    held_on: str
    class_name: str
    seen: str
    teacher_view: str
    decision: str
    actions: tuple[ActionShown, ...]


@dataclass(frozen=True, slots=True)
class PupilView:
    """The pupil card."""

    pupil: PupilShown
    school: str
    class_name: str
    point_label: str
    dob: str
    identifiers: tuple[tuple[str, str], ...]
    characteristics: tuple[tuple[str, str], ...]
    series: tuple[SeriesShown, ...]
    refusals: tuple[Refusal, ...]
    attendance: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    notes: tuple[NoteShown, ...] = field(default=())
    meetings: tuple[MeetingItemShown, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries."""
        return asdict(self)
