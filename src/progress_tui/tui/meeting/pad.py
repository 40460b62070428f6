"""The texts of a running meeting on the screen: which one is shown where, what is typed, the mark of the save."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from progress_tui.domain.meetings import Item, Text, TextField, TextSaved
from progress_tui.tui.commands.runner import FIELD_OF
from progress_tui.tui.habits.saving import Answer, Draft, Saver
from progress_tui.tui.meeting.texts import FIELDS, FieldDraft, Place, Texts
from progress_tui.tui.widgets.agenda_list import AgendaList
from progress_tui.tui.widgets.field_editor import FieldArea, FieldRow
from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.tui.screens.runner_screen import RunnerScreen

FEW: Final = 30
"""Lines of the screen under which what is empty takes no line."""
LOW: Final = 14
"""Lines of the screen under which nothing stands beside a text that is written in."""
_ONCE: Final = "Write as if the child's parent will read it. No safeguarding detail here."


class Pad:
    """The texts of one screen."""

    def __init__(self, screen: RunnerScreen, store: Callable[[Place, str, Text], Answer[TextSaved]]) -> None:
        """Write on `screen`; `store` saves a text."""
        self._screen = screen
        self.saver: Saver[TextSaved] = Saver(screen, self._saved, self._typed_now)
        self._texts = Texts(store)
        self._last: FieldDraft | None = None

    @property
    def rows(self) -> list[FieldRow]:
        """The texts on the screen."""
        return list(self._screen.query(FieldRow))

    @property
    def fields(self) -> list[TextField]:
        """The fields that the item has, in order."""
        return [row.field for row in self.rows if row.applies]

    def _draft(self, place: FieldRow | FieldArea) -> FieldDraft | None:
        item = self._screen.item
        return self._texts.draft(item, place.field, self._screen.hidden) if item is not None else None

    def show_item(self, item: Item) -> None:
        """Show the texts of another item."""
        self._last = None
        for row in self.rows:
            row.applies = item.kind == "pupil" or row.field != "seen"
            self._fill(row)
        self.arrange()

    def arrange(self) -> None:
        """Where lines are few, a text in which nothing is written takes none, but for the note."""
        few, writing = self._screen.size.height < FEW, self._screen.writing
        for row in self.rows:
            draft = self._draft(row)
            empty = draft is None or not draft.text.strip()
            row.display = row.applies and not (few and empty and row.field != "note" and row.area is not writing)
        self._make_room(writing)

    def _make_room(self, writing: FieldArea | None) -> None:
        """On a screen of a few lines everything else gives way to the text that is written in."""
        screen = self._screen
        low = writing is not None and screen.size.height < LOW
        for part in ("AgendaList", "#shown", ".recorded"):
            screen.query_one(part).display = not low
        if low:
            for row in self.rows:
                row.display = row.area is writing

    def _fill(self, row: FieldRow) -> None:
        draft = self._draft(row)
        if draft is not None:
            row.area.put(draft.below)
            row.say(" …" if draft.above.strip() else "")

    def take(self, items: tuple[Item, ...]) -> None:
        """Show what another program saved, where nothing is being written."""
        self.catch_up()
        changed = self._texts.renew(items)
        for row in self.rows:
            if self._draft(row) in changed:
                self._fill(row)
        if changed:
            self.arrange()

    def hide(self, hidden: bool) -> None:
        """Put away what was written, or show it again."""
        self.catch_up()
        self._texts.hide(hidden)
        for row in self.rows:
            self._fill(row)

    # -- what is typed

    def _typed_now(self) -> Iterator[tuple[Draft[TextSaved], str]]:
        for row in self.rows:
            draft = self._draft(row)
            if draft is not None and draft.below != row.area.text:
                yield draft, draft.whole(row.area.text)

    def catch_up(self) -> None:
        """Take what the editors hold before they show something else: the last key's message may be on its way."""
        for draft, text in list(self._typed_now()):
            self.saver.typed(draft, text)

    def typed(self, area: FieldArea) -> None:
        """A key was typed into a text."""
        draft = self._draft(area)
        if draft is not None:
            self._last = draft
            self.saver.typed(draft, draft.whole(area.text))

    def _saved(self, draft: Draft[TextSaved]) -> None:
        """What became of a save: the mark, the tick of the item, both texts where two wrote at the same time."""
        for row in self.rows:
            held = self._draft(row)
            if held is not None and held is draft and row.area.text != held.below:
                row.area.put(held.below)
        place = self._texts.place_of(draft)
        if place is not None and place.field != "seen" and draft.changed and draft.stored.strip():
            self._screen.spoken_of(place.item_id)
        self.show_mark()

    def show_mark(self) -> None:
        """What is not saved comes first, whichever text it is; then the text that was written last."""
        face = self._screen.face
        if self.saver.problem:
            face.mark(f"NOT SAVED: {self.saver.problem}", wrong=True)
        elif self._last is not None:
            face.mark(self._last.mark, wrong=False)
        else:
            face.mark(_ONCE if self._screen.writing is not None else self._others(), wrong=False)

    def _others(self) -> str:
        """Which keys lead to the texts that are not on the screen."""
        app, away = progress_app(self._screen), {row.field for row in self.rows if row.applies and not row.display}
        return " · ".join(
            f"{app.keys_of(command)} {FIELDS[field]}" for command, field in FIELD_OF.items() if field in away
        )

    # -- where it is typed

    def write(self, field: TextField, text: str = "") -> None:
        """Write in a text of the item; `text` is put in at its end first, on a line of its own."""
        row = next((row for row in self.rows if row.field == field and row.applies), None)
        if row is None:
            return
        row.display = True
        area = row.area
        self._screen.set_focus(area)  # at once: the next letter is the text's, not a command
        area.move_cursor(area.document.end)
        if text:
            area.insert(f"\n{text} " if area.text and not area.text.endswith("\n") else f"{text} ")

    def leave(self) -> None:
        """Back to the keys."""
        agenda = self._screen.query_one(AgendaList)
        agenda.display = True  # what is not shown takes no focus
        self._screen.set_focus(agenda)

    def write_next(self, field: TextField, step: int) -> None:
        """Go on in the next text, or in the one before."""
        fields = self.fields
        if field in fields:
            self.write(fields[(fields.index(field) + step) % len(fields)])
