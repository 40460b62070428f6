"""The parts of the Meetings screen that are about the meetings themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.text import counted
from progress_tui.tui.commands import meeting_parts as do
from progress_tui.tui.commands.of_part import OfPart
from progress_tui.tui.messages import MeetingFound, Trouble
from progress_tui.tui.views.part import Part, PartChanged, PartDesk
from progress_tui.tui.within import progress_app, workspace_of

if TYPE_CHECKING:
    from textual.message import Message

    from progress_tui.domain.meetings import MeetingKind
    from progress_tui.tui.place import Place
    from progress_tui.workspace import Workspace

_OPENS: Final = {"planned": "enter: its plan", "running": "enter: go on with it", "held": "enter: its record"}
_COUNTS: Final = ("agenda", "pupils", "actions", "open", "overdue")
"""Columns whose children are listed rather than the meeting opened."""


class MeetingsDesk(PartDesk):
    """What is done with meetings."""

    def words(self, row: Mapping[str, object], cells: Mapping[str, object]) -> str:  # noqa: ARG002 – as the base
        """What the meeting is, and what `enter` does."""
        opens = _OPENS.get(str(row["status"]), "")
        return f"{row['class_name']}, {row['status']} {row['held_on']} · {opens} · on a count: the children"

    def opens(self, row: Mapping[str, object], column: str) -> bool:
        """The meeting, but for counts: plan, meeting or record by its status."""
        if column in _COUNTS:
            return False
        place, number = self.screen.place, int(str(row["meeting_id"]))
        if place is not None:
            self._run(lambda workspace: MeetingFound(workspace.meetings.get(place.school_id, number), chosen=True))
        return True

    def do(self, command: OfPart) -> None:
        """Plan all, or delete one."""
        place = self.screen.place
        if place is None:
            return
        if isinstance(command, do.PlanAll):
            if self.screen.allowed():
                self._ask_all(place)
        elif isinstance(command, do.DeleteMeeting):
            self._ask_delete(place)

    def _run(self, work: Callable[[Workspace], Message]) -> None:
        screen, workspace = self.screen, workspace_of(self.screen)

        def guarded() -> None:
            try:
                screen.post_message(work(workspace))
            except ProgressError as error:
                screen.post_message(Trouble(error))

        screen.run_worker(guarded, thread=True, group="meetings")

    # -- plan all

    def _ask_all(self, place: Place) -> None:
        """Which meetings are planned: of every class, or the hand-over of this one."""
        from progress_tui.domain.calendar import Point
        from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu

        at = Point(place.point).label
        choices = [
            Choice("p", f"a progress meeting of every class without one at {at}", "progress"),
            Choice("h", "a hand-over to the next teacher, of every class without one", "hand-over"),
            Choice("c", f"a hand-over of {place.class_name} alone", "one"),
        ]
        self.screen.app.push_screen(
            KeyMenu("Plan meetings for today; change each afterwards", choices),
            lambda chosen: self._run(_PLANS[chosen](place)) if chosen is not None else None,
        )

    # -- delete

    def _ask_delete(self, place: Place) -> None:
        row = self.screen.row
        if row is None:
            return
        if row["status"] != "planned":
            progress_app(self.screen).say("Only a meeting that is planned can be deleted; this one was begun.")
            return
        from progress_tui.tui.dialogs.confirm import ConfirmDialog

        number, class_name = int(str(row["meeting_id"])), str(row["class_name"])
        question = ConfirmDialog(
            f"Delete the planned meeting of {class_name}?",
            "Its agenda goes, with what was written in it and what came on a prep sheet.",
            "delete it",
            "keep it",
        )

        def work(workspace: Workspace) -> Message:
            workspace.meetings.delete(place.school_id, number)
            return PartChanged(f"The planned meeting of {class_name} is deleted.")

        self.screen.app.push_screen(question, lambda wanted: self._run(work) if wanted else None)


def _plan_all(kind: MeetingKind, place: Place) -> Callable[[Workspace], Message]:
    """Plans every class; the way back deletes those that were made and are only planned still."""

    def work(workspace: Workspace) -> Message:
        from progress_tui.tui.habits.undo import Change
        from progress_tui.workspace.meetings import today

        planned = workspace.meetings.plan_all(place.school_id, place.point, today(), kind=kind)
        made = [one.meeting_id for one in planned if one.made]
        kept = len(planned) - len(made)
        had = f" {counted(kept, 'class has', 'classes have')} one already." if kept else ""
        said = f"{counted(len(made), 'meeting is', 'meetings are')} planned.{had}"
        back = Change(f"{counted(len(made), 'meeting')} planned", lambda: _delete(workspace, place, made))
        return PartChanged(said, back if made else None)

    return work


def _plan_one(place: Place) -> Callable[[Workspace], Message]:
    """Plans the hand-over of the class that is looked at."""

    def work(workspace: Workspace) -> Message:
        from progress_tui.domain.meetings import NewMeeting
        from progress_tui.tui.habits.undo import Change
        from progress_tui.workspace.meetings import today

        new = NewMeeting(place.class_id, place.point, today(), kind="hand-over")
        made = workspace.meetings.plan(place.school_id, new)
        back = Change(f"a hand-over of {made.class_name} was planned",
                      lambda: _delete(workspace, place, [made.meeting_id]))  # fmt: skip
        return PartChanged(f"The hand-over of {made.class_name} is planned.", back)

    return work


def _delete(workspace: Workspace, place: Place, numbers: Sequence[int]) -> None:
    from progress_tui.domain.errors import ChangedSinceError, NotFoundError

    written: list[ChangedSinceError] = []
    for number in numbers:
        try:
            workspace.meetings.delete(place.school_id, number, unwritten=True)
        except NotFoundError:
            continue  # it was begun or deleted meanwhile
        except ChangedSinceError as error:
            written.append(error)
    if len(written) == 1 == len(numbers):
        raise written[0]
    if written:
        raise ChangedSinceError(
            f"{counted(len(written), 'planned meeting')} of {len(numbers)} not taken back",
            "Something was written in it since, such as from a prep sheet."
            if len(written) == 1 else "Something was written in them since, such as from prep sheets.",
            "X deletes a planned meeting that is not wanted.",
        )  # fmt: skip


_PLANS: Final[Mapping[str, Callable[[Place], Callable[[Workspace], Message]]]] = {
    "progress": partial(_plan_all, "progress"),
    "hand-over": partial(_plan_all, "hand-over"),
    "one": _plan_one,
}
"""What the menu chooses → what plans it."""

MEETING_PARTS: Final[Mapping[str, Part]] = {
    "meetings": Part(
        "m", "Meetings: planned, running, held", "Meetings",
        lambda workspace, asked: workspace.judging.meetings(asked.whom(), asked.place.school, asked.point),
        empty="No meeting is on file. m plans one for this class, L for every class.", desk=MeetingsDesk,
    ),
    "year": Part(
        "y", "The year's meetings, summed up by class", "Meetings of the year",
        lambda workspace, asked: workspace.judging.meetings_summary(asked.whom(), asked.place.school, asked.point),
        empty="No class is on roll.",
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""
