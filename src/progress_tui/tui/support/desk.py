"""What the page of a support group does on threads: what is on file, and changes with the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.message import Message
from textual.screen import Screen

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.reports import Report
from progress_tui.domain.support import SupportRecord
from progress_tui.tui.habits.in_turn import InTurn
from progress_tui.tui.people import Person
from progress_tui.tui.within import workspace_of
from progress_tui.workspace.hiding import Hiding
from progress_tui.workspace.supporting import OnRoll, SupportChange, Supporting


class GroupAt(NamedTuple):
    """A support group, looked at from a point of a school; `class_id` is the class that is not hidden."""

    school_id: int
    point: int
    class_id: int
    number: int


class GroupShown(NamedTuple):
    """A group as it is on file.

    Attributes:
        report: its children (`analysis.effect.members`), a row each.
        people: pupil id → the child and its class, of those who are or were in a class.
        hiding: puts names away in texts that somebody typed.
    """

    group: SupportRecord
    report: Report
    people: dict[int, Person]
    hiding: Hiding


class GroupRead(Message):
    """A group is here, or cannot be shown and why."""

    def __init__(self, at: GroupAt, shown: GroupShown | None, error: ProgressError | None) -> None:
        super().__init__()
        self.at, self.shown, self.error = at, shown, error

    def can_replace(self, message: Message) -> bool:
        """Only the latest counts."""
        return isinstance(message, GroupRead) and message.at == self.at


class GroupChanged(Message):
    """A change is stored."""

    def __init__(self, change: SupportChange) -> None:
        super().__init__()
        self.change = change


class RollRead(Message):
    """Everybody on roll, to put somebody in."""

    def __init__(self, roll: list[OnRoll]) -> None:
        super().__init__()
        self.roll = roll


class Proposed(Message):
    """What a child's result was on a day, proposed as what was measured."""

    def __init__(self, pupil_id: int, side: str, text: str) -> None:
        super().__init__()
        self.pupil_id, self.side, self.text = pupil_id, side, text


class GroupDesk:
    """Works for the page of one group, one piece after the other; every answer comes as a message to it."""

    def __init__(self, screen: Screen[None], at: GroupAt) -> None:
        """Work for `screen`."""
        self._screen, self._at = screen, at
        self._turns = InTurn(screen)

    def load(self) -> None:
        """Read the group as it is now."""
        at, workspace = self._at, workspace_of(self._screen)

        def work() -> Message:
            from progress_tui.workspace.hiding import hiding
            from progress_tui.workspace.people import people

            try:
                group = workspace.supporting.group(at.school_id, at.number)
                report = workspace.supporting.page(at.school_id, at.point, at.number)
                ids = [one.pupil_id for one in group.members]
                found = [Person(*one) for one in people(workspace, at.school_id, at.point, ids)]
                own = next((one.view for one in found if one.view.class_id == at.class_id), None)
                put_away = hiding(workspace, at.school_id, at.point, own)
            except ProgressError as error:
                return GroupRead(at, None, error)
            by_id = {one.pupil.pupil_id: one for one in found}
            return GroupRead(at, GroupShown(group, report, by_id, put_away), None)

        self._turns.do(work)

    def change(self, what: Callable[[Supporting], SupportChange]) -> None:
        """Do a change."""
        supporting = workspace_of(self._screen).supporting
        self._turns.do(lambda: GroupChanged(what(supporting)))

    def read_roll(self) -> None:
        """Ask who is on roll."""
        at, supporting = self._at, workspace_of(self._screen).supporting
        self._turns.do(lambda: RollRead(supporting.roll(at.school_id, at.point)))

    def propose(self, group: SupportRecord, pupil_id: int, side: str) -> None:
        """Ask what a child's result was when it came in (`entry`) or went out (`exit`)."""
        at, workspace = self._at, workspace_of(self._screen)
        member = group.member(pupil_id)

        def work() -> Message:
            supporting = workspace.supporting
            own = (member.joined if side == "entry" else member.left) if member is not None else None
            day = own or (group.starts if side == "entry" else group.ends) or supporting.read_day("").day
            found = supporting.measured(at.school_id, at.point, group.subject, day, [pupil_id])
            return Proposed(pupil_id, side, found.get(pupil_id, ""))

        self._turns.do(work)
