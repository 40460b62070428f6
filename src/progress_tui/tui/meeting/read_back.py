"""What a meeting decided, in the order in which it is read aloud, and what is still missing; no widget in here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from textual.content import Content

from progress_tui.domain.due_dates import WEEKDAYS
from progress_tui.domain.meetings import Action, Item, Meeting, MeetingWords
from progress_tui.domain.text import counted, visible
from progress_tui.domain.views import PupilShown
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.card.records import day
from progress_tui.tui.classroom.layout import name_of

Part = str | tuple[str, str]

GONE = "A child no longer in the class"


class Speaker(NamedTuple):
    """How a meeting is put into words on the screen.

    Attributes:
        pupils: the class as the meeting shows it, by id; `on_roll` how many children it has.
        words: what the meeting offers.
        hidden: whether names are hidden; `hide` puts initials for the names in a text that somebody typed.
        width: columns there are.
    """

    pupils: Mapping[int, PupilShown]
    on_roll: int
    words: MeetingWords
    hidden: bool
    hide: Callable[[str], str]
    width: int

    def who(self, pupil_id: int | None) -> str:
        """What a child is called; `The class` for none."""
        if pupil_id is None:
            return "The class"
        pupil = self.pupils.get(pupil_id)
        return name_of(pupil, self.hidden) if pupil is not None else GONE

    def typed(self, text: str) -> str:
        """A text that somebody typed, on one line."""
        return " ".join(self.hide(text).split())


class BackLine(NamedTuple):
    """A block of the screen.

    Attributes:
        section: the heading it stands under.
        item_id: where `enter` leads, None for words alone.
    """

    section: str
    content: Content
    item_id: int | None = None


def back_lines(meeting: Meeting, speaker: Speaker) -> list[BackLine]:
    """What is read aloud: what is agreed, for the class, child by child, what is missing."""
    return [
        *_agreed(meeting, speaker),
        *_of_the_class(meeting, speaker),
        *_children(meeting, speaker),
        *_missing_lines(meeting, speaker),
    ]


# -- what is agreed


def _agreed(meeting: Meeting, speaker: Speaker) -> Iterator[BackLine]:
    held = [(item, action) for item in meeting.items for action in item.actions]
    section = f"Agreed: {counted(len(held), 'action')}"
    if not held:
        yield BackLine(section, Content("Nothing was agreed."))
    for number, (item, action) in enumerate(held, start=1):
        # A line between two actions: they are read from two metres away.
        parting = "\n" if number < len(held) else ""
        yield BackLine(section, _action(number, action, speaker) + parting, item.item_id)


def _action(number: int, action: Action, speaker: Speaker) -> Content:
    """Who it is for, what is done, who does it, by when: in the order it is spoken."""
    what = hung(f"{number}  {speaker.who(action.pupil_id)}: {speaker.typed(action.what)}", speaker.width)
    who = speaker.typed(action.owner) or "NOBODY NAMED"
    by = f"by {day_words(action.due)}" if action.due else "NO DATE"
    again = f" · looked at again {day_words(action.review)}" if action.review else ""
    closed = f" · {action.status}" if action.status != "open" else ""
    return Content.assemble(
        (what, "bold"), f"\n{INDENT}", hung(f"{who}, {by}{again}{closed}", speaker.width - len(INDENT))
    )


def day_words(iso: str) -> str:
    """`Friday 18 December 2026`; what is no day stays as it is."""
    try:
        held = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{WEEKDAYS[held.weekday()]} {day(iso)}"


# -- the class


def _of_the_class(meeting: Meeting, speaker: Speaker) -> Iterator[BackLine]:
    for item in meeting.items:
        if item.kind != "pupil":
            said = list(texts_of(item, speaker))
            if said or item.discussed:
                asked = speaker.typed(item.question) if item.question else _KINDS[item.kind]
                parts: list[Part] = [(hung(asked, speaker.width), "bold"), *said]
                if not said:
                    parts.append((f"\n{INDENT}spoken of, nothing written", "$text-muted"))
                yield BackLine("The class", Content.assemble(*parts), item.item_id)


_KINDS = {"class": "The class", "well": "Doing well", "middle": "Quiet middle", "pupil": "Child"}
_FIELDS = (("seen", "What we see"), ("prep", "Teacher, on the prep sheet"), ("teacher_view", "Teacher's view"),
           ("in_class", "In class first"), ("note", "Note"))  # fmt: skip


def texts_of(item: Item, speaker: Speaker, prep: bool = False) -> Iterator[Part]:
    """What was written under an item, each text with what it is; what came on the prep sheet where it is asked for."""
    for field, label in _FIELDS:
        held = item.texts.get(field)
        if held is None or not held.body.strip() or (field == "prep" and not prep):
            continue
        for place, line in enumerate(speaker.hide(held.body).splitlines()):
            lead = f"{label}: " if place == 0 else ""
            yield f"\n{INDENT}{hung(lead + line, speaker.width - len(INDENT))}"


# -- the children


def _children(meeting: Meeting, speaker: Speaker) -> Iterator[BackLine]:
    children = [item for item in meeting.items if item.kind == "pupil"]
    done = sum(item.discussed for item in children)
    section = f"Children: {done} of {len(children)} on the agenda discussed (of {speaker.on_roll} on roll)"
    for item in children:
        if item.discussed:
            yield BackLine(section, Content.assemble(*child_words(item, speaker)), item.item_id)
    if not done:
        yield BackLine(section, Content("None yet." if children else "No child was on the agenda."))


def child_words(item: Item, speaker: Speaker) -> list[Part]:
    """A child who was discussed with what was decided, in one or two lines."""
    who = (visible(speaker.who(item.pupil_id)), "bold")
    parts: list[Part] = [("✓ ", "bold"), who, "  ", decision_words(item, speaker.words)]
    if item.barriers:
        parts.append(f"\n{INDENT}{hung('In the way: ' + ', '.join(item.barriers), speaker.width - len(INDENT))}")
    first = item.text("in_class").body
    if first.strip():
        parts.append(f"\n{INDENT}{hung('In class first: ' + speaker.typed(first), speaker.width - len(INDENT))}")
    return parts


def decision_words(item: Item, words: MeetingWords) -> str:
    """What was decided, in the words of the choice."""
    if not item.decision:
        return "no decision"
    held = next((one for one in words.decisions if one.id == item.decision), None)
    return visible(f"{held.id}: {held.words}" if held is not None and held.words != held.id else item.decision)


# -- what is missing


class Missing(NamedTuple):
    """Something that is not there yet; `words` without a name, as they stand behind the item's."""

    item: Item
    words: str


