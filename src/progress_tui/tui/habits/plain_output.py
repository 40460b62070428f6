"""The last lock before the terminal: whatever way a text took to a line of the screen, it is plain text there."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from progress_tui.domain.text import visible


class PlainOutput(LineFilter):
    """Puts `�` in the place of every character that could command the terminal, turn a line round or hide.

    Screens and dialogs pass their texts through `visible`. Text that is edited has to keep every character, and a
    library may paint a text of its own accord: neither can reach the terminal but through here.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 – Textual's signature
        """The line as it is when it is plain, which nearly every line is."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment if segment.control or segment.text.isprintable() else Segment(_plain(segment.text), segment.style)
            for segment in segments
        ]


def _plain(text: str) -> str:
    """As wide as `text` was, for what stands beside it is laid out already."""
    plain, width = visible(text), cell_len(text)
    return plain if cell_len(plain) == width else set_cell_size(plain, width)
