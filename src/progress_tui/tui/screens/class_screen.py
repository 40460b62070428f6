"""The class grid: who is below target, why, and what to do with the pupil under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Resize
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.settings import SchoolMemory
from progress_tui.tui.classroom.columns import Chosen
from progress_tui.tui.classroom.face import ClassFace
from progress_tui.tui.classroom.grid import ClassGrid
from progress_tui.tui.classroom.loader import ClassLoader
from progress_tui.tui.commands import classroom as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.messages import FilterReady, NotesFound, ParallelReady, ViewReady
from progress_tui.tui.people import Person
from progress_tui.tui.place import place_of
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import FigureOpened
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered, Opened

if TYPE_CHECKING:
    from progress_tui.tui.classroom.desk import ClassDesk

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
        self.grid: ClassGrid | None = None
        """What the table shows: the class, or several side by side."""
        self.chosen = Chosen()
        self.parallel: tuple[ClassView, ...] = ()
        """Other classes of the year group, set beside this one."""
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
        yield FooterLine()

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
    def whole(self) -> ClassView | None:
        """The class with those beside it."""
        return self.grid.view if self.grid is not None else self.view

    @property
    def face(self) -> ClassFace:
        """What stands round the table."""
        return ClassFace(self)

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
        if opened.meeting is not None:
            from progress_tui.tui.meeting.opening import show_meeting

            show_meeting(self, opened.meeting)
        elif len(opened.directory.schools) > 1 and not (self._begun and self._begun.class_name):
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
        if not (before is not None and (before.class_id, before.point) == (view.class_id, view.point)):
            self.parallel = ()
            held = progress_app(self).memory.of(view)
            self.chosen = Chosen.remembered(held.columns if held is not None else None)
        judged_now = before is not None and not before.complete and view.complete
        untouched = [self.table.cursor_key] == self.table.visible_keys[:1]
        text = self.place.filter if self.place is not None else ""
        # A class painted before it is judged knows no subject: the one remembered is taken up when it does.
        subject = self.subject or (self._begun.subject if self._begun is not None else "")
        app, place = progress_app(self), place_of(view, subject, text)
        moved, app.place = place != app.place, place
        if moved and app.screen is not self and isinstance(app.screen, PlaceScreen):
            app.screen.load()  # it asked before the class was judged, without its subject
        self._rebuild()
        if view.complete:
            self._begun = None
        self._filter_again()
        if judged_now and untouched and self.table.visible_keys:
            self.table.move_to(self.table.visible_keys[0])
        self._show_detail()
        self.call_after_refresh(self.find_notes)
        if self.parallel and before is not view:
            self.desk.load_parallel()  # what was imported meanwhile may be theirs

    def on_screen_resume(self) -> None:
        """What was changed on another screen is taken over."""
        if self.view is None or self.place is None:
            return
        if self.changed_meanwhile or not self.place.shows(self.view):
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
        grid = self._grid_of(view)
        columns = grid.columns(self.subject, self.size.width, self.chosen)
        held, shown = table.sort or (self._begun.sort if self._begun is not None else None), self.shown_keys
        table.set_data(columns, grid.rows(columns, self.subject), grid.footer(columns, shown) if view.complete else ())
        if held is not None and held[0] in {column.key for column in columns}:
            table.sort_by(*held)
        self.face.head(grid)

    def _grid_of(self, view: ClassView) -> ClassGrid:
        """The grid of the class and those beside it; made anew only where something of it is another."""
        held, shown = self.grid, (view, *self.parallel)
        if held is None or held.shown != shown:
            self.grid = held = ClassGrid(shown, self._noted, self.hidden)
        held.hide(self.hidden)
        held.note(self._noted)
        return held

    def _names_changed(self) -> None:
        if self.hidden:
            self.parallel = ()  # other classes are hidden in projector mode
        self.subject_changed()

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if self.view is not None and event.size.width:
            self._rebuild()
            self.describe()
            self._show_detail()

    def describe(self) -> None:
        """The filter in words, or the order of all pupils; the figures of those shown."""
        if self.grid is not None:
            self.face.describe(self.grid)

    @on(FilterLine.Left)
    def _show_detail(self) -> None:
        """The pupil or the figure under the cursor, in words."""
        if self.grid is not None:
            self.face.detail(self.grid)

    @property
    def pupil(self) -> PupilShown | None:
        """The pupil under the cursor."""
        key = self.table.cursor_key
        return self.grid.owners[key].pupil if self.grid is not None and key in self.grid.owners else None

    def people(self, pupil_ids: Iterable[int]) -> list[Person]:
        """Pupils of the grid, each in its own class."""
        return [self.grid.owners[pupil_id] for pupil_id in pupil_ids] if self.grid is not None else []

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
                self._take_filter(self._filter_all(text, (self.view, *self.parallel)))
            except ProgressError as error:
                self._filter_wrong(error)
        else:
            self._asked = text, self.view
            self.keep_filter(text)  # a class that is judged meanwhile takes it up
            self.loader.filter(text, self.view, self.subject)

    def _filter_all(self, text: str, views: Sequence[ClassView]) -> Filtered:
        """What a filter finds in the classes of the grid."""
        found = [workspace_of(self).filter(text, view, self.subject) for view in views]
        if len(found) == 1:
            return found[0]
        keys = tuple(key for one in found for key in one.keys)
        return replace(found[0], keys=keys, unknown=sum(one.unknown for one in found))

    @on(FilterReady)
    def _filter_ready(self, message: FilterReady) -> None:
        text, view = message.asked
        if (text, view) != self._asked or view is not self.view:
            return
        if message.filtered is not None:
            self._take_filter(message.filtered)
        elif message.error is not None:
            self.keep_filter(self.filtered.text if self.filtered is not None else "")
            self._filter_wrong(message.error)

    def _take_filter(self, filtered: Filtered) -> None:
        self.filtered = filtered if filtered.text.strip() else None
        self.keep_filter(filtered.text)
        self.describe()
        self._show_detail()

    def _filter_wrong(self, error: ProgressError) -> None:
        self.face.put("detail", self.query_one(FilterLine).show_wrong(error))

    @on(do.ClearFilter)
    def _clear_filter(self) -> None:
        self.keep_filter("")
        self._filter_again()

    def look_again(self) -> None:
        """Another program wrote to the file: take in what changed."""
        if self.whole is not None:
            self.loader.look_again(self.whole)

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
        if self.view is None or not self.view.complete:
            return
        if self.pupil is None:
            if self.table.cursor_below >= 0:
                self.desk.open_figure(self.table.cursor_below, self.table.cursor_column)
            return
        from progress_tui.tui.screens.pupil_screen import PupilScreen

        keys = self.table.visible_keys
        self.app.push_screen(PupilScreen(self.people(keys), keys.index(self.pupil.pupil_id)), self._card_closed)

    def _card_closed(self, pupil_id: int | None) -> None:
        if pupil_id is not None:
            self.table.move_to(pupil_id)
        self.find_notes()

    @on(do.WriteNote)
    def _write_note(self) -> None:
        if self.pupil is not None:
            from progress_tui.tui.dialogs.note import NoteEditor

            self.app.push_screen(NoteEditor(*self.people([self.pupil.pupil_id])[0]), self.find_notes)

    def find_notes(self, _: bool | None = None) -> None:
        """Look who has notes: one may have been written or emptied."""
        if self.whole is not None:
            self.loader.find_notes(self.whole)

    # -- what leads out of the grid

    @property
    def desk(self) -> ClassDesk:
        """What a cell, a figure and the columns lead to."""
        from progress_tui.tui.classroom.desk import ClassDesk

        return ClassDesk(self)

    @on(FigureOpened)
    def _figure_opened(self, message: FigureOpened) -> None:
        self.desk.open_figure(message.below, message.column_key)

    def whole_cell(self) -> None:
        """Show the cell under the cursor in full, in words."""
        self.desk.whole_cell()

    @on(do.QueryResult)
    @on(do.Export)
    @on(do.ChooseColumns)
    def _to_desk(self, message: Command) -> None:
        self.desk.do(message)

    def choose(self, chosen: Chosen) -> None:
        """Show other columns."""
        self.chosen = chosen
        self.subject_changed()

    @on(do.Parallel)
    def _parallel(self) -> None:
        if self.view is not None and self.view.complete:
            self.desk.toggle_parallel()

    @on(ParallelReady)
    def _parallel_ready(self, message: ParallelReady) -> None:
        if self.place is not None and self.view is not None and not self.hidden and message.place.shows(self.view):
            self.show_beside(tuple(message.views))

    def show_beside(self, views: tuple[ClassView, ...]) -> None:
        """Set these classes beside the class, none for the class alone."""
        self.parallel = views
        self.subject_changed()
        self.find_notes()
