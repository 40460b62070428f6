"""Locking the screen: it is covered at once, what is typed is stored, and nothing comes up over it.

Behind the cover of a file that has a passphrase the data key and all that was loaded are dropped, once everything that
was typed is on disk. The screens stay as they are, unseen, and show what is on file anew when it is unlocked.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.await_complete import AwaitComplete
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import Screen

from progress_tui.domain.errors import LockedUpError, OtherKeyError, ProgressError
from progress_tui.tui.commands.locking import Unlock
from progress_tui.tui.messages import FileOpened, Trouble

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp
    from progress_tui.tui.dialogs.unlock import Became
    from progress_tui.workspace import Opened, Workspace

RETRY: Final = 1.5
"""Seconds until a text that could not be stored is tried again before the key is dropped."""

LOOK_EVERY: Final = 0.02
"""Seconds between two looks at whether the work under way is done."""

_OUTLAST: Final = ("locking", "unlocking", "advice", "closing", "copying", "finding", "keys", "remembering")
"""Work that needs no key, or is the lock's own: all other is done before the key goes."""


class Lock:
    """Whether the screen of an app is locked, and what waits until it is not."""

    def __init__(self, app: ProgressApp) -> None:
        """Begin unlocked."""
        self._app = app
        self.on = self._beneath = False
        self._why = ""
        self._protected = False
        self._opens: Callable[[], Opened] | None = None
        self._unlocked = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._messages: list[Message] = []
        self._then: list[Callable[[], None]] = []
        self._words: list[tuple[str, bool]] = []

    # -- shutting

    def close(self, why: str = "", useless: bool = False) -> None:
        """Cover the screen; what is being typed is stored behind it.

        Args:
            why: what the cover says first, where nobody asked for it.
            useless: whether the key that is held opens the file no more: it goes at once, and what is typed is stored
                when the screen is unlocked.
        """
        if self.on:
            return
        workspace = self._app.workspace
        protected = workspace is not None and workspace.protecting.state() in ("open", "locked")
        self._shut(why, protected, None)
        work = self._forget_key() if useless else self._store_and_lock()
        self._app.run_worker(work, group="locking")

    def ask(self, error: LockedUpError, opens: Callable[[], Opened] | None) -> None:
        """The passphrase is needed.

        Args:
            error: why.
            opens: opens the file, on a thread; None where it was open: another program has given it its passphrase or
                another key, and what was asked meanwhile is asked again.
        """
        workspace = self._app.workspace
        if opens is not None and not self.on:
            self._shut("", True, opens)
        elif isinstance(error, OtherKeyError):
            self.close(f"{error.detail} {error.remedy}", useless=True)
        elif workspace is not None and not workspace.file.encrypted:
            self.close("It was given a passphrase by another program.")

    def _shut(self, why: str, protected: bool, opens: Callable[[], Opened] | None) -> None:
        self.on, self._why, self._protected, self._opens = True, why, protected, opens
        self._unlocked.clear()
        self._app.clear_notifications()
        self._put_away()
        self._app.screen_change_signal.subscribe(self._app, self._stay_on_top, immediate=True)
        self._cover()
        self._app.window_title.show()

    def _put_away(self) -> None:
        """Whoever opens the lock need not be who locked: no secret waits for them on the screens beneath."""
        from progress_tui.tui.dialogs.recovery_key import RecoveryKeyDialog
        from progress_tui.tui.widgets.secret_line import SecretLine

        for screen in self._app.screen_stack:
            for line in screen.query(SecretLine):
                line.taken()
            if isinstance(screen, RecoveryKeyDialog):
                screen.cover()

    def _cover(self) -> None:
        workspace = self._app.workspace
        if self._protected and workspace is not None:
            from progress_tui.tui.dialogs.unlock import UnlockScreen

            protecting = workspace.protecting
            screen = UnlockScreen(workspace.path.name, self._why, self._unlock, protecting.seconds_to_wait)
            self._app.push_screen(screen, self._uncovered)
        else:
            from progress_tui.tui.dialogs.lock import LockScreen

            self._app.push_screen(LockScreen(self._app.keys_of(Unlock), self._why), self._uncovered)

    def _stay_on_top(self, shown: Screen[object]) -> None:
        """Work that was under way opens its screen behind the lock, not over it."""
        from progress_tui.tui.dialogs.trouble import UnsavedDialog

        if not self.on or self._beneath or _covers(shown) or isinstance(shown, UnsavedDialog):
            return
        stack = self._app._screen_stack
        cover = next((screen for screen in reversed(stack) if _covers(screen)), None)
        if cover is None:
            self._cover()
        else:
            # The same one, with what is typed into it.
            stack.remove(cover)
            stack.append(cover)
            cover.post_message(ScreenResume())

    def pop_beneath(self, stack: list[Screen[object]], pop: Callable[[], AwaitComplete]) -> AwaitComplete:
        """A screen that closes itself when its work is done goes from under the lock, and the lock stays."""
        covers: list[Screen[object]] = []
        while self.on and len(stack) > 1 and _covers(stack[-1]):
            covers.insert(0, stack.pop())
        self._beneath = bool(covers)
        try:
            return pop()
        finally:
            stack.extend(covers)
            self._beneath = False

    async def _store_and_lock(self) -> None:
        """Store what is typed; the key is dropped when all of it is on disk, and tried again until it is."""
        while self.on:
            if await self._stored():
                break
            self._tell("not stored")
            if not self._protected:
                return
            await asyncio.sleep(RETRY)
        workspace = self._app.workspace
        if self._protected and workspace is not None:
            await self._work_done()
            await asyncio.to_thread(self._drop_key, workspace)
            self._tell("stored")

    async def _forget_key(self) -> None:
        if self._app.workspace is not None:
            await asyncio.to_thread(self._drop_key, self._app.workspace)

    async def _stored(self) -> bool:
        from progress_tui.tui.habits.saving import keepers

        stored = [await keeper.saved_in_time(1.0) for keeper in keepers(self._app.screen_stack)]
        return all(stored)

    async def _work_done(self) -> None:
        """Wait for what was asked for before, on any screen: without the key it could not be ended.

        Not by waiting for the workers themselves: one that is cancelled meanwhile would end the wait with an error.
        """
        while any(one.group not in _OUTLAST and not one.is_finished for one in self._app.workers):
            await asyncio.sleep(LOOK_EVERY)
            self._tell("under way")

    def _drop_key(self, workspace: Workspace) -> None:
        with self._one_at_a_time:
            if not self._unlocked.is_set():
                workspace.protecting.lock()

    def _tell(self, what: Became) -> None:
        from progress_tui.tui.dialogs.lock import LockScreen
        from progress_tui.tui.dialogs.unlock import UnlockScreen

        for cover in self._app.screen_stack if self.on else ():
            if isinstance(cover, UnlockScreen):
                cover.say_what_became(what)
            elif isinstance(cover, LockScreen) and what == "not stored":
                cover.say("A note could not be stored yet. It is kept, and tried again.")

    def say(self, words: str) -> None:
        """Say on the cover why the program is not left."""
        from progress_tui.tui.dialogs.lock import LockScreen
        from progress_tui.tui.dialogs.unlock import UnlockScreen

        for cover in self._app.screen_stack:
            if isinstance(cover, UnlockScreen | LockScreen):
                cover.say(words)

    # -- opening

    def _unlock(self, secret: str) -> None:
        """On a thread: open the file by a passphrase; raises as `Protecting.unlock` does."""
        workspace, opens = self._app.workspace, self._opens
        if workspace is None:
            return
        with self._one_at_a_time:
            workspace.protecting.unlock(secret)
            self._unlocked.set()
        if opens is not None:
            try:
                self._app.post_message(FileOpened(opens()))
            except ProgressError as error:
                self._app.post_message(Trouble(error))

    def _uncovered(self, _: None) -> None:
        """Everything that waited is shown now."""
        if not self.on:
            return
        self.on = False
        self._app.idle.touched()
        self._app.screen_change_signal.unsubscribe(self._app)
        self._app.window_title.show()
        waiting, self._messages = self._messages, []
        if self._protected and self._opens is None:
            self._app.show_again()
        for message in waiting:
            self._app.post_message(message)
        calls, self._then = self._then, []
        for then in calls:
            self._app.call_later(then)
        said, self._words = self._words, []
        for text, warning in said:
            self._app.say(text, warning)

    def holds(self, message: Message) -> bool:
        """Whether the screen is locked; the message comes again when it is not.

        That the file is locked is no trouble: what asked for it asks again when it is not.
        """
        if self.on and not (isinstance(message, Trouble) and isinstance(message.error, LockedUpError)):
            self._messages.append(message)
        return self.on

    def holds_of(self, message: Message, workspace: Workspace) -> bool:
        """As `holds`; the school file it tells of is locked like any other where it was encrypted behind the lock."""
        if self.on and not self._protected and workspace.protecting.state() == "open":
            self._app.workspace, self._protected = workspace, True
            self._cover()
            self._app.run_worker(self._store_and_lock(), group="locking")
        return self.holds(message)

    def holds_back(self, then: Callable[[], None]) -> bool:
        """Whether the screen is locked; `then` is called when it is not: it closes screens, and the lock is none."""
        if self.on:
            self._then.append(then)
        return self.on

    def holds_words(self, text: str, warning: bool) -> bool:
        """Whether the screen is locked; the toast comes when it is not."""
        if self.on:
            self._words.append((text, warning))
        return self.on


def _covers(screen: Screen[object]) -> bool:
    """Whether it is the lock, and nobody has opened it."""
    from progress_tui.tui.dialogs.lock import LockScreen
    from progress_tui.tui.dialogs.unlock import UnlockScreen

    return isinstance(screen, LockScreen | UnlockScreen) and not screen.done
