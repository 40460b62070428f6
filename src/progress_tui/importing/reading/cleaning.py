"""Texts of a source made safe: each distinct one once, for the same few stand in thousands of cells."""

from __future__ import annotations

from collections.abc import Sequence

from progress_tui.domain.text import clean, counted, is_clean, without_safety_mark


class Cleaner:
    """Cleans texts and counts those that something had to be taken out of."""

    def __init__(self, word: str = "text") -> None:
        """`word` is what the note calls a text."""
        self._word = word
        self._known: dict[str, str] = {}
        self._odd: set[str] = set()
        self._stripped, self._first = 0, 0

    def __call__(self, text: str, row: int) -> str:
        """`text` without invisible characters, surplus space and the mark that exports put before formulas."""
        return self.cells((text,), row)[0]

    def cells(self, cells: Sequence[str], row: int) -> list[str]:
        """The cells of a row, clean."""
        known = self._known
        for cell in cells:
            if cell not in known:
                known[cell] = without_safety_mark(clean(cell))
                if not is_clean(cell):
                    self._odd.add(cell)
        if self._odd and not self._odd.isdisjoint(cells):
            self._stripped += sum(cell in self._odd for cell in cells)
            self._first = self._first or row
        return [known[cell] for cell in cells]

    def notes(self) -> list[str]:
        """A sentence when something was taken out."""
        if not self._stripped:
            return []
        had = counted(self._stripped, f"{self._word} had", f"{self._word}s had")
        return [f"{had} invisible characters, which were taken out (first: row {self._first})."]
