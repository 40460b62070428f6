"""What documents are made from: everything they say, names and all, gathered by `workspace.exporting`.

No format sees a record: a builder turns it into a `Document` through a `Redactor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from progress_tui.domain.agenda import ActionSince, HandOverChild, Snapshot
from progress_tui.domain.meetings import Action, Item, Meeting, MeetingWords
from progress_tui.domain.mentoring import HalfTermRecord, MentoringWords
from progress_tui.domain.reports import Report
from progress_tui.domain.support import SupportRecord
from progress_tui.domain.views import FlagShown, PupilShown
from progress_tui.exporting.redactor import Person


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """One meeting with the figures it showed.

    Attributes:
        meeting: what was planned and said; `words` what it offered.
        snapshot: the figures, frozen when the meeting was held.
        people: every child of the class then.
        support: the groups that children of the class are or were in this school year, by number.
        on_no_list: children whom a flag asks to discuss, and for whom nothing was said or is done this school year; for
            the senior leaders alone, as is `roll_up`.
        asks_from: the severity from which a flag asks to discuss a child, as the agenda has it.
        roll_up: the round of meetings by class as it stands on `today`; None where it was not asked for.
        handed_over: what the next teacher needs to know, at a hand-over meeting.
        made: local time of the export; `today` the day.
    """

    meeting: Meeting
    words: MeetingWords
    snapshot: Snapshot
    people: tuple[Person, ...]
    support: Mapping[int, SupportRecord]
    on_no_list: tuple[int, ...]
    asks_from: int
    made: datetime
    today: date
    roll_up: Report | None = None
    handed_over: tuple[HandOverChild, ...] = ()

    @property
    def children(self) -> tuple[Item, ...]:
        """The items about a child who is still on file, in the order of the agenda."""
        return tuple(item for item in self.meeting.items if item.pupil_id is not None)

    @property
    def of_the_class(self) -> tuple[Item, ...]:
        """The questions of the class, in the order of the agenda."""
        return tuple(item for item in self.meeting.items if item.kind == "class")

    @property
    def on_roll(self) -> int:
        """N when the figures were taken, whoever was erased since."""
        return self.snapshot.shown.on_roll or len(self.snapshot.shown.view.rows)

    @property
    def rows(self) -> Mapping[int, PupilShown]:
        """The row of each child in the class view."""
        return {row.pupil_id: row for row in self.snapshot.shown.view.rows}


class SupportLine(NamedTuple):
    """A support group as it is of one child; days as on file, `weeks` how long it runs or ran.

    Attributes:
        asked: from how many weeks on support without effect is a question, where this is one; else 0.
    """

    name: str
    subject: str
    starts: date
    ends: date | None
    staff: str
    entry: str
    exit: str
    effect: str
    weeks: int
    asked: int = 0


class SencoChild(NamedTuple):
    """A child for support.

    Attributes:
        why: why the child is on the list, in words without a name.
        flags: as they stand at the point.
        barriers: of the child's latest meeting that named any; `decision` of the latest that decided something.
        spoken_of: day of the latest meeting that spoke of the child, None without one.
        actions: open ones.
    """

    row: PupilShown
    class_name: str
    why: tuple[str, ...]
    flags: tuple[FlagShown, ...]
    barriers: tuple[str, ...]
    decision: str
    spoken_of: date | None
    support: tuple[SupportLine, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class SencoRecord:
    """The children for support across classes, by class and name."""

    school: str
    fictional: bool
    point_label: str
    point_code: str
    on_roll: int
    children: tuple[SencoChild, ...]
    people: tuple[Person, ...]
    made: datetime
    today: date


@dataclass(frozen=True, slots=True)
class ActionsRecord:
    """Actions of a school.

    Attributes:
        asked: which of them, in words: `4B · open`; "" for all.
        actions: by due date, each with what happened since.
    """

    school: str
    fictional: bool
    point_label: str
    point_code: str
    asked: str
    actions: tuple[ActionSince, ...]
    people: tuple[Person, ...]
    made: datetime
    today: date


@dataclass(frozen=True, slots=True)
class ConferenceRecord:
    """The mentoring record of one child at a half-term, for the child.

    Attributes:
        before: the half-term before, where anything is on file of it.
        up: labels of subjects whose result is a step higher than the one before.
    """

    school: str
    fictional: bool
    person: Person
    class_name: str
    point_label: str
    point_code: str
    words: MentoringWords
    record: HalfTermRecord
    before: HalfTermRecord | None
    up: tuple[str, ...]
    subjects: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    made: datetime


class GroupCount(NamedTuple):
    """A group of children and how it stands.

    Attributes:
        on_roll: children in it.
        met: subject id → (at the expected standard or above, of those assessed); a subject in which nobody of the group
            is assessed at all is not there.
    """

    label: str
    on_roll: int
    met: Mapping[str, tuple[int, int]]


class Parting(NamedTuple):
    """A way to part the whole roll: every child is in one of its groups."""

    label: str
    groups: tuple[GroupCount, ...]


@dataclass(frozen=True, slots=True)
class GovernorsRecord:
    """Counts of a school; no child.

    Attributes:
        subjects: id and label of the columns.
        partings: by year group, by pupil premium and so on.
        actions: status → how many; `overdue` of the open ones.
        classes: classes on roll; `met_classes` of those that held a meeting this school year; `meetings` held.
        spoken_of: children a meeting of this school year spoke of.
        barriers: barrier → children it was named for this school year.
        measures: what is counted, in sentences.
    """

    school: str
    fictional: bool
    point_label: str
    point_code: str
    year_label: str
    on_roll: int
    subjects: tuple[tuple[str, str], ...]
    partings: tuple[Parting, ...]
    actions: Mapping[str, int]
    overdue: int
    classes: int
    met_classes: int
    meetings: int
    spoken_of: int
    barriers: Mapping[str, int]
    measures: tuple[str, ...]
    made: datetime


class Section(NamedTuple):
    """Everything one table of the file holds of a pupil.

    Attributes:
        table: the table of the schema.
        title: in words; `columns` the headings; `rows` the values as texts, oldest first.
        free: indexes of the columns that hold free text, in which other children may be named.
    """

    table: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    free: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PupilRecord:
    """Everything held on one pupil.

    Attributes:
        sections: one for each table, in the order they are read.
        kept: what else holds the pupil's data, in sentences (backups, exports).
    """

    school: str
    fictional: bool
    person: Person
    sections: tuple[Section, ...]
    people: tuple[Person, ...]
    made: datetime
    kept: tuple[str, ...] = field(default=())
