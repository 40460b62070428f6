"""What the pupil card does on threads and with dialogs: its card, the children of a position, changes to the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Behind
from progress_tui.domain.views import ClassView, FlagShown
from progress_tui.tui.card.layout import ResultAt
from progress_tui.tui.messages import CardReady, Trouble
from progress_tui.tui.people import Person
from progress_tui.tui.within import progress_app

if TYPE_CHECKING:
    from progress_tui.tui.dismissing import FlagChanged
    from progress_tui.tui.screens.pupil_screen import PupilScreen
    from progress_tui.workspace import Workspace
    from progress_tui.workspace.querying import QueryChange
    from progress_tui.workspace.supporting import SupportChange


class CohortFound(Message):
    """The children a position within the year group is among."""

    def __init__(self, behind: Behind, people: list[Person]) -> None:
        super().__init__()
        self.behind, self.people = behind, people


class ClassChanged(Message):
    """A class is judged anew after a change, which `said` tells; `flag` is what takes it back where it was a flag's."""

    def __init__(self, view: ClassView, said: str, flag: FlagChanged | None = None) -> None:
        super().__init__()
        self.view, self.said, self.flag = view, said, flag


class CardDesk:
    """Works for one card; every answer comes as a message to the screen."""

    def __init__(self, screen: PupilScreen) -> None:
        """Work for `screen`."""
        self._screen = screen

    @property
    def _workspace(self) -> Workspace | None:
        return progress_app(self._screen).workspace

    def _run(self, group: str, work: partial[Message]) -> None:
        """Post what `work` makes on a thread, or the trouble it had."""
        screen = self._screen

        def guarded() -> None:
            try:
                screen.post_message(work())
            except ProgressError as error:
                screen.post_message(Trouble(error))

        screen.run_worker(guarded, thread=True, exclusive=True, group=group)

    def load(self, person: Person) -> None:
        """Ask for the card of a pupil."""
        if self._workspace is not None:
            self._run("card", partial(_card, self._workspace, person))

    def find_cohort(self, person: Person, held: ResultAt) -> None:
        """Ask who a position is among."""
        app = progress_app(self._screen)
        if app.names_hidden:
            app.say(
                f"The others are of other classes too, hidden in projector mode. {app.way_out_of_hiding}", warning=True
            )
        elif self._workspace is not None:
            self._run("people", partial(_cohort, self._workspace, person, held))

    def show_cohort(self, message: CohortFound) -> None:
        """List them."""
        if progress_app(self._screen).names_hidden:
            return
        from progress_tui.tui.screens.list_screen import ListScreen

        self._screen.app.push_screen(ListScreen(message.behind, message.people))

    def dismiss(self, person: Person, flag: FlagShown, reason: str) -> None:
        """Dismiss a flag."""
        if self._workspace is not None:
            self._run("change", partial(_dismissed, self._workspace, person, flag, reason))

    def renew(self, person: Person) -> None:
        """Ask for the class of a pupil as it is on file now."""
        if self._workspace is not None:
            self._run("change", partial(_again, self._workspace, person, ""))

    def query(self, person: Person, held: ResultAt, who: str) -> None:
        """Ask what is wrong with a result."""
        from progress_tui.tui.dialogs.query import QueryDialog, ResultAsked, change_words

        asked = ResultAsked(
            person.view.school_id, person.pupil.pupil_id, who, held.series.series_id, held.result.ordinal
        )

        def changed(change: QueryChange | None) -> None:
            if change is not None and self._workspace is not None:
                self._run("change", partial(_again, self._workspace, person, change_words(change, who)))

        self._screen.app.push_screen(QueryDialog(asked), changed)

    def agree(self, person: Person, who: str) -> None:
        """Ask for an action for a pupil."""
        from progress_tui.tui.agreeing import agree
        from progress_tui.tui.dialogs.action_form import ActionAsked

        view = person.view
        asked = ActionAsked(view.school_id, view.class_id, person.pupil.pupil_id, who, view.class_label)
        agree(self._screen, asked, lambda: self.renew(person))

    def support(self, person: Person, subject: str, who: str) -> None:
        """Offer support for a pupil in a subject."""
        from progress_tui.tui.dialogs.support_choice import SupportChoice
        from progress_tui.tui.support.asked import SupportAsked

        def changed(change: SupportChange | None) -> None:
            if change is not None and self._workspace is not None:
                self._run("change", partial(_again, self._workspace, person, ""))

        asked = SupportAsked(person.view.school_id, person.view.point, subject, (person.pupil.pupil_id,), who)
        self._screen.app.push_screen(SupportChoice(asked), changed)

    def copy(self, line: str, card: str) -> None:
        """Ask what is copied, and copy it."""
        from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu

        choices = [
            Choice("r", "what the cursor is on", (line, "the text under the cursor")),
            Choice("t", "the whole card", (card, "the card")),
        ]
        self._screen.app.push_screen(KeyMenu("Copy as text", choices), self._copied)

    def _copied(self, chosen: tuple[str, str] | None) -> None:
        if chosen is not None:
            from progress_tui.tui.habits.clipboard import copy

            text, what = chosen
            copy(progress_app(self._screen), [[row] for row in text.split("\n")], what, "pupil card")


def _card(workspace: Workspace, person: Person) -> Message:
    return CardReady(workspace.pupil_view(person.view, person.pupil.pupil_id))


def _cohort(workspace: Workspace, person: Person, held: ResultAt) -> Message:
    from progress_tui.workspace.people import people

    view = person.view
    found = workspace.cohort(view, person.pupil.pupil_id, held.series.series_id, held.result.ordinal)
    if found is None:
        raise ProgressError("That result is not on file any more", remedy="Go back and open the pupil again.")
    named = people(workspace, view.school_id, view.point, found.pupil_ids)
    return CohortFound(found, [Person(*one) for one in named])


def _dismissed(workspace: Workspace, person: Person, flag: FlagShown, reason: str) -> Message:
    from progress_tui.tui.dismissing import FlagAt, dismiss

    view = person.view
    done = dismiss(workspace, FlagAt(view.school_id, view.point, person.pupil.pupil_id, flag), reason)
    return ClassChanged(_judged(workspace, view), done.said, done)


def _again(workspace: Workspace, person: Person, said: str) -> Message:
    return ClassChanged(_judged(workspace, person.view), said)


def _judged(workspace: Workspace, view: ClassView) -> ClassView:
    return workspace.class_view(view.school_id, view.class_id, view.point)
