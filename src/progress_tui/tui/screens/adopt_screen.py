"""Takes the schools of another school file into the one that is open: choose it, see what would come in, take it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import counted, visible
from progress_tui.settings import schools_home
from progress_tui.store.directory import Directory
from progress_tui.tui.commands import data as do
from progress_tui.tui.commands import importing as steps
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.importing.steps import Choice, Panel
from progress_tui.tui.messages import PlaceFound
from progress_tui.tui.place import place_of
from progress_tui.tui.widgets.choices import ChoicePanel
from progress_tui.tui.widgets.file_finder import SCHOOL_FILES, FileFinder
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.store.adopting import Taken


class AdoptScreen(Screen[None], OffersCommands, inherit_bindings=False):
    """One school file on its way into another."""

    AUTO_FOCUS = ""
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.ADOPTING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.ADOPTING)]

    class Looked(Message):
        """What would come in, or why nothing can."""

        def __init__(self, path: Path, taken: Taken | None, error: ProgressError | None) -> None:
            super().__init__()
            self.path, self.taken, self.error = path, taken, error

    class TakenIn(Message):
        """It is stored."""

        def __init__(self, taken: Taken, directory: Directory) -> None:
            super().__init__()
            self.taken, self.directory = taken, directory

    def __init__(self) -> None:
        """Begin with the choice of a file."""
        super().__init__()
        self._path: Path | None = None
        self._working = False

    def compose(self) -> ComposeResult:
        """Where one is; the file finder, or what would come in; footer."""
        yield Static("", classes="crumb", markup=False)
        yield FileFinder(SCHOOL_FILES)
        yield ChoicePanel()
        yield FooterLine()

    def on_mount(self) -> None:
        """Choose a file."""
        into = workspace_of(self).path.name
        self.query_one(".crumb", Static).update(Content(visible(f"Add a school ▸ into {into}")))
        self._choose()

    # -- the steps

    def _choose(self) -> None:
        self._path, self._working = None, False
        finder = self.query_one(FileFinder)
        finder.display, self.query_one(ChoicePanel).display = True, False
        own = workspace_of(self).path
        folders = dict.fromkeys((own.parent, schools_home()))
        near = [path for folder in folders for path in sorted(folder.glob("*.duckdb")) if path != own]
        finder.begin(tuple(near))
        self.refresh_bindings()

    def _tell(self, panel: Panel) -> None:
        self.query_one(FileFinder).display, self.query_one(ChoicePanel).display = False, True
        self.query_one(ChoicePanel).show(panel)
        self.refresh_bindings()

    @on(FileFinder.Picked)
    def _picked(self, message: FileFinder.Picked) -> None:
        path, workspace = message.path, workspace_of(self)
        self._path, self._working = path, True
        self._tell(Panel(f"Looking at “{path.name}” …"))

        def work() -> None:
            self.post_message(self.Looked(path, workspace.adopting.look(path), None))

        self._start(path, work)

    def _start(self, path: Path, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except ProgressError as error:
                self.post_message(self.Looked(path, None, error))

        self.run_worker(guarded, thread=True, exclusive=True, group="adopting")

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        if message.path != self._path:
            return
        self._working = False
        if message.taken is None:
            again = (Choice("file", "Choose another file"), Choice("leave", "Leave"))
            self._tell(Panel(str(message.error), ("Nothing was stored.",), again, wrong=True))
            return
        self._tell(_panel(message.taken, workspace_of(self).path.name))

    @on(ChoicePanel.Taken)
    def _taken(self, message: ChoicePanel.Taken) -> None:
        if message.key == "take":
            self._store()
        elif message.key == "file":
            self._choose()
        else:
            self.dismiss()

    def _store(self) -> None:
        path, workspace, place = self._path, workspace_of(self), progress_app(self).place
        if path is None or self._working:
            return
        self._working = True
        self._tell(Panel(f"Storing “{path.name}” …"))

        def work() -> None:
            taken = workspace.adopting.take_in(path)
            self.post_message(self.TakenIn(taken, workspace.directory(place.school_id if place is not None else None)))

        self._start(path, work)

    @on(TakenIn)
    def _stored(self, message: TakenIn) -> None:
        app, workspace, taken = progress_app(self), workspace_of(self), message.taken
        app.directory = message.directory

        def take_out() -> None:
            workspace.adopting.take_out(taken)
            place, gone = app.place, {one.school_id for one in taken.schools}
            opened = workspace.open() if place is None or place.school_id in gone else None
            if opened is not None and opened.view is not None:
                app.post_message(PlaceFound(place_of(opened.view), opened.directory))
            elif place is not None:
                app.post_message(PlaceFound(place, workspace.directory(place.school_id)))

        app.changes.add(f"the schools of {taken.file} were added", take_out)
        schools = counted(len(taken.schools), "school")
        names = ", ".join(one.name for one in taken.schools[:3]) + (" …" if len(taken.schools) > 3 else "")
        app.say(f"Added {schools}: {names}. C shows another school; u takes them out again.")
        self.dismiss()

    # -- commands

    @on(steps.Accept)
    def _accept(self) -> None:
        if self.query_one(FileFinder).display:
            self.query_one(FileFinder).accept()
        else:
            self.query_one(ChoicePanel).accept()

    @on(steps.StepBack)
    def _back(self) -> None:
        if self.query_one(FileFinder).display:
            self.dismiss()
        elif not self._working:
            self._choose()

    @on(steps.AnotherFile)
    def _another(self) -> None:
        if not self._working:
            self._choose()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a path is typed letters are letters."""
        if action == "issue" and parameters[0] == steps.AnotherFile.name:
            return not self.query_one(FileFinder).display
        return super().check_action(action, parameters)


def _panel(taken: Taken, into: str) -> Panel:
    """What would come in."""
    lines = [
        f"{one.name}: {counted(one.pupils, 'pupil')}, {counted(one.results, 'result')}, "
        f"{counted(one.records, 'note or record', 'notes and records')}"
        for one in taken.schools
    ]
    more = [f"… and {len(lines) - 8} schools more"] if len(lines) > 8 else []
    come, whose, them = ("It comes", "its", "it") if len(lines) == 1 else ("They come", "their", "them")
    hint = (
        *lines[:8], *more, "",
        f"{come} into {into} with {whose} imports, notes and meetings. {taken.file} stays as it is.",
    )  # fmt: skip
    choices = (
        Choice("take", f"Take {them} in"), Choice("file", "Choose another file"), Choice("leave", "Leave"),
    )  # fmt: skip
    return Panel(f"“{taken.file}” holds {counted(len(lines), 'school')}", hint, choices)
