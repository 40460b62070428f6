"""The texts that are written in a meeting, each a draft of one field of one item.

In projector mode what was written before stays off the screen: what is typed on goes below it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from progress_tui.domain.meetings import PARTED, Item, Text, TextField, TextSaved
from progress_tui.tui.habits.saving import Answer, Draft

FIELDS: Final[dict[TextField, str]] = {
    "note": "Note", "teacher_view": "Teacher's view", "in_class": "In class first", "seen": "What we see",
}  # fmt: skip
"""The fields of an item in the order of the screen, and what they are called there."""

Store = Callable[[str, Text], Answer[TextSaved]]
"""Begins to save a whole text, over what was last known to be on file."""

_PARTED_WORDS: Final = "Saved: somebody else wrote here meanwhile, both texts stand parted by a line"


class FieldDraft(Draft[TextSaved]):
    """One field of one item.

    Attributes:
        known: the text as it was last known to be on file.
        above: what stands above the editor's text and is not shown, "" where all of it is shown.
    """

    def __init__(self, held: Text, store: Store) -> None:
        """Begin with what is on file."""
        super().__init__(held.body, _on_file(held))
        self.known, self._store = held, store
        self.above = ""
        self._hidden = False

    def hand_over(self, text: str) -> Answer[TextSaved]:
        """Save the text; an emptied one is kept as empty."""
        return self._store(text, self.known)

    def take(self, text: str, saved: TextSaved) -> str:
        """The next save is of what is on file now. Where somebody else wrote meanwhile both texts are here from now."""
        self.known, self.stored = saved.text, text
        if saved.parted:
            shown, self.stored = self.below, saved.text.body
            self.text = rebased(text, self.text, saved.text.body)
            if self._hidden:
                own = self.text.endswith(shown)
                self.above = self.text[: len(self.text) - len(shown)].removesuffix("\n") if own else self.text
            return _PARTED_WORDS
        return f"✓ Saved at {datetime.now():%H:%M:%S}"

    def renew(self, held: Text) -> bool:
        """Take what another program saved, unless something is being written here; whether the text is another one."""
        if not self.at_rest or held.revision <= self.known.revision:
            return False
        changed = held.body != self.text
        self.known, self.text, self.stored = held, held.body, held.body
        if changed:
            if self._hidden:
                self.above = self.text
            self.mark = self.settled = f"Changed by another program at {held.changed[11:16]}"
        return changed

    # -- what the editor shows of it

    def hide(self) -> None:
        """Names are hidden from now: what is written stays off the screen."""
        self.above, self._hidden = self.text, True

    def reveal(self) -> None:
        """All of it is shown."""
        self.above, self._hidden = "", False

    @property
    def below(self) -> str:
        """What the editor shows."""
        if not self.above.strip():
            return self.text
        return self.text[len(self.above) :].removeprefix("\n") if self.text.startswith(self.above) else ""

    def whole(self, shown: str) -> str:
        """The whole text with what the editor shows now."""
        if not self.above.strip():
            return shown
        return f"{self.above.rstrip()}\n{shown}" if shown.strip() else self.above


def _on_file(held: Text) -> str:
    return f"Saved at {held.changed[11:16]}" if held.body else ""


def rebased(sent: str, now: str, on_file: str) -> str:
    """A text that was typed on while it was saved, after the save put somebody else's text before it.

    Args:
        sent: the text that was saved.
        now: what is typed by now.
        on_file: what the save made of it: both texts.
    """
    if now == sent:
        return on_file
    if now.startswith(sent):
        return on_file + now[len(sent) :]
    theirs, line, _ = on_file.rpartition(f"\n{PARTED}\n")
    return f"{theirs}{line}{now}" if line else f"{on_file.rstrip()}\n{PARTED}\n{now}"


class Place(NamedTuple):
    """Names a text of the meeting."""

    item_id: int
    field: TextField


class Texts:
    """The drafts of a meeting: made when an item is first shown, kept until the end, whatever is shown meanwhile."""

    def __init__(self, store: Callable[[Place, str, Text], Answer[TextSaved]]) -> None:
        """`store` saves a text."""
        self._store = store
        self._held: dict[Place, FieldDraft] = {}

    def draft(self, item: Item, field: TextField, hidden: bool) -> FieldDraft:
        """The draft of a field; one that is made while names are hidden shows nothing of what is on file."""
        place = Place(item.item_id, field)
        held = self._held.get(place)
        if held is None:
            held = FieldDraft(item.text(field), lambda text, known: self._store(place, text, known))
            self._held[place] = held
            if hidden:
                held.hide()
        return held

    def hide(self, hidden: bool) -> None:
        """Names are hidden from now, or shown again."""
        for held in self._held.values():
            if hidden:
                held.hide()
            else:
                held.reveal()

    def place_of(self, draft: Draft[TextSaved]) -> Place | None:
        """Which text a draft is of."""
        return next((place for place, held in self._held.items() if held is draft), None)

    def renew(self, items: tuple[Item, ...]) -> list[FieldDraft]:
        """Take over what another program saved; the drafts whose text changed."""
        by_id = {item.item_id: item for item in items}
        return [
            held
            for place, held in self._held.items()
            if place.item_id in by_id and held.renew(by_id[place.item_id].text(place.field))
        ]
