"""What is chosen in the export dialog: the document, how names are written, the file formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from progress_tui.domain.pupils import NameMode
from progress_tui.workspace.exports import Format, Offer

FORMATS: Final[tuple[tuple[Format, str], ...]] = (
    ("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("md", "Markdown"),
)  # fmt: skip
"""In the order of the keys 1 to 5."""

_NAMES: Final[dict[NameMode, str]] = {"full": "full", "initials": "initials", "none": "none, numbered"}


@dataclass(slots=True)
class Choices:
    """What is chosen; each document begins with names and formats of its own, until somebody chooses others.

    Attributes:
        offers: the documents that can be written here, at least one.
        at: place of the one that is chosen.
    """

    offers: Sequence[Offer]
    at: int = 0
    _names: dict[str, NameMode] = field(default_factory=dict)
    _formats: dict[str, tuple[Format, ...]] = field(default_factory=dict)

    @property
    def offer(self) -> Offer:
        """The document."""
        return self.offers[self.at]

    @property
    def names(self) -> NameMode:
        """How names are written in it."""
        return self._names.get(self.offer.kind, self.offer.names)

    @property
    def formats(self) -> tuple[Format, ...]:
        """Its formats, in the order of the keys; maybe none."""
        chosen = self._formats.get(self.offer.kind, self.offer.formats)
        return tuple(form for form, _ in FORMATS if form in chosen)

    def next_names(self) -> None:
        """The next way in which names can be written in this document."""
        modes = self.offer.modes
        self._names[self.offer.kind] = modes[(modes.index(self.names) + 1) % len(modes)]

    def toggle(self, number: int) -> None:
        """Put the format of a key in or out, where the document can be of it."""
        form = FORMATS[number - 1][0]
        if form not in self.offer.allowed:
            return
        chosen = self.formats
        self._formats[self.offer.kind] = (
            tuple(one for one in chosen if one != form) if form in chosen else (*chosen, form)
        )

    def names_line(self) -> str:
        """`Names n  [initials]  full  none, numbered`; a document with one way says it alone."""
        marked = [f"[{_NAMES[mode]}]" if mode == self.names else f" {_NAMES[mode]} " for mode in self.offer.modes]
        return f"Names {'n' if len(marked) > 1 else ' '} {' '.join(marked)}"

    def files_line(self) -> str:
        """`Files  1 ☑ Word  2 ☐ PDF …`; formats the document cannot be of are left out."""
        marks = [
            f"{number} {'☑' if form in self.formats else '☐'} {words}"
            for number, (form, words) in enumerate(FORMATS, start=1)
            if form in self.offer.allowed
        ]
        return f"Files   {'  '.join(marks)}"
