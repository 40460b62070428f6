"""A row of a list whole, every cell under its heading: a row of a source that was not taken, a line of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.views.data_layout import Whole
from progress_tui.tui.within import progress_app


class WholeRowDialog(ModalScreen[None]):
    """Shows one row; nothing of it where names are hidden, for any of its cells may tell who is meant."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "leave", "Back", id="row.leave")]

    def __init__(self, row: Whole) -> None:
        """Show a row."""
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        """Which row it is, what is said of it, its cells."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._row.title)), classes="title")
            with VerticalScroll():
                for line in self._lines():
                    yield Static(line)
            yield Static(f"{self._row.hint}   esc: back".strip(), classes="hint", markup=False)

    def _lines(self) -> Iterator[Content]:
        if progress_app(self).names_hidden:
            yield Content("Hidden with the names: p shows it.")
            return
        for said in self._row.about.splitlines():
            yield Content(visible(said))
        for heading, text in self._row.cells.items():
            mark = "› " if heading == self._row.marked else "  "
            yield Content.assemble(mark, (visible(heading), "bold"), "  ", visible(text) or "–")

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss()
