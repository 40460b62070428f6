"""What somebody types is saved as they type it, with a mark that is only shown for what is on disk.

A `Draft` is one text and what is known of it on disk. A `Saver` stores the drafts of a screen: after a pause, after the
longest time though typing goes on, again where it failed, and at once where the program ends.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

from textual.message_pump import MessagePump
from textual.timer import Timer

from progress_tui.domain.errors import LockedUpError, ProgressError
from progress_tui.tui.messages import Trouble

PAUSE: Final = 0.25
"""Seconds without a key after which what was typed is saved."""

LONGEST: Final = 0.6
"""Seconds after which it is saved though typing goes on."""

AGAIN: Final = 0.12
"""Seconds from a save to the next while keys keep coming: the mark waits until one save holds them all."""

RETRY: Final = 1.5
"""Seconds until a save that failed is tried again."""

TYPING: Final = "Typing …"
"""The mark while something typed is not on disk yet."""

S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)


class Answer(Protocol[S_co]):
    """What a future is to those who wait for a save."""

    def result(self) -> S_co:
        """What became of the save; waits for it, raises what it raised."""

    def exception(self) -> BaseException | None:
        """Why it failed; None when it did not."""

    def add_done_callback(self, fn: Callable[[Answer[S_co]], object], /) -> None:
        """Call `fn` on the store thread once it is done."""


class Draft(ABC, Generic[S]):
    """One text that is being written.

    Attributes:
        text: what is typed; `stored` what is on disk of it.
        mark: what is said of it on the screen; `wrong` whether it says that it is not saved.
        problem: why it could not be saved, "" where it could.
        changed: whether anything was saved.
    """

    def __init__(self, text: str = "", mark: str = "") -> None:
        """Begin with what is on disk, and what is said of it."""
        self.text = self.stored = text
        self.mark = self.settled = mark
        self.wrong, self.changed = False, False
        self.problem = ""
        self.sent = ""
        self.answer: Answer[S] | None = None
        self.timer: Timer | None = None
        self.begun: float | None = None

    @property
    def unsaved(self) -> bool:
        """Whether anything typed is not on disk."""
        return self.text.strip() != self.stored.strip()

    @property
    def at_rest(self) -> bool:
        """Whether all is on disk and nothing is under way."""
        return not self.unsaved and self.answer is None

    @abstractmethod
    def hand_over(self, text: str) -> Answer[S] | None:
        """Begin to store a text; None where there is nothing to be stored: it was never on file and is empty."""

    @abstractmethod
    def take(self, text: str, saved: S) -> str:
        """A text is on disk: keep what the next save needs, and `stored`; the words of the mark."""

    def emptied(self) -> str:
        """There is nothing on file and nothing typed: the words of the mark."""
        return self.settled


class Keeper(Protocol):
    """Holds texts that may not be on disk yet."""

    @property
    def problem(self) -> str:
        """Why a text could not be saved."""

    @property
    def unsaved_texts(self) -> list[str]:
        """What is typed and not on disk."""

    async def saved_in_time(self, seconds: float = 3.0) -> bool:
        """Save what is typed now and wait for it; False when it could not be stored."""

    def store_now(self) -> None:
        """Store what is typed without the help of the event loop."""


class KeepsText:
    """A screen in which somebody writes: the program saves it before it ends or is locked."""

    @property
    @abstractmethod
    def keeper(self) -> Keeper:
        """What holds the texts."""


def keepers(screens: Iterable[object]) -> list[Keeper]:
    """Those of some screens."""
    return [screen.keeper for screen in screens if isinstance(screen, KeepsText)]


async def unsaved(screens: Iterable[object]) -> str:
    """Save what is typed on some screens; why it could not be saved in time, "" where it could."""
    for keeper in keepers(screens):
        if not await keeper.saved_in_time():
            return keeper.problem or "It is still being saved."
    return ""


class Says(Protocol):
    """How the app says something."""

    def __call__(self, text: str, warning: bool = False) -> None:
        """Say a text."""


async def saved_or_said(screens: Iterable[object], say: Says) -> bool:
    """Save what is typed on some screens before they are left; where that fails it is said, and they stay."""
    problem = await unsaved(screens)
    if problem:
        say(f"Not saved yet, so it stays open: {problem}", warning=True)
    return not problem


class Saver(Generic[S]):
    """Stores the drafts of one screen, each one save at a time."""

    def __init__(
        self,
        node: MessagePump,
        show: Callable[[Draft[S]], None],
        typed_now: Callable[[], Iterable[tuple[Draft[S], str]]],
    ) -> None:
        """Work for a screen.

        Args:
            node: the screen.
            show: paints the mark of a draft, and its text where a save made it another one.
            typed_now: what the editors hold: the message of the last key may be on its way still.
        """
        self._node, self._show, self._typed_now = node, show, typed_now
        self._held: list[Draft[S]] = []

    @property
    def unsaved(self) -> bool:
        """Whether anything typed is not on disk."""
        return any(draft.unsaved for draft in self._held)

    @property
    def problem(self) -> str:
        """Why a text could not be saved; "" where all could."""
        return next((draft.problem for draft in self._held if draft.problem), "")

    @property
    def unsaved_texts(self) -> list[str]:
        """What is typed and not on disk."""
        self._catch_up()
        return [draft.text.strip() for draft in self._held if draft.unsaved and draft.text.strip()]

    def typed(self, draft: Draft[S], text: str) -> None:
        """A draft reads otherwise now: it is saved soon."""
        draft.text = text
        if not draft.unsaved:
            if draft.answer is None:
                self._settle(draft, draft.settled)
            return
        if draft not in self._held:
            self._held.append(draft)
        now = time.monotonic()
        draft.begun = draft.begun if draft.begun is not None else now
        self._mark(draft, TYPING)
        left = draft.begun + LONGEST - now
        if left > 0 or (draft.timer is None and draft.answer is None):
            self._save_in(draft, max(AGAIN, min(PAUSE, left)))

    def _save_in(self, draft: Draft[S], seconds: float) -> None:
        if draft.timer is not None:
            draft.timer.stop()
        # Textual divides by a timer's interval when it comes late.
        draft.timer = self._node.set_timer(max(seconds, 0.001), partial(self._save, draft))

    def _save(self, draft: Draft[S]) -> None:
        """Hand the text to the store thread."""
        draft.timer = None
        if draft.answer is not None or not draft.unsaved:
            return
        text = draft.text
        answer = draft.hand_over(text)
        if answer is None:
            draft.stored = ""
            self._settle(draft, draft.emptied())
            return
        draft.sent, draft.answer = text, answer
        answer.add_done_callback(partial(self._tell, draft))

    def _tell(self, draft: Draft[S], answer: Answer[S]) -> None:
        """On the store thread."""
        error = answer.exception()
        if error is None or isinstance(error, ProgressError):
            self._node.call_later(self._done, draft, answer, error)
        else:
            # Raised here it would be swallowed, and saving would stop without a word.
            self._node.app.call_later(answer.result)

    def _done(self, draft: Draft[S], answer: Answer[S], error: ProgressError | None) -> None:
        """A save came back."""
        if draft.answer is not answer:
            return
        # A key whose message is on its way still is in the editor, and must not be painted over by what was saved.
        self._catch_up()
        draft.answer = None
        if error is not None:
            draft.problem = str(error)
            self._mark(draft, f"NOT SAVED: {draft.problem}", wrong=True)
            self._save_in(draft, RETRY)
            if isinstance(error, LockedUpError):
                self._node.app.post_message(Trouble(error))  # the app asks for the passphrase, and it is tried again
            return
        draft.problem, draft.changed = "", True
        words = draft.take(draft.sent, answer.result())
        if draft.unsaved:
            self._show(draft)
            self._save_in(draft, AGAIN)
        else:
            self._settle(draft, words)

    def _settle(self, draft: Draft[S], words: str) -> None:
        """What is typed is what is on disk, and `words` say so."""
        draft.settled, draft.begun = words, None
        if draft in self._held:
            self._held.remove(draft)
        self._mark(draft, words)

    def _mark(self, draft: Draft[S], words: str, wrong: bool = False) -> None:
        draft.mark, draft.wrong = words, wrong
        self._show(draft)

    def _catch_up(self) -> None:
        for draft, text in self._typed_now():
            if text != draft.text:
                self.typed(draft, text)

    async def saved_in_time(self, seconds: float = 3.0) -> bool:
        """Save what is typed now and wait for it; False when it could not be stored.

        Not to be awaited in a handler of the screen itself: it is told there what became of the save.
        """
        give_up = time.monotonic() + seconds
        self._catch_up()
        while self.unsaved and time.monotonic() < give_up:
            for draft in list(self._held):
                self._save(draft)
            await asyncio.sleep(0.02)
            self._catch_up()
        return not self.unsaved

    def store_now(self) -> None:
        """Store what is typed without the help of the event loop, for an end that does not wait for messages."""
        self._catch_up()
        for draft in list(self._held):
            if draft.answer is not None:
                with suppress(ProgressError):
                    draft.take(draft.sent, draft.answer.result())
                draft.answer = None
            self._save(draft)
