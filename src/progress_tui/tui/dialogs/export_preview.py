"""Every name that an export hides in free text, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import counted, visible
from progress_tui.workspace.exports import Replacement


class ExportPreview(ModalScreen[None]):
    """Lists what was written, where, and what stands there in the export."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "leave", "Back", id="preview.leave"),
        Binding("down,j", "scroll(1)", show=False, id="preview.down"),
        Binding("up,k", "scroll(-1)", show=False, id="preview.up"),
        Binding("pagedown", "scroll(8)", show=False, id="preview.page-down"),
        Binding("pageup", "scroll(-8)", show=False, id="preview.page-up"),
    ]

    def __init__(self, label: str, found: Sequence[Replacement]) -> None:
        """Show what the document `label` hides."""
        super().__init__()
        self._label, self._found = label, found

    def compose(self) -> ComposeResult:
        """A line for each name: the words as written, what stands for them, and where."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"Hidden in: {self._label}")), classes="title")
            yield Static(
                f"{counted(len(self._found), 'name')} in free text. Names of anyone else, and names without a capital "
                "letter, are not found: read the document before you pass it on.",
                classes="hint",
                markup=False,
            )
            with VerticalScroll():
                for one in self._found:
                    where = f"   {one.where}" if one.where else ""
                    yield Static(
                        Content.assemble(
                            Content(visible(" ".join(one.was.split()))), " → ", (visible(one.now), "bold"),
                            (visible(where), "dim"),
                        )
                    )  # fmt: skip
            yield Static("↑ ↓: more · esc: back to the export", classes="status", markup=False)

    def action_scroll(self, lines: int) -> None:
        """Move in the list."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        """Back to the export."""
        self.dismiss()
