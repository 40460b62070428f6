"""What a running meeting does on threads, one piece after the other: no change is stored before an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.message import Message

from progress_tui.domain.agenda import Snapshot
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Action, Effect, Item, Meeting, MeetingWords, Text, TextSaved
from progress_tui.domain.views import FlagShown
from progress_tui.tui.habits.in_turn import InTurn
from progress_tui.tui.habits.saving import Answer
from progress_tui.tui.habits.undo import Change
from progress_tui.tui.meeting.texts import Place
from progress_tui.tui.meeting.timer import Spent
from progress_tui.tui.within import workspace_of

if TYPE_CHECKING:
    from progress_tui.tui.screens.runner_screen import RunnerScreen
    from progress_tui.workspace import Workspace
    from progress_tui.workspace.actions import ActionChange, Actions


class MeetingAt(NamedTuple):
    """Names a meeting of a school."""

    school_id: int
    meeting_id: int


class Held(Message):
    """The meeting as it is on file now, with what it shows where that is another snapshot, and what was done.

    Attributes:
        said: for a toast, without a name; "" says nothing.
        change: what takes it back; None where there is no way back.
    """

    def __init__(
        self, meeting: Meeting, snapshot: Snapshot | None = None, said: str = "", change: Change | None = None
    ) -> None:
        super().__init__()
        self.meeting, self.snapshot, self.said, self.change = meeting, snapshot, said, change


class TimeLost(Message):
    """Where the meeting is could not be kept: the seconds are tried again with those to come."""

    def __init__(self, spent: Spent) -> None:
        super().__init__()
        self.spent = spent


_OTHER_FLAG: Final = (
    "That flag is not raised any more: something was agreed or changed since. What is asked now is shown."
)

Work = Callable[["Workspace"], Message | None]


class RunnerDesk:
    """Works for one meeting."""

    def __init__(self, screen: RunnerScreen, at: MeetingAt) -> None:
        """Work for `screen`."""
        self._screen, self._at = screen, at
        self._turns = InTurn(screen)

    def do(self, work: Work) -> None:
        """Do something on a thread when all before it is done; the screen is told of what it answers, or of trouble."""
        self._turns.do(partial(work, workspace_of(self._screen)))

    # -- asked

    def begin(self) -> None:
        """Ask for the meeting and what it shows; one that runs without its figures takes them now."""
        at = self._at

        def work(workspace: Workspace) -> Message:
            started = workspace.meetings.start(*at)
            return Held(workspace.meetings.get(*at), started.snapshot)

        self.do(work)

    def load(self, taken: str) -> None:
        """Ask for the meeting as it is on file now, and for what it shows where that was not `taken` then."""
        at = self._at

        def work(workspace: Workspace) -> Message:
            same = workspace.meetings.taken(*at) == taken
            return Held(workspace.meetings.get(*at), None if same else workspace.meetings.snapshot(*at))

        self.do(work)

    def refresh(self, said: str = "", change: Change | None = None) -> None:
        """Have the figures taken anew, and show them."""
        at = self._at

        def work(workspace: Workspace) -> Message:
            held = workspace.meetings.refresh(*at)
            return Held(workspace.meetings.get(*at), held, said, change)

        self.do(work)

    # -- done

    def turn_barrier(self, item: Item, barrier: str) -> None:
        """Choose a barrier, or take it away."""
        at = self._at

        def write(workspace: Workspace) -> Change:
            chosen = workspace.meetings.toggle_barrier(*at, item.item_id, barrier)
            return Change(
                f"a barrier was {'chosen' if chosen else 'taken away'}",
                lambda: workspace.meetings.set_barrier(*at, item.item_id, barrier, not chosen),
            )

        self._change(write)

    def decide(self, item: Item, decision: str) -> None:
        """Decide, or take the decision back."""
        at = self._at

        def write(workspace: Workspace) -> Change:
            before = workspace.meetings.decide(*at, item.item_id, decision)
            return Change(
                "a decision was made",
                lambda: workspace.meetings.take_decision_back(*at, item.item_id, decision, before),
            )

        self._change(write)

    def tick(self, item: Item, discussed: bool) -> None:
        """Mark as discussed, or not; no change of its own, as the same key takes it back."""
        self._change(lambda workspace: workspace.meetings.discussed(*self._at, item.item_id, discussed))

    def _change(self, write: Callable[[Workspace], Change | None]) -> None:
        at = self._at

        def work(workspace: Workspace) -> Message:
            change = write(workspace)
            return Held(workspace.meetings.get(*at), change=change)

        self.do(work)

    def keep(self, item_id: int, spent: Spent) -> None:
        """Keep where the meeting is and how long the item before was spoken of."""
        at = self._at

        def work(workspace: Workspace) -> Message | None:
            try:
                workspace.meetings.go_to(*at, item_id, spent.item_id, spent.seconds)
            except ProgressError:
                return TimeLost(spent)
            return None

        self.do(work)

    def pause(self) -> None:
        """Nobody is in the meeting from now: views of the school count what was said."""

        def work(workspace: Workspace) -> None:
            workspace.meetings.pause()

        self.do(work)

    def dismiss_flag(self, item: Item, flag: FlagShown, reason: str, point: int) -> None:
        """Dismiss a flag; the meeting shows the child without it, and with it again when that is taken back."""
        at = self._at

        def work(workspace: Workspace) -> Message:
            from progress_tui.tui.dismissing import FlagAt, dismiss

            try:
                done = dismiss(workspace, FlagAt(at.school_id, point, item.pupil_id or 0, flag), reason)
            except NotFoundError:
                # What was agreed since the figures were taken can make another flag of it, or none.
                return Held(workspace.meetings.get(*at), workspace.meetings.refresh(*at), _OTHER_FLAG)

            def undo() -> None:
                done.undo()
                self._show_anew(workspace)

            workspace.meetings.discussed(*at, item.item_id, True)
            held = workspace.meetings.refresh(*at)
            return Held(workspace.meetings.get(*at), held, done.said, Change(done.words, undo))

        self.do(work)

    def _show_anew(self, workspace: Workspace) -> None:
        """On a thread: the figures are taken anew, and shown if the meeting is still on the screen."""
        held = workspace.meetings.refresh(*self._at)
        self._screen.post_message(Held(workspace.meetings.get(*self._at), held))

    # -- actions agreed before, or taken away again

    def settle(self, write: Callable[[Actions, int], ActionChange], said: str, spoken: Item | None = None) -> None:
        """Change an action; the meeting shows it as it is from then, and again as it was when that is taken back.

        Args:
            write: changes it.
            said: for a toast.
            spoken: the item that is discussed by that, None for none.
        """
        self._settle(lambda actions, school: [write(actions, school)], said, spoken)

    def close(self, item: Item, action: Action, became: str, effect: Effect) -> None:
        """It is done (`d`), stopped (`s`) or neither, with an effect; the item it is settled under is discussed."""

        def write(actions: Actions, school: int) -> list[ActionChange]:
            changes = []
            if became == "d":
                changes.append(actions.done(school, action.action_id))
            elif became == "s":
                changes.append(actions.stop(school, action.action_id))
            if effect != action.effect:
                changes.append(actions.note_effect(school, action.action_id, effect, action.effect_note))
            return changes

        self._settle(write, "Noted.", item)

    def carry(self, action: Action, item: Item) -> None:
        """Go on with an action under the item that is spoken of."""

        def write(actions: Actions, school: int) -> list[ActionChange]:
            due = actions.read_due(actions.due_proposed()).day.isoformat()
            return [actions.carry(school, action.action_id, due, item.item_id)]

        self._settle(write, "It goes on; A changes its words or its date.", item)

    def _settle(self, write: Callable[[Actions, int], list[ActionChange]], said: str, spoken: Item | None) -> None:
        at = self._at

        def work(workspace: Workspace) -> Message:
            changes = write(workspace.actions, at.school_id)
            if spoken is not None:
                workspace.meetings.discussed(*at, spoken.item_id, True)
            if not changes:
                return Held(workspace.meetings.get(*at))

            def undo() -> None:
                for change in reversed(changes):
                    workspace.actions.take_back(change)
                self._show_anew(workspace)

            held = workspace.meetings.refresh(*at)
            back = f"{said} u takes it back.".strip()
            return Held(workspace.meetings.get(*at), held, back, Change(changes[0].words, undo))

        self.do(work)

    def store(self, place: Place, text: str, known: Text) -> Answer[TextSaved]:
        """Begin to save a text."""
        return workspace_of(self._screen).meetings.save_text(*self._at, place.item_id, place.field, text, known)


def words_of(screen: RunnerScreen) -> MeetingWords:
    """What a meeting offers."""
    return workspace_of(screen).meetings.words()
