"""Meetings as reports, for the command line: what is on file, what was planned, a proposed agenda, a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from progress_tui.analysis.behind import Said, told, worded
from progress_tui.analysis.laid_report import LaidReport, listed
from progress_tui.domain.agenda import ActionSince, AutoAgenda, Candidate, ClassQuestion, Previous, Snapshot
from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Action, Item, Meeting
from progress_tui.domain.reports import Behind, Field, Report
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView
from progress_tui.store.meetings.reading import MeetingEntry
from progress_tui.workspace.meetings import Planned

_LISTED: Final = (
    Field("meeting_id", "no", "count"), Field("class_name", "class"), Field("kind", "kind"), Field("point", "looks at"),
    Field("held_on", "on"), Field("status", "status"), Field("pupils", "children", "count"),
    Field("discussed", "discussed", "count"), Field("actions", "actions", "count"),
)  # fmt: skip
_PLANNED: Final = (
    Field("meeting_id", "no", "count"), Field("class_name", "class"), Field("status", "status"), Field("made", "new"),
)  # fmt: skip
_AGENDA: Final = (
    Field("place", "no", "count"), Field("who", "who"), Field("why", "why"), Field("words", "in a few words"),
    Field("reason", "first reason"),
)  # fmt: skip
_RECORD: Final = (
    Field("place", "no", "count"), Field("who", "who"), Field("discussed", "discussed"),
    Field("minutes", "min", "count"), Field("barriers", "barriers"), Field("decision", "decision"),
    Field("said", "said"), Field("agreed", "agreed"),
)  # fmt: skip
_SAID: Final[Mapping[str, str]] = {
    "seen": "seen", "prep": "prep sheet", "teacher_view": "teacher", "in_class": "in class", "note": "note",
}  # fmt: skip
"""The texts of an item as they stand in a cell, in the order in which they are written."""
_Line = tuple[dict[str, object], tuple[int, ...]]
"""A row, and the children it is about."""

_OF_CLASS: Final = {"well": "Doing well", "middle": "Quiet middle"}


def meetings_on_file(school: str, entries: Iterable[MeetingEntry]) -> Report:
    """The meetings of a school or of some classes, the latest point and day first."""
    rows = tuple(
        {
            "meeting_id": one.meeting_id, "class_name": one.class_name, "kind": one.kind,
            "point": str(Point(one.ordinal)), "held_on": one.held_on, "status": one.status, "pupils": one.pupils,
            "discussed": one.discussed, "actions": one.actions,
        }
        for one in entries
    )  # fmt: skip
    held = sum(row["status"] == "held" for row in rows)
    note = f"{held} of {counted(len(rows), 'meeting')} held." if rows else "No meeting is on file."
    return Report(f"{school} ▸ Meetings on file", "", _LISTED, rows, (note,))


def meetings_planned(school: str, ordinal: int, planned: Sequence[Planned]) -> Report:
    """What planning came to, a line a class."""
    made = sum(one.made for one in planned)
    others = "; the others had one already" if made < len(planned) else ""
    note = f"{made} of {counted(len(planned), 'class', 'classes')} got a meeting{others}."
    rows = tuple(one._asdict() for one in planned)
    return Report(f"{school} ▸ Planned for {Point(ordinal).label}", str(Point(ordinal)), _PLANNED, rows, (note,))


def agenda_report(made: AutoAgenda) -> Report:
    """What a meeting of a class would begin with: children and questions in order, and who is left out."""
    of_class = [_question(one) for one in made.questions]
    first, others = (
        [_of_child(one) for one in made.first if (one.why == "action") == agreed] for agreed in (True, False)
    )
    rows = [
        {"place": place, **row, "pupil_ids": list(own)}
        for place, (row, own) in enumerate([*first, *of_class, *others], 1)
    ]
    ids = [own for _, own in [*first, *of_class, *others]]
    said = told(_left_out(made))
    view = made.view

    def behind(row: int, key: str) -> Behind:  # noqa: ARG001 – the signature of `Report.behind`
        return Behind(worded(view.class_name, str(rows[row]["why"])), ids[row])

    return Report(
        f"{view.school} ▸ {view.class_label} ▸ Agenda ▸ {view.point_label}", str(Point(view.point)), _AGENDA,
        tuple(rows), said.notes,
        more={
            "kind": made.kind, "on_roll": view.on_roll,
            **{key: [_short(one) for one in group] for key, group in
               (("more", made.more), ("well", made.well), ("middle", made.middle))},
        },
        behind=behind, behind_notes=said.behind,
    )  # fmt: skip


def _of_child(one: Candidate) -> _Line:
    flags = [flag.sentence for flag in one.pupil.flags]
    row: dict[str, object] = {
        "kind": "pupil", "pupil_id": one.pupil.pupil_id, "who": one.pupil.name, "why": one.why, "words": one.words,
        "reason": flags[0] if flags else "",
    }  # fmt: skip
    return row, (one.pupil.pupil_id,)


def _question(one: ClassQuestion) -> _Line:
    row: dict[str, object] = {
        "kind": "class", "pupil_id": None, "who": "the class", "why": one.key, "words": one.question,
        "reason": one.words,
    }  # fmt: skip
    return row, one.pupil_ids


def _short(one: Candidate) -> dict[str, object]:
    return {"pupil_id": one.pupil.pupil_id, "name": one.pupil.name, "words": one.words}


def _left_out(made: AutoAgenda) -> Iterator[Said]:
    of = made.view.on_roll
    asked, here = ([one for one in group if one.asked] for group in ((*made.first, *made.more), made.first))
    others = len(made.first) - len(here)
    rest = f" Then the other {counted(others, 'child', 'children')} of the class." if others else ""
    yield f"{len(here)} of {counted(len(asked), 'child', 'children')} asked about, of {of} on roll.{rest}"
    for group, words in (
        (made.more, "more not shown"), (made.well, "doing well"), (made.middle, "in the quiet middle"),
    ):  # fmt: skip
        names = listed([one.pupil.name for one in group])
        ids = tuple(one.pupil.pupil_id for one in group)
        if ids:
            yield f"{len(ids)} of {of} {words}: {names}.", partial(Behind, words, ids)


def record_report(meeting: Meeting, view: ClassView, snapshot: Snapshot | None, previous: Previous) -> Report:
    """A meeting as it is on file: its agenda, what was said and agreed, and what happened since the one before.

    Args:
        meeting: as it is on file.
        view: the class: as the meeting showed it, or as it is where nothing was shown yet.
        snapshot: the figures it showed, None before it began.
        previous: what was agreed before.
    """
    names = {row.pupil_id: row.name for row in view.rows}
    rows = tuple(_item(item, names) for item in meeting.items)
    kind = "Hand-over meeting" if meeting.kind == "hand-over" else "Meeting"
    notes = [
        f"{kind} {meeting.meeting_id}, {meeting.status}, {meeting.held_on}, {meeting.minutes} min planned"
        + (f", {round(meeting.seconds / 60)} min taken" if meeting.seconds else "")
        + (f". Present: {meeting.attendees}." if meeting.attendees else "."),
        _spoken_of(meeting),
        f"Its figures were taken {snapshot.taken.replace('T', ' ')}{' and stay so' if snapshot.frozen else ''}."
        if snapshot
        else "It has kept no figures.",
        *previous.words,
    ]
    return LaidReport(
        f"{view.school} ▸ {view.class_label} ▸ {kind} ▸ {view.point_label}", str(Point(meeting.ordinal)), _RECORD, rows,
        tuple(notes),
        more={
            **{key: value for key, value in meeting._asdict().items() if key not in ("items", "ordinal", "school_id")},
            "taken": snapshot.taken if snapshot else None,
            "frozen": snapshot.frozen if snapshot else False,
            "questions": [one._asdict() for one in snapshot.shown.questions] if snapshot else [],
            "previous": [_before(one, names) for one in previous.actions],
        },
        lines=tuple({one.label: _cell(row, one.key) for one in _RECORD} for row in rows),
    )  # fmt: skip


def _spoken_of(meeting: Meeting) -> str:
    children = [item for item in meeting.items if item.kind == "pupil"]
    spoken = sum(item.discussed for item in children)
    agreed = counted(len(meeting.actions), "action")
    return f"{spoken} of {counted(len(children), 'child', 'children')} on the agenda discussed; {agreed} agreed."


def _item(item: Item, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "place": item.place,
        "kind": item.kind,
        "pupil_id": item.pupil_id,
        "who": _who(item.pupil_id, names) if item.kind == "pupil" else _OF_CLASS.get(item.kind, item.question),
        "discussed": item.discussed,
        "minutes": round(item.seconds / 60),
        "barriers": list(item.barriers),
        "decision": item.decision,
        "said": {field: item.texts[field].body if field in item.texts else "" for field in _SAID},
        "agreed": [_action(one) for one in item.actions],
    }


def _who(pupil_id: int | None, names: Mapping[int, str]) -> str:
    return names.get(pupil_id or 0, "a child not in the class")


def _action(one: Action) -> dict[str, object]:
    return one._asdict()


def _before(one: ActionSince, names: Mapping[int, str]) -> dict[str, object]:
    return {
        **_action(one.action),
        "pupil": None if one.action.pupil_id is None else _who(one.action.pupil_id, names),
        "class_name": one.class_name,
        "overdue": one.overdue,
        "days_over": one.days_over,
        "since": [{**beside.own._asdict(), "others": beside.others, "others_words": beside.others_words}
                  for beside in one.since],
    }  # fmt: skip


def _cell(row: Mapping[str, object], key: str) -> object:
    """A cell of the table: lists and texts on one line."""
    value = row[key]
    if key == "said" and isinstance(value, dict):
        return " / ".join(f"{_SAID[name]}: {' '.join(str(body).split())}" for name, body in value.items() if body)
    if key == "agreed" and isinstance(value, list):
        return "; ".join(f"{one['what']} ({one['owner']}, by {one['due']}, {one['status']})" for one in value)
    return "; ".join(value) if isinstance(value, list) else value
