"""Everything the import screen asks of files, done by thread workers that only post messages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from progress_tui import private
from progress_tui.domain.errors import ProgressError, StoreError
from progress_tui.settings import remember_file, remember_source, remembered
from progress_tui.tui.messages import (
    Imported,
    ImportStopped,
    PastFound,
    PreviewReady,
    RejectedWritten,
    StageBegun,
    Undone,
)
from progress_tui.tui.within import progress_app
from progress_tui.workspace import Opened, Workspace

if TYPE_CHECKING:
    from progress_tui.importing.planning.committing import ImportReport
    from progress_tui.importing.planning.preview import Preview, Stage
    from progress_tui.tui.dialogs.new_passphrase import NewPassphrase

R = TypeVar("R")


class ImportRunner:
    """Works for one import screen; one piece of work at a time.

    Attributes:
        workspace: the school file that is open, or the new school's, which is made by the first import into it.
    """

    def __init__(self, screen: Screen[R], workspace: Workspace) -> None:
        """Work for `screen` on `workspace`."""
        self._screen = screen
        self._post, self._run = screen.post_message, screen.run_worker
        self.workspace = workspace

    def move_to(self, path: Path) -> None:
        """Work on another school file, which need not be there yet."""
        if path != self.workspace.path:
            old, self.workspace = self.workspace, Workspace(path)
            self._run(old.close, thread=True, group="closing")

    def let_go(self) -> None:
        """Close the file of a school that was not made."""
        threading.Thread(target=self.workspace.close, daemon=True).start()

    def look(self, source: Path, answers: dict[str, str], school_name: str) -> None:
        """Understand a source and rehearse its import."""
        workspace = self.workspace

        def work() -> None:
            # Polars and the readers are loaded here, away from the screen.
            from progress_tui.importing.planning.committing import Terms
            from progress_tui.importing.planning.preview import Given

            given = Given(Terms(answers=answers, school_name=school_name))
            self._post(PreviewReady(workspace.importing.preview(source, given, self._tell)))

        self._start(work)

    def store(self, preview: Preview, accept_partial: bool, new: NewPassphrase | None = None) -> None:
        """Store what was shown, and find the class to show it in.

        Args:
            preview: what was shown.
            accept_partial: whether rows with problems are left out.
            new: the passphrase that the file of a new school is to have.
        """
        workspace, app = self.workspace, progress_app(self._screen)
        passphrase = new if new is not None and new.passphrase else None
        if passphrase is not None:
            app.recovery_keys.expect(workspace)

        def work() -> None:
            printed = ""
            with ExitStack() as failed:
                failed.callback(app.recovery_keys.forget, workspace)
                _make_folder(workspace.path.parent)
                if passphrase is not None:
                    printed = workspace.protecting.begin(*passphrase)
                    failed.callback(workspace.protecting.take_back)
                report = workspace.importing.commit(preview, accept_partial, self._tell)
                failed.pop_all()
            _remember(preview.path, workspace)
            opened = opened_now(workspace, report.number)
            # To the app itself: the screen may have closed meanwhile, and what is stored is told all the same.
            app.post_message(Imported(workspace, report, opened, _kept(workspace, preview), printed))

        self._start(work)

    def find_past(self) -> None:
        """List the imports on file."""
        workspace = self.workspace

        def work() -> None:
            self._post(PastFound(workspace.importing.past() if workspace.path.exists() else []))

        self._start(work)

    def undo(self, number: int) -> None:
        """Take an import back."""
        workspace = self.workspace

        def work() -> None:
            file, rows = workspace.importing.undo(number)
            self._post(Undone(file, rows, opened_now(workspace)))

        self._start(work)

    def write_rejected(self, report: ImportReport, folder: Path) -> None:
        """Write the rows with problems to a CSV file."""
        workspace = self.workspace

        def work() -> None:
            self._post(RejectedWritten(workspace.importing.write_rejected(report, folder)))

        self._start(work)

    def cancel(self) -> None:
        """Stop what is under way."""
        self.workspace.importing.cancel()

    def _tell(self, stage: Stage) -> None:
        self._post(StageBegun(stage))

    def _start(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            from progress_tui.importing.planning.preview import StoppedError

            try:
                work()
            except StoppedError:
                self._post(ImportStopped(None))
            except ProgressError as error:
                self._post(ImportStopped(error))

        self._run(guarded, thread=True, group="import")


def recent_sources() -> tuple[Path, ...]:
    """Files imported before, newest first."""
    return tuple(Path(path) for path in remembered().recent_sources)


def _remember(source: Path, workspace: Workspace) -> None:
    """The file is offered again, but not that of an encrypted school: its name, maybe a child's, would be readable."""
    if workspace.file.encrypted:
        remember_file(workspace.path)
    else:
        remember_source(source, workspace.path)


def _make_folder(folder: Path) -> None:
    try:
        private.make_folder(folder)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made", f"{error.strerror}. Nothing was stored.", "Choose another place."
        ) from error


def _kept(workspace: Workspace, preview: Preview) -> str:
    """A sentence that says whether the answers are remembered; the import is stored whether or not they can be."""
    try:
        return " Your answers are remembered." if workspace.importing.keep_answers(preview) is not None else ""
    except ProgressError as error:
        return f" Your answers could not be kept: {error.title}."


def opened_now(workspace: Workspace, number: int | None = None) -> Opened | None:
    """After something was stored: the class in which most can be seen of it, else what the file opens on.

    Args:
        workspace: the school file.
        number: of the import whose rows are to be seen.

    Returns:
        None where the file cannot be read now; what was stored is stored all the same.
    """
    try:
        landing = workspace.importing.landing(number) if number is not None else None
        if landing is None:
            return workspace.open()
        view = workspace.class_view(*landing)
        return Opened(workspace.directory(landing.school_id), view)
    except ProgressError:
        return None
