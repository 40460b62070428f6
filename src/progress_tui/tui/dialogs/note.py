"""The note editor: saved as typed, with a mark that is only shown for what is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from progress_tui.domain import clock
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, NoteShown, PupilShown
from progress_tui.store.notes import NoteSaved
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.habits.saving import Answer, Draft, KeepsText, Saver
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace

_NOTHING: Final = "Nothing written yet · esc: done"


class NoteDraft(Draft[NoteSaved | None]):
    """A note on a pupil; an emptied one is taken out of the file."""

    def __init__(self, workspace: Workspace, school_id: int, pupil_id: int) -> None:
        """Nothing is written yet."""
        super().__init__(mark=_NOTHING)
        self._workspace, self._school_id, self._pupil_id = workspace, school_id, pupil_id
        self.note: NoteSaved | None = None

    def go_on(self, note: NoteShown) -> None:
        """Go on with a note that is on file."""
        self.note = NoteSaved(note.note_id, note.revision, False)
        self.text = self.stored = note.body
        self.mark = self.settled = f"Saved at {note.changed[11:]} · esc: done"

    def hand_over(self, text: str) -> Answer[NoteSaved | None] | None:
        """Save the note; an emptied one is removed, and the mark waits for that as it does for a save."""
        known = self.note
        if text.strip():
            return self._workspace.save_note(
                self._school_id,
                self._pupil_id,
                text,
                note_id=known.note_id if known else None,
                revision=known.revision if known else 0,
            )
        return self._workspace.remove_note(self._school_id, known.note_id) if known is not None else None

    def take(self, text: str, saved: NoteSaved | None) -> str:
        """The next save is of the note this one made."""
        self.note, self.stored = saved, text
        if saved is None:
            return "The note is removed · esc: done"
        if saved.parted:
            return "Saved as a note of its own: another program had changed this one meanwhile · esc: done"
        return f"✓ Saved at {datetime.now():%H:%M:%S} · esc: done"

    def emptied(self) -> str:
        """As at the beginning."""
        return _NOTHING


class NoteEditor(ModalScreen[bool], KeepsText):
    """Writes one note on one pupil; dismisses with whether anything was saved."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "finish", "Done", id="note.finish")]

    class Found(Message):
        """The note begun earlier today, to go on with."""

        def __init__(self, note: NoteShown) -> None:
            super().__init__()
            self.note = note

    def __init__(self, view: ClassView, pupil: PupilShown) -> None:
        """Write on `pupil` of the class `view`."""
        super().__init__()
        self._view, self._pupil = view, pupil
        self._saver: Saver[NoteSaved | None] = Saver(self, self._show, self._typed_now)

    def compose(self) -> ComposeResult:
        """The reminder, the text, and the mark that says what is saved."""
        with Vertical(classes="dialog"):
            name = name_of(self._pupil, progress_app(self).names_hidden)
            yield Static(Content(f"Note on {visible(name)} · {visible(self._view.class_label)}"), classes="title")
            yield Static(
                "Write it as if the child's parent will read it. No safeguarding detail here.",
                classes="hint",
                markup=False,
            )
            yield TextArea(soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
            yield Static(_NOTHING, classes="status", markup=False)

    @property
    def keeper(self) -> Saver[NoteSaved | None]:
        """What saves the note."""
        return self._saver

    @cached_property
    def _draft(self) -> NoteDraft:
        return NoteDraft(workspace_of(self), self._view.school_id, self._pupil.pupil_id)

    def on_mount(self) -> None:
        """Look for today's note to go on with; in projector mode an old text is not shown."""
        self.query_one(TextArea).focus()
        if not progress_app(self).names_hidden:
            self.run_worker(self._find_today, thread=True, group="today")

    def _find_today(self) -> None:
        try:
            notes = workspace_of(self).notes_of(self._view.school_id, [self._pupil.pupil_id])
        except ProgressError:
            return
        today = [note for note in notes if note.written.startswith(clock.today().isoformat())]
        if today:
            self.post_message(self.Found(today[-1]))

    @on(Found)
    def _go_on(self, message: Found) -> None:
        area = self.query_one(TextArea)
        if area.text or self._draft.note is not None:
            return
        self._draft.go_on(message.note)
        with area.prevent(TextArea.Changed):
            area.text = message.note.body
        area.move_cursor(area.document.end)
        self._show(self._draft)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._saver.typed(self._draft, self.query_one(TextArea).text)

    def _typed_now(self) -> Iterator[tuple[Draft[NoteSaved | None], str]]:
        yield self._draft, self.query_one(TextArea).text

    def _show(self, draft: Draft[NoteSaved | None]) -> None:
        status = self.query_one(".status", Static)
        status.set_class(draft.wrong, "wrong")
        status.update(Content(visible(draft.mark)))

    async def action_finish(self) -> None:
        """Done: saved first. A text that cannot be saved stays on screen, with the reason."""
        if await self._saver.saved_in_time(0.5) or await self._saver.saved_in_time():
            self.dismiss(self._draft.changed)
