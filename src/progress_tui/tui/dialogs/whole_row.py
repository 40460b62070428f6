"""A row of a source that was not taken, whole: every cell that the import reads, under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.within import progress_app


class WholeRowDialog(ModalScreen[None]):
    """Shows one row; nothing of it where names are hidden, for any of its cells may tell who is meant."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "leave", "Back", id="row.leave")]

    def __init__(self, row: Mapping[str, object]) -> None:
        """Show a row of the report of what was not taken."""
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        """Where it stands, why it was not taken, its cells."""
        row = self._row
        sheet = f"{row['sheet']}, " if row["sheet"] else ""
        where = f"row {row['row']}" if row["row"] else "the whole file"
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"{row['file']}: {sheet}{where}")), classes="title")
            with VerticalScroll():
                for line in self._lines():
                    yield Static(line)
            yield Static("Correct it in the source and import that again.   esc: back", classes="hint", markup=False)

    def _lines(self) -> Iterator[Content]:
        if progress_app(self).names_hidden:
            yield Content("Hidden with the names: p shows it.")
            return
        row, cells = self._row, self._row["cells"]
        wrong = str(row["column"])
        value = f" “{row['value']}”" if row["value"] else ""
        yield Content(visible(f"{wrong}{value}: {row['reason']}"))
        if not isinstance(cells, dict) or not cells:
            yield Content("The other cells of the row were not kept.")
            return
        for heading, text in cells.items():
            mark = "› " if heading == wrong else "  "
            yield Content.assemble(mark, (visible(str(heading)), "bold"), "  ", visible(str(text)) or "–")

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss()
