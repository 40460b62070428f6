"""The application: opens the file, holds what every screen shares (theme, hidden names), watches for other programs."""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar

from rich.console import RenderableType
from textual import on, work
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.reactive import reactive, var
from textual.screen import Screen
from textual.timer import Timer

from progress_tui.domain.errors import LockedUpError, ProgressError
from progress_tui.store.directory import Directory
from progress_tui.tui import ending
from progress_tui.tui.commands import everywhere
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.habits.idling import IdleLockedApp
from progress_tui.tui.habits.keymap import KeyChecks, KeysChecked
from progress_tui.tui.habits.locking import Lock
from progress_tui.tui.habits.memory import Memory
from progress_tui.tui.habits.palette import CommandPalette
from progress_tui.tui.habits.recovery_keys import RecoveryKeys
from progress_tui.tui.habits.school_file import KeepsSchoolFile
from progress_tui.tui.habits.undo import Undoing
from progress_tui.tui.habits.window_title import WindowTitle
from progress_tui.tui.importing.in_app import TakesImports
from progress_tui.tui.messages import ChangeUndone, FileOpened, PlaceFound, Trouble
from progress_tui.tui.place import Place
from progress_tui.tui.screens.class_screen import ClassScreen
from progress_tui.tui.screens.place_screen import PlaceScreen
from progress_tui.tui.switching import VIEWS
from progress_tui.tui.within import renew
from progress_tui.workspace import Opened, Workspace

_HANG_UP = 1  # the number of SIGHUP, which Windows does not name

WATCH_EVERY = 2.0
"""Seconds between two looks (by `stat`) at whether another program wrote to the file."""


