"""The record of a held meeting as blocks: what is agreed first, then item by item what it showed and what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from progress_tui.domain.meetings import Action, Item, Meeting
from progress_tui.domain.text import counted, visible
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.meeting.child_side import side
from progress_tui.tui.meeting.read_back import Part, Speaker, day_words, decision_words, texts_of

if TYPE_CHECKING:
    from progress_tui.domain.agenda import Snapshot

_KEPT = ("", "Last time", "Also asked", "Children")
"""What of the figures stands in the record, by its heading in the meeting; the rest is on the card."""


class HeldBlock(NamedTuple):
    """A block of the record.

    Attributes:
        section: the heading it stands under.
        pupil_id: the child it is about, None for none.
    """

    section: str
    content: Content
    pupil_id: int | None = None


def held_blocks(meeting: Meeting, snapshot: Snapshot | None, speaker: Speaker) -> list[HeldBlock]:
    """The record of a meeting.

    Args:
        meeting: as it is on file; its actions as they stand today.
        snapshot: the figures it showed; None for a meeting held before figures were kept.
        speaker: how it is put into words.
    """
    found = [*_agreed(meeting, speaker)]
    if snapshot is None:
        found.append(
            HeldBlock("Figures", Content("This meeting was held before figures were kept: they are not here."))
        )
    told: set[str] = set()
    for item in meeting.items:
        found += _item(item, snapshot, speaker, told)
    return found


def _agreed(meeting: Meeting, speaker: Speaker) -> Iterator[HeldBlock]:
    held = meeting.actions
    settled = sum(action.status != "open" for action in held)
    section = f"Agreed: {counted(len(held), 'action')}, {settled} of them settled since"
    if not held:
        yield HeldBlock("Agreed", Content("Nothing was agreed."))
    for action in held:
        yield HeldBlock(section, Content.assemble(*_action(action, speaker)), action.pupil_id)


def _action(action: Action, speaker: Speaker) -> Iterator[Part]:
    yield hung(f"{speaker.who(action.pupil_id)}: {speaker.typed(action.what)}", speaker.width), "bold"
    owner = speaker.typed(action.owner) or "nobody named"
    effect = f", effect {action.effect}" if action.effect != "unknown" else ""
    note = f": {speaker.typed(action.effect_note)}" if action.effect_note else ""
    words = f"{owner}, by {day_words(action.due)} · now {action.status}{effect}{note}"
    yield f"\n{INDENT}{hung(words, speaker.width - len(INDENT))}"


def _item(item: Item, snapshot: Snapshot | None, speaker: Speaker, told: set[str]) -> Iterator[HeldBlock]:
    """What was said and decided, then what the meeting showed of it; what was `told` of the class is not told again."""
    section = speaker.who(item.pupil_id) if item.kind == "pupil" else speaker.typed(item.question) or "The class"
    parts: tuple[tuple[str, Content], ...] = ()
    if snapshot is not None:
        found = side(item, snapshot, speaker.hidden, speaker.width, "")
        section, parts = " · ".join(filter(None, (found.title, found.beside))), found.parts
    if item.kind == "class" and parts:
        section, parts = " ".join(parts[0][1].plain.split()), parts[1:]
    yield HeldBlock(section, Content.assemble(*_said(item, speaker)), item.pupil_id)
    before = ""
    for heading, content in parts:
        if heading in _KEPT and (item.kind == "pupil" or content.plain not in told):
            label = (f"{heading}\n", "$text-muted") if heading and heading != before else ""
            before = heading
            yield HeldBlock(section, Content.assemble(label, content), item.pupil_id)
    told.update(content.plain for _, content in parts)


def _said(item: Item, speaker: Speaker) -> Iterator[Part]:
    """What was decided and written, what came on the prep sheet included."""
    if not item.discussed:
        yield "Not discussed", "bold"
    elif item.kind == "pupil":
        yield f"Decided: {decision_words(item, speaker.words)}", "bold"
    else:
        yield "Discussed", "bold"
    if item.barriers:
        yield f"\n{INDENT}In the way: {visible(', '.join(item.barriers))}"
    yield from texts_of(item, speaker, prep=True)
