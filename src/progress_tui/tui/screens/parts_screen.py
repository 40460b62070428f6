"""A view of several parts, of which `v` chooses one: each asks its own question."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping
from typing import ClassVar, Protocol

from progress_tui.domain.reports import Report
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.screens.view_asking import Asked
from progress_tui.tui.screens.view_screen import ViewScreen
from progress_tui.workspace import Workspace

Ask = Callable[[Workspace, Asked], Report]
"""What a part asks of the workspace; on a thread."""


class Part(Protocol):
    """What every part says of itself: its letter, what the menu and what the heading call it, its question."""

    @property
    def key(self) -> str:
        """The letter that chooses it."""

    @property
    def words(self) -> str:
        """What the menu calls it."""

    @property
    def title(self) -> str:
        """What the heading calls it."""

    @property
    def ask(self) -> Ask:
        """What is asked."""


class PartsScreen(ViewScreen):
    """A view whose parts are chosen by `v`."""

    MENU: ClassVar[str]
    """What the menu of the parts is headed by."""

    part: str
    """The name of the part that is shown."""

    @property
    @abstractmethod
    def parts(self) -> Mapping[str, Part]:
        """Name → part, in the order of the menu."""

    def options(self) -> Hashable:
        """The part."""
        return self.part

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the part asks."""
        ask = self.parts[str(asked.options)].ask
        return lambda workspace: ask(workspace, asked)

    def title_words(self) -> str:
        """The part."""
        return self.parts[self.part].title

    def choose_view(self) -> None:
        """Offer the parts."""
        choices = [Choice(part.key, part.words, name) for name, part in self.parts.items()]
        self.app.push_screen(KeyMenu(self.MENU, choices, self.part), self.show_part)

    def show_part(self, name: str | None) -> None:
        """Show another part."""
        if name is not None and name != self.part:
            self.part = name
            self.answer = None
            self.ask()
