"""Actions in documents: a line, how it stands, what happened since, and the tables of last time's and today's."""

from __future__ import annotations

from collections.abc import Iterator

from progress_tui.domain.agenda import ActionSince, BesideClass
from progress_tui.domain.meetings import Action
from progress_tui.domain.subjects import subject_label
from progress_tui.exporting.documents.days import day, day_words
from progress_tui.exporting.documents.document import Block, Column, Heading, Paragraph, Table
from progress_tui.exporting.documents.records import MeetingRecord
from progress_tui.exporting.redactor import Redactor


def action_line(action: Action, redactor: Redactor) -> str:
    """`Reads daily with the TA — class teacher, by 18 Dec 2026, looked at again 15 Jan 2027`."""
    what = redactor.line(action.what, action.pupil_id, where="action")
    owner = redactor.line(action.owner, action.pupil_id, where="who does it") or "nobody named"
    review = f", looked at again {day_words(day(action.review))}" if action.review else ""
    return f"{what} — {owner}, by {day_words(day(action.due))}{review}"


def state_words(action: Action, overdue: bool) -> str:
    """`open, past its due date`, `done, effect some`."""
    words = {"carried": "carried on"}.get(action.status, action.status)
    if action.status == "open":
        return f"{words}, past its due date" if overdue else words
    effect = {"unknown": "effect not said", "none": "no effect"}.get(action.effect, f"effect: {action.effect}")
    return f"{words}, {effect}"


def since_line(one: ActionSince, redactor: Redactor) -> str:
    """An action of an earlier meeting and what happened since, on one line."""
    action = one.action
    happened = since_words(one, "; ")
    note = redactor.line(action.effect_note, action.pupil_id, where="effect")
    tail = ". ".join(part for part in (note, f"Since: {happened}" if happened else "") if part)
    return f"{action_line(action, redactor)} ({state_words(action, one.overdue)}){f'. {tail}' if tail else ''}"


def since_words(one: ActionSince, between: str = "\n") -> str:
    """What happened since: what changed beside the class, then what did not."""
    told = [since for since in one.since if since.own.before is not None and since.own.after is not None]
    same = [
        f"{subject_label(since.own.subject).lower()} {since.own.after}{_beside(since)}"
        for since in told
        if _is_same(since)
    ]
    changed = [_since_words(since) for since in told if not _is_same(since)]
    return between.join([*changed, *([f"No change: {', '.join(same)}"] if same else [])])


def _is_same(since: BesideClass) -> bool:
    return since.own.before == since.own.after


def _since_words(since: BesideClass) -> str:
    own = since.own
    return f"{subject_label(own.subject)} {own.before} → {own.after}, {own.words}{_beside(since)}"


def _beside(since: BesideClass) -> str:
    return f" (the class {since.others_words}, n = {since.others})" if since.others and since.others_words else ""


def last_time(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """What was agreed before, and what became of it."""
    previous = record.snapshot.shown.previous
    yield Heading("Last time's actions")
    if previous.last is None:
        yield Paragraph("No earlier meeting of these children is on file.")
        return
    yield Paragraph(" ".join(previous.words))
    columns = (
        Column("Child"), Column("What", weight=2), Column("Who"), Column("By", "date"), Column("How it stands"),
        Column("Results since"),
    )  # fmt: skip
    rows = tuple(
        (
            child_or_class(one.action, one.class_name, redactor),
            redactor.line(one.action.what, one.action.pupil_id, where="action"),
            redactor.line(one.action.owner, one.action.pupil_id, where="who does it"),
            day(one.action.due),
            ". ".join(
                part
                for part in (
                    state_words(one.action, one.overdue),
                    redactor.line(one.action.effect_note, one.action.pupil_id, where="effect"),
                )
                if part
            ),
            since_words(one),
        )
        for one in previous.actions
    )
    yield Table("Last time's actions", columns, rows, empty="Nothing was agreed last time.")
    if any(one.since for one in previous.actions):
        yield Paragraph("Results since describe; with one child they prove nothing about the action.", "small")


def child_or_class(action: Action, class_name: str, redactor: Redactor) -> str:
    """Whom an action is for."""
    return f"class {class_name}".strip() if action.pupil_id is None else redactor.name(action.pupil_id)


def read_back(record: MeetingRecord, redactor: Redactor) -> Iterator[Block]:
    """Everything agreed, to be read out at the end."""
    yield Heading("What we agreed")
    columns = (
        Column("For"),
        Column("What", weight=3),
        Column("Who"),
        Column("By", "date"),
        Column("Look again", "date"),
    )
    rows = tuple(
        (
            child_or_class(action, record.meeting.class_name, redactor),
            redactor.line(action.what, action.pupil_id, where="action"),
            redactor.line(action.owner, action.pupil_id, where="who does it"),
            day(action.due),
            day(action.review),
        )
        for action in record.meeting.actions
    )
    yield Table("What we agreed", columns, rows, empty="Nothing was agreed.")
