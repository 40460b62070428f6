"""Locking the screen: it is covered at once, what is typed is stored, and nothing comes up over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from progress_tui.tui.commands.locking import Unlock

if TYPE_CHECKING:
    from progress_tui.tui.app import ProgressApp


class Lock:
    """Whether the screen of an app is locked, and what waits until it is not."""

    def __init__(self, app: ProgressApp) -> None:
        """Begin unlocked."""
        self._app = app
        self.on = False
        self._messages: list[Message] = []
        self._words: list[tuple[str, bool]] = []

    def close(self) -> None:
        """Cover the screen; notes that are being typed are stored behind it."""
        if self.on:
            return
        self.on = True
        self._app.clear_notifications()
        self._app.screen_change_signal.subscribe(self._app, self._stay_on_top, immediate=True)
        self._cover()
        self._app.window_title.show()
        self._app.run_worker(self._store_notes(), group="locking")

    def _cover(self) -> None:
        from progress_tui.tui.dialogs.lock import LockScreen

        self._app.push_screen(LockScreen(self._app.keys_of(Unlock)), self._uncovered)

    def _stay_on_top(self, shown: Screen[object]) -> None:
        """Work that was under way opens its screen behind the lock, not over it."""
        from progress_tui.tui.dialogs.lock import LockScreen
        from progress_tui.tui.dialogs.trouble import UnsavedDialog

        if self.on and not isinstance(shown, LockScreen | UnsavedDialog):
            self._cover()

    async def _store_notes(self) -> None:
        from progress_tui.tui.dialogs.lock import LockScreen
        from progress_tui.tui.habits.saving import keepers

        for keeper in keepers(self._app.screen_stack):
            if not await keeper.saved_in_time(1.0) and self.on:
                for cover in self._app.screen_stack:
                    if isinstance(cover, LockScreen):
                        cover.say_unsaved()

    def _uncovered(self, _: None) -> None:
        """Everything that waited is shown now."""
        self.on = False
        self._app.screen_change_signal.unsubscribe(self._app)
        self._app.window_title.show()
        waiting, self._messages = self._messages, []
        for message in waiting:
            self._app.post_message(message)
        said, self._words = self._words, []
        for text, warning in said:
            self._app.say(text, warning)

    def holds(self, message: Message) -> bool:
        """Whether the screen is locked; the message comes again when it is not."""
        if self.on:
            self._messages.append(message)
        return self.on

    def holds_words(self, text: str, warning: bool) -> bool:
        """Whether the screen is locked; the toast comes when it is not."""
        if self.on:
            self._words.append((text, warning))
        return self.on
