"""Imports as the app is told of them: keys and dropped files elsewhere, what came in, what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.events import Paste

from progress_tui.tui.commands import importing
from progress_tui.tui.commands.base import OffersCommands
from progress_tui.tui.habits.undo import IMPORT
from progress_tui.tui.messages import Imported, PastFound, Undone
from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.tui.importing.desk import ImportDesk


class TakesImports(OffersCommands):
    """The part of the app that leads into the import screen and out of it; what comes while it is locked waits."""

    @property
    def desk(self) -> ImportDesk:
        """What leads into the import screen and out of it."""
        from progress_tui.tui.importing.desk import ImportDesk

        return ImportDesk(progress_app(self))

    @on(importing.ImportFile)
    @on(importing.BeginImport)
    def _import(self) -> None:
        self.desk.begin()

    def on_paste(self, event: Paste) -> None:
        """A file dropped onto Welcome or the class grid begins its import."""
        screen = progress_app(self).screen
        offered = screen.OFFERED if isinstance(screen, OffersCommands) else ()
        if importing.ImportFile in offered or importing.BeginImport in offered:
            self.desk.dropped(event.text)

    @on(PastFound)
    def _past_found(self, message: PastFound) -> None:
        if not progress_app(self).lock.holds(message):
            self.desk.ask_undo(message)

    @on(Imported)
    def _imported(self, message: Imported) -> None:
        if not progress_app(self).lock.holds_of(message, message.workspace):
            self.desk.imported(message)
            progress_app(self).changes.add(IMPORT, None)

    @on(Undone)
    def _undone(self, message: Undone) -> None:
        if not progress_app(self).lock.holds(message):
            self.desk.undone(message)
            progress_app(self).changes.drop_last_import()

    @on(importing.OpenDemo)
    def _open_demo(self) -> None:
        self.desk.open_demo()
