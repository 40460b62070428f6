"""What leads out of the class grid: a figure to its pupils, a cell to its words, columns, parallel classes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.tui.classroom.cell_words import cell_lines, result_at
from progress_tui.tui.classroom.columns import Chosen, group_of, groups_of
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import classroom as do
from progress_tui.tui.commands.base import Command
from progress_tui.tui.habits.session import keep, memory_of
from progress_tui.tui.messages import ParallelReady
from progress_tui.tui.table_desk import cell_words
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace import Filtered

if TYPE_CHECKING:
    from progress_tui.tui.screens.class_screen import ClassScreen
    from progress_tui.workspace.querying import QueryChange


class ClassDesk:
    """Made for one action of the screen, so that the first screen need not know what it leads to."""

    def __init__(self, screen: ClassScreen) -> None:
        """Work for `screen`, which shows a class."""
        self._screen = screen

    def open_figure(self, below: int, column: str) -> None:
        """List the pupils behind a figure of the footer."""
        screen, grid = self._screen, self._screen.grid
        behind = grid.behind(column, below, screen.shown_keys) if grid is not None else None
        if behind is None:
            progress_app(screen).say("Nothing is counted in this column.")
        elif not behind.pupil_ids:
            progress_app(screen).say(f"{behind.words}.")
        else:
            from progress_tui.tui.screens.list_screen import ListScreen

            screen.app.push_screen(ListScreen(behind, screen.people(behind.pupil_ids)))

    def do(self, command: Command) -> None:
        """Do what leads out of the grid."""
        leads: dict[type[Command], Callable[[], None]] = {
            do.QueryResult: self.query, do.Export: self.export, do.ChooseColumns: self.choose_columns,
        }  # fmt: skip
        leads[type(command)]()

    def whole_cell(self) -> None:
        """Show the cell under the cursor in full, in words."""
        screen, grid, table = self._screen, self._screen.grid, self._screen.table
        row = screen.pupil
        if grid is None or not grid.view.complete:
            return
        if row is not None:
            title, lines = cell_lines(
                grid.view, grid.row(row.pupil_id), table.cursor_column, screen.subject, grid.hidden
            )
            title = f"{name_of(row, grid.hidden)} · {title}"
        elif table.cursor_below >= 0:
            words = grid.figure_words(table.cursor_column, table.cursor_below, screen.shown_keys)
            plain = cell_words(table)
            title, lines = plain[0] if plain else "", [words or "Nothing is counted in this column."]
        else:
            return
        from progress_tui.tui.dialogs.cell import CellDialog

        screen.app.push_screen(CellDialog(title, lines))

    def export(self) -> None:
        """Ask how the notes on the pupils shown are written, and where."""
        screen, view = self._screen, self._screen.view
        if view is None or not view.complete:
            return
        from progress_tui.tui.exporting.opening import open_export
        from progress_tui.workspace.exports import ExportPlace, NotesShown

        own = tuple(row.pupil_id for row in view.rows)
        shown = tuple(key for key in screen.table.visible_keys if key in frozenset(own))
        everyone = Filtered("", own, "all pupils", 0, "")
        filtered = screen.filtered or everyone
        asked = filtered.hidden_description if screen.hidden else filtered.description
        notes = NotesShown(view, filtered, shown, screen.subject)
        place = ExportPlace(view.school_id, view.point, view.class_id, view.class_name, notes=notes)
        count = f"{len(shown)} of {view.on_roll} pupils shown: {asked}"
        open_export(screen, place, f"{view.class_label} · {view.point_label}", "notes", count)

    def query(self) -> None:
        """Mark the result under the cursor as wrong, or take its mark away."""
        from progress_tui.tui.dialogs.query import QueryDialog, ResultAsked, change_words

        screen, app = self._screen, progress_app(self._screen)
        if screen.pupil is None:
            return
        view, pupil = screen.people([screen.pupil.pupil_id])[0]
        found = result_at(view, pupil, screen.table.cursor_column)
        if found is None:
            app.say("Go to a result with the arrows: this key marks the one under the cursor as wrong.")
            return
        who = name_of(pupil, screen.hidden)

        def changed(change: QueryChange | None) -> None:
            if change is not None:
                app.say(change_words(change, who))
                app.show_again()

        screen.app.push_screen(QueryDialog(ResultAsked(view.school_id, pupil.pupil_id, who, *found)), changed)

    def choose_columns(self) -> None:
        """Offer the columns; the grid follows at once, and the school remembers."""
        from progress_tui.tui.dialogs.columns import ColumnChooser

        screen, grid = self._screen, self._screen.grid
        if grid is None:
            return
        view = grid.view

        def show(chosen: Chosen) -> Collection[str]:
            if chosen != screen.chosen:
                screen.choose(chosen)
                keep(screen, replace(memory_of(screen, view.school_id), columns=chosen.words()))
            return {group_of(view, key) for key in screen.table.in_sight()}

        screen.app.push_screen(ColumnChooser(groups_of(view), screen.chosen, show))

    def toggle_parallel(self) -> None:
        """Set the other classes of the year group beside this one, or take them away again."""
        if self._screen.parallel:
            self._screen.show_beside(())
        elif self._screen.allowed():
            self.load_parallel()

    def load_parallel(self) -> None:
        """Judge the other classes of the year group and set them beside this one."""
        screen, app, place = self._screen, progress_app(self._screen), self._screen.place
        directory = app.directory
        if place is None or directory is None:
            return
        classes = directory.classes_of(Point(place.point).start_year)
        own = next((entry for entry in classes if entry.class_id == place.class_id), None)
        years = set(own.year_groups) if own is not None else set()
        beside = [one for one in classes if one.on_roll and one is not own and years & set(one.year_groups)]
        if not beside:
            app.say("There is no other class of this year group.")
            return
        workspace = workspace_of(screen)

        def work() -> None:
            try:
                views = [workspace.class_view(place.school_id, one.class_id, place.point) for one in beside]
            except ProgressError as error:
                screen.trouble(error)
            else:
                screen.post_message(ParallelReady(place, views))

        screen.run_worker(work, thread=True, exclusive=True, group="parallel")
