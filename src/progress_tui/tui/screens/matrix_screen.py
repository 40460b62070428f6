"""Any result against any other, with the names in the cells; reading, writing and maths as seven lists."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import ClassVar, Final

from textual.content import Content

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Behind, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.tui.opening import Opening
from progress_tui.tui.screens.view_screen import Answer, Asked, ViewScreen
from progress_tui.tui.views.matrix_choices import LISTS, OTHER, PAIRS, Pair, sides
from progress_tui.tui.views.matrix_layout import (
    MORE,
    UNLIKE,
    Grid,
    Line,
    cell_at,
    cell_words,
    columns_of,
    grid_of,
    lines_of,
    pupil_at,
    rows_of,
    short_names,
)
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.tui.within import progress_app
from progress_tui.workspace import Workspace

MOST_NAMES: Final = {False: 31, True: 6}
"""Names in a cell of a class and of the whole school; `enter` lists all."""
_ALL_NAMES: Final = 200
"""Names in a list of the Venn figure."""


def _no_results(_: Workspace) -> Report:
    """What a school without a result is told, in place of the names of what it lacks."""
    raise ProgressError(
        "There are no results here yet", remedy="I on the class grid imports them; , goes to the point before."
    )


class MatrixScreen(ViewScreen):
    """A set against B."""

    NAME: ClassVar[str] = "matrix"
    TITLE_WORDS: ClassVar[str] = "Matrix"

    def __init__(self, wide: bool = False) -> None:
        """Begin with the teacher's judgement against the test of the subject, in the class."""
        super().__init__(wide)
        self.pair: Pair = PAIRS["t"]
        self._grid: Grid | None = None
        self._begun: Asked | None = None
        self._lines: dict[int, Line] = {}

    def options(self) -> Hashable:
        """The pair."""
        return self.pair

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """The matrix, or the lists of the three subjects."""
        place, pair = asked.place, self.pair
        whom = asked.whom(place.subject)
        if pair.key == LISTS:
            return lambda workspace: workspace.judging.venn(whom, school=place.school, point=asked.point)
        directory = progress_app(self).directory
        school = directory.school if directory is not None else None
        before = max((point for point in (school.points if school else ()) if point < place.point), default=None)
        if not place.subject and "{subject}" in f"{pair.a}{pair.b}":
            return _no_results
        a, b = (pair.side(side, place.subject, place.point, before) for side in (pair.a, pair.b))
        return lambda workspace: workspace.judging.matrix(whom, a, b, school=place.school, point=asked.point)

    # -- what is shown

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """Counts and names; keys are those of `lines_of`."""
        grid = self._grid = grid_of(answer.report)
        most = _ALL_NAMES if self.pair.key == LISTS else MOST_NAMES[self.wide]
        self._lines = lines_of(grid, most)
        called = self._called(grid)
        return columns_of(grid, called, self.size.width), rows_of(grid, self._lines, called, most)

    def _called(self, grid: Grid) -> dict[int, str]:
        """What each child is called in a cell: initials while names are hidden."""
        return {number: self.called({"pupil_id": number}) or name for number, name in short_names(grid).items()}

    def show(self) -> None:
        """Show the answer; where nobody has both, say what else there is."""
        super().show()
        if self._begun != self.shown and self._grid is not None and self._grid.blocks:
            self._begun = self.shown
            self._to_first(self._grid)
        if self.answer is not None and not self.answer.report.rows and self.filtered is None:
            self.table.empty_text = "Nobody has both. v: another pair · t: another subject · , an earlier point"

    def _to_first(self, grid: Grid) -> None:
        """Begin on the first cell with children whose test and teacher disagree, else on the first with any."""
        self.table.action_column_edge(-1)
        cells = [(place, key, cell) for place, block in enumerate(grid.blocks) for key, cell in block.cells.items()]
        place, key, _ = next(
            (one for one in cells if one[2].unlike), next((one for one in cells if one[2].ids), cells[0])
        )
        self.table.move_to(place, key)

    def more_words(self) -> str:
        """The pair that is shown."""
        subject = subject_label(self.place.subject) if self.place is not None and self.place.subject else ""
        about = f"{subject}: " if "{subject}" in f"{self.pair.a}{self.pair.b}" and subject else ""
        words = self.pair.words.replace(" of the subject", "").replace("the subject", "now")
        return f" · {about}{words}{self._unlike_words()} · v: others"

    def _unlike_words(self) -> str:
        """How many children's test and teacher disagree, where both are set against each other."""
        grid = self._grid
        if grid is None or self.pair.key != "t" or not grid.blocks:
            return ""
        unlike = {number for block in grid.blocks for cell in block.cells.values() for number in cell.unlike}
        return f" · {UNLIKE} they disagree on {len(unlike) or 'nobody'}"

    def detail(self) -> Content | None:
        """The cell under the cursor in a sentence, with the whole names."""
        grid, line = self._grid, self._lines.get(self.table.cursor_key if self.table.cursor_key is not None else -1)
        cell = cell_at(grid, line, self.table.cursor_column) if grid is not None and line is not None else None
        if grid is None or line is None or cell is None:
            return Content("")
        hidden = self._called(grid) if self.hidden else {}
        names = [hidden.get(number, name) for number, name in zip(cell.ids, cell.names, strict=True)]
        alone = pupil_at(cell, line)
        if alone is not None:
            name = names[cell.ids.index(alone)]
            return Content.assemble(
                (visible(name), "bold"), visible(f" · {cell_words(grid, line, self.table.cursor_column, [])}")
            )
        return Content(visible(cell_words(grid, line, self.table.cursor_column, names)))

    # -- what is opened

    def behind(self, row: int, column: str) -> Behind | None:
        """The children of the cell of the matrix that a cell of the table belongs to."""
        line = self._lines.get(row)
        if line is None or self._grid is None:
            return None
        cell = cell_at(self._grid, line, column)
        return super().behind(cell.row, cell.key) if cell is not None else super().behind(line.block, column)

    def open_cell(self, row: int, column: str) -> None:
        """On a name the card, with the others of the cell before and after it; else the list of the cell."""
        line = self._lines.get(row)
        cell = cell_at(self._grid, line, column) if line is not None and self._grid is not None else None
        behind = self.behind(row, column)
        if line is None or behind is None or (cell is not None and not cell.ids):
            progress_app(self).say("Nobody is in this cell.")
            return
        alone = pupil_at(cell, line) if cell is not None else None
        if cell is not None and alone is None and line.place not in (None, MORE):
            progress_app(self).say("There is no name here; the line with the counts opens the whole cell.")
            return
        Opening(self).open(behind, first=alone)

    # -- another pair

    def choose_view(self) -> None:
        """Offer the pairs by letter."""
        from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu

        choices = [Choice(one.key, one.words, one.key) for one in PAIRS.values()]
        self.app.push_screen(KeyMenu("What against what?", choices, self.pair.key), self._chosen)

    def _chosen(self, key: str | None) -> None:
        if key == OTHER:
            self._pick_side("Down the side", self._side_picked)
        elif key is not None:
            self.show_pair(PAIRS[key])

    def _pick_side(self, title: str, picked: Callable[[tuple[str, str] | None], None]) -> None:
        from progress_tui.tui.dialogs.picker import Picker

        offered = sides(self.answer.view if self.answer is not None else None)
        self.app.push_screen(Picker(title, [(words, (words, text)) for words, text in offered]), picked)

    def _side_picked(self, side: tuple[str, str] | None) -> None:
        if side is not None:
            self._pick_side(f"{side[0]} × …", partial(self._top_picked, side))

    def _top_picked(self, side: tuple[str, str], top: tuple[str, str] | None) -> None:
        if top is not None:
            self.show_pair(Pair(OTHER, f"{side[0]} × {top[0]}", side[1], top[1]))

    def show_pair(self, pair: Pair) -> None:
        """Show another pair."""
        self.pair = pair
        self.ask()
