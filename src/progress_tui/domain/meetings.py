"""Meetings as they are planned, run and kept: plain values (docs/meeting.md says how a meeting goes).

A meeting has items in order, an item is about a child or about the class, and what is said of it is a few texts, each
with a revision of its own, so that two people who write at the same time lose nothing.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

MeetingKind = Literal["progress", "hand-over"]
MeetingStatus = Literal["planned", "running", "held"]
ItemKind = Literal["pupil", "class", "well", "middle"]
TextField = Literal["seen", "prep", "teacher_view", "in_class", "note"]
"""`seen` what we see; `prep` what the teacher wrote on the prep sheet; `teacher_view`; `in_class` what changes in class
first; `note` what else was said."""
ActionStatus = Literal["open", "done", "stopped", "carried"]
"""`carried`: it goes on as another action, which names it in `carried_from`; it is itself no longer open."""
Effect = Literal["none", "some", "clear", "unknown"]


EFFECTS: Final[tuple[Effect, ...]] = ("none", "some", "clear", "unknown")
"""What came of an action or of support, in the words of the people; `unknown` until somebody says."""

MOST_MINUTES: Final = 8 * 60
"""As long may a meeting be planned for; a figure beyond is a slip of the key."""

PARTED: Final = "— written at the same time —"
"""The line between two texts that were written at the same time; both are kept."""


class Text(NamedTuple):
    """What was written in one field of an item.

    Attributes:
        revision: counts the saves; 0 where nothing was saved yet.
        changed: local time, ISO to the second; "" where nothing was saved yet.
    """

    body: str = ""
    revision: int = 0
    changed: str = ""


class Action(NamedTuple):
    """Something agreed: what, who, by when, and what became of it.

    Attributes:
        pupil_id: the child, None for an action of the class `class_id`.
        class_id: the child's class when it was agreed, or the class; None where it is not known.
        item_id: the item of the meeting that agreed it, None outside a meeting.
        agreed, due, review, closed: days, ISO; `review` and `closed` are "" where there is none.
        effect: one of `EFFECTS`; `effect_note` says more.
        carried_from: the action this one goes on with, None for a new one.
        revision: counts the saves.
    """

    action_id: int
    pupil_id: int | None
    class_id: int | None
    item_id: int | None
    what: str
    owner: str
    agreed: str
    due: str
    review: str = ""
    status: ActionStatus = "open"
    closed: str = ""
    effect: Effect = "unknown"
    effect_note: str = ""
    carried_from: int | None = None
    revision: int = 1


class Item(NamedTuple):
    """One thing a meeting speaks of.

    Attributes:
        place: its place in the agenda, from 1.
        kind: `pupil`; `class` a question of the class; `well` the children doing well; `middle` the quiet middle.
        pupil_id: the child of a `pupil` item, else None.
        question: what is asked of the class, "" for a child.
        seconds: how long it was spoken of.
        barriers: ids from `data/meetings.toml`, in the order in which they were chosen.
        decision: an id from there; "" while nothing is decided.
        texts: field → what was written; a field nobody wrote in is not there.
        actions: agreed under this item, by number.
    """

    item_id: int
    place: int
    kind: ItemKind
    pupil_id: int | None
    question: str
    discussed: bool
    seconds: int
    barriers: tuple[str, ...]
    decision: str
    texts: dict[str, Text]
    actions: tuple[Action, ...] = ()

    def text(self, field: TextField) -> Text:
        """What was written in a field; an empty text where nobody did."""
        return self.texts.get(field, Text())


class MeetingDetails(NamedTuple):
    """When a meeting is (ISO), how many minutes it takes, and who is there, as typed."""

    held_on: str
    minutes: int
    attendees: str


class Meeting(NamedTuple):
    """A meeting on one class at one point.

    Attributes:
        ordinal: the point it looks at.
        held_on: the day it is planned for or was held on, ISO; `minutes` how long it is planned to take.
        attendees: who is there, as typed.
        place: the number of the item it was left at, None before it began.
        seconds: how long it has run.
        started, finished: local time, ISO to the second; "" while it has not.
        items: in the order of the agenda.
    """

    meeting_id: int
    school_id: int
    class_id: int
    class_name: str
    ordinal: int
    kind: MeetingKind
    held_on: str
    minutes: int
    attendees: str
    status: MeetingStatus
    place: int | None
    seconds: int
    started: str
    finished: str
    items: tuple[Item, ...]

    def item(self, item_id: int) -> Item | None:
        """The item of this number, None where it is not (or no longer) on the agenda."""
        return next((item for item in self.items if item.item_id == item_id), None)

    @property
    def details(self) -> MeetingDetails:
        """When it is, how long it takes, who is there."""
        return MeetingDetails(self.held_on, self.minutes, self.attendees)

    @property
    def actions(self) -> tuple[Action, ...]:
        """Everything agreed, in the order of the agenda."""
        return tuple(action for item in self.items for action in item.actions)


class TextSaved(NamedTuple):
    """What became of saving a text.

    Attributes:
        text: as it is on file now, with the revision to expect at the next save.
        parted: whether somebody else had written meanwhile: then the text on file holds both, parted by `PARTED`.
    """

    text: Text
    parted: bool


class NewMeeting(NamedTuple):
    """A meeting to plan; attributes as in `Meeting`."""

    class_id: int
    ordinal: int
    held_on: str
    minutes: int = 40
    attendees: str = ""
    kind: MeetingKind = "progress"


class NewItem(NamedTuple):
    """An item to put on an agenda: of a child, or a question of the class; `seen` is what it begins with."""

    kind: ItemKind
    pupil_id: int | None = None
    question: str = ""
    seen: str = ""


class NewAction(NamedTuple):
    """An action to agree; attributes as in `Action`, days ISO."""

    pupil_id: int | None
    class_id: int | None
    item_id: int | None
    what: str
    owner: str
    agreed: str
    due: str
    review: str = ""
    carried_from: int | None = None


class Choice(NamedTuple):
    """A barrier or a decision that is offered: its letter, its id as it is kept, and words that explain it."""

    key: str
    id: str
    words: str


class MeetingWords(NamedTuple):
    """What a meeting offers, from `data/meetings.toml`.

    Attributes:
        questions: asked of a child, on F2; `class_questions` asked of the class.
        standing: the class-level items every agenda begins with.
    """

    barriers: tuple[Choice, ...]
    decisions: tuple[Choice, ...]
    questions: tuple[str, ...]
    class_questions: tuple[str, ...]
    standing: tuple[str, ...]


def saved_over(held: Text, known: Text, body: str, now: str) -> TextSaved:
    """What a text becomes that is saved: itself, or both where somebody else wrote meanwhile.

    Args:
        held: the text on file; an empty one where there is none.
        known: the text as the writer last knew it to be on file.
        body: the whole text as it is now.
        now: local time, ISO to the second.
    """
    meanwhile = held.revision != known.revision and held.body != known.body
    whole = merged(known.body, body, held.body) if meanwhile else body
    return TextSaved(Text(whole, held.revision + 1, now), whole != body)


def merged(base: str, mine: str, theirs: str) -> str:
    """Two texts that grew from one, as one that holds both.

    Args:
        base: what both began with, as far as it is known.
        mine: what is saved now.
        theirs: what is on file.
    """
    if not theirs.strip() or mine.startswith(theirs):
        return mine
    if not mine.strip() or theirs.startswith(mine):
        return theirs
    # What I added alone goes below theirs: the common beginning would stand there twice.
    added = mine[len(base) :] if base and mine.startswith(base) and theirs.startswith(base) else mine
    return f"{theirs.rstrip()}\n{PARTED}\n{added.strip()}"
