"""The note editor: saved as typed, with a mark that is only shown for what is on disk."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from progress_tui.domain import clock
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, NoteShown, PupilShown
from progress_tui.store.notes import NoteSaved
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.within import progress_app, workspace_of

PAUSE: Final = 0.25
"""Seconds without a key after which what was typed is saved."""

LONGEST: Final = 0.6
"""Seconds after which it is saved though typing goes on."""

AGAIN: Final = 0.12
"""Seconds from a save to the next while keys keep coming: the mark waits until one save holds them all."""

RETRY: Final = 1.5
"""Seconds until a save that failed is tried again."""


class NoteEditor(ModalScreen[bool]):
    """Writes one note on one pupil; dismisses with whether anything was saved."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "finish", "Done", id="note.finish")]

    class Stored(Message):
        """A save came back: what became of it, or why it failed, and the text it was of."""

        def __init__(self, text: str, saved: NoteSaved | None, error: ProgressError | None) -> None:
            super().__init__()
            self.text, self.saved, self.error = text, saved, error

    class Found(Message):
        """The note begun earlier today, to go on with."""

        def __init__(self, note: NoteShown) -> None:
            super().__init__()
            self.note = note

    def __init__(self, view: ClassView, pupil: PupilShown) -> None:
        """Write on `pupil` of the class `view`."""
        super().__init__()
        self._view, self._pupil = view, pupil
        self._note: NoteSaved | None = None
        self._stored = ""
        self._settled = "Nothing written yet · esc: done"
        self._begun: float | None = None
        self._timer: Timer | None = None
        self._saving: Future[NoteSaved] | Future[None] | None = None
        self.problem = ""
        self.changed = False

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
            yield Static(self._settled, classes="status", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(TextArea).text

    @property
    def unsaved(self) -> bool:
        """Whether anything typed is not on disk."""
        return self.text.strip() != self._stored.strip()

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
        if self.text or self._note is not None:
            return
        self._note = NoteSaved(message.note.note_id, message.note.revision, False)
        self._stored = message.note.body
        area = self.query_one(TextArea)
        with area.prevent(TextArea.Changed):
            area.text = message.note.body
        area.move_cursor(area.document.end)
        self._settle(f"Saved at {message.note.changed[11:]} · esc: done")

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if not self.unsaved:
            if self._saving is None:
                self._settle(self._settled)
            return
        now = time.monotonic()
        self._begun = self._begun if self._begun is not None else now
        self._mark("Typing …")
        left = self._begun + LONGEST - now
        if left > 0 or (self._timer is None and self._saving is None):
            self._save_in(max(AGAIN, min(PAUSE, left)))

    def _save_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        # Textual divides by a timer's interval when it comes late.
        self._timer = self.set_timer(max(seconds, 0.001), self._save)

    def _save(self) -> None:
        """Hand the text to the store thread; one save at a time."""
        self._timer = None
        if self._saving is not None or not self.unsaved:
            return
        text = self.text
        if not text.strip():
            self._remove()
            return
        known = self._note
        saving = workspace_of(self).save_note(
            self._view.school_id,
            self._pupil.pupil_id,
            text,
            note_id=known.note_id if known else None,
            revision=known.revision if known else 0,
        )
        self._saving = saving
        saving.add_done_callback(lambda done: self._tell(text, done))

    def _tell(self, text: str, done: Future[NoteSaved] | Future[None]) -> None:
        """On the store thread."""
        error = done.exception()
        if error is None:
            self.post_message(self.Stored(text, done.result(), None))
        elif isinstance(error, ProgressError):
            self.post_message(self.Stored(text, None, error))
        else:
            # Raised here it would be swallowed, and saving would stop without a word.
            self.app.call_later(done.result)

    def _remove(self) -> None:
        """An emptied note is taken out of the file; the mark waits for that as it does for a save."""
        if self._note is None:
            self._stored = ""
            self._settle("Nothing written yet · esc: done")
            return
        removing = workspace_of(self).remove_note(self._view.school_id, self._note.note_id)
        self._saving = removing
        removing.add_done_callback(lambda done: self._tell("", done))

    @on(Stored)
    def _saved(self, message: Stored) -> None:
        self._saving = None
        if message.error is not None:
            self.problem = str(message.error)
            self._mark(f"NOT SAVED: {self.problem}", wrong=True)
            self._save_in(RETRY)
            return
        self.problem, self.changed = "", True
        self._note, self._stored = message.saved, message.text
        if self.unsaved:
            self._save_in(AGAIN)
            return
        if message.saved is None:
            self._settle("The note is removed · esc: done")
        elif message.saved.parted:
            self._settle("Saved as a note of its own: another program had changed this one meanwhile · esc: done")
        else:
            self._settle(f"✓ Saved at {datetime.now():%H:%M:%S} · esc: done")

    def _settle(self, words: str) -> None:
        """What is on screen is what is on disk, and `words` say so."""
        self._settled, self._begun = words, None
        self._mark(words)

    def _mark(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    async def saved_in_time(self, seconds: float = 3.0) -> bool:
        """Save what is typed now and wait for it; False when it could not be stored."""
        give_up = time.monotonic() + seconds
        while self.unsaved and time.monotonic() < give_up:
            self._save()
            await asyncio.sleep(0.02)
        return not self.unsaved

    def store_now(self) -> None:
        """Store what is typed without the help of the event loop, for an end that does not wait for messages."""
        if self._saving is not None:
            with suppress(ProgressError):
                self._note = self._saving.result()
            self._saving = None
        self._save()

    async def action_finish(self) -> None:
        """Done: saved first. A text that cannot be saved stays on screen, with the reason."""
        if await self.saved_in_time(0.5) or await self.saved_in_time():
            self.dismiss(self.changed)
