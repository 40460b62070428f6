"""Everything the class grid asks of the file, done by thread workers that only post messages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from progress_tui.domain.errors import NotFoundError, ProgressError, StoreError
from progress_tui.domain.views import ClassView
from progress_tui.tui.messages import FileOpened, FilterReady, NotesFound, ViewReady
from progress_tui.tui.place import Place, place_of
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.workspace import Workspace


class ClassLoader:
    """Loads for one screen; of each kind of work only the latest counts."""

    def __init__(self, screen: PlaceScreen, workspace: Workspace) -> None:
        """Work for `screen` on `workspace`."""
        self._screen = screen
        self._workspace = workspace

    def load(self, place: Place) -> None:
        """Judge a class and show it."""

        def work() -> None:
            self._show(place)

        self._start(work, "view")

    def warm(self, view: ClassView) -> None:
        """Load what the next keys need; judge a class that came as an outline, and keep it ready for the next start."""

        def work() -> None:
            if not view.complete:
                self._show(place_of(view))
            self._workspace.warm(view)
            # A convenience for the next start: a file that may only be read is shown all the same.
            with suppress(StoreError):
                self._workspace.prepare(view.school_id, view.point)

        self._start(work, "view", quiet=view.complete)

    def look_again(self, view: ClassView) -> None:
        """Another program wrote to the file: take in what changed."""

        def work() -> None:
            if self._workspace.refresh():
                self._show(place_of(view))
            else:
                self._tell_notes(view)

        self._start(work, "again", quiet=True)

    def find_notes(self, view: ClassView) -> None:
        """Tell which pupils of the class have notes."""
        self._start(lambda: self._tell_notes(view), "notes", quiet=True)

    def filter(self, text: str, view: ClassView, subject: str) -> None:
        """Apply a filter as soon as the frames are loaded."""

        def work() -> None:
            try:
                filtered = self._workspace.filter(text, view, subject)
            except ProgressError as error:
                self._screen.post_message(FilterReady((text, view), None, error))
            else:
                self._screen.post_message(FilterReady((text, view), filtered, None))

        self._start(work, "filter")

    def _show(self, place: Place) -> None:
        directory = self._workspace.directory(place.school_id)
        view = self._workspace.class_view(place.school_id, place.class_id, place.point)
        self._screen.post_message(ViewReady(view, directory))
        self._workspace.warm(view)

    def _tell_notes(self, view: ClassView) -> None:
        found = self._workspace.notes_of(view.school_id, [row.pupil_id for row in view.rows])
        self._screen.post_message(NotesFound(frozenset(note.pupil_id for note in found)))

    def _start(self, work: Callable[[], None], group: str, quiet: bool = False) -> None:
        """Run `work` on a thread; see `PlaceScreen.trouble` on `quiet`."""

        def guarded() -> None:
            try:
                work()
            except NotFoundError as error:
                if not quiet:
                    self._screen.trouble(error)
                # An import was taken back meanwhile, and the class with it; who did that here shows what is there now.
                elif group == "again":
                    self._open_anew()
            except ProgressError as error:
                self._screen.trouble(error, quiet)

        self._screen.run_worker(guarded, thread=True, exclusive=True, group=group)

    def _open_anew(self) -> None:
        """Show what the file opens on now; one that is held just then is looked at again with its next change."""
        with suppress(ProgressError):
            self._screen.app.post_message(FileOpened(self._workspace.open()))
