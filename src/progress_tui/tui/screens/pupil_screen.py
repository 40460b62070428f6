"""The pupil card: flags with their sentences, every result by series, meetings, actions and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from progress_tui.domain.card import PupilView
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.tui.card_layout import card_content
from progress_tui.tui.class_layout import name_of
from progress_tui.tui.commands import card as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.messages import CardReady, Trouble
from progress_tui.tui.people import Person
from progress_tui.tui.within import progress_app


class PupilScreen(Screen[int], OffersCommands):
    """One pupil of a list; dismisses with the pupil it was left on."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.CARD
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.CARD)]

    def __init__(self, people: Sequence[Person], at: int) -> None:
        """Show the pupil at place `at` of `people`, the list it was opened from in its order; maybe of many classes."""
        super().__init__()
        self._people, self._at = people, at
        self._card: PupilView | None = None

    def compose(self) -> ComposeResult:
        """Header, the card, footer."""
        yield Static("", classes="crumb", markup=False)
        with VerticalScroll(id="card"):
            yield Static("", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show what the class knows at once; the card follows."""
        self.query_one(VerticalScroll).focus()
        self.watch(self.app, "names_hidden", self._show, init=False)
        self._load()

    @property
    def pupil(self) -> PupilShown:
        """The pupil on the card."""
        return self._people[self._at].pupil

    @property
    def _view(self) -> ClassView:
        """The class the pupil is shown in."""
        return self._people[self._at].view

    def _load(self) -> None:
        workspace, view, pupil_id = progress_app(self).workspace, self._view, self.pupil.pupil_id
        if workspace is None:
            return
        self._show()

        def work() -> None:
            try:
                self.post_message(CardReady(workspace.pupil_view(view, pupil_id)))
            except ProgressError as error:
                self.post_message(Trouble(error))

        self.run_worker(work, thread=True, exclusive=True, group="card")

    @on(CardReady)
    def _card_ready(self, message: CardReady) -> None:
        # The card of the pupil before may come last: it must not take the place of this one's.
        if message.card.pupil.pupil_id == self.pupil.pupil_id:
            self._card = message.card
            self._show()

    def _show(self) -> None:
        hidden = progress_app(self).names_hidden
        place = f"{self._at + 1} of {len(self._people)}{'   names hidden' if hidden else ''}"
        name = name_of(self.pupil, hidden)
        self.query_one(".crumb", Static).update(
            Content(visible(f"{name} ▸ {self._view.class_label} ▸ {self._view.point_label}   {place}")), layout=False
        )
        card = self._card if self._card is not None and self._card.pupil.pupil_id == self.pupil.pupil_id else None
        self.query_one("#card > Static", Static).update(card_content(self.pupil, card, hidden))

    def _step(self, step: int) -> None:
        self._at = (self._at + step) % len(self._people)
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._load()

    @on(do.PreviousPupil)
    def _previous(self) -> None:
        self._step(-1)

    @on(do.NextPupil)
    def _next(self) -> None:
        self._step(1)

    @on(do.Back)
    def _back(self) -> None:
        self.dismiss(self.pupil.pupil_id)

    @on(do.WriteCardNote)
    def _write(self) -> None:
        from progress_tui.tui.dialogs.note import NoteEditor

        self.app.push_screen(NoteEditor(self._view, self.pupil), self._written)

    def _written(self, _: bool | None) -> None:
        self._load()
