"""What a running meeting asks: barriers, the decision, actions, a flag to dismiss, questions, the ways out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from progress_tui.domain.meetings import Action, Effect, Item
from progress_tui.domain.views import FlagShown
from progress_tui.tui.card.layout import charted
from progress_tui.tui.card.records import day
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import runner as do
from progress_tui.tui.commands.base import Command
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.meeting.agenda_lines import class_label
from progress_tui.tui.meeting.child_side import sentence
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

    def dismiss(self, item: Item) -> None:
        """Which flag, where there are several; then why."""
        pupil = self._screen.pupil
        flags = pupil.flags if pupil is not None else ()
        if not flags:
            progress_app(self._screen).say("There is no flag to dismiss.")
        elif len(flags) == 1:
            self._why(item, flags[0])
        else:
            hidden = self._screen.hidden
            choices = [
                Choice(_digit(n), f"⚑{flag.severity} {sentence(flag, hidden)}", flag) for n, flag in enumerate(flags, 1)
            ]
            menu = KeyMenu(f"Which flag of {self.who} is dismissed?", choices)
            self._screen.app.push_screen(menu, partial(self._why, item))

    def _why(self, item: Item, flag: FlagShown | None) -> None:
        from progress_tui.tui.dialogs.dismiss import DismissDialog

        screen, meeting = self._screen, self._screen.meeting
        if flag is None or meeting is None:
            return

        def dismissed(reason: str | None) -> None:
            if reason:
                screen.desk.dismiss_flag(item, flag, reason, meeting.ordinal)

        shown = flag._replace(sentence=sentence(flag, screen.hidden))
        screen.app.push_screen(DismissDialog(shown, self.who), dismissed)

    def questions(self, item: Item) -> None:
        """Questions to ask; one that is chosen is written into the text."""
        words = self._screen.words
        asked = words.questions if item.kind == "pupil" else words.class_questions
        choices = [Choice(_digit(n), question, question) for n, question in enumerate(asked, 1)]
        writing = self._screen.writing
        field = writing.field if writing is not None else "note"

        def chosen(question: str | None) -> None:
            if question is not None:
                self._screen.write(field, question)
            elif writing is not None:
                self._screen.set_focus(writing)

        self._screen.app.push_screen(KeyMenu("Ask: a digit writes the question into the text", choices), chosen)

    def next_subject(self, shown: str) -> str:
        """The subject whose chart comes after the one that is shown; that one where there is no other."""
        screen, pupil = self._screen, self._screen.pupil
        card = screen.snapshot.cards.get(pupil.pupil_id) if screen.snapshot is not None and pupil is not None else None
        known = charted(card) if card is not None else []
        if len(known) < 2:
            progress_app(screen).say("There is no chart of another subject.")
            return shown
        return known[(known.index(shown) + 1) % len(known)] if shown in known else known[0]

    # -- actions

    def action(self, item: Item) -> None:
        """Agree an action of the child, or of the class."""
        self._ask_action(item, None)

    def change_action(self, item: Item) -> None:
        """Which action agreed here; then its words, or away with it."""
        if not item.actions:
            progress_app(self._screen).say("No action is agreed here yet: a agrees one.")
            return
        if len(item.actions) == 1:
            self._change_or_remove(item.actions[0])
            return
        choices = [Choice(_digit(n), self._told(one), one) for n, one in enumerate(item.actions, 1)]
        self._screen.app.push_screen(KeyMenu("Which action?", choices), self._change_or_remove)

    def _change_or_remove(self, action: Action | None) -> None:
        item = self._screen.item
        if action is None or item is None:
            return
        choices = [Choice("c", "change its words, who or when", True), Choice("r", "take it away", False)]

        def chosen(change: bool | None) -> None:
            if change:
                self._ask_action(item, action)
            elif change is not None:
                self._screen.desk.settle(lambda actions, school: actions.remove(school, action.action_id), "")

        self._screen.app.push_screen(KeyMenu(self._told(action), choices), chosen)

    def _ask_action(self, item: Item, action: Action | None) -> None:
        from progress_tui.tui.dialogs.action import ActionAsked, ActionDialog

        screen, meeting = self._screen, self._screen.meeting
        if meeting is None:
            return
        label = class_label(meeting)
        asked = ActionAsked(
            meeting.school_id, meeting.class_id, item.pupil_id, self.who, label, item.item_id, action
        )  # fmt: skip

        def agreed(agreed: Action | None) -> None:
            if agreed is not None:
                screen.desk.tick(item, True)

        screen.app.push_screen(ActionDialog(asked), agreed)

    def _told(self, action: Action) -> str:
        """An action in a line of a menu; what somebody typed may name a child."""
        what = "an action, hidden in projector mode" if self._screen.hidden else action.what
        return f"{action.status}, by {day(action.due)}: {what}"

    def last_time(self, item: Item) -> None:
        """What became of the actions agreed before: which one, then what, then with what effect."""
        screen = self._screen
        before = screen.snapshot.shown.previous.of_pupil(item.pupil_id) if screen.snapshot is not None else ()
        actions = [one.action for one in before]
        if not actions:
            progress_app(screen).say("Nothing was agreed before that is still to be gone through.")
        elif len(actions) == 1:
            self._became(item, actions[0])
        else:
            choices = [Choice(_digit(n), self._told(one), one) for n, one in enumerate(actions, 1)]
            screen.app.push_screen(KeyMenu("What became of which action?", choices), partial(self._became, item))

    def _became(self, item: Item, action: Action | None) -> None:
        if action is None:
            return
        choices = [Choice(key, words, key) for key, words in _BECAME.items()]

        def chosen(key: str | None) -> None:
            if key is None:
                return
            if key == "c":
                self._screen.desk.carry(action, item)
            elif key == "o":
                self._screen.desk.settle(
                    lambda actions, school: actions.reopen(school, action.action_id), "It is open again.", item
                )
            else:
                self._effect(item, action, key)

        self._screen.app.push_screen(KeyMenu(self._told(action), choices), chosen)

    def _effect(self, item: Item, action: Action, became: str) -> None:
        choices = [Choice(key, words, effect) for key, words, effect in _EFFECTS]

        def chosen(effect: Effect | None) -> None:
            if effect is not None:
                self._screen.desk.close(item, action, became, effect)

        self._screen.app.push_screen(KeyMenu("With what effect?", choices), chosen)

    # -- what leads out

    def support(self, item: Item) -> None:
        """Which group the child is put in."""
        from progress_tui.tui.dialogs.support_choice import SupportChoice
        from progress_tui.tui.support.asked import SupportAsked

        screen, meeting, pupil = self._screen, self._screen.meeting, self._screen.pupil
        if meeting is None or pupil is None:
            return
        subject = next((flag.subject for flag in pupil.flags if flag.subject), "")

        def done(change: object | None) -> None:
            if change is not None:
                screen.desk.tick(item, True)
                screen.desk.refresh()

        asked = SupportAsked(meeting.school_id, meeting.ordinal, subject, (pupil.pupil_id,), self.who)
        screen.app.push_screen(SupportChoice(asked), done)

    def export(self, item: Item) -> None:  # noqa: ARG002 – every offer is of the item
        """Which document, with which names, where to."""
        from progress_tui.tui.meeting.exporting import export_meeting

        screen, meeting = self._screen, self._screen.meeting
        if meeting is not None:
            screen.when_saved(lambda: export_meeting(screen, meeting, "teacher"))

    def read_back(self, item: Item) -> None:  # noqa: ARG002 – every offer is of the item
        """What was decided and agreed; from there the meeting is finished."""
        from progress_tui.tui.screens.read_back_screen import ReadBackScreen

        screen, at = self._screen, self._screen.at
        progress_app(screen).hold_keys()
        screen.when_saved(lambda: screen.app.push_screen(ReadBackScreen(*at), screen.go_to))


def _digit(number: int) -> str:
    """The key of a choice; from the tenth on the arrows lead there."""
    return str(number) if number < 10 else ""


_BECAME: Final = {
    "d": "it is done",
    "s": "it is stopped: not gone on with",
    "c": "it is carried on for four more weeks",
    "o": "it is still open",
    "e": "only its effect",
}
"""What may become of an action, by letter."""
_EFFECTS: Final[tuple[tuple[str, str, Effect], ...]] = (
    ("c", "a clear effect", "clear"), ("s", "some effect", "some"), ("n", "no effect", "none"),
    ("u", "not known", "unknown"),
)  # fmt: skip

Offer = Callable[[RunnerChoices, Item], None]

_OFFERS: Final[Mapping[type[Command], Offer]] = {
    do.Barriers: RunnerChoices.barriers,
    do.Decide: RunnerChoices.decision,
    do.DismissFlag: RunnerChoices.dismiss,
    do.Questions: RunnerChoices.questions,
    do.AddAction: RunnerChoices.action,
    do.ChangeAction: RunnerChoices.change_action,
    do.LastTime: RunnerChoices.last_time,
    do.Support: RunnerChoices.support,
    do.Export: RunnerChoices.export,
    do.ReadBack: RunnerChoices.read_back,
}
"""What each command asks."""
