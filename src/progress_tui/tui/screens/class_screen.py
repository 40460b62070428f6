"""The class grid: who is below target, why, and what to do with the pupil under the cursor."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.widgets import Footer, Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.settings import SchoolMemory
from progress_tui.tui.class_columns import Chosen
from progress_tui.tui.class_grid import ClassGrid
from progress_tui.tui.class_words import counts_line, crumb, detail_words, nobody_words, order_words, sort_words
from progress_tui.tui.commands import classroom as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.messages import FilterReady, NotesFound, ViewReady
from progress_tui.tui.people import people_of
from progress_tui.tui.place import place_of
from progress_tui.tui.screens.class_loader import ClassLoader
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered, Opened

WARM_AFTER = {True: 0.3, False: 0.05}
"""Seconds from showing a class to loading what the next keys need: it is complete, or an outline to be judged."""


class ClassScreen(PlaceScreen):
    """One class at one point, as a grid."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.CLASSROOM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.CLASSROOM)]

    def __init__(self) -> None:
        """Begin empty: the shell is painted before the file is read."""
        super().__init__()
        self.view: ClassView | None = None
        self._noted: frozenset[int] = frozenset()
        self._waiting: Opened | None = None
        self._asked: tuple[str, ClassView] | None = None
        self._built = ""
        self._grid: ClassGrid | None = None
        self._chosen = Chosen()
        self._begun: SchoolMemory | None = None

    def compose(self) -> ComposeResult:
        """Heading, counts, filter, table, the pupil under the cursor in words, footer."""
        yield Heading("class")
        yield Static("", classes="counts", markup=False)
        yield FilterLine()
        table = ClassTable()
        table.empty_text = "Opening the school file …"
        yield table
        yield Static("", classes="detail", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """The table has the keys from the start."""
        self.table.focus()
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        self.watch(self.query_one(FilterLine), "text", self.apply_filter, init=False)
        if self._waiting is not None:
            self.show_opened(self._waiting)

    @property
    def loader(self) -> ClassLoader:
        """The thread workers of this screen."""
        return ClassLoader(self, workspace_of(self))

    @property
    def subject(self) -> str:
        """The subject shown in full."""
        return self.place.subject if self.place is not None else ""

    # -- what is shown

    def show_opened(self, opened: Opened) -> None:
        """Show the first class, at the first paint when the file was faster; several schools are offered."""
        if not self.query(PupilTable):
            self._waiting = opened
            return
        app = progress_app(self)
        app.directory = opened.directory
        if opened.view is None:
            return
        self._begun = app.memory.begin(opened.view)
        last = self._begun if self._begun is not None else self.place
        app.place = place_of(opened.view, last.subject if last else "", last.filter if last else "")
        self.show_view(opened.view)
        # Importing Polars holds every other thread: the first paint and the first keys come before it.
        self.set_timer(WARM_AFTER[opened.view.complete], partial(self.loader.warm, opened.view))
        if len(opened.directory.schools) > 1 and not (self._begun and self._begun.class_name):
            self.call_after_refresh(self.pick_school)

    def load(self) -> None:
        """Judge the class of the place and show it."""
        if self.place is not None:
            self.loader.load(self.place)

    @on(ViewReady)
    def _view_ready(self, message: ViewReady) -> None:
        # An older class that comes last must not take the place of the one asked for.
        if self.place is None or self.place.shows(message.view):
            progress_app(self).directory = message.directory
            self.show_view(message.view)

    def show_view(self, view: ClassView) -> None:
        """Show a class: the subject and the filter stay where they can.

        The cursor stays on its pupil, but one that nobody has moved yet goes to the top once the class is judged.
        """
        before, self.view = self.view, view
        judged_now = before is not None and not before.complete and view.complete
        untouched = [self.table.cursor_key] == self.table.visible_keys[:1]
        text = self.place.filter if self.place is not None else ""
        # A class painted before it is judged knows no subject: the one remembered is taken up when it does.
        subject = self.subject or (self._begun.subject if self._begun is not None else "")
        progress_app(self).place = place_of(view, subject, text)
        self._rebuild()
        if view.complete:
            self._begun = None
        self._filter_again()
        if judged_now and untouched and self.table.visible_keys:
            self.table.move_to(self.table.visible_keys[0])
        self._show_detail()
        self.call_after_refresh(self.loader.find_notes, view)

    def on_screen_resume(self) -> None:
        """What was changed on another screen is taken over."""
        if self.view is None or self.place is None:
            return
        if not self.place.shows(self.view):
            self.load()
        elif self.place.filter != (self.filtered.text if self.filtered is not None else ""):
            self._filter_again()
        elif self.subject != self._built:
            self.subject_changed()

    def _filter_again(self) -> None:
        """Put the filter of the place on what is shown now."""
        if self.place is not None and self.place.filter:
            self.apply_filter(self.place.filter)
        else:
            self.filtered = None
            self.describe()

    def _rebuild(self) -> None:
        view, table = self.view, self.table
        if view is None:
            return
        self._built = self.subject
        grid = self._grid
        if grid is None or grid.view is not view or grid.hidden != self.hidden or grid.noted != self._noted:
            grid = self._grid = ClassGrid(view, self._noted, self.hidden)
        columns = grid.columns(self.subject, self.size.width, self._chosen)
        held, shown = table.sort or (self._begun.sort if self._begun is not None else None), self.shown_keys
        table.set_data(columns, grid.rows(columns, self.subject), grid.footer(columns, shown) if view.complete else ())
        if held is not None and held[0] in {column.key for column in columns}:
            table.sort_by(*held)
        self.query_one(Heading).show(crumb(view, self.hidden))
        self._put(
            "counts", counts_line(view, self.size.width) if view.complete else f"{view.on_roll} on roll · judging …"
        )

    def _put(self, place: str, text: str) -> None:
        self.query_one(f".{place}", Static).update(Content(visible(text)), layout=False)

    def _names_changed(self) -> None:
        self._rebuild()
        self.describe()
        self._show_detail()

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if self.view is not None and event.size.width:
            self._rebuild()
            self.describe()
            self._show_detail()

    def describe(self) -> None:
        """The filter in words, or the order of all pupils."""
        view, line = self.view, self.query_one(FilterLine)
        if view is None:
            return
        self.table.empty_text = nobody_words(view, self.filtered, self.hidden)
        footer = self._grid.footer(self.table.columns, self.shown_keys) if self._grid and view.complete else ()
        self.table.show_only(self.shown_keys, footer)
        if self.filtered is None:
            sorted_by = sort_words(self.table.columns, self.table.sort)
            line.describe(order_words(view, self.subject, sorted_by), filtered=False)
            return
        line.show_filter(self.filtered, view.on_roll)

    def _show_detail(self) -> None:
        """The pupil under the cursor, in words."""
        below = self.table.cursor_below
        if below >= 0 and self._grid is not None:
            self._put("detail", self._grid.figure_words(self.table.cursor_column, below, self.shown_keys))
            return
        if self.view is None or self.pupil is None:
            self._put("detail", "")
            return
        words = detail_words(self.pupil, self.view, self.subject, self.hidden, self.size.width)
        self.query_one(".detail", Static).update(words, layout=False)

    @property
    def pupil(self) -> PupilShown | None:
        """The pupil under the cursor."""
        key = self.table.cursor_key
        return next((row for row in self.view.rows if row.pupil_id == key), None) if self.view else None

    @property
    def shown_keys(self) -> tuple[int, ...] | None:
        """The pupils the filter lets through, None for all."""
        return None if self.filtered is None else self.filtered.keys

    def subjects(self) -> list[str]:
        """The subjects with results in the class."""
        return [heading.subject for heading in self.view.subjects] if self.view else []

    def subject_changed(self) -> None:
        """The other subject in full."""
        self._rebuild()
        self._filter_again()
        self._show_detail()

    # -- filter

    def apply_filter(self, text: str) -> None:
        """Filter as typed; at once when the frames are loaded, else as soon as they are."""
        if self.view is None:
            return
        if workspace_of(self).ready_for(self.view):
            try:
                self._take_filter(workspace_of(self).filter(text, self.view, self.subject))
            except ProgressError as error:
                self._filter_wrong(error)
        else:
            self._asked = text, self.view
            self.loader.filter(text, self.view, self.subject)

    @on(FilterReady)
    def _filter_ready(self, message: FilterReady) -> None:
        text, view = message.asked
        if (text, view) != self._asked or view is not self.view:
            return
        if message.filtered is not None:
            self._take_filter(message.filtered)
        elif message.error is not None:
            self._filter_wrong(message.error)

    def _take_filter(self, filtered: Filtered) -> None:
        self.filtered = filtered if filtered.text.strip() else None
        self.keep_filter(filtered.text)
        self.describe()
        self._show_detail()

    def _filter_wrong(self, error: ProgressError) -> None:
        self._put("detail", self.query_one(FilterLine).show_wrong(error))

    @on(FilterLine.Left)
    def _detail_again(self) -> None:
        self._show_detail()

    @on(do.ClearFilter)
    def _clear_filter(self) -> None:
        self.keep_filter("")
        self._filter_again()

    def look_again(self) -> None:
        """Another program wrote to the file: take in what changed."""
        if self.view is not None:
            self.loader.look_again(self.view)

    @on(NotesFound)
    def _notes_found(self, message: NotesFound) -> None:
        if message.pupil_ids != self._noted:
            self._noted = message.pupil_ids
            self._rebuild()
            if self.filtered is not None:
                self.table.show_only(self.filtered.keys)

    # -- the pupil under the cursor

    @on(do.OpenPupil)
    @on(RowOpened)
    def _open_pupil(self) -> None:
        if self.view is None or self.pupil is None or not self.view.complete:
            return
        from progress_tui.tui.screens.pupil_screen import PupilScreen

        keys = self.table.visible_keys
        people = people_of(self.view, keys)
        self.app.push_screen(PupilScreen(people, keys.index(self.pupil.pupil_id)), self._card_closed)

    def _card_closed(self, pupil_id: int | None) -> None:
        if pupil_id is not None:
            self.table.move_to(pupil_id)
        if self.view is not None:
            self.loader.find_notes(self.view)

    @on(do.WriteNote)
    def _write_note(self) -> None:
        if self.view is not None and self.pupil is not None:
            from progress_tui.tui.dialogs.note import NoteEditor

            self.app.push_screen(NoteEditor(self.view, self.pupil), self._note_closed)

    def _note_closed(self, _: bool | None) -> None:
        if self.view is not None:
            self.loader.find_notes(self.view)

    @on(do.Export)
    def _export(self) -> None:
        if self.view is None or not self.view.complete:
            return
        from progress_tui.tui.dialogs.export import ExportDialog

        everyone = Filtered("", tuple(row.pupil_id for row in self.view.rows), "all pupils", 0, "")
        self.app.push_screen(
            ExportDialog(self.view, self.filtered or everyone, tuple(self.table.visible_keys), self.subject)
        )
