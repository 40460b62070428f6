"""What a filled prep sheet holds, in words: what goes where, what cannot be placed; no widget in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from textual.content import Content

from progress_tui.domain.text import visible

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Item
    from progress_tui.workspace.prep_sheets import Comment, Looked, NotPlaced

Part = str | tuple[str, str]

_DOES: Final = {"new": "+ new", "changed": "~ takes the place of what the last sheet said", "same": "= on file already"}
"""What a comment does, with a sign for those who see no colour."""


def look_lines(looked: Looked, names: Mapping[int, str], hidden: bool) -> Content:
    """What storing a sheet would do.

    Args:
        looked: the sheet beside its meeting.
        names: how each child is called on the screen.
        hidden: whether names are hidden; what a teacher wrote may name a child, and is not shown then.
    """
    placement = looked.placement
    parts: list[Part] = [(visible(f"{placement.file}: {looked.words}."), "bold")]
    parts += [f"\n{visible(note)}" for note in placement.notes]
    for comment in placement.comments:
        parts += _comment(comment, names, hidden)
    if placement.not_placed:
        parts.append(("\n\nNot placed, and not stored:", "bold $text-warning"))
        for line in placement.not_placed:
            parts += _not_placed(line, hidden)
    todo = "enter: store it · esc: another file" if placement.changes else "Nothing in it is new · esc: another file"
    return Content.assemble(*parts, (f"\n\n{todo}", "bold"))


def _comment(comment: Comment, names: Mapping[int, str], hidden: bool) -> Iterator[Part]:
    yield f"\n\n{visible(who(comment.item, names, hidden))}", "bold"
    yield f"  {_DOES[comment.outcome]}", "$text-accent" if comment.outcome != "same" else "$text-muted"
    yield from _told(comment.body, hidden)


def _not_placed(line: NotPlaced, hidden: bool) -> Iterator[Part]:
    where = f"Row {line.row}: " if line.row else ""
    yield f"\n! {where}{visible(line.why)}", "$text-warning"
    yield from _told(line.body, hidden)


def _told(body: str, hidden: bool) -> Iterator[Part]:
    if hidden:
        yield "\n   (what the teacher wrote is hidden in projector mode)", "$text-muted"
        return
    for line in body.splitlines():
        yield f"\n   {visible(line)}"


def who(item: Item, names: Mapping[int, str], hidden: bool) -> str:
    """What an item is about."""
    if item.pupil_id is not None:
        return names.get(item.pupil_id, "A child no longer in the class")
    return "The class" if hidden or not item.question else f"The class: {item.question}"
