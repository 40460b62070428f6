"""Reads a filled prep sheet in: choose it, see what goes where and what cannot be placed, store it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.text import visible
from progress_tui.domain.views import PupilShown
from progress_tui.settings import export_home
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import planning as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.meeting.prep_words import look_lines
from progress_tui.tui.widgets.file_finder import FileFinder, Wanted
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.workspace.prep_sheets import Looked, Taken

SHEETS: Final = Wanted(
    "Which filled prep sheet do you want to read in?",
    "The Word document or the CSV file that was written for this meeting.",
    "prep, or ~/Downloads/…",
    "written here",
    (".docx", ".csv"),
)


class PrepInScreen(Screen["Taken"], OffersCommands, inherit_bindings=False):
    """One sheet on its way in; dismisses with what was stored, or None."""

    AUTO_FOCUS = ""
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.PREP_IN
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.PREP_IN)]

    DEFAULT_CSS = """
    PrepInScreen VerticalScroll { height: 1fr; padding: 0 1; }
    PrepInScreen VerticalScroll Static { height: auto; }
    """

    class Looked(Message):
        """What a sheet holds, or why it is not read."""

        def __init__(self, path: Path, looked: Looked | None, error: ProgressError | None) -> None:
            super().__init__()
            self.path, self.looked, self.error = path, looked, error

    class Stored(Message):
        """The sheet is stored."""

        def __init__(self, taken: Taken) -> None:
            super().__init__()
            self.taken = taken

    def __init__(self, meeting: Meeting, pupils: Sequence[PupilShown]) -> None:
        """Read a sheet in for `meeting`; `pupils` are those of its class."""
        super().__init__()
        self._meeting, self._pupils = meeting, pupils
        self._path: Path | None = None
        self._looked: Looked | None = None
        self._storing = False

    def compose(self) -> ComposeResult:
        """Where one is; the file finder, or what the sheet holds; footer."""
        yield Heading("meetings")
        yield FileFinder(SHEETS)
        with VerticalScroll():
            yield Static("", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Choose a file."""
        self.query_one(Heading).show(f"Read a prep sheet in ▸ {self._meeting.class_name}")
        self.watch(self.app, "names_hidden", self._show, init=False)
        self._choose()

    # -- the steps

    def _choose(self) -> None:
        self._path = self._looked = None
        finder = self.query_one(FileFinder)
        finder.display, self.query_one(VerticalScroll).display = True, False
        near = (path for end in SHEETS.ends for path in export_home().glob(f"*prep*{end}"))
        finder.begin(tuple(sorted(near, key=_changed, reverse=True)))
        self.refresh_bindings()

    @on(FileFinder.Picked)
    def _picked(self, message: FileFinder.Picked) -> None:
        path, number, workspace = message.path, self._meeting.meeting_id, workspace_of(self)
        self._path = path
        self._tell(Content(visible(f"Reading “{path.name}” …")))

        def work() -> None:
            from progress_tui.workspace.prep_sheets import look

            self.post_message(self.Looked(path, look(workspace, path, number), None))

        self._start(path, work)

    def _start(self, path: Path, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except ProgressError as error:
                self.post_message(self.Looked(path, None, error))

        self.run_worker(guarded, thread=True, exclusive=True, group="sheet")

    @on(Looked)
    def _was_looked_at(self, message: Looked) -> None:
        if message.path != self._path:
            return
        self._looked, self._storing = message.looked, False
        if message.looked is None:
            self._tell(Content.assemble(("Not read\n\n", "bold $text-warning"), visible(str(message.error))))
        else:
            self._show()

    def _show(self) -> None:
        """What the sheet holds, by what the children are called now."""
        if self._looked is not None:
            hidden = progress_app(self).names_hidden
            names = {pupil.pupil_id: name_of(pupil, hidden) for pupil in self._pupils}
            self._tell(look_lines(self._looked, names, hidden))

    def _tell(self, words: Content) -> None:
        scroll = self.query_one(VerticalScroll)
        self.query_one(FileFinder).display, scroll.display = False, True
        self.query_one("VerticalScroll > Static", Static).update(words)
        scroll.focus()
        self.refresh_bindings()

    @on(Stored)
    def _stored(self, message: Stored) -> None:
        self.dismiss(message.taken)

    # -- commands

    @on(do.StoreSheet)
    def _store(self) -> None:
        if self.query_one(FileFinder).display:
            self.query_one(FileFinder).accept()
            return
        looked, path, workspace = self._looked, self._path, workspace_of(self)
        if looked is None or path is None or self._storing:
            return
        if not looked.placement.changes:
            progress_app(self).say("There is nothing new in it to store.")
            return
        self._storing = True

        def work() -> None:
            from progress_tui.workspace.prep_sheets import take

            self.post_message(self.Stored(take(workspace, looked)))

        self._start(path, work)

    @on(do.LeaveSheet)
    def _back(self) -> None:
        if self.query_one(FileFinder).display:
            self.dismiss(None)
        elif not self._storing:
            self._choose()


def _changed(path: Path) -> float:
    """When a file was changed; one that has gone meanwhile comes last."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
