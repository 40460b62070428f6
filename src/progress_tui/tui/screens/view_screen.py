"""A view of the school: the workspace is asked for a report, its rows stand in the pupil table, its notes below.

A screen derives from `ViewScreen`, says what it asks (`question`) and, where a plain table will not do, how the answer
is laid out (`lay_out`). Everything else is here: the place, the filter, opening the pupils behind a figure.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import FilterError, ProgressError, UsageError
from progress_tui.domain.reports import Behind, Report
from progress_tui.tui.classroom.words import everybody, nobody_found
from progress_tui.tui.commands import common as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.opening import Opening
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.screens.view_asking import Answer, Answered, Asked, FileChanged, answered
from progress_tui.tui.views.report_table import columns_of, rows_of
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.notes_list import NotesList
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.widgets.table_model import Column, Row
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Workspace

__all__ = ["Answer", "Answered", "Asked", "ViewScreen"]


class ViewScreen(PlaceScreen):
    """One of the screens 2 to 7."""

    NAME: ClassVar[str]
    """As in `widgets.heading.TABS`."""

    TITLE_WORDS: ClassVar[str]
    """What the heading calls the view."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.VIEW
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.VIEW, crowded=do.CROWDED)]

    def __init__(self, wide: bool = True) -> None:
        """Begin empty.

        Args:
            wide: whether the screen begins with the whole school rather than the class.
        """
        super().__init__()
        self._wide = wide
        self.answer: Answer | None = None
        self.shown: Asked | None = None
        """What `answer` answers."""
        self._state: tuple[Path, int] | None = None

    # -- what a screen says of itself

    @abstractmethod
    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What is asked of the workspace; it is answered on a thread and must not look at the screen."""

    def options(self) -> Hashable:
        """The screen's own choices (what the rows are, the measure); another choice is another question."""
        return None

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """Columns, and rows whose keys are indices into the report's rows."""
        return columns_of(answer.report), rows_of(answer.report, self.called, without_names=self.without_names)

    def choose_view(self) -> None:
        """Offer what the screen can show (`v`)."""
        progress_app(self).say("This screen has one view.")

    def behind(self, row: int, column: str) -> Behind | None:
        """The pupils behind a cell: those of its figure, else those of the first figure of the row that has any."""
        if self.answer is None:
            return None
        report = self.answer.report
        keys = [column, *(one.key for one in report.fields if one.kind != "text"), *(one.key for one in report.fields)]
        found = next((found for key in keys if (found := report.behind(row, key)) is not None), None)
        if found is None or found.subject or row >= len(report.rows):
            return found
        return replace(found, subject=str(report.rows[row].get("subject") or ""))

    def detail(self) -> Content | None:
        """A sentence on what is under the cursor, shown above the footer; None shows nothing."""
        return None

    # -- the screen

    def compose(self) -> ComposeResult:
        """Heading, filter, table, notes, what is under the cursor, footer."""
        yield Heading(self.NAME)
        yield FilterLine()
        yield from self.body()
        yield NotesList()
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def body(self) -> ComposeResult:
        """What stands between the filter and the notes."""
        yield ClassTable()

    def on_mount(self) -> None:
        """The table has the keys."""
        self.table.focus()
        self.query_one(".detail").display = False
        self.watch(self.app, "names_hidden", self.ask, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        self.watch(self.query_one(FilterLine), "text", self.apply_filter, init=False)

    def on_screen_resume(self) -> None:
        """What was changed on another screen, or in the file, is taken over."""
        if self.rests_on_every_write or (self.shown, self._state) != (self.asked, workspace_of(self).state):
            self.ask()

    @property
    def rests_on_every_write(self) -> bool:
        """Whether what is shown may be another after a write that changes no facts."""
        return False

    def load(self) -> None:
        """Ask about the place."""
        self.ask()

    def look_again(self) -> None:
        """Another program wrote to the file: ask again."""
        workspace, rests_on_every_write = workspace_of(self), self.rests_on_every_write

        def work() -> None:
            try:
                changed = workspace.refresh() or rests_on_every_write
            except ProgressError as error:
                self.trouble(error, quiet=True)
            else:
                if changed:
                    self.post_message(FileChanged())

        self.run_worker(work, thread=True, exclusive=True, group="again")

    @on(FileChanged)
    def _file_changed(self) -> None:
        self.ask()

    @property
    def wide(self) -> bool:
        """Whether the whole school is shown; never in projector mode, where other classes are hidden."""
        return self._wide and not self.hidden

    @property
    def asked(self) -> Asked | None:
        """What is asked now; None until the file is open."""
        place = self.place
        return None if place is None else Asked(place, self.wide, self.options())

    def ask(self) -> None:
        """Ask the workspace what the screen wants to show now."""
        asked = self.asked
        if asked is None:
            return
        if self.answer is None:
            self._head()
            self.table.empty_text = "One moment …"
        question, workspace = self.question(asked), workspace_of(self)

        def work() -> None:
            try:
                self.post_message(Answered(asked, answered(workspace, asked, question), None))
            except ProgressError as error:
                self.post_message(Answered(asked, None, error))

        self.run_worker(work, thread=True, exclusive=True, group="view")

    @on(Answered)
    def _answered(self, message: Answered) -> None:
        if message.asked != self.asked:
            return
        if message.answer is not None:
            self.answer, self.shown, self._state = message.answer, message.asked, message.answer.state
            self.filtered = message.answer.filtered if message.asked.place.filter else None
            self.show()
        elif message.error is not None:
            self._wrong(message.error)

    def _wrong(self, error: ProgressError) -> None:
        """Say why there is nothing to show; a filter that is none leaves what is shown."""
        self._head()
        if isinstance(error, UsageError) and self.answer is not None:
            self.query_one(FilterLine).show_wrong(error)
            if isinstance(error, FilterError) and self.shown is not None:
                self.keep_filter(self.shown.place.filter)
                if self.asked != self.shown:
                    self.ask()
            return
        self.answer = self.shown = None
        self.table.set_data([Column("words", "", 20, flexible=True)], [])
        self.table.empty_text = error.title
        self.query_one(NotesList).show(
            [more] if (more := f"{error.detail} {error.remedy}".strip()) else [], frozenset()
        )
        self.query_one(FilterLine).describe("", filtered=False)

    def _head(self) -> None:
        """Where one is."""
        place = self.place
        if place is None:
            return
        whose = "whole school" if self.wide else place.class_name
        hidden = "   names hidden" if self.hidden else ""
        point = Point(place.point).label
        self.query_one(Heading).show(f"{place.school} ▸ {self.title_words()} ▸ {whose} ▸ {point}{hidden}")

    def title_words(self) -> str:
        """What the heading calls the view now."""
        return self.TITLE_WORDS

    def show(self) -> None:
        """Show the answer; sort and cursor stay where they still make sense."""
        if self.answer is None:
            return
        self._head()
        columns, rows = self.lay_out(self.answer)
        held = self.table.sort
        self.table.set_data(columns, rows)
        if held is not None and held[0] in {column.key for column in columns}:
            self.table.sort_by(*held)
        empty = nobody_found(self.filtered, self.hidden) if self.filtered else "Nothing to show."
        self.table.empty_text = empty if self.shown == self.asked else "One moment …"
        report = self.answer.report
        self.query_one(NotesList).show(self.notes(report), frozenset(report.behind_notes))
        self.describe()
        self._show_detail()

    def notes(self, report: Report) -> list[str]:
        """The sentences under the table, without names while they are hidden."""
        told = [self.filtered.told(note, self.hidden) if self.filtered else note for note in report.notes]
        return [self.without_names(note) for note in told]

    def without_names(self, text: str) -> str:
        """A text of the report, with initials for the names of the class while names are hidden."""
        return self.answer.hiding.hide(text) if self.hidden and self.answer is not None else text

    def describe(self) -> None:
        """The filter in words, or everybody."""
        line, answer = self.query_one(FilterLine), self.answer
        if answer is None:
            return
        if self.filtered is not None:
            line.show_filter(answer.filtered, answer.on_roll, self.more_words())
        else:
            line.describe(f"{everybody(answer.on_roll)}{self.more_words()}", filtered=False)

    def more_words(self) -> str:
        """What the filter line says behind the count of pupils while nobody filters."""
        return ""

    def _show_detail(self) -> None:
        words, line = self.detail(), self.query_one(".detail", Static)
        if line.display != (words is not None):
            line.display = words is not None
        if words is not None:
            line.update(words, layout=False)

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if event.size.width:
            self.show()

    def called(self, row: Mapping[str, object]) -> str | None:
        """What stands for the pupil's name in a row: initials in projector mode, None otherwise."""
        if not self.hidden:
            return None
        view, pupil_id = self.answer.view if self.answer is not None else None, row.get("pupil_id")
        own = (pupil.initials for pupil in view.rows if pupil.pupil_id == pupil_id) if view is not None else iter(())
        return next(own, "–")

    def subjects(self) -> list[str]:
        """The subjects with results in the class of the place."""
        # Before the first answer the class grid knows them, so that no key is lost.
        grid = progress_app(self).class_screen
        view = self.answer.view if self.answer is not None else grid.view if grid is not None else None
        return [heading.subject for heading in view.subjects] if view is not None else []

    def apply_filter(self, text: str) -> None:
        """Keep the filter in the place and ask again; one that is none is said while the old one stays."""
        place, choosing = self.place, workspace_of(self).choosing
        if place is None:
            return
        if text and choosing.ready(place.school_id, place.point):
            try:
                choosing.parts(text, place.school_id, place.point, place.subject)
            except UsageError as error:
                self.query_one(FilterLine).show_wrong(error)
                return
        self.keep_filter(text)
        if text != place.filter:
            self.ask()
        else:
            self.describe()

    # -- commands

    @on(do.ToggleWide)
    def _toggle_wide(self) -> None:
        if self.allowed():
            self._wide = not self._wide
            self.ask()

    @on(do.ChooseView)
    def _choose_view(self) -> None:
        self.choose_view()

    @on(do.NotesOrTable)
    def _other_part(self) -> None:
        notes = self.query_one(NotesList)
        if notes.display and not notes.has_focus:
            notes.focus()
        else:
            self.table.focus()

    @on(do.Back)
    def _back(self) -> None:
        if self.place is not None and self.place.filter:
            self.apply_filter("")
        else:
            progress_app(self).show_screen("class")

    @on(do.ExportHere)
    def _export(self) -> None:
        from progress_tui.tui.exporting.opening import export_of_view

        if self.asked is not None:
            export_of_view(self, self.asked, self.NAME)

    @on(do.OpenFigure)
    @on(RowOpened)
    def _open(self) -> None:
        notes = self.query_one(NotesList)
        if notes.has_focus:
            self._open_note(notes.at)
            return
        row = self.table.cursor_key
        if row is not None:
            self.open_cell(row, self.table.cursor_column)

    @on(NotesList.Clicked)
    def _note_clicked(self, message: NotesList.Clicked) -> None:
        self._open_note(message.number)

    def _open_note(self, number: int) -> None:
        behind = self.answer.report.behind_notes.get(number) if self.answer is not None else None
        if behind is None:
            progress_app(self).say("This note counts no pupils.")
        else:
            Opening(self).open(behind)

    @property
    def rows_are_pupils(self) -> bool:
        """Whether rows of one pupil follow one another on the card, too."""
        return True

    def open_cell(self, row: int, column: str) -> None:
        """Open the pupils behind a cell: their list, or the card of a single one."""
        behind = self.behind(row, column)
        if behind is None:
            progress_app(self).say("This figure counts no pupils.")
        elif len(behind.pupil_ids) != 1 or behind.school:
            Opening(self).open(behind)
        elif self.rows_are_pupils:
            self._open_card(row, column, behind)
        else:
            Opening(self).open(behind, first=behind.pupil_ids[0])

    def _open_card(self, row: int, column: str, behind: Behind) -> None:
        """The card, with the other rows that are single pupils before and after it."""
        ids: dict[int, None] = {}
        for key in self.table.visible_keys:
            other = behind if key == row else self.behind(key, column)
            if other is not None and len(other.pupil_ids) == 1:
                ids.setdefault(other.pupil_ids[0])
        Opening(self).open(Behind(behind.words, tuple(ids)), first=behind.pupil_ids[0])
