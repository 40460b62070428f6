"""What leads into the import screen and out of it: keys and dropped files elsewhere, the class grid afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from progress_tui.domain.errors import LockedUpError, ProgressError, StoreError
from progress_tui.domain.text import counted
from progress_tui.settings import demo_file
from progress_tui.tui.commands.everywhere import Undo
from progress_tui.tui.importing.steps import contents
from progress_tui.tui.messages import FileOpened, Imported, PastFound, Trouble, Undone
from progress_tui.workspace import Workspace

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp


class ImportDesk:
    """Imports as the app sees them."""

    def __init__(self, app: ProgressApp) -> None:
        """Work for `app`."""
        self._app = app

    # -- in

    def begin(self, source: Path | None = None) -> None:
        """Open the import screen, on a file or to choose one."""
        from progress_tui.tui.screens.import_screen import ImportScreen

        workspace = self._app.workspace
        self._app.push_screen(ImportScreen(workspace, self._into(workspace), source, nameless=self._app.empty))

    def _into(self, workspace: Workspace | None) -> str:
        """What the file that is open is called: its school where it holds one, else its own name."""
        if workspace is None:
            return ""
        schools = self._app.directory.schools if self._app.directory is not None else ()
        return schools[0].name if len(schools) == 1 else workspace.path.name

    def dropped(self, text: str) -> None:
        """What was pasted onto the class grid or Welcome: the path of a file begins its import."""
        from progress_tui.tui.importing.finding_files import pasted_file

        path = pasted_file(text)
        if path is not None:
            self.begin(path)

    # -- out

    def imported(self, message: Imported) -> None:
        """Show the class that came in; the file of a new school is the one that is open from now on."""
        app, report, opened, workspace = self._app, message.report, message.opened, message.workspace
        app.workspace = workspace
        self._leave()
        if opened is not None:
            app.show_opened(opened)
        left_out = len(report.rejected)
        left = f" {counted(left_out, 'row or cell was', 'rows or cells were')} left out." if left_out else ""
        what = f"Imported “{report.file}”: {contents(report)}.{left}{message.note}"
        unseen = opened is not None and (opened.view is None or report.classes is not None)
        app.say(f"{what}{_NO_CLASS if unseen else ''} {app.keys_of(Undo)} undoes it.")

        def go_on() -> None:
            if opened is None:
                self._open(workspace, "The import is stored")

        if message.recovery_key:
            app.recovery_keys.show(workspace, message.recovery_key, go_on)
        else:
            go_on()

    def _open(self, workspace: Workspace, done: str) -> None:
        """Show what the file holds, which could not be read when something was stored; where it still cannot, say both.

        Args:
            workspace: the file.
            done: what was stored, as the beginning of a sentence.
        """

        def work() -> None:
            try:
                opened = workspace.open()
            except LockedUpError:
                raise
            except ProgressError as error:
                raise StoreError(f"{done}, but cannot be shown now", str(error), "Start the program again.") from error
            self._app.post_message(FileOpened(opened))

        self._start(work)

    def _leave(self) -> None:
        """Close the import screen and what is open above it."""
        from progress_tui.tui.screens.import_screen import ImportScreen

        if any(isinstance(screen, ImportScreen) for screen in self._app.screen_stack):
            while not isinstance(self._app.screen, ImportScreen):
                self._app.pop_screen()
            self._app.pop_screen()

    # -- undo

    def find_last(self) -> None:
        """Look which import was the last; asking whether to undo it follows."""
        workspace = self._app.workspace
        if workspace is None:
            self._app.say("There is nothing to undo: no school file is open.")
            return

        def work() -> None:
            self._app.post_message(PastFound(workspace.importing.past()))

        self._start(work)

    def ask_undo_of(self, number: int) -> None:
        """Ask whether to take one import back, whichever it is; what rests on it keeps it."""
        workspace = self._app.workspace
        if workspace is None:
            return

        def work() -> None:
            self._app.post_message(PastFound([one for one in workspace.importing.past() if one.number == number]))

        self._start(work)

    def ask_undo(self, message: PastFound) -> None:
        """Ask whether to take the last import back."""
        from progress_tui.tui.dialogs.confirm import undo_dialog

        if not message.past:
            self._app.say("There is nothing to undo: nothing was imported yet.")
            return
        last = message.past[0]
        self._app.push_screen(undo_dialog(last), lambda sure: self._undo(last.number) if sure else None)

    def _undo(self, number: int) -> None:
        from progress_tui.tui.importing.runner import opened_now

        workspace = self._app.workspace
        if workspace is None:
            return

        def work() -> None:
            file, rows = workspace.importing.undo(number)
            self._app.post_message(Undone(file, rows, opened_now(workspace)))

        self._start(work)

    def undone(self, message: Undone) -> None:
        """Show what the file holds now; the page of the import that has gone closes."""
        from progress_tui.tui.screens.import_page_screen import ImportPageScreen

        self._leave()
        if isinstance(self._app.screen, ImportPageScreen):
            self._app.pop_screen()
        if message.opened is not None:
            self._app.show_opened(message.opened)
            if not self._app.empty:
                self._app.show_again()
        elif self._app.workspace is not None:
            self._open(self._app.workspace, "The import was taken back")
        self._app.say(f"The import of “{message.file}” is undone: {message.rows:,} rows went or are as they were.")

    # -- the demo school

    def open_demo(self) -> None:
        """Open the demo school; it is made when it is not there."""
        workspace = Workspace(demo_file())
        self._app.workspace = workspace
        self._app.say("Opening the demo school …")

        def work() -> None:
            if not workspace.path.exists():
                workspace.make_demo()
            self._app.post_message(FileOpened(workspace.open()))

        self._start(work)

    def _start(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except ProgressError as error:
                self._app.post_message(Trouble(error))

        self._app.run_worker(guarded, thread=True, group="imports")


_NO_CLASS = " They are in no class yet: import a list with a Class column to see them."
