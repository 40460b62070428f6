"""Screen 7: what is on file and what is not: lists, imports, what was not taken, marked results, scales, figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Behind, Report
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import visible
from progress_tui.settings import export_home
from progress_tui.tui.commands import data as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.importing.finding_files import short_path
from progress_tui.tui.messages import Trouble
from progress_tui.tui.screens.parts_screen import Ask, PartsScreen
from progress_tui.tui.screens.view_screen import Answer, Asked
from progress_tui.tui.views import data_layout as layout
from progress_tui.tui.views.report_table import columns_of, rows_of
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace


class Part(NamedTuple):
    """One part of the screen.

    Attributes:
        key: the letter that chooses it; `words` what the menu calls it, `title` what the heading does.
        about: what it is, for the line above the table.
        ask: what is asked of the workspace.
        of_pupils: whether the filter chooses what is listed.
        empty: what is said where there is nothing.
    """

    key: str
    words: str
    title: str
    about: str
    ask: Ask
    of_pupils: bool = False
    empty: str = "Nothing to show."


def _lists(workspace: Workspace, asked: Asked) -> Report:
    return workspace.judging.completeness(asked.whom(), school=asked.place.school, point=asked.point)


def _year(workspace: Workspace, asked: Asked) -> Report:
    return workspace.judging.completeness(
        asked.whom(asked.place.subject), every_point=True, school=asked.place.school, point=asked.point
    )


PARTS: Final[Mapping[str, Part]] = {
    "lists": Part(
        "c", "What is there and what is missing: class by subject", "Data", "Class lists", _lists,
    ),
    "year": Part(
        "y", "The same through the year, in the subject shown (t)", "Through the year",
        "Class lists through the year", _year,
    ),
    "imports": Part(
        "i", "Imports: which file, when, what it brought; undo", "Imports", "Imports: where the data came from",
        lambda workspace, asked: workspace.judging.on_file.imports(asked.place.school),
        empty="Nothing was imported yet. I brings a file in.",
    ),
    "unmatched": Part(
        "u", "Rows and cells that were not taken", "Not taken", "Not taken: for the office to mend",
        lambda workspace, asked: workspace.judging.on_file.unmatched(asked.place.school),
        empty="Every row of every import on file was taken.",
    ),
    "queried": Part(
        "q", "Queried results: the list for the office", "Queried results", "Queried results: for the office to mend",
        lambda workspace, asked: workspace.judging.on_file.queried(
            asked.whom(), school=asked.place.school, point=asked.point
        ),
        of_pupils=True, empty="No result is marked as wrong. Q on a result marks it.",
    ),
    "audit": Part(
        "a", "Audit: what was done in this file, and when", "Audit", "Audit: what was done in this file, newest first",
        lambda workspace, asked: workspace.auditing.report(),  # noqa: ARG005 – of the whole file
        empty="Nothing was noted yet.",
    ),
    "scales": Part(
        "s", "Scales in use, and what is expected on them", "Scales in use",
        "Scales in use, and what is expected on them",
        lambda workspace, asked: workspace.judging.on_file.scales(asked.place.school, asked.point),
    ),
    "national": Part(
        "n", "National figures: which years, source and date", "National figures", "National figures for England",
        lambda workspace, asked: workspace.judging.on_file.national(),  # noqa: ARG005 – of no school
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""

GRIDS: Final = ("lists", "year")


class Written(Message):
    """A list was written to a file."""

    def __init__(self, path: Path, rows: int) -> None:
        super().__init__()
        self.path, self.rows = path, rows


class DataScreen(PartsScreen):
    """Parts are chosen by `v`; `enter` opens the children without a result, an import, a whole row."""

    NAME: ClassVar[str] = "data"
    TITLE_WORDS: ClassVar[str] = "Data"
    MENU: ClassVar[str] = "What is shown of the data"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.DATA
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.DATA, crowded=do.CROWDED)]

    def __init__(self, wide: bool = True) -> None:
        """Begin with what is missing."""
        super().__init__(wide)
        self.part = self._at = "lists"
        self._cells: Mapping[tuple[int, str], int] = {}

    @property
    def parts(self) -> Mapping[str, Part]:
        """What is chosen from."""
        return PARTS

    @property
    def wide(self) -> bool:
        """Imports, scales and national figures are those of the school, whatever class is looked at."""
        return super().wide or self.part not in (*GRIDS, "queried")

    def title_words(self) -> str:
        """The part; through the year it is of one subject."""
        subject = self.place.subject if self.place is not None else ""
        if self.part == "year" and subject:
            return f"{subject_label(subject)} through the year"
        return super().title_words()

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """Lists as a grid, the others as they are; on a projector nothing that may name a child."""
        report = answer.report
        if self.part in GRIDS:
            grid = layout.lists_grid(report, self.part == "year")
            self._cells = grid.cells
            return grid.columns, grid.rows
        if self.part == "imports":
            return layout.imports_table(report)
        if self.part == "unmatched":
            return layout.unmatched_table(report, self.hidden)
        if self.part == "queried":
            return layout.queried_table(report, self.called, self.hidden)
        rows = rows_of(report, self.called, without_names=self.without_names)
        return columns_of(report), rows[::-1] if self.part == "audit" else rows

    @property
    def rests_on_every_write(self) -> bool:
        """The audit: whatever is done may add a line."""
        return self.part == "audit"

    def show(self) -> None:
        """As every view; where there is nothing it says why that is well. Rows of another kind begin at the first."""
        super().show()
        if self.answer is not None and self._at != self.part:
            if not {self._at, self.part} <= set(GRIDS) and self.table.visible_keys:
                self.table.move_to(self.table.visible_keys[0])
            self._at = self.part
        if self.answer is not None and not self.answer.report.rows:
            self.table.empty_text = PARTS[self.part].empty

    def describe(self) -> None:
        """Which part it is; whole lists are no pupils to filter, and it is said where a filter waits meanwhile."""
        part = PARTS[self.part]
        if part.of_pupils or self.place is None:
            super().describe()
            return
        waits = " · the filter is not used here" if self.place.filter else ""
        self.query_one(FilterLine).describe(f"{part.about}{waits} · v: other parts", filtered=False)

    def more_words(self) -> str:
        """Which part it is, where pupils are filtered."""
        return f" · {PARTS[self.part].about} · v: other parts"

    # -- what is behind

    def _index(self, row: int, column: str) -> int | None:
        """The report's row under a cell; for the name of a class its first list."""
        if self.part not in GRIDS:
            return row
        own = [at for (place, _), at in self._cells.items() if place == row]
        return self._cells.get((row, column), min(own) if column == "class" and own else None)

    def behind(self, row: int, column: str) -> Behind | None:
        """Of a list the children without a result, of a whole one everybody; else as the report says."""
        index = self._index(row, column)
        if self.answer is None or index is None:
            return None
        if self.part not in GRIDS:
            return super().behind(row, column)
        report, key = self.answer.report, "on_roll" if column == "class" else "why"
        whole = report.rows[index]["results"] == report.rows[index]["on_roll"]
        return report.behind(index, "results" if whole and key == "why" else key)

    def detail(self) -> Content | None:
        """The list under the cursor in a sentence, or what enter does."""
        row = self.table.cursor_key
        if self.answer is None or row is None:
            return None
        index, rows = self._index(row, self.table.cursor_column), self.answer.report.rows
        if index is None:
            words = "Not asked of this class."
        elif self.part in GRIDS:
            words = layout.list_words(rows[index])
        elif self.part in layout.WORDS:
            words = layout.WORDS[self.part](rows[index])
        else:
            words = _HINTS.get(self.part, "")
        return Content(visible(self.without_names(words))) if words else None

    def open_cell(self, row: int, column: str) -> None:
        """An import opens its page, a row not taken or a line of the audit opens whole; anything else its pupils."""
        report = self.answer.report if self.answer is not None else None
        if report is None:
            return
        if self.part == "imports" and column != "pupils":
            self._open_import(report.rows[row])
        elif self.part in layout.WHOLE:
            self._open_row(layout.WHOLE[self.part](report.rows[row]))
        else:
            super().open_cell(row, column)

    def _open_import(self, row: Mapping[str, object]) -> None:
        if row["made"] is None:
            progress_app(self).say("It was taken back: nothing of it is on file.")
            return
        from progress_tui.tui.screens.import_page_screen import ImportPageScreen

        self.app.push_screen(ImportPageScreen(int(str(row["import"]))))

    def _open_row(self, row: layout.Whole) -> None:
        from progress_tui.tui.dialogs.whole_row import WholeRowDialog

        self.app.push_screen(WholeRowDialog(row))

    # -- commands

    def undo_here(self) -> bool:
        """Among the imports `u` takes the one under the cursor back, and asks first."""
        row = self.table.cursor_key
        if self.part != "imports" or self.answer is None or row is None:
            return False
        held = self.answer.report.rows[row]
        if held["made"] is None:
            progress_app(self).say("It was taken back already.")
        else:
            progress_app(self).desk.ask_undo_of(int(str(held["import"])))
        return True

    @on(do.UnmarkResult)
    def _query(self) -> None:
        row = self.table.cursor_key
        if self.part != "queried" or self.answer is None or row is None or self.place is None:
            progress_app(self).say("Q marks a result on the class grid and on a pupil's card; v q lists those marked.")
            return
        from progress_tui.tui.dialogs.query import QueryDialog, ResultAsked, change_words

        held = self.answer.report.rows[row]
        who = self.called(held) or str(held["pupil"])
        ordinal = layout.ordinal_of(str(held["point"]))
        asked = ResultAsked(self.place.school_id, int(str(held["pupil_id"])), who, str(held["series"]), ordinal)

        def changed(change: object) -> None:
            from progress_tui.workspace.querying import QueryChange

            if isinstance(change, QueryChange):
                progress_app(self).say(change_words(change, who))
                self.ask()

        self.app.push_screen(QueryDialog(asked), changed)

    @on(do.AddSchool)
    def _add_school(self) -> None:
        from progress_tui.tui.screens.adopt_screen import AdoptScreen

        self.app.push_screen(AdoptScreen(), self._added)

    def _added(self, _: object) -> None:
        self.ask()

    @on(do.WriteForOffice)
    def _write(self) -> None:
        if self.answer is None or not self.answer.report.rows:
            progress_app(self).say("There is nothing to write.")
            return
        report, workspace, name = self.answer.report, workspace_of(self), PARTS[self.part].title

        def work() -> None:
            try:
                self.post_message(Written(workspace.write_list(report, name, export_home()), report.n))
            except ProgressError as error:
                self.post_message(Trouble(error))

        self.run_worker(work, thread=True, group="writing")

    @on(Written)
    def _written(self, message: Written) -> None:
        where = short_path(message.path, Path.home())
        named = " It holds names." if self.part in ("queried", "unmatched") else ""
        progress_app(self).say(f"{message.rows:,} rows are written to {where}.{named}")


_HINTS: Final = {
    "imports": "enter: what it brought, changed and left out · on “pupils”: who they are · u: take it back, asks first",
    "unmatched": "enter: the whole row · correct it in the source and import that again · e: write the list to a file",
    "queried": "enter: the card · Q: another reason, or take the mark away · e: write the list for the office",
}
