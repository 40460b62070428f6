"""What the child or the mentor says in a half-term: saved as it is typed, and nobody else's words are lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from progress_tui.domain.meetings import Text, TextSaved
from progress_tui.domain.mentoring import Who
from progress_tui.domain.text import visible
from progress_tui.tui.habits.saving import Answer, Draft, KeepsText, Saver
from progress_tui.tui.meeting.texts import rebased
from progress_tui.tui.within import workspace_of
from progress_tui.workspace import Workspace

_NOTHING: Final = "Nothing written yet · esc: done"


class CommentOf(NamedTuple):
    """Whose comment on which half-term of which child."""

    school_id: int
    pupil_id: int
    ordinal: int
    who: Who


class CommentDraft(Draft[TextSaved]):
    """A comment; what somebody else wrote meanwhile stays in it."""

    def __init__(self, workspace: Workspace, of: CommentOf, text: Text) -> None:
        """Go on with what is on file."""
        saved = f"Saved at {text.changed[11:16]}, {text.changed[:10]} · esc: done" if text.body else _NOTHING
        super().__init__(text.body, saved)
        self._workspace, self._of = workspace, of
        self.base = text

    def hand_over(self, text: str) -> Answer[TextSaved] | None:
        """Save the comment; an emptied one is kept as an empty one, so that its revision goes on."""
        if not text.strip() and not self.base.revision:
            return None
        of = self._of
        return self._workspace.mentoring.save_comment(of.school_id, of.pupil_id, of.ordinal, of.who, text, self.base)

    def take(self, text: str, saved: TextSaved) -> str:
        """What is on file now is what the next save goes on with."""
        self.base, self.stored = saved.text, text
        if saved.parted:
            self.stored = saved.text.body
            self.text = rebased(text, self.text, saved.text.body)
            return "Saved: somebody else had written meanwhile, and both texts are here · esc: done"
        return f"✓ Saved at {datetime.now():%H:%M:%S} · esc: done"

    def emptied(self) -> str:
        """As at the beginning."""
        return _NOTHING


class CommentEditor(ModalScreen[bool], KeepsText):
    """Writes one comment; dismisses with whether anything was saved."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "finish", "Done", id="comment.finish")]

    def __init__(self, title: str, of: CommentOf, text: Text) -> None:
        """Write on.

        Args:
            title: whose comment on whom.
            of: where it is kept.
            text: as it is on file.
        """
        super().__init__()
        self._title, self._of, self._text = title, of, text
        self._saver: Saver[TextSaved] = Saver(self, self._show, self._typed_now)
        self._draft: CommentDraft | None = None

    def compose(self) -> ComposeResult:
        """The reminder, the text, and the mark that says what is saved."""
        hint = (
            "In the child's own words, as they were said."
            if self._of.who == "child"
            else "The child reads it, and so do the parents. No safeguarding detail here."
        )
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="title")
            yield Static(hint, classes="hint", markup=False)
            yield TextArea(self._text.body, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
            yield Static("", classes="status", markup=False)

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        area = self.query_one(TextArea)
        self._draft = CommentDraft(workspace_of(self), self._of, self._text)
        area.move_cursor(area.document.end)
        area.focus()
        self._show(self._draft)

    @property
    def keeper(self) -> Saver[TextSaved]:
        """What saves the comment."""
        return self._saver

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._draft is not None:
            self._saver.typed(self._draft, self.query_one(TextArea).text)

    def _typed_now(self) -> Iterator[tuple[Draft[TextSaved], str]]:
        if self._draft is not None:
            yield self._draft, self.query_one(TextArea).text

    def _show(self, draft: Draft[TextSaved]) -> None:
        status, area = self.query_one(".status", Static), self.query_one(TextArea)
        status.set_class(draft.wrong, "wrong")
        status.update(Content(visible(draft.mark)))
        if area.text != draft.text and self._draft is not None and self._draft.base.body == draft.stored:
            with area.prevent(TextArea.Changed):
                area.load_text(draft.text)
            area.move_cursor(area.document.end)

    async def action_finish(self) -> None:
        """Done: saved first. A text that cannot be saved stays on screen, with the reason."""
        if await self._saver.saved_in_time(0.5) or await self._saver.saved_in_time():
            self.dismiss(self._draft is not None and self._draft.changed)
