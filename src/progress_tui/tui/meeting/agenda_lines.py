"""The agenda as lines: who is spoken of, how pressing it is, and what is done with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from progress_tui.domain.meetings import Item, ItemKind, Meeting
from progress_tui.domain.views import PupilShown
from progress_tui.tui.classroom.layout import name_of

DONE: Final = "✓"
"""Before an item that was discussed."""

_KINDS: Final[dict[ItemKind, str]] = {
    "pupil": "Child",
    "class": "Class",
    "well": "Doing well",
    "middle": "Quiet middle",
}
_GONE: Final = "no longer on roll"


class AgendaLine(NamedTuple):
    """One line of the agenda.

    Attributes:
        item_id: the item; None for a line that only says something.
        mark: `✓` where it was discussed.
        words: who or what.
        flags: `⚑3 +1`, the most pressing flag and how many more; "" where there is none.
        severity: of that flag.
    """

    item_id: int | None
    mark: str
    words: str
    flags: str = ""
    severity: int = 0


def agenda_lines(
    meeting: Meeting, pupils: Mapping[int, PupilShown], hidden: bool, more: int, proposed: Collection[str] = ()
) -> list[AgendaLine]:
    """The lines of an agenda.

    Args:
        meeting: the meeting.
        pupils: the class as the meeting shows it.
        hidden: whether names are hidden.
        more: flagged children who are not on the agenda.
        proposed: questions that the figures ask; any other was typed by somebody and may name a child.
    """
    lines = []
    for item in meeting.items:
        put_away = hidden and (item.kind == "pupil" or item.question not in proposed)
        mark = DONE if item.discussed else " "
        lines.append(AgendaLine(item.item_id, mark, _words(item, pupils, put_away), *_flags(item, pupils)))
    if more:
        lines.append(AgendaLine(None, " ", f"{more} more not shown"))
    return lines


def _words(item: Item, pupils: Mapping[int, PupilShown], hidden: bool) -> str:
    """Who or what an item is about, in short."""
    if item.kind == "pupil":
        pupil = pupils.get(item.pupil_id or 0)
        return name_of(pupil, hidden) if pupil is not None else f"Child {_GONE}"
    if item.kind == "class" and item.question and not hidden:
        return f"Class: {item.question}"
    return _KINDS[item.kind]


def _flags(item: Item, pupils: Mapping[int, PupilShown]) -> tuple[str, int]:
    pupil = pupils.get(item.pupil_id or 0)
    if pupil is None or not pupil.flags:
        return "", 0
    more = f" +{len(pupil.flags) - 1}" if len(pupil.flags) > 1 else ""
    return f"⚑{pupil.severity}{more}", pupil.severity


def class_label(meeting: Meeting) -> str:
    """The class's name; a bare number reads `Class 1`."""
    return f"Class {meeting.class_name}" if meeting.class_name.isdigit() else meeting.class_name


def done_words(items: Iterable[Item]) -> str:
    """`✓ 3 of 9`: how many are discussed."""
    held = list(items)
    return f"{DONE} {sum(item.discussed for item in held)} of {len(held)}"


def neighbour(items: tuple[Item, ...], item_id: int | None, step: int) -> int | None:
    """The item so many steps on from another, None beyond either end."""
    numbers = [item.item_id for item in items]
    if not numbers:
        return None
    if item_id not in numbers:
        return numbers[0]
    at = numbers.index(item_id) + step
    return numbers[at] if 0 <= at < len(numbers) else None