class ProgressApp(IdleLockedApp, TakesImports, KeepsSchoolFile):
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

    place: var[Place | None] = var(None, init=False)
    """What is looked at, on every screen; None until the file is open."""

    def __init__(
        self,
        workspace: Workspace | None,
        opening: Future[Opened] | None,
        gone: str = "",
        opens: Callable[[], Opened] | None = None,
    ) -> None:
        """Make the app.

        Args:
            workspace: the file, or None for the welcome screen.
            opening: what the opening thread will say.
            gone: the path of the file that was open last and is not there any more.
            opens: opens a file with a passphrase on a thread, once it is unlocked; the usual class without it.
        """
        super().__init__()
        self._gone = gone
        self.workspace = workspace
        self._opening = opening
        self._opens = opens
        self._stamp: tuple[int, int, int, int] | None = None
        self._watching: Timer | None = None
        self.directory: Directory | None = None
        """Schools, classes and points of the file."""
        self.empty = False
        """Whether the file that is open holds no class, and Welcome stands in the grid's place."""
        self._ending = False
        self.failure: Exception | None = None
        self.keys = KeyChecks(self)
        self.lock = Lock(self)
        self.recovery_keys = RecoveryKeys(self)
        self.memory = Memory(self)
        self.changes = Undoing(self)
        self.window_title = WindowTitle(self)
        self.begin_with_theme(self.memory.session.theme)

    def get_default_screen(self) -> Screen[None]:
        """The first screen stands at the bottom itself: below it Textual would make, style and lay out a blank one."""
        if self.workspace is None:
            from progress_tui.tui.screens.welcome import Welcome

            return Welcome(gone=self._gone)
        return ClassScreen()

    def on_mount(self) -> None:
        """What the opening thread has by now is painted with the first screen."""
        self.keys.begin()
        self.begin_idling()
        self.window_title.show()
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
        if not self.lock.holds(message):
            self.show_opened(message.opened)

    def _warn(self) -> None:
        """Tell what was found wrong with a file that opens all the same."""
        if self.workspace is not None and self.workspace.warning is not None:
            from progress_tui.tui.dialogs.trouble import TroubleDialog

            self.push_screen(TroubleDialog(self.workspace.warning))

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
            self.call_after_refresh(self._warn)
        self._let_collect()
        self.call_after_refresh(self._look_at_place, workspace)

    def _look_at_place(self, workspace: Workspace) -> None:
        from progress_tui.tui.habits.advising import look_at_place

        look_at_place(self, workspace.path)

    def _let_collect(self) -> None:
        """After the first paint: what is loaded stays for good and is never walked through again."""
        self.call_after_refresh(gc.freeze)
        self.call_after_refresh(gc.enable)

    @property
    def class_screen(self) -> ClassScreen | None:
        """The class grid below everything else; None where welcome stands in its place."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ClassScreen)), None)

    def _watch(self) -> None:
        if self.workspace is None or self.lock.on:
            return
        stamp = self.workspace.file.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            if self.empty:
                self._open_again(self.workspace)
            elif self._shown is not None:
                self._shown.look_again()
                renew(self.screen_stack)

    @property
    def _shown(self) -> PlaceScreen | None:
        """The screen that shows the school, under what is open above it."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, PlaceScreen)), None)

    def show_again(self) -> None:
        """Something was changed here: what is shown is asked for anew."""
        if self._shown is not None:
            self._shown.load()
        renew(self.screen_stack)

    @on(PlaceFound)
    def _place_found(self, message: PlaceFound) -> None:
        self.directory, self.place = message.directory, message.place
        self.show_again()

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

    def pop_screen(self) -> AwaitComplete:
        """The lock stays where a screen under it closes itself."""
        return self.lock.pop_beneath(self._screen_stack, super().pop_screen)

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
            self.say("This is the screen you are on.")
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
    async def _show(self, message: Command) -> None:
        from progress_tui.tui.habits.saving import saved_or_said

        if await saved_or_said(self.screen_stack, self.say) and not self.lock.on:
            self.show_screen(message.name.rpartition(".")[2])

    # -- habits

    def keys_of(self, command: type[Command]) -> str:
        """The keys of a command as they are now, as they read."""
        return command.key_words(self.keys.now.keys)

    @property
    def way_out_of_hiding(self) -> str:
        """How projector mode ends, for the end of a refusal."""
        return f"{self.keys_of(everywhere.Projector)} ends it."

    @on(KeysChecked)
    def _keys_checked(self, message: KeysChecked) -> None:
        self.keys.take(message.keymap)

    def watch_place(self) -> None:
        """The window is called after the class, and the next session begins with it."""
        self.window_title.show()
        self.memory.soon()

    def watch_names_hidden(self) -> None:
        """The window's title names no class either."""
        self.window_title.show()

    def write_to_terminal(self, sequence: str) -> None:
        """Send the terminal something that is no part of the screen."""
        if self._driver is not None:
            self._driver.write(sequence)

    @on(everywhere.Lock)
    def _lock(self) -> None:
        self.lock.close()

    @property
    def locked(self) -> bool:
        """Whether the screen is locked; where nothing is open there is nothing to lock."""
        return self.lock.on or (self.workspace is None and len(self.screen_stack) == 1)

    def lock_itself(self, why: str) -> None:
        """Nobody has touched anything for a while."""
        self.lock.close(why)

    @on(everywhere.Undo)
    def _undo(self) -> None:
        if not (isinstance(self.screen, OffersCommands) and self.screen.undo_here()):
            self.changes.undo_last()

    @on(ChangeUndone)
    def _change_undone(self, message: ChangeUndone) -> None:
        self.changes.undone(message)

    @on(everywhere.Theme)
    def _theme(self) -> None:
        words = self.go_to_next_theme()
        self.memory.session.keep_theme(self.theme)
        self.say(f"Theme: {words}. {self.keys_of(everywhere.Theme)} changes it again.")

    @on(everywhere.Projector)
    def _projector(self) -> None:
        self.names_hidden = not self.names_hidden
        again = f"Names are hidden: initials only. {self.keys_of(everywhere.Projector)} shows them again."
        self.say(again if self.names_hidden else "Names are shown.")

    @on(everywhere.Help)
    def _help(self) -> None:
        from progress_tui.tui.dialogs.help import HelpDialog

        offered = self.screen.OFFERED if isinstance(self.screen, OffersCommands) else ()
        self.push_screen(HelpDialog(offered, self.OFFERED, self.keys.now.keys))

    @on(everywhere.Palette)
    def _palette(self) -> None:
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Textual's own key for it works over everything, but not over the lock."""
        if not self.lock.on:
            super().action_command_palette()

    def say(self, text: str, warning: bool = False, seconds: float = 6) -> None:
        """A toast, as plain text; while the screen is locked it waits."""
        if not self.lock.holds_words(text, warning):
            self.notify(text, severity="warning" if warning else "information", markup=False, timeout=seconds)

    # -- trouble

    @on(Trouble)
    def _trouble(self, message: Trouble) -> None:
        if self.lock.holds(message):
            return
        nothing_shown = self._opening is not None and self._watching is None
        if isinstance(message.error, LockedUpError) and self.workspace is not None:
            self.lock.ask(message.error, (self._opens or self.workspace.open) if nothing_shown else None)
            return
        from progress_tui.tui.dialogs.trouble import show_trouble

        show_trouble(self, message.error, nothing_shown)

    @on(everywhere.Quit)
    async def _quit(self) -> None:
        await ending.leave(self)

    def end(self, number: int) -> None:
        """End on a signal: what was typed is stored, the terminal is put back, the exit code is 128 + `number`."""
        if self._ending:
            return
        self._ending = True
        ending.end_for_certain(self.workspace, 128 + number)
        from progress_tui.tui.habits.saving import keepers

        for keeper in keepers(self.screen_stack):
            keeper.store_now()
        self.memory.take()
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

    def on_unmount(self) -> None:
        """What the next session begins with is written down."""
        self.memory.session.write()
