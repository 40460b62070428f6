"""What every screen of a school shares: the place it shows, the filter line, and the commands that change them."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from progress_tui.domain.errors import LockedError, ProgressError
from progress_tui.tui.commands import common as do
from progress_tui.tui.commands.base import OffersCommands
from progress_tui.tui.messages import MeetingFound, PeopleFound, PlaceFound, Trouble
from progress_tui.tui.place import Place, place_of
from progress_tui.tui.screens.moving import neighbour_class, neighbour_point
from progress_tui.tui.widgets.filter_line import FilterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import HeadingClicked
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered

if TYPE_CHECKING:
    from progress_tui.tui.support.starting import PupilsHere

BELOW_TARGET = "target<0"
"""The saved filter that `b` puts on and takes off."""


class PlaceScreen(Screen[None], OffersCommands):
    """A screen that shows the app's place. The place is what is asked for; what is shown follows it."""

    AUTO_FOCUS = "PupilTable"  # the first key must not land in the filter's input, though it is hidden

    filtered: Filtered | None = None
    """What the filter found, None without one."""

    _left: tuple[Path, int] | None = None
    """The state of the file when another screen came above this one."""

    # -- what a screen says of itself

    @abstractmethod
    def load(self) -> None:
        """Show what the place asks for."""

    @abstractmethod
    def apply_filter(self, text: str) -> None:
        """Filter by this text and keep it in the place when it is a filter."""

    @abstractmethod
    def describe(self) -> None:
        """Say in the filter line what is shown."""

    @abstractmethod
    def subjects(self) -> list[str]:
        """The subjects that `t` goes through, in order."""

    @abstractmethod
    def look_again(self) -> None:
        """Another program wrote to the file: take in what changed."""

    # -- the place

    @property
    def place(self) -> Place | None:
        """What is asked for; None until the file is open."""
        return progress_app(self).place

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    @property
    def table(self) -> PupilTable:
        """The table of the screen."""
        return self.query_one(PupilTable)

    def on_screen_suspend(self) -> None:
        """Note what is on file: the screen above may be the one that learns of a change."""
        self._left = workspace_of(self).state

    @property
    def changed_meanwhile(self) -> bool:
        """Whether what is on file changed since another screen came above this one."""
        return self._left is not None and self._left != workspace_of(self).state

    def go(self, place: Place | str) -> None:
        """Go to a place, or say why not."""
        app = progress_app(self)
        if isinstance(place, str):
            app.say(place)
        elif self.allowed(place):
            app.place = place
            self.load()

    def allowed(self, place: Place | None = None) -> bool:
        """Whether another class may be shown: in projector mode only this one's children are."""
        here = self.place
        if self.hidden and (place is None or here is None or place.class_id != here.class_id):
            app = progress_app(self)
            app.say(f"Other classes are hidden in projector mode. {app.way_out_of_hiding}", warning=True)
            return False
        return True

    def keep_filter(self, text: str) -> None:
        """What the filter of every screen is from now on."""
        app = progress_app(self)
        if app.place is not None:
            app.place = app.place._replace(filter=text)

    # -- moving

    @on(Heading.TabClicked)
    def _tab_clicked(self, message: Heading.TabClicked) -> None:
        progress_app(self).show_screen(message.name)

    @on(do.NextClass)
    def _next_class(self) -> None:
        self.go(neighbour_class(progress_app(self).directory, self.place, 1))

    @on(do.PreviousClass)
    def _previous_class(self) -> None:
        self.go(neighbour_class(progress_app(self).directory, self.place, -1))

    @on(do.LaterPoint)
    def _later_point(self) -> None:
        self.go(neighbour_point(progress_app(self).directory, self.place, 1))

    @on(do.EarlierPoint)
    def _earlier_point(self) -> None:
        self.go(neighbour_point(progress_app(self).directory, self.place, -1))

    @on(do.PickClass)
    def _pick_class(self) -> None:
        directory, place = progress_app(self).directory, self.place
        if directory is not None and place is not None and self.allowed():
            from progress_tui.tui.dialogs.picker import class_picker

            self.app.push_screen(class_picker(directory, place), lambda found: self.go(found) if found else None)

    @on(do.PickSchool)
    def pick_school(self) -> None:
        """Offer the schools of the file."""
        directory = progress_app(self).directory
        if directory is None or not self.allowed():
            return
        if len(directory.schools) < 2:
            progress_app(self).say("This file holds one school.")
            return
        from progress_tui.tui.dialogs.picker import school_picker

        self.app.push_screen(school_picker(directory), self._school_picked)

    def _school_picked(self, school_id: int | None) -> None:
        if school_id is None:
            return
        workspace = workspace_of(self)

        def work() -> None:
            try:
                opened = workspace.open(school_id)
                view = opened.view
                if view is None:
                    raise ProgressError("That school has no classes on file")
                if not view.complete:  # an outline knows no subject, and a view of the school asks about one
                    view = workspace.class_view(view.school_id, view.class_id, view.point)
            except ProgressError as error:
                self.post_message(Trouble(error))
            else:
                self.post_message(PlaceFound(place_of(view), opened.directory))

        self.run_worker(work, thread=True, exclusive=True, group="school")

    @on(do.ChangeSubject)
    def _change_subject(self) -> None:
        subjects, place = self.subjects(), self.place
        if subjects and place is not None:
            at = subjects.index(place.subject) if place.subject in subjects else -1
            progress_app(self).place = place._replace(subject=subjects[(at + 1) % len(subjects)])
            self.subject_changed()

    def subject_changed(self) -> None:
        """Show the other subject."""
        self.load()

    # -- the meeting of the class

    @on(do.OpenMeeting)
    def _open_meeting(self) -> None:
        from progress_tui.tui.meeting.opening import open_meeting

        open_meeting(self)

    @on(MeetingFound)
    def _meeting_found(self, message: MeetingFound) -> None:
        from progress_tui.tui.meeting.opening import show_found

        show_found(self, message)

    # -- filter

    @property
    def wide(self) -> bool:
        """Whether the whole school is shown rather than the class of the place."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed its keys are letters: the footer does not show them as keys."""
        editing = any(line.has_class("editing") for line in self.query(FilterLine))
        return not (editing and action == "issue") and super().check_action(action, parameters)

    @on(do.EditFilter)
    def _edit_filter(self) -> None:
        if self.place is not None:
            self.query_one(FilterLine).edit(self.place.filter)

    @on(do.BuildFilter)
    def _build_filter(self) -> None:
        if self.place is not None:
            from progress_tui.tui.dialogs.filter_builder import FilterBuilder

            self.app.push_screen(FilterBuilder(self.place, self.wide), self._filter_built)

    def _filter_built(self, text: str | None) -> None:
        if text is not None:
            self.apply_filter(text)

    def action_drop_term(self, number: int) -> None:
        """A term of the filter was clicked away."""
        self.apply_filter(self.query_one(FilterLine).without(number))

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.table.focus()
        self.describe()

    @on(do.BelowTarget)
    def _below_target(self) -> None:
        if self.place is not None:
            self.apply_filter("" if self.place.filter == BELOW_TARGET else BELOW_TARGET)

    # -- order

    @on(do.SortColumn)
    def _sort(self) -> None:
        self._sort_by(self.table.cursor_column)

    @on(HeadingClicked)
    def _heading_clicked(self, message: HeadingClicked) -> None:
        self._sort_by(message.column_key)

    def _sort_by(self, column: str) -> None:
        self.table.sort_or_reverse(column)
        self.describe()

    @on(do.DefaultOrder)
    def _default_order(self) -> None:
        self.table.default_order()
        self.describe()

    @on(do.ToggleFrozen)
    def _toggle_frozen(self) -> None:
        held = self.table.toggle_frozen()
        progress_app(self).say(
            "The names stay while the columns scroll." if held else "The names scroll with the columns."
        )

    # -- the cell under the cursor

    @on(do.Copy)
    def _copy(self) -> None:
        from progress_tui.tui.table_desk import copy_menu

        copy_menu(self, self.table)

    @on(do.WholeCell)
    def _cell_asked(self) -> None:
        self.whole_cell()

    def whole_cell(self) -> None:
        """Show the cell under the cursor in full."""
        from progress_tui.tui.table_desk import show_cell

        show_cell(self, self.table)

    # -- actions and support

    def pupils_here(self) -> PupilsHere:
        """The pupils of the table, whom an action or support can be for."""
        from progress_tui.tui.support.starting import PupilsHere

        under, cells = self.table.cursor_key, self.table.cells_under_cursor
        subject = self.place.subject if self.place is not None else ""
        return PupilsHere(under, cells[0].text if cells else "", tuple(self.table.visible_keys), subject)

    @on(do.AgreeAction)
    def _agree_action(self) -> None:
        if self.place is not None:
            from progress_tui.tui.agreeing import agree_for_pupil

            agree_for_pupil(self, self.place, self.pupils_here(), self.load)

    @on(do.AgreeForClass)
    def _agree_for_class(self) -> None:
        if self.place is not None:
            from progress_tui.tui.agreeing import agree_for_class

            agree_for_class(self, self.place, self.load)

    @on(do.PutInSupport)
    def _put_in_support(self) -> None:
        if self.place is not None:
            from progress_tui.tui.support.starting import offer_support

            place = self.place
            offer_support(self, place.school_id, place.point, self.pupils_here(), bool(place.filter), self.load)

    @on(PeopleFound)
    def _people_found(self, message: PeopleFound) -> None:
        from progress_tui.tui.opening import show_people

        show_people(self, message)

    # -- troubles

    def trouble(self, error: ProgressError, quiet: bool = False) -> None:
        """Tell an error from a worker.

        A look round that nobody asked for (`quiet`) waits when the file is held: the end of the other program's writing
        is noticed as the next change.
        """
        if not (quiet and isinstance(error, LockedError)):
            self.post_message(Trouble(error))
