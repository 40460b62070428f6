"""What stands round the table of the class grid: where one is, the counts, the filter, what is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from progress_tui.domain.text import visible
from progress_tui.tui.classroom.grid import ClassGrid
from progress_tui.tui.classroom.layout import EARLIER
from progress_tui.tui.classroom.words import counts_line, crumb, detail_words, nobody_words, order_words, sort_words
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.heading import Heading

if TYPE_CHECKING:
    from progress_tui.tui.screens.class_screen import ClassScreen


class ClassFace:
    """Writes the lines of one screen."""

    def __init__(self, screen: ClassScreen) -> None:
        """Write on `screen`."""
        self._screen = screen

    def put(self, place: str, text: str) -> None:
        """Write plain text into the line of that class."""
        self._screen.query_one(f".{place}", Static).update(Content(visible(text)), layout=False)

    def head(self, grid: ClassGrid) -> None:
        """The class with those beside it, and its counts."""
        screen, view = self._screen, grid.view
        beside = "".join(f" + {other.class_label}" for other in grid.shown[1:])
        screen.query_one(Heading).show(crumb(view, grid.hidden, beside))
        judging = f"{view.on_roll} on roll · judging …"
        self.put("counts", counts_line(view, screen.size.width) if view.complete else judging)

    def describe(self, grid: ClassGrid) -> None:
        """The filter in words, or the order of all pupils; the figures of those shown."""
        screen, view = self._screen, grid.view
        table, line, filtered = screen.table, screen.query_one(FilterLine), screen.filtered
        table.empty_text = nobody_words(view, filtered, grid.hidden)
        footer = grid.footer(table.columns, screen.shown_keys) if view.complete else ()
        table.show_only(screen.shown_keys, footer)
        if filtered is not None:
            line.show_filter(filtered, view.on_roll)
        else:
            words = order_words(view, screen.subject, sort_words(table.columns, table.sort))
            line.describe(words + self._earlier(grid), filtered=False)

    def _earlier(self, grid: ClassGrid) -> str:
        """What `°` means, where it is on the screen."""
        sight = self._screen.table.in_sight()
        marked = any(
            0 < shown.ordinal < grid.view.point
            for place, held in enumerate(grid.view.beside)
            if held.kind == "test" and held.key in sight
            for shown in (row.beside[place] for row in grid.view.rows)
        )
        return f" · {EARLIER} earlier test" if marked else ""

    def detail(self, grid: ClassGrid) -> None:
        """The pupil under the cursor in words, or the figure."""
        screen, table = self._screen, self._screen.table
        if table.cursor_below >= 0:
            self.put("detail", grid.figure_words(table.cursor_column, table.cursor_below, screen.shown_keys))
        elif screen.pupil is None:
            self.put("detail", "")
        else:
            words = detail_words(screen.pupil, grid.view, screen.subject, grid.hidden, screen.size.width)
            screen.query_one(".detail", Static).update(words, layout=False)
