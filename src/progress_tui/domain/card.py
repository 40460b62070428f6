"""What the pupil card shows: plain values, built by `analysis.pupil_view` from a school's frames.

They stand apart from `domain.views`, which the first screen waits for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from progress_tui.domain.thawing import plain
from progress_tui.domain.views import FlagShown, NoteShown, PupilShown, ResultShown


class Rung(NamedTuple):
    """One value of a scale of codes: its place on the scale, its letters, its name."""

    notch: float
    code: str
    label: str


class Expected(NamedTuple):
    """What counts as just met from a point on, until the next of its kind.

    Attributes:
        notch: place on the scale, or the score; None where nothing is expected then.
        code: the same as written, "" for none.
    """

    ordinal: int
    notch: float | None
    code: str


class TargetShown(NamedTuple):
    """A target that is due now or later; `notch` as in `ResultShown`, None where the code is no value of the scale."""

    ordinal: int
    code: str
    words: str
    notch: float | None


class SeriesResult(NamedTuple):
    """One result on the pupil card.

    Attributes:
        change: in words against the previous one of the series (`+1 notch`, `−6, within error`), `""` for the first.
        rank: position within the year group (`31st of 58`), `""` where fewer than two are assessed.
        queried: why it is marked as wrong, `""` where it is not.
    """

    ordinal: int
    point: str
    result: ResultShown
    words: str
    change: str
    rank: str
    queried: str = ""


class SeriesShown(NamedTuple):
    """All results of one series on the pupil card, oldest first.

    Attributes:
        series: the series in words; `scale` its scale's id, `kind` teacher, test or statutory.
        error: standard error of one score; None on scales without one.
        rungs: the values of a scale of codes around those in use, lowest first; empty on scales of numbers.
        expected: what is expected, from the first result to the last or the last target.
        targets: by due point.
    """

    series: str
    subject: str
    scale: str
    kind: str
    results: tuple[SeriesResult, ...]
    series_id: int = 0
    error: float | None = None
    rungs: tuple[Rung, ...] = ()
    expected: tuple[Expected, ...] = ()
    targets: tuple[TargetShown, ...] = ()


class SinceShown(NamedTuple):
    """Results of one subject before and since something was begun; None and the reason in `words` where there are none.

    Attributes:
        before, after: codes; `before_point` and `after_point` as `2026-27:Aut2`.
        words: the change, or why there is none.
    """

    subject: str
    series: str | None
    before: str | None
    before_point: str | None
    after: str | None
    after_point: str | None
    words: str


class ActionShown(NamedTuple):
    """An action of an earlier meeting; `since` holds the child's results before and since it was agreed."""

    what: str
    owner: str
    due: str
    status: str
    effect: str
    action_id: int = 0
    overdue: bool = False
    since: tuple[SinceShown, ...] = ()
    effect_note: str = ""


class MeetingItemShown(NamedTuple):
    """What an earlier meeting said of the pupil; actions that were agreed beside a meeting have no class."""

    held_on: str
    class_name: str
    seen: str
    teacher_view: str
    decision: str
    actions: tuple[ActionShown, ...]


class SupportShown(NamedTuple):
    """A support group the child is or was in.

    Attributes:
        starts, ends: the child's days in it; `ends` is "" while no end is set, `running` whether it runs today.
        entry, exit: what was measured then, as written down.
        effect: none, some, clear or unknown; `effect_note` says more.
    """

    support_id: int
    name: str
    subject: str
    starts: str
    ends: str
    staff: str
    entry: str
    exit: str
    effect: str
    running: bool
    since: tuple[SinceShown, ...]
    effect_note: str = ""


class GradeShown(NamedTuple):
    """A strand of the child's record (attitude, effort …) at a point: its grade, 1 the best, and the label."""

    ordinal: int
    strand: str
    grade: int
    label: str


class DismissedShown(NamedTuple):
    """A flag that was dismissed and whose figures are still the same."""

    flag: FlagShown
    reason: str


class Records(NamedTuple):
    """What is read from the file when a card opens."""

    notes: tuple[NoteShown, ...] = ()
    meetings: tuple[MeetingItemShown, ...] = ()


class Refusal(NamedTuple):
    """A difference that is not taken, with the reason and what is offered in its place.

    Attributes:
        code: the reason for programs: `different-scale`, `different-series`, `not-a-result` or `no-earlier-result`.
    """

    subject: str
    reason: str
    offered: str
    code: str = ""


class PupilView(NamedTuple):
    """The pupil card.

    Attributes:
        attendance: pairs of time and attendance in words, oldest first; `attended` the same in percent, None where a
            percentage would say nothing.
        targets: pairs of series with due point, and target in words.
        support: by start, the latest first.
    """

    pupil: PupilShown
    school: str
    class_name: str
    point: int
    point_label: str
    dob: str
    identifiers: tuple[tuple[str, str], ...]
    characteristics: tuple[tuple[str, str], ...]
    series: tuple[SeriesShown, ...]
    refusals: tuple[Refusal, ...]
    attendance: tuple[tuple[str, str], ...]
    attended: tuple[float | None, ...]
    targets: tuple[tuple[str, str], ...]
    notes: tuple[NoteShown, ...] = ()
    meetings: tuple[MeetingItemShown, ...] = ()
    support: tuple[SupportShown, ...] = ()
    dismissed: tuple[DismissedShown, ...] = ()
    grades: tuple[GradeShown, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries, by attribute."""
        return {name: plain(value) for name, value in self._asdict().items()}
