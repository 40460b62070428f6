"""The application: opens the file, holds what every screen shares (theme, hidden names), watches for other programs."""

from __future__ import annotations

import gc
from concurrent.futures import Future
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.events import Paste
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer

from progress_tui.domain.errors import ProgressError
from progress_tui.store.directory import Directory
from progress_tui.tui import ending
from progress_tui.tui.commands import everywhere, importing
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.messages import FileOpened, Imported, PastFound, Trouble, Undone
from progress_tui.tui.place import Place
from progress_tui.tui.screens.class_screen import ClassScreen
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.switching import VIEWS
from progress_tui.tui.themes import DARK, LIGHT
from progress_tui.workspace import Opened, Workspace

if TYPE_CHECKING:
    from progress_tui.tui.import_desk import ImportDesk

_HANG_UP = 1
"""The number of SIGHUP, which Windows does not name."""

WATCH_EVERY = 2.0
"""Seconds between two looks (by `stat`) at whether another program wrote to the file."""


class CommandPalette(Provider):
    """The palette's entries: the commands of the screen and those of the app."""

    def _offered(self) -> list[tuple[OffersCommands, type[Command]]]:
        nodes = [node for node in (self.screen, self.app) if isinstance(node, OffersCommands)]
        return [(node, command) for node in nodes for command in node.OFFERED]

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for node, command in self._offered():
            yield DiscoveryHit(f"{command.label}  ({command.key_words()})", _issuer(node, command), help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands whose label matches."""
        matcher = self.matcher(query)
        for node, command in self._offered():
            score = matcher.match(f"{command.label} {command.help}")
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(command.label),
                    _issuer(node, command),
                    help=f"{command.help} ({command.key_words()})",
                )


class _issuer:  # noqa: N801 – used as a function
    """Issues a command when the palette runs it."""

    def __init__(self, node: OffersCommands, command: type[Command]) -> None:
        self._node, self._command = node, command

    def __call__(self) -> None:
        self._node.action_issue(self._command.name)


class ProgressApp(App[None], OffersCommands):
    """progress-tui."""

    TITLE = "progress-tui"
    CSS_PATH = "progress.tcss"
    ENABLE_COMMAND_PALETTE = True
    ESCAPE_TO_MINIMIZE = False
    COMMANDS: ClassVar[set[type[Provider]]] = {CommandPalette}  # type: ignore[assignment]  # Textual also takes factories
    OFFERED: ClassVar[tuple[type[Command], ...]] = everywhere.EVERYWHERE
    # The way out has no id, so no keymap can take it away, and comes before what any dialog does with its keys.
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(everywhere.EVERYWHERE),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    names_hidden: reactive[bool] = reactive(False)
    """Projector mode: initials for names on every screen."""

    def __init__(self, workspace: Workspace | None, opening: Future[Opened] | None, gone: str = "") -> None:
        """Make the app.

        Args:
            workspace: the file, or None for the welcome screen.
            opening: what the opening thread will say.
            gone: the path of the file that was open last and is not there any more.
        """
        super().__init__()
        self._gone = gone
        self.workspace = workspace
        self._opening = opening
        self._stamp: tuple[int, int, int, int] | None = None
        self._watching: Timer | None = None
        self.place: Place | None = None
        """What is looked at, on every screen; None until the file is open."""
        self.directory: Directory | None = None
        """Schools, classes and points of the file."""
        self.empty = False
        """Whether the file that is open holds no class, and Welcome stands in the grid's place."""
        self._ending = False
        self.failure: Exception | None = None
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        # Set past its watcher: the style sheets are parsed with these colours from the start, and not once more.
        self.set_reactive(ProgressApp.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self._styled_for = DARK.name

    def refresh_css(self, animate: bool = True) -> None:
        """Parse and apply the style sheets for another theme; Textual also asks for it at the start, for none."""
        if self.theme != self._styled_for:
            self._styled_for = self.theme
            super().refresh_css(animate)

    def get_system_commands(self, screen: Screen[object]) -> list[SystemCommand]:  # noqa: ARG002 – Textual's signature
        """None of Textual's own: the palette holds our commands only."""
        return []

    def get_default_screen(self) -> Screen[None]:
        """The first screen stands at the bottom itself: below it Textual would make, style and lay out a blank one."""
        if self.workspace is None:
            from progress_tui.tui.screens.welcome import Welcome

            return Welcome(gone=self._gone)
        return ClassScreen()

    def on_mount(self) -> None:
        """What the opening thread has by now is painted with the first screen."""
        if self.workspace is None or self._opening is None:
            self._let_collect()
        elif self._opening.done() and self._opening.exception() is None:
            self.show_opened(self._opening.result())
        else:
            self._await_opening(self._opening)

    @work(thread=True, group="opening")
    def _await_opening(self, opening: Future[Opened]) -> None:
        try:
            self.post_message(FileOpened(opening.result()))
        except ProgressError as error:
            self.post_message(Trouble(error))

    @on(FileOpened)
    def _file_opened(self, message: FileOpened) -> None:
        self.show_opened(message.opened)

    def show_opened(self, opened: Opened) -> None:
        """Show what the file opens on: a class, or Welcome while it holds none."""
        workspace = self.workspace
        if workspace is None:
            return
        if opened.view is None:
            from progress_tui.tui.screens.welcome import Welcome

            # Above the grid, not in its place: Textual cannot switch away from the screen at the bottom.
            if not self.empty:
                self.push_screen(Welcome(empty=workspace.path.name))
            self.empty = True
        else:
            grid = self.class_screen
            if grid is None:
                grid = ClassScreen()
                self.push_screen(grid)
            while self.empty and self.screen is not grid:
                self.pop_screen()
            self.empty = False
            grid.show_opened(opened)
        self._stamp = workspace.file.stamp()
        if self._watching is None:
            self._watching = self.set_interval(WATCH_EVERY, self._watch)
        self._let_collect()

    def _let_collect(self) -> None:
        """After the first paint: what is loaded stays for good and is never walked through again."""
        self.call_after_refresh(gc.freeze)
        self.call_after_refresh(gc.enable)

    @property
    def class_screen(self) -> ClassScreen | None:
        """The class grid below everything else; None where welcome stands in its place."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ClassScreen)), None)

    def _watch(self) -> None:
        if self.workspace is None:
            return
        stamp = self.workspace.file.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            if self.empty:
                self._open_again(self.workspace)
            else:
                self._look_again()

    def _look_again(self) -> None:
        """The screen that shows the school takes in what another program wrote."""
        shown = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, PlaceScreen)), None)
        if shown is not None:
            shown.look_again()

    @work(thread=True, exclusive=True, group="opening")
    def _open_again(self, workspace: Workspace) -> None:
        """Another program wrote to a file that held no classes: show what it holds now, when it is readable."""
        try:
            opened = workspace.open()
        except ProgressError:
            return
        if opened.view is not None:
            self.post_message(FileOpened(opened))

    # -- the screens

    def show_screen(self, name: str) -> None:
        """Show the class grid or a view of the school; what was open above the grid is closed."""
        grid = self.class_screen
        if grid is None or self.place is None:
            self.say("There is no class to show yet.")
            return
        if name != "class" and not self.is_screen_installed(name):
            self.install_screen(VIEWS[name](), name)
        wanted = grid if name == "class" else self.get_screen(name)
        if wanted is self.screen:
            return
        with self.batch_update():
            while self.screen is not grid:
                self.pop_screen()
            if wanted is not grid:
                self.push_screen(wanted)

    @on(everywhere.ShowClass)
    @on(everywhere.ShowFlagged)
    @on(everywhere.ShowCompare)
    @on(everywhere.ShowProgress)
    @on(everywhere.ShowMatrix)
    @on(everywhere.ShowMeetings)
    @on(everywhere.ShowData)
    def _show(self, message: Command) -> None:
        self.show_screen(message.name.rpartition(".")[2])

    # -- imports

    @property
    def desk(self) -> ImportDesk:
        """What leads into the import screen and out of it."""
        from progress_tui.tui.import_desk import ImportDesk

        return ImportDesk(self)

    @on(importing.ImportFile)
    @on(importing.BeginImport)
    def _import(self) -> None:
        self.desk.begin()

    def on_paste(self, event: Paste) -> None:
        """A file dropped onto Welcome or the class grid begins its import."""
        offered = self.screen.OFFERED if isinstance(self.screen, OffersCommands) else ()
        if importing.ImportFile in offered or importing.BeginImport in offered:
            self.desk.dropped(event.text)

    @on(importing.UndoImport)
    def _undo_import(self) -> None:
        self.desk.find_last()

    @on(PastFound)
    def _past_found(self, message: PastFound) -> None:
        self.desk.ask_undo(message)

    @on(Imported)
    def _imported(self, message: Imported) -> None:
        self.desk.imported(message)

    @on(Undone)
    def _undone(self, message: Undone) -> None:
        self.desk.undone(message)

    @on(importing.OpenDemo)
    def _open_demo(self) -> None:
        self.desk.open_demo()

    @on(Trouble)
    def _trouble(self, message: Trouble) -> None:
        from progress_tui.tui.dialogs.trouble import TroubleDialog

        self.push_screen(
            TroubleDialog(message.error, fatal=self._opening is not None and self._opening.exception() is not None)
        )

    def say(self, text: str, warning: bool = False) -> None:
        """A toast, as plain text."""
        self.notify(text, severity="warning" if warning else "information", markup=False, timeout=6)

    @on(everywhere.Quit)
    async def _quit(self) -> None:
        from progress_tui.tui.dialogs.note import NoteEditor
        from progress_tui.tui.dialogs.trouble import UnsavedDialog

        if isinstance(self.screen, UnsavedDialog):
            return
        for screen in self.screen_stack:
            if isinstance(screen, NoteEditor) and not await screen.saved_in_time():
                self.push_screen(UnsavedDialog(screen.problem))
                return
        self.exit()

    def end(self, number: int) -> None:
        """End on a signal: what was typed is stored, the terminal is put back, the exit code is 128 + `number`."""
        if self._ending:
            return
        self._ending = True
        ending.end_for_certain(self.workspace, 128 + number)
        from progress_tui.tui.dialogs.note import NoteEditor

        for screen in self.screen_stack:
            if isinstance(screen, NoteEditor):
                screen.store_now()
        if ending.terminal_gone():
            ending.end_now(self.workspace, 128 + number)
        self.exit(return_code=128 + number)

    def panic(self, *renderables: RenderableType) -> None:
        """Textual's end when its key thread failed, which means that the terminal has gone; nothing is printed."""
        if self.failure is None:
            self.end(_HANG_UP)
        else:
            super().panic(*renderables)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's way out of an unexpected error: `ending.run` says it in words in place of a traceback."""
        self.failure = self.failure or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    async def action_quit(self) -> None:
        """Textual's own way out asks as ours does, once the keys typed before it have reached the note."""
        (self.focused or self).call_later(self.post_message, everywhere.Quit())

    @on(everywhere.Help)
    def _help(self) -> None:
        from progress_tui.tui.dialogs.help import HelpDialog

        offered = self.screen.OFFERED if isinstance(self.screen, OffersCommands) else ()
        self.push_screen(HelpDialog(offered, self.OFFERED))

    @on(everywhere.Palette)
    def _palette(self) -> None:
        self.action_command_palette()

    @on(everywhere.Projector)
    def _projector(self) -> None:
        self.names_hidden = not self.names_hidden
        self.say("Names are hidden: initials only. p shows them again." if self.names_hidden else "Names are shown.")

    @on(everywhere.Theme)
    def _theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
