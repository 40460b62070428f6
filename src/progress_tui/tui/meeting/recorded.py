"""What is recorded of an item beside its texts: barriers, decision, actions, in one or two lines each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from progress_tui.domain.meetings import Action, Choice, Item, MeetingWords
from progress_tui.domain.text import counted, visible
from progress_tui.tui.card.hanging import hung
from progress_tui.tui.card.records import day
from progress_tui.tui.dialogs.key_menu import CURRENT
from progress_tui.tui.dialogs.key_menu import Choice as MenuChoice

Part = str | tuple[str, str]

_WIDE: Final = 70
"""Columns from which a decision is explained."""


def recorded(item: Item, words: MeetingWords, hidden: bool, width: int) -> Content:
    """Barriers, decision and actions of an item; a child's are said to be missing, a class has actions alone."""
    parts: list[Part] = []
    if item.kind == "pupil":
        decided = next((one for one in words.decisions if one.id == item.decision), None)
        barriers = ", ".join(visible(one) for one in item.barriers)
        parts += [("Barriers ", "$text-muted"), (barriers or "–", "bold" if barriers else "$text-muted"), "   "]
        parts += [("Decision ", "$text-muted"), _decided(item.decision, decided if width >= _WIDE else None), "\n"]
    parts.append(("Actions  ", "$text-muted"))
    if hidden and item.actions:
        parts.append((f"{counted(len(item.actions), 'action')}, hidden in projector mode", "$text-muted"))
    elif not item.actions:
        parts.append(("–", "$text-muted"))
    else:
        parts.append("\n         ".join(_action(action, width - 9) for action in item.actions))
    return Content.assemble(*parts)


def _decided(decision: str, known: Choice | None) -> tuple[str, str]:
    if not decision:
        return "–", "$text-muted"
    words = f"{known.id}: {known.words}" if known is not None and known.words != known.id else decision
    return visible(words), "bold"


def _action(action: Action, width: int) -> str:
    owner = f"{action.owner}, " if action.owner else ""
    status = "" if action.status == "open" else f" · {action.status}"
    return hung(f"→ {action.what} ({owner}by {day(action.due)}){status}", width).replace("\n", "\n         ")


def barrier_choices(offered: Sequence[Choice], chosen: Sequence[str]) -> list[MenuChoice[str]]:
    """Barriers by letter, those chosen marked; one that is chosen and no longer offered can be taken away still."""
    known = {one.id for one in offered}
    choices = [MenuChoice(one.key, _words(one), one.id, CURRENT if one.id in chosen else "") for one in offered]
    return [*choices, *(MenuChoice("", one, one, CURRENT) for one in chosen if one not in known)]


def decision_choices(offered: Sequence[Choice]) -> list[MenuChoice[str]]:
    """Decisions by letter, and the way back to none."""
    return [*(MenuChoice(one.key, _words(one), one.id) for one in offered), MenuChoice("-", "not decided yet", "")]


def _words(one: Choice) -> str:
    return one.id if one.words == one.id else f"{one.id}: {one.words}"
