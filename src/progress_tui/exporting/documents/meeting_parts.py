"""What the documents of a meeting begin and end with."""

from __future__ import annotations

from typing import Final

from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Meeting
from progress_tui.exporting.documents.days import day, day_words, minutes
from progress_tui.exporting.documents.document import Facts
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor

PARENT: Final = "Write and keep this as if the child's parent will read it."
OUTSIDERS: Final = (
    "Names of anyone outside this class, or written without a capital letter, are not hidden in what people wrote: "
    "read it before you pass this on."
)
INSIDE: Final = "Stays inside the school; not for parents, governors or e-mail outside."


def closing_words(redactor: Redactor, *more: str) -> tuple[str, ...]:
    """The small print of a document that people wrote in."""
    return (*more, PARENT, *((OUTSIDERS,) if redactor.names != "full" else ()))


def point_code(meeting: Meeting) -> tuple[str, ...]:
    """What files of a meeting are named after: class, school year, half-term, and that it is a hand-over."""
    point = Point(meeting.ordinal)
    kind = ("hand-over",) if meeting.kind == "hand-over" else ()
    return (meeting.class_name, point.year_label, point.code, *kind)


def title(record: MeetingRecord, copy: str) -> str:
    """`Pupil progress meeting: teacher's copy`; one that is not finished says so."""
    return f"{what(record)}: {copy}{'' if record.meeting.status == 'held' else ' (not finished)'}"


def what(record: MeetingRecord) -> str:
    """`Pupil progress meeting` or `Hand-over meeting`."""
    return "Hand-over meeting" if record.meeting.kind == "hand-over" else "Pupil progress meeting"


def scope(record: MeetingRecord) -> str:
    """`4B · Autumn 2 2026-27`."""
    view = record.snapshot.shown.view
    return f"{view.class_name} · {view.point_label}"


def head_facts(record: MeetingRecord, redactor: Redactor) -> Facts:
    """When and who, and from when the figures are."""
    meeting = record.meeting
    held = {"planned": "Planned for", "running": "Begun", "held": "Held on"}[meeting.status]
    pairs = [(held, day_words(day(meeting.held_on)) or "no day set")]
    pairs.append(("There", redactor.line(meeting.attendees, where="attendees") or "not noted"))
    took = minutes(meeting.seconds)
    planned = f"{meeting.minutes} min planned"
    pairs.append(("Time", f"{took} of {planned}" if took else planned))
    pairs.append(("Figures", _figures(record)))
    return Facts(tuple(pairs))


def _figures(record: MeetingRecord) -> str:
    """From when the figures are."""
    taken, point = day_words(day(record.snapshot.taken)), Point(record.meeting.ordinal).label
    if record.snapshot.frozen and taken:
        return f"as the meeting showed them on {taken}"
    if taken:
        return f"of {point}, as they were on {taken}; they stay as they are once the meeting is finished"
    if record.meeting.status == "held":
        return f"of {point}, as they are on file now: this meeting was held before figures were kept"
    return f"of {point}, as they are on file now"
