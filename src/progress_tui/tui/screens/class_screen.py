"""The class grid: who is below target, why, and what to do with the pupil under the cursor."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Footer, Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.store.directory import Directory
from progress_tui.tui.class_layout import columns_for, counts_line, rows_for
from progress_tui.tui.class_words import crumb, detail_words, filter_words, nobody_words, order_words, sort_words
from progress_tui.tui.commands import classroom as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.messages import FilterReady, NotesFound, ViewReady
from progress_tui.tui.people import people_of
from progress_tui.tui.screens.class_loader import ClassLoader
from progress_tui.tui.screens.moving import ClassPlace, neighbour_class, neighbour_point
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import HeadingClicked
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered, Opened

BELOW_TARGET = "target<0"
"""The saved filter that `b` puts on and takes off."""

WARM_AFTER = {True: 0.3, False: 0.05}
"""Seconds from showing a class to loading what the next keys need: it is complete, or an outline to be judged."""


class ClassScreen(Screen[None], OffersCommands):
    """One class at one point, as a grid."""

    AUTO_FOCUS = "PupilTable"  # the first key must not land in the filter's input, though it is hidden
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.CLASSROOM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.CLASSROOM)]

    def __init__(self) -> None:
        """Begin empty: the shell is painted before the file is read."""
        super().__init__()
        self.view: ClassView | None = None
        self.directory: Directory | None = None
        self.subject = ""
        self.filtered: Filtered | None = None
        self._noted: frozenset[int] = frozenset()
        self._waiting: Opened | None = None

    def compose(self) -> ComposeResult:
        """Header, counts, filter, table, the pupil under the cursor in words, footer."""
        yield Static("progress-tui", classes="crumb", markup=False)
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
    def table(self) -> PupilTable:
        """The grid."""
        return self.query_one(PupilTable)

    @property
    def loader(self) -> ClassLoader:
        """The thread workers of this screen."""
        return ClassLoader(self, workspace_of(self))

    # -- what is shown

    def show_opened(self, opened: Opened) -> None:
        """Show the first class, at the first paint when the file was faster; several schools are offered."""
        if not self.query(PupilTable):
            self._waiting = opened
            return
        self.directory = opened.directory
        if opened.view is None:
            return
        self.show_view(opened.view)
        # Importing Polars holds every other thread: the first paint and the first keys come before it.
        self.set_timer(WARM_AFTER[opened.view.complete], partial(self.loader.warm, opened.view))
        if len(opened.directory.schools) > 1:
            self.call_after_refresh(self._pick_school)

    def show_view(self, view: ClassView) -> None:
        """Show a class: the subject and the filter stay where they can.

        The cursor stays on its pupil, but one that nobody has moved yet goes to the top once the class is judged.
        """
        before, self.view = self.view, view
        judged_now = before is not None and not before.complete and view.complete
        untouched = [self.table.cursor_key] == self.table.visible_keys[:1]
        if view.heading(self.subject) is None:
            self.subject = view.subjects[0].subject if view.subjects else ""
        self._rebuild()
        if self.filtered is not None and self.filtered.text:
            self.apply_filter(self.filtered.text)
        else:
            self._describe()
        if judged_now and untouched and self.table.visible_keys:
            self.table.move_to(self.table.visible_keys[0])
        self._show_detail()
        self.call_after_refresh(self.loader.find_notes, view)

    def _rebuild(self) -> None:
        view, table = self.view, self.table
        if view is None:
            return
        columns = columns_for(view, self.subject, self.size.width)
        held = table.sort
        table.set_data(columns, rows_for(view, columns, self.subject, self._noted, self.hidden))
        if held is not None and held[0] in {column.key for column in columns}:
            table.sort_by(*held)
        self._put("crumb", crumb(view, self.hidden))
        self._put(
            "counts", counts_line(view, self.size.width) if view.complete else f"{view.on_roll} on roll · judging …"
        )

    def _put(self, place: str, text: str) -> None:
        self.query_one(f".{place}", Static).update(Content(visible(text)), layout=False)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    def _names_changed(self) -> None:
        self._rebuild()
        self._describe()
        self._show_detail()

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if self.view is not None and event.size.width:
            self._rebuild()
            self._describe()

    def _describe(self) -> None:
        """The filter line: what is shown, in words."""
        view, line = self.view, self.query_one(FilterLine)
        if view is None:
            return
        self.table.empty_text = nobody_words(view, self.filtered)
        if self.filtered is None or not self.filtered.text:
            self.table.show_only(None)
            columns = columns_for(view, self.subject, self.size.width)
            line.describe(order_words(view, self.subject, sort_words(columns, self.table.sort)), filtered=False)
            return
        self.table.show_only(self.filtered.keys)
        line.describe(filter_words(self.filtered, view.on_roll), filtered=True)

    def _show_detail(self) -> None:
        """The pupil under the cursor, in words."""
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

    # -- filter

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed its keys are letters: the footer does not show them as keys."""
        editing = any(line.has_class("editing") for line in self.query(FilterLine))
        return not (editing and action == "issue") and super().check_action(action, parameters)

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
            self.loader.filter(text, self.view, self.subject)

    @on(FilterReady)
    def _filter_ready(self, message: FilterReady) -> None:
        if message.filtered is not None:
            self._take_filter(message.filtered)
        elif message.error is not None:
            self._filter_wrong(message.error)

    def _take_filter(self, filtered: Filtered) -> None:
        self.filtered = filtered
        self._describe()
        self._show_detail()

    def _filter_wrong(self, error: ProgressError) -> None:
        self.query_one(FilterLine).describe(error.title, filtered=True, wrong=True)
        self._put("detail", str(error))

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.table.focus()
        self._describe()
        self._show_detail()

    @on(do.EditFilter)
    def _edit_filter(self) -> None:
        self.query_one(FilterLine).edit(self.filtered.text if self.filtered else "")

    @on(do.BelowTarget)
    def _below_target(self) -> None:
        on_now = self.filtered is not None and self.filtered.text == BELOW_TARGET
        self.apply_filter("" if on_now else BELOW_TARGET)

    @on(do.ClearFilter)
    def _clear_filter(self) -> None:
        self.filtered = None
        self._describe()

    # -- order and subject

    @on(do.SortColumn)
    def _sort(self) -> None:
        self._sort_by(self.table.cursor_column)

    @on(HeadingClicked)
    def _heading_clicked(self, message: HeadingClicked) -> None:
        self._sort_by(message.column_key)

    def _sort_by(self, column: str) -> None:
        held = self.table.sort
        self.table.sort_by(column, reverse=held is not None and held == (column, False))
        self._describe()

    @on(do.DefaultOrder)
    def _default_order(self) -> None:
        self.table.default_order()
        self._describe()

    @on(do.ToggleFrozen)
    def _toggle_frozen(self) -> None:
        held = self.table.toggle_frozen()
        progress_app(self).say(
            "The names stay while the columns scroll." if held else "The names scroll with the columns."
        )

    @on(do.ChangeSubject)
    def _change_subject(self) -> None:
        subjects = [heading.subject for heading in self.view.subjects] if self.view else []
        if not subjects:
            return
        at = subjects.index(self.subject) if self.subject in subjects else -1
        self.subject = subjects[(at + 1) % len(subjects)]
        self._rebuild()
        if self.filtered is not None and self.filtered.text:
            self.apply_filter(self.filtered.text)
        else:
            self._describe()
            self._show_detail()

    # -- another class, school or point

    @on(ViewReady)
    def _view_ready(self, message: ViewReady) -> None:
        self.directory = message.directory
        self.show_view(message.view)

    def look_again(self) -> None:
        """Another program wrote to the file: take in what changed."""
        if self.view is not None:
            self.loader.look_again(self.view)

    @on(NotesFound)
    def _notes_found(self, message: NotesFound) -> None:
        if message.pupil_ids != self._noted:
            self._noted = message.pupil_ids
            self._rebuild()
            if self.filtered is not None and self.filtered.text:
                self.table.show_only(self.filtered.keys)

    @on(do.NextClass)
    def _next_class(self) -> None:
        self._go(neighbour_class(self.directory, self.view, 1))

    @on(do.PreviousClass)
    def _previous_class(self) -> None:
        self._go(neighbour_class(self.directory, self.view, -1))

    @on(do.LaterPoint)
    def _later_point(self) -> None:
        self._go(neighbour_point(self.directory, self.view, 1))

    @on(do.EarlierPoint)
    def _earlier_point(self) -> None:
        self._go(neighbour_point(self.directory, self.view, -1))

    def _go(self, place: ClassPlace | str) -> None:
        """Go to (school, class, ordinal), or say why not."""
        if isinstance(place, str):
            progress_app(self).say(place)
        elif self._other_classes_allowed(place):
            self.loader.load(place)

    def _other_classes_allowed(self, place: ClassPlace | None = None) -> bool:
        same = place is not None and self.view is not None and place[1] == self.view.class_id
        if self.hidden and not same:
            progress_app(self).say("Other classes are hidden in projector mode. p ends it.", warning=True)
            return False
        return True

    @on(do.PickClass)
    def _pick_class(self) -> None:
        if self.directory is not None and self.view is not None and self._other_classes_allowed():
            from progress_tui.tui.dialogs.picker import class_picker

            self.app.push_screen(class_picker(self.directory, self.view), self._class_picked)

    def _class_picked(self, place: ClassPlace | None) -> None:
        if place is not None:
            self.loader.load(place)

    @on(do.PickSchool)
    def _pick_school(self) -> None:
        if self.directory is None or not self._other_classes_allowed():
            return
        if len(self.directory.schools) < 2:
            progress_app(self).say("This file holds one school.")
            return
        from progress_tui.tui.dialogs.picker import school_picker

        self.app.push_screen(school_picker(self.directory), self._school_picked)

    def _school_picked(self, school_id: int | None) -> None:
        if school_id is not None:
            self.loader.load_school(school_id)

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
