"""What takes a thread while a meeting is planned: reading it, changing its agenda, beginning it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.meetings import Item, Meeting, MeetingDetails, NewItem
from progress_tui.tui.habits.in_turn import InTurn
from progress_tui.tui.habits.undo import Change
from progress_tui.tui.meeting.planning import Proposal
from progress_tui.tui.within import workspace_of
from progress_tui.workspace.hiding import hiding

if TYPE_CHECKING:
    from progress_tui.tui.screens.plan_screen import PlanScreen
    from progress_tui.workspace.meetings import Meetings

Spot = tuple[int | None, int | None]
"""The item and the child the cursor is on."""


class PlanRead(Message):
    """The meeting as it is on file and what the figures propose; the cursor goes to `stay_on`, None leaves it."""

    def __init__(self, meeting: Meeting, proposal: Proposal, stay_on: Spot | None) -> None:
        super().__init__()
        self.meeting, self.proposal, self.stay_on = meeting, proposal, stay_on


class PlanChanged(Message):
    """A change is stored; `change` takes it back."""

    def __init__(self, said: str, change: Change | None, stay_on: Spot | None = None) -> None:
        super().__init__()
        self.said, self.change, self.stay_on = said, change, stay_on


class PlanGone(Message):
    """The meeting is not on file any more: it was taken back here, or deleted by another program."""


class Begun(Message):
    """The meeting runs."""


class PlanDesk:
    """Works for one plan screen; every outcome comes as a message to it."""

    def __init__(self, screen: PlanScreen) -> None:
        """Work for `screen`."""
        self._screen = screen
        self._turns = InTurn(screen)
        meeting = screen.meeting
        self._key = meeting.school_id, meeting.meeting_id

    @property
    def _meetings(self) -> Meetings:
        return workspace_of(self._screen).meetings

    def read(self, stay_on: Spot | None = None) -> None:
        """Ask for the meeting as it is on file and for what the figures propose."""
        workspace, key, held = workspace_of(self._screen), self._key, self._screen.meeting

        def work() -> Message:
            try:
                meeting = workspace.meetings.get(*key)
            except NotFoundError:
                return PlanGone()
            where = held.school_id, held.class_id, held.ordinal
            agenda = workspace.meetings.auto_agenda(*where, held.kind)
            previous = workspace.meetings.previous(*where, held.meeting_id)
            hide = hiding(workspace, held.school_id, held.ordinal, agenda.view).hide_typed
            return PlanRead(meeting, Proposal(agenda, previous, hide), stay_on)

        self._turns.do(work)

    def add(self, item: NewItem, after: int | None) -> None:
        """Put an item on the agenda."""
        meetings, key = self._meetings, self._key

        def work() -> Message:
            (number,) = meetings.add_items(*key, [item], after)
            what = "a child was put on the agenda" if item.kind == "pupil" else "a question was put on the agenda"
            return PlanChanged("", Change(what, lambda: _take_off(number)), (number, item.pupil_id))

        def _take_off(number: int) -> None:
            try:
                meetings.remove_item(*key, number)
            except NotFoundError:
                return  # somebody took it off already

        self._turns.do(work)

    def remove(self, item: Item, then: Item | None) -> None:
        """Take an item off the agenda; the cursor goes to `then`."""
        meetings, key = self._meetings, self._key

        def work() -> Message:
            place = meetings.remove_item(*key, item.item_id)
            back = Change("an item was taken off the agenda", lambda: meetings.move(*key, item.item_id, place))
            return PlanChanged("Taken off. u puts it back.", back, (then.item_id, then.pupil_id) if then else None)

        self._turns.do(work)

    def move(self, item: Item, place: int) -> None:
        """Put an item into another place."""
        meetings, key, before = self._meetings, self._key, item.place

        def work() -> Message:
            meetings.move(*key, item.item_id, place)
            back = Change("an item was moved on the agenda", lambda: meetings.move(*key, item.item_id, before))
            return PlanChanged("", back, (item.item_id, item.pupil_id))

        self._turns.do(work)

    def change(self, before: MeetingDetails, after: MeetingDetails) -> None:
        """Say when the meeting is, how long it takes and who is there, from what was read of it."""
        meetings, key = self._meetings, self._key

        def work() -> Message:
            meetings.change(*key, before, after)
            back = Change("the details of a meeting were changed", lambda: meetings.change(*key, after, before))
            return PlanChanged("", back)

        self._turns.do(work)

    def begin(self) -> None:
        """Begin the meeting: its figures are kept."""
        meetings, key = self._meetings, self._key

        def work() -> Message:
            meetings.start(*key)
            return Begun()

        self._turns.do(work)
