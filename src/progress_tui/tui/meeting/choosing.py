"""What a running meeting asks: barriers, the decision, actions, a flag to dismiss, questions, the ways out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from progress_tui.domain.meetings import Item
from progress_tui.domain.views import FlagShown
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import runner as do
from progress_tui.tui.commands.base import Command
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.meeting.recorded import barrier_choices, decision_choices
from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.tui.screens.runner_screen import RunnerScreen


class RunnerChoices:
    """Asks on one screen; what is chosen goes to its desk."""

    def __init__(self, screen: RunnerScreen) -> None:
        """Ask on `screen`."""
        self._screen = screen

    def offer(self, command: Command) -> None:
        """Open what a command asks, about the item that is spoken of."""
        item = self._screen.item
        if item is not None:
            _OFFERS[type(command)](self, item)

    @property
    def who(self) -> str:
        """Whom the item is about, as it is called on the screen."""
        pupil = self._screen.pupil
        return name_of(pupil, self._screen.hidden) if pupil is not None else "the class"

    def barriers(self, item: Item) -> None:
        """What stands in the way of the child."""
        from progress_tui.tui.dialogs.barriers import BarriersDialog

        screen = self._screen
        choices = barrier_choices(screen.words.barriers, item.barriers)
        screen.app.push_screen(
            BarriersDialog(self.who, choices, lambda barrier: screen.desk.turn_barrier(item, barrier))
        )

    def decision(self, item: Item) -> None:
        """What is decided for the child."""

        def decided(decision: str | None) -> None:
            if decision is not None and decision != item.decision:
                self._screen.desk.decide(item, decision)

        menu = KeyMenu(f"Decided for {self.who}", decision_choices(self._screen.words.decisions), item.decision)
        self._screen.app.push_screen(menu, decided)

    def dismiss(self, item: Item) -> None:  # noqa: ARG002 – every offer is of the item
        """Which flag, where there are several; then why."""
        pupil = self._screen.pupil
        flags = pupil.flags if pupil is not None else ()
        if not flags:
            progress_app(self._screen).say("There is no flag to dismiss.")
        elif len(flags) == 1:
            self._why(flags[0])
        else:
            choices = [Choice(str(n), f"⚑{flag.severity} {flag.sentence}", flag) for n, flag in enumerate(flags[:9], 1)]
            self._screen.app.push_screen(KeyMenu(f"Which flag of {self.who} is dismissed?", choices), self._why)

    def _why(self, flag: FlagShown | None) -> None:
        from progress_tui.tui.dialogs.dismiss import DismissDialog

        screen, pupil, meeting = self._screen, self._screen.pupil, self._screen.meeting
        if flag is None or pupil is None or meeting is None:
            return

        def dismissed(reason: str | None) -> None:
            if reason:
                screen.desk.dismiss_flag(pupil.pupil_id, flag, reason, meeting.ordinal)

        screen.app.push_screen(DismissDialog(flag, self.who), dismissed)

    def questions(self, item: Item) -> None:
        """Questions to ask; one that is chosen is written into the text."""
        words = self._screen.words
        asked = words.questions if item.kind == "pupil" else words.class_questions
        choices = [Choice(str(n) if n < 10 else "", question, question) for n, question in enumerate(asked, 1)]
        writing = self._screen.writing
        field = writing.field if writing is not None else "note"

        def chosen(question: str | None) -> None:
            if question is not None:
                self._screen.write(field, question)
            elif writing is not None:
                writing.focus()

        self._screen.app.push_screen(KeyMenu("Ask: a digit writes the question into the text", choices), chosen)


Offer = Callable[[RunnerChoices, Item], None]

_OFFERS: Final[Mapping[type[Command], Offer]] = {
    do.Barriers: RunnerChoices.barriers,
    do.Decide: RunnerChoices.decision,
    do.DismissFlag: RunnerChoices.dismiss,
    do.Questions: RunnerChoices.questions,
}
"""What each command asks."""
