"""What is typed of an action: its fields as one draft that survives the program, and who is proposed for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from progress_tui.domain.meetings import Action
from progress_tui.domain.text import fold
from progress_tui.tui.habits.saving import Answer, Draft
from progress_tui.workspace import Workspace
from progress_tui.workspace.actions import draft_key

MOST: Final = 4
"""As many people are proposed at once; a few letters find the others."""


class ActionAsked(NamedTuple):
    """What an action is about.

    Attributes:
        class_id: the child's class, or the class the action is of; None for the class the child is in now.
        pupil_id: the child; None for an action of the whole class.
        who: the child as the screen calls it: initials where names are hidden; not looked at for a class.
        class_label: the class as the screen calls it.
        item_id: the item of the meeting that agrees it, None outside a meeting.
        action: the action that is changed, or gone on with where `carry` says so; None for a new one.
        agreed: the day it is agreed, ISO; today without one.
    """

    school_id: int
    class_id: int | None
    pupil_id: int | None
    who: str
    class_label: str
    item_id: int | None = None
    action: Action | None = None
    agreed: str = ""
    carry: bool = False

    @property
    def title(self) -> str:
        """Whom it is about."""
        about = f"the whole class {self.class_label}"
        if self.pupil_id is not None:
            about = f"{self.who} · {self.class_label}" if self.class_label else self.who
        verb = "Carry on an action" if self.carry else "Change an action" if self.action else "Action"
        return f"{verb} for {about}"

    @property
    def begun(self) -> Fields:
        """What the lines begin with; by when an action is carried on is to be said anew."""
        fields = Fields.of(self.action)
        return fields._replace(due="", review="") if self.carry else fields

    @property
    def key(self) -> str:
        """The draft that belongs to it."""
        number = self.action.action_id if self.action is not None else None
        kind = "carry" if self.carry else "action"
        return draft_key(kind, self.school_id, self.class_id, self.pupil_id, self.item_id, number)


class Fields(NamedTuple):
    """The four lines of the dialog, as typed."""

    what: str = ""
    owner: str = ""
    due: str = ""
    review: str = ""

    @classmethod
    def of(cls, action: Action | None) -> Fields:
        """The lines an action is changed in; dates day first, as people write them."""
        if action is None:
            return cls()
        return cls(action.what, action.owner, _written(action.due), _written(action.review))

    @classmethod
    def from_text(cls, text: str) -> Fields | None:
        """A draft as it was kept; None where there is none."""
        held = json.loads(text) if text else None
        return cls(*(str(held.get(name, "")) for name in cls._fields)) if isinstance(held, dict) else None

    def to_text(self) -> str:
        """As a draft keeps it; "" where nothing is typed."""
        return json.dumps(self._asdict(), ensure_ascii=False) if any(map(str.strip, self)) else ""


def _written(day: str) -> str:
    year, _, rest = day.partition("-")
    month, _, number = rest.partition("-")
    return f"{int(number)}/{int(month)}/{year}" if day else ""


class ActionDraft(Draft[None]):
    """What is typed of one action; kept until the action is stored."""

    def __init__(self, workspace: Workspace, key: str, begun: str = "") -> None:
        """Begin with what was kept, or with what the lines hold before anything is typed."""
        super().__init__(begun)
        self._workspace, self._key = workspace, key

    def hand_over(self, text: str) -> Answer[None] | None:
        """Keep it; nothing typed is kept as nothing."""
        return self._workspace.actions.keep_draft(self._key, text)

    def take(self, text: str, saved: None) -> str:  # noqa: ARG002 – as the base
        """It is kept."""
        self.stored = text
        return "kept"


class Proposal(NamedTuple):
    """Somebody who may do it; `words` is how the line reads."""

    owner: str
    words: str


def proposals(typed: str, owners: Sequence[str]) -> list[Proposal]:
    """Who may be meant by what is typed, the likeliest first.

    Args:
        typed: what stands in the line.
        owners: who does things already, those with most first.
    """
    wanted = fold(typed)
    begins = [one for one in owners if fold(one).startswith(wanted)]
    holds = [one for one in owners if wanted in fold(one) and one not in begins]
    found = [Proposal(one, one) for one in (*begins, *holds)[:MOST]]
    exact = next((one for one in owners if fold(one) == wanted), None)
    if exact is not None:
        return [Proposal(exact, exact), *(one for one in found if one.owner != exact)]
    as_typed = [Proposal(typed.strip(), f"“{typed.strip()}”, as typed")] if typed.strip() else []
    return [*found, *as_typed]
