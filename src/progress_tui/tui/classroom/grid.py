"""A class as columns, rows and figures of the pupil table. What was made once for a column is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len

from progress_tui.domain.class_together import together
from progress_tui.domain.reports import Behind
from progress_tui.domain.tallies import Tally, bits_of, ids_of, tally
from progress_tui.domain.text import fold, visible
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.tui.classroom.columns import Chosen, columns_for
from progress_tui.tui.classroom.layout import NOTE_MARK, cell_maker, flags_cell, name_of
from progress_tui.tui.people import Person
from progress_tui.tui.widgets.table_model import Cell, Column, Row

COUNTED = -1
ASKED = -2
"""Keys of the two rows of figures: how many, and of how many."""

_NAMELESS = frozenset({"note", "class", "year", "pp", "sen", "eal", "absence", "rwm"})
"""Columns in which no name can stand."""


class ClassGrid:
    """One class, or several side by side, with or without names."""

    def __init__(self, shown: Sequence[ClassView], noted: Collection[int], hidden: bool) -> None:
        """Make nothing yet.

        Args:
            shown: the class, and those that stand beside it.
            noted: pupils with a note.
            hidden: whether names are hidden.
        """
        view = self.view = shown[0] if len(shown) == 1 else together(shown[0], shown[1:])
        self.shown, self.hidden, self.noted = tuple(shown), hidden, frozenset(noted)
        self._cells: dict[str, tuple[Cell, ...]] = {}
        self._lengths: dict[str, int] = {}
        self._flags: dict[tuple[str, int], tuple[Cell, ...]] = {}
        self._tallies: dict[str, Tally | None] = {}
        self.owners = {row.pupil_id: Person(one, row) for one in shown for row in one.rows}
        """Pupil id → the pupil in its own class."""
        self._places = {row.pupil_id: place for place, row in enumerate(view.rows)}
        self._names = [fold(row.name) for row in view.rows]
        self._everyone = (1 << len(view.rows)) - 1

    def hide(self, hidden: bool) -> None:
        """Hide names, or show them: what is no code of a scale may be one too."""
        if hidden != self.hidden:
            self.hidden = hidden
            self._cells = {key: cells for key, cells in self._cells.items() if key in _NAMELESS}

    def note(self, noted: frozenset[int]) -> None:
        """Mark other pupils as those with a note."""
        if noted != self.noted:
            self.noted = noted
            self._cells.pop("note", None)
            self._tallies.pop("note", None)

    def row(self, pupil_id: int) -> PupilShown:
        """A pupil under the columns of the grid."""
        return self.view.rows[self._places[pupil_id]]

    def columns(self, subject: str, width: int, chosen: Chosen) -> list[Column]:
        """The columns of a screen of `width` cells."""
        return columns_for(self.view, subject, width, chosen, self._longest, len(self.shown) > 1)

    def rows(self, columns: Sequence[Column], subject: str) -> list[Row]:
        """The rows in the default order: furthest below target first, then by name."""
        cells = list(zip(*(self._column(column, subject) for column in columns), strict=True))
        rows = self.view.rows
        order = sorted(range(len(rows)), key=lambda place: (_distance(rows[place], subject), self._names[place]))
        return [Row(rows[place].pupil_id, cells[place]) for place in order]

    def _column(self, column: Column, subject: str) -> tuple[Cell, ...]:
        if column.key != "flags":
            return self._of(column.key)
        held = self._flags.get((subject, column.width))
        if held is None:
            held = tuple(flags_cell(row, subject, column.width) for row in self.view.rows)
            self._flags[subject, column.width] = held
        return held

    def _of(self, key: str) -> tuple[Cell, ...]:
        held = self._cells.get(key)
        if held is None:
            held = self._cells[key] = tuple(self._made(key))
        return held

    def _made(self, key: str) -> Iterable[Cell]:
        rows = self.view.rows
        if key == "name":
            return (Cell(name_of(row, self.hidden), "", place) for place, row in enumerate(rows))
        if key == "note":
            return (Cell(NOTE_MARK, "", True) if row.pupil_id in self.noted else Cell("", "", False) for row in rows)
        if key == "class":
            names = [self.owners[row.pupil_id].view.class_name for row in rows]
            return (Cell(name, "", fold(name)) for name in names)
        return map(cell_maker(key, self.view, self.hidden), rows)

    def _longest(self, key: str) -> int:
        held = self._lengths.get(key)
        if held is None:
            texts = [cell.text for cell in self._of(key)]
            if key == "name":
                # Not of initials: the columns stay where they are when names are hidden.
                texts = [*(visible(row.name) for row in self.view.rows), self._on_roll]
            held = self._lengths[key] = max(map(cell_len, texts), default=0)
        return held

    # -- figures

    @property
    def _on_roll(self) -> str:
        return f"of {len(self.view.rows)} on roll"

    def tally(self, key: str) -> Tally | None:
        """Who is counted in a column, None where nobody is."""
        if key not in self._tallies:
            self._tallies[key] = self._counted_here(key)
        return self._tallies[key]

    def _counted_here(self, key: str) -> Tally | None:
        if key == "note":
            noted = bits_of(self.view, self.noted)
            return Tally("with a note", "on roll", "", noted, self._everyone)
        return tally(self.view, key)

    def mask(self, shown: Collection[int] | None) -> int:
        """The pupils shown as bits, None for all."""
        return self._everyone if shown is None else bits_of(self.view, shown)

    def footer(self, columns: Sequence[Column], shown: Collection[int] | None) -> tuple[Row, Row]:
        """How many of the pupils shown each column counts, and of how many.

        Args:
            columns: of the table.
            shown: pupils the filter lets through, None for all.
        """
        mask = self.mask(shown)
        cells = [self._figures(column.key, mask) for column in columns]
        return (
            Row(COUNTED, tuple(counted for counted, _ in cells), "summary"),
            Row(ASKED, tuple(asked for _, asked in cells), "summary"),
        )

    def _figures(self, key: str, mask: int) -> tuple[Cell, Cell]:
        if key == "name":
            what = "shown" if mask != self._everyone else "pupil" if mask.bit_count() == 1 else "pupils"
            return Cell(f"{mask.bit_count()} {what}"), Cell(self._on_roll, "muted")
        found = self.tally(key)
        if found is None:
            return Cell(""), Cell("")
        counted, asked = (found.counted & mask).bit_count(), (found.asked & mask).bit_count()
        said = str(asked) if key != "note" else ""  # it has room for one letter, and everybody is asked about
        return Cell(str(counted), "below" if found.below and counted else ""), Cell(said, "muted")

    def behind(self, key: str, below: int, shown: Collection[int] | None) -> Behind | None:
        """The pupils behind a figure of the footer.

        Args:
            key: of the column.
            below: 0 for those counted, 1 for those asked about.
            shown: pupils the filter lets through, None for all.
        """
        mask, label = self.mask(shown), " + ".join(one.class_label for one in self.shown)
        if key == "name":
            everyone = below == 1
            words = f"{label} · {'everybody on roll' if everyone or shown is None else 'the pupils shown'}"
            return Behind(words, ids_of(self.view, self._everyone if everyone else mask))
        found = self.tally(key)
        if found is None:
            return None
        counted, asked = found.counted & mask, found.asked & mask
        if below == 1:
            return Behind(f"{label} · {asked.bit_count()} {found.of} · {found.what}", ids_of(self.view, asked))
        words = f"{label} · {counted.bit_count()} of {asked.bit_count()} {found.what}"
        return Behind(words, ids_of(self.view, counted))

    def figure_words(self, key: str, below: int, shown: Collection[int] | None) -> str:
        """A figure of the footer in words, with everybody it leaves out."""
        mask, on_roll = self.mask(shown), len(self.view.rows)
        total = mask.bit_count()
        whom = f"{on_roll} on roll" if shown is None else f"{total} shown (of {on_roll} on roll)"
        found = self.tally(key)
        if found is None:
            return f"{whom}." if key == "name" else ""
        counted, asked = (found.counted & mask).bit_count(), (found.asked & mask).bit_count()
        if below == 1:
            return f"{asked} of {whom}: {found.of} ({found.what}). enter lists them."
        others = f"; {total - asked} {found.without}" if asked < total else ""
        return (
            f"{counted} of {asked} {found.what}, {asked - counted} not{others}. Of {whom}. enter lists the {counted}."
        )


def _distance(row: PupilShown, subject: str) -> float:
    shown = row.subjects.get(subject)
    return float("inf") if shown is None or shown.distance is None else shown.distance
