"""A whole meeting of the demo class 4B, planned, held and finished, for the goldens of documents."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import NewAction, NewMeeting, Text
from progress_tui.domain.mentoring import Graded
from progress_tui.domain.support import MemberRecord, SupportRecord

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.domain.meetings import Item, TextField
    from progress_tui.workspace import Workspace

AUTUMN = Point.of(2026, "Aut2").ordinal
THEN = datetime(2026, 11, 23, 16, 15)


class Held(NamedTuple):
    """Where the meeting stands in the file: school, class, the meeting, one that is only planned, and a child of it."""

    school_id: int
    class_id: int
    meeting_id: int
    planned_id: int
    pupil_id: int


def hold(workspace: Workspace) -> Held:
    """Plan, run and finish the meeting, with a parallel one of 4A that stays planned."""
    listed = workspace.directory()
    school_id = listed.school_id or 0
    classes = {one.name: one.class_id for one in listed.classes if one.academic_year == 2026}
    new = NewMeeting(classes["4B"], AUTUMN, "2026-11-23", 45, "head teacher, SENCO, Miss Marsh")
    meeting = workspace.meetings.plan(school_id, new)
    workspace.meetings.start(school_id, meeting.meeting_id)
    children = [item for item in meeting.items if item.kind == "pupil"]
    for item, told in zip(children, _TOLD, strict=False):
        _talk(workspace, school_id, meeting.meeting_id, meeting.class_id, item, told)
    question = next(item for item in meeting.items if item.kind == "class")
    _write(workspace, school_id, meeting.meeting_id, question, "note", "Times tables every morning worked.")
    workspace.meetings.discussed(school_id, meeting.meeting_id, question.item_id, True)
    _support(workspace, school_id, [item.pupil_id or 0 for item in children[:3]])
    _mentor(workspace, school_id, children[0].pupil_id or 0)
    workspace.meetings.finish(school_id, meeting.meeting_id)
    planned = workspace.meetings.plan(school_id, NewMeeting(classes["4A"], AUTUMN, "2026-11-25", 40, "deputy"))
    workspace.file.write(_at_one_time)
    workspace.refresh()
    return Held(school_id, meeting.class_id, meeting.meeting_id, planned.meeting_id, children[0].pupil_id or 0)


class _Told(NamedTuple):
    view: str
    first: str
    barriers: tuple[str, ...]
    decision: str
    what: str
    owner: str
    due: str


_TOLD = (
    _Told("Hao reads for Barnaby at home.\nWants to show it.", "Sits at the front.", ("EAL", "SEND"), "SENCO",
          "Review the plan with Hao's mother", "SENCO", "2026-12-11"),
    _Told("Often late on Mondays.", "", ("attendance",), "attendance", "Talk with the family", "head", "2026-12-04"),
    _Told("Bored, not stuck.", "Harder first question.", ("curriculum gap",), "in-class", "", "", ""),
    _Told("Could not say.", "", (), "monitor", "Look at the book with Miss Marsh", "deputy", "2027-01-15"),
)  # fmt: skip


def _talk(workspace: Workspace, school_id: int, meeting_id: int, class_id: int, item: Item, told: _Told) -> None:
    _write(workspace, school_id, meeting_id, item, "teacher_view", told.view)
    _write(workspace, school_id, meeting_id, item, "in_class", told.first)
    for barrier in told.barriers:
        workspace.meetings.toggle_barrier(school_id, meeting_id, item.item_id, barrier)
    workspace.meetings.decide(school_id, meeting_id, item.item_id, told.decision)
    workspace.meetings.discussed(school_id, meeting_id, item.item_id, True)
    if told.what:
        agreed = NewAction(
            item.pupil_id, class_id, item.item_id, told.what, told.owner, "2026-11-23", told.due, "2027-02-01"
        )
        workspace.actions.add(school_id, agreed)


def _write(workspace: Workspace, school_id: int, meeting_id: int, item: Item, field: TextField, body: str) -> None:
    if body:
        workspace.meetings.save_text(school_id, meeting_id, item.item_id, field, body, Text()).result()


def _support(workspace: Workspace, school_id: int, pupil_ids: list[int]) -> None:
    members = tuple(MemberRecord(pupil_id, entry="86") for pupil_id in pupil_ids)
    group = SupportRecord("Number talk", "maths", THEN.date(), None, "TA", members, 480.0, "Three times a week")
    workspace.supporting.begin(school_id, group)


def _mentor(workspace: Workspace, school_id: int, pupil_id: int) -> None:
    mentoring = workspace.mentoring
    mentoring.grade(school_id, pupil_id, AUTUMN, "effort", Graded(1, "green"))
    mentoring.grade(school_id, pupil_id, AUTUMN, "homework", Graded(3, "red"))
    mentoring.add_target(school_id, pupil_id, AUTUMN, "reading", "I can say why somebody in a story does something.")
    mentoring.add_target(school_id, pupil_id, AUTUMN, "", "I ask when I am stuck.")


def _at_one_time(con: DuckDBPyConnection) -> None:
    """Everything that a clock wrote down stands at one time, so that goldens are the same each day."""
    con.execute("UPDATE import SET made = $1", [THEN])
    con.execute("UPDATE meeting_text SET changed = $1", [THEN])
    con.execute("UPDATE snapshot SET taken = $1", [THEN])
    con.execute("UPDATE meeting SET started = $1, finished = $1 WHERE finished IS NOT NULL", [THEN])