def missing(meeting: Meeting) -> list[Missing]:
    """What a reader would ask about: children not spoken of, without a decision; actions without a person or a day."""
    found = []
    for item in meeting.items:
        if item.kind == "pupil" and not item.discussed:
            found.append(Missing(item, "not discussed"))
        elif item.kind == "pupil" and not item.decision:
            found.append(Missing(item, "no decision"))
        unnamed = sum(not action.owner.strip() for action in item.actions)
        undated = sum(not action.due for action in item.actions)
        if unnamed:
            found.append(Missing(item, f"{counted(unnamed, 'action')} that nobody is named for"))
        if undated:
            found.append(Missing(item, f"{counted(undated, 'action')} without a date"))
    return found


def _missing_lines(meeting: Meeting, speaker: Speaker) -> Iterator[BackLine]:
    found = missing(meeting)
    section = f"Still missing: {len(found)}"
    for one in found:
        who = speaker.who(one.item.pupil_id) if one.item.kind == "pupil" else "The class"
        yield BackLine(section, Content.assemble(("! ", "bold $text-warning"), f"{visible(who)}: {one.words}"),
                       one.item.item_id)  # fmt: skip


def stored_words(meeting: Meeting) -> str:
    """What a finished meeting left in the file, in a sentence without a name."""
    children = [item for item in meeting.items if item.kind == "pupil"]
    done = sum(item.discussed for item in children)
    return (
        f"The meeting of {meeting.class_name} is held: {done} of {counted(len(children), 'child', 'children')} "
        f"discussed, {counted(len(meeting.actions), 'action')} agreed. Its figures and texts are kept as they are."
    )
