"""Meetings from the plan to the record: what the screens and the command line call.

Every method may be called from a worker thread. What is said goes into the file piece by piece, so that nothing is lost
with the program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError, ProgressError, did_you_mean
from progress_tui.domain.meetings import NewItem, NewMeeting
from progress_tui.domain.text import clean, fold
from progress_tui.store.meetings import agenda, reading, saying, snapshots
from progress_tui.workspace.meeting_figures import MeetingFigures

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.domain.agenda import AutoAgenda, HandOverChild, Previous, Snapshot, Started
    from progress_tui.domain.meetings import (
        Meeting,
        MeetingDetails,
        MeetingKind,
        MeetingStatus,
        MeetingWords,
        Text,
        TextField,
        TextSaved,
    )
    from progress_tui.store.engine import SchoolFile
    from progress_tui.store.meetings.reading import MeetingEntry
    from progress_tui.workspace.loaded import Loaded


class Planned(NamedTuple):
    """What planning a class came to.

    Attributes:
        meeting_id: the meeting that is on file for the class at the point now.
        status: of that meeting.
        made: whether it was made by this call; False where the class had one already.
    """

    meeting_id: int
    class_name: str
    status: MeetingStatus
    made: bool


class Meetings:
    """The meetings of a file, by school and number."""

    def __init__(self, file: SchoolFile, loaded: Loaded, held: Callable[[], str]) -> None:
        """Write to `file`; `loaded` is what was derived from it; `held` is called after a meeting, and may warn."""
        self._file, self._loaded, self._held = file, loaded, held
        self._figures = MeetingFigures(file, loaded)

    # -- looking

    def listed(self, school_id: int, class_ids: Sequence[int] | None = None) -> list[MeetingEntry]:
        """The meetings of a school or of some classes, the latest point and day first."""
        return self._file.read(lambda con: reading.listed(con, school_id, class_ids))

    def get(self, school_id: int, meeting_id: int) -> Meeting:
        """One meeting with its agenda, texts and actions as they are on file now.

        Raises:
            NotFoundError: it is not on file (any more).
        """
        return self._file.read(lambda con: reading.meeting(con, school_id, meeting_id))

    def latest(self, school_id: int, class_id: int, kind: MeetingKind | None = None) -> MeetingEntry | None:
        """The meeting of a class to go on with: one that runs, else the latest that is planned, else None.

        Args:
            school_id: the school.
            class_id: the class.
            kind: of this kind only.
        """
        held = [one for one in self.listed(school_id, [class_id]) if kind in (None, one.kind) and one.status != "held"]
        return next((one for one in held if one.status == "running"), held[0] if held else None)

    def find(self, school_id: int, class_id: int | None = None, number: int | None = None) -> Meeting:
        """The meeting that is named by its number, or the one of a class to go on with, else its last one.

        Raises:
            NotFoundError: there is none; the sentence offers the nearest number.
        """
        listed = self.listed(school_id, None if class_id is None else [class_id])
        if number is None:
            going_on = None if class_id is None else self.latest(school_id, class_id)
            number = going_on.meeting_id if going_on else listed[0].meeting_id if listed else None
        if number is None:
            raise NotFoundError("No meeting of this class is on file", remedy="Plan one with “meeting plan”.")
        known = [one.meeting_id for one in listed]
        if number not in known:
            raise NotFoundError(
                f"There is no meeting {number}",
                remedy=did_you_mean(str(number), map(str, known)) or "“meeting list” shows those on file.",
            )
        return self.get(school_id, number)

    def auto_agenda(self, school_id: int, class_id: int, ordinal: int, kind: MeetingKind = "progress") -> AutoAgenda:
        """What a meeting of a class at a point would begin with, and every other child who may be put on it.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        return self._figures.agenda(school_id, class_id, ordinal, kind)

    def previous(self, school_id: int, class_id: int, ordinal: int, but: int | None = None) -> Previous:
        """What was agreed before and what happened since; `but` is the meeting that asks.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        return self._figures.previous(school_id, class_id, ordinal, but)

    def hand_over(self, school_id: int, class_id: int, ordinal: int) -> tuple[HandOverChild, ...]:
        """What the next teacher needs to know of every child of a class, by name.

        Raises:
            NotFoundError: the class has nobody on roll at the point.
        """
        return self._figures.hand_over(school_id, class_id, ordinal)

    @staticmethod
    def words() -> MeetingWords:
        """Barriers, decisions and questions as they are offered.

        Raises:
            DataFileError: the school's own file of them is not valid.
        """
        from progress_tui.analysis.meeting_words import meeting_words

        return meeting_words()

    # -- planning

    def plan(self, school_id: int, new: NewMeeting, items: Sequence[NewItem] | None = None) -> Meeting:
        """Plan a meeting of a class.

        Args:
            school_id: the school.
            new: class, point, day and the rest.
            items: the agenda; without it the one that `auto_agenda` proposes.

        Raises:
            ExistsError: one of this kind is planned or running for this class and point already.
            NotFoundError: the class has nobody on roll at the point.
        """
        chosen = self.proposed(school_id, new) if items is None else items
        number = self._file.write(lambda con: agenda.plan(con, school_id, _cleaned(new), chosen))
        self._loaded.refresh()
        return self.get(school_id, number)

    def proposed(self, school_id: int, new: NewMeeting) -> list[NewItem]:
        """The agenda as items in the order of a meeting.

        Children with open actions of last time, questions of the class, the other children, doing well, quiet middle.
        """
        made = self.auto_agenda(school_id, new.class_id, new.ordinal, new.kind)
        children = {one.pupil.pupil_id: one.why for one in made.first}
        return [
            *(NewItem("pupil", pupil_id) for pupil_id, why in children.items() if why == "action"),
            *(NewItem("class", question=one.question) for one in made.questions),
            *(NewItem("pupil", pupil_id) for pupil_id, why in children.items() if why != "action"),
            NewItem("well"),
            NewItem("middle"),
        ]

    def plan_all(
        self,
        school_id: int,
        ordinal: int,
        held_on: str,
        minutes: int = 40,
        attendees: str = "",
        kind: MeetingKind = "progress",
    ) -> list[Planned]:
        """Plan a meeting for every class of a school that has none of this kind at the point; twice adds nothing.

        Args:
            school_id: the school.
            ordinal: the point.
            held_on: the day, ISO; each meeting can be given its own afterwards.
            minutes: how long each takes.
            attendees: who is there.
            kind: of the meetings.

        Returns:
            A line a class, by name.
        """
        views = self._loaded.class_views(school_id, ordinal)
        there = {one.class_id: one for one in self.listed(school_id) if one.ordinal == ordinal and one.kind == kind}
        new = [
            NewMeeting(class_id, ordinal, held_on, minutes, attendees, kind)
            for class_id in views
            if class_id not in there
        ]
        agendas = [(_cleaned(one), self.proposed(school_id, one)) for one in new]

        def work(con: DuckDBPyConnection) -> dict[int, int]:
            return {one.class_id: agenda.plan(con, school_id, one, items) for one, items in agendas}

        made = self._file.write(work) if agendas else {}
        self._loaded.refresh()
        return [
            Planned(there[class_id].meeting_id, view.class_name, there[class_id].status, False)
            if class_id in there
            else Planned(made[class_id], view.class_name, "planned", True)
            for class_id, view in sorted(views.items(), key=lambda one: fold(one[1].class_name))
        ]

    def add_items(
        self, school_id: int, meeting_id: int, items: Sequence[NewItem], after: int | None = None
    ) -> list[int]:
        """Put items on the agenda after another (None: at the end); their numbers. One that is on it stays."""
        return self._file.write(lambda con: agenda.add_items(con, school_id, meeting_id, items, after))

    def remove_item(self, school_id: int, meeting_id: int, item_id: int) -> int:
        """Take an item off the agenda; what was written stays with it. Its place, to put it back with `move`."""
        return self._file.write(lambda con: agenda.remove_item(con, school_id, meeting_id, item_id))

    def move(self, school_id: int, meeting_id: int, item_id: int, place: int) -> None:
        """Put an item into another place of the agenda, counted from 1; one that was taken off comes back there."""
        self._file.write(lambda con: agenda.move(con, school_id, meeting_id, item_id, place))

    def change(self, school_id: int, meeting_id: int, before: MeetingDetails, after: MeetingDetails) -> None:
        """Change when a meeting is, how long it is to take and who is there, from `before`, as it was read.

        Raises:
            ChangedSinceError: another program changed the same meanwhile; nothing is changed.
        """
        tidy = after._replace(attendees=clean(after.attendees))
        self._file.write(lambda con: agenda.change(con, school_id, meeting_id, before, tidy))
        self._loaded.refresh()

    def delete(self, school_id: int, meeting_id: int, *, unwritten: bool = False) -> None:
        """Delete a meeting that is only planned, or that is `unwritten` too; what was agreed under it stays on file.

        Raises:
            NotFoundError: it is not on file, or it was begun.
            ChangedSinceError: it was to be unwritten, and somebody wrote in it.
        """
        self._file.write(lambda con: agenda.delete(con, school_id, meeting_id, unwritten=unwritten))
        self._loaded.refresh()

    # -- running

    def start(self, school_id: int, meeting_id: int) -> Started:
        """Begin a planned meeting, or go on with one that runs: its figures are taken once, when it begins.

        Raises:
            NotFoundError: it is not on file, or its class has nobody on roll.
            ProgressError: it was held.
        """
        from progress_tui.domain.agenda import Started

        meeting = self.get(school_id, meeting_id)
        if meeting.status == "held":
            raise ProgressError(
                "That meeting was held already",
                f"It was on {meeting.held_on}.",
                "Look at its record, or plan another one.",
            )
        if meeting.status == "planned" or not self._kept(school_id, meeting_id).whole:
            texts = self._figures.texts(meeting)

            def work(con: DuckDBPyConnection) -> None:
                saying.start(con, school_id, meeting_id)
                snapshots.keep(con, school_id, meeting_id, texts.whole, texts.pupils)

            self._file.write(work)
        return Started(meeting_id, self.snapshot(school_id, meeting_id))

    def snapshot(self, school_id: int, meeting_id: int) -> Snapshot:
        """The figures a meeting shows or showed, whatever was imported since.

        Raises:
            NotFoundError: it has none: it was not begun, or it was held before figures were kept.
            ThawError: what is kept of it cannot be read.
        """
        held = self._kept(school_id, meeting_id)
        if not held.whole:
            raise NotFoundError(
                "That meeting has kept no figures", "It was not begun, or it was held before figures were kept."
            )
        return self._figures.restored(self.get(school_id, meeting_id), held)

    def _kept(self, school_id: int, meeting_id: int) -> snapshots.Kept:
        return self._file.read(lambda con: snapshots.of_meeting(con, school_id, meeting_id))

    def taken(self, school_id: int, meeting_id: int) -> str:
        """When the figures a meeting shows were taken, ISO to the second; "" where it has none."""
        return self._kept(school_id, meeting_id).taken

    def refresh(self, school_id: int, meeting_id: int) -> Snapshot:
        """Take the figures of a running meeting anew, such as after an import or a dismissed flag; what it shows now.

        Those of a meeting that was finished once stay as they are.
        """
        self._loaded.refresh()
        meeting = self.get(school_id, meeting_id)
        if not meeting.finished:
            texts = self._figures.texts(meeting)
            self._file.write(lambda con: snapshots.keep(con, school_id, meeting_id, texts.whole, texts.pupils))
        return self.snapshot(school_id, meeting_id)

    def save_text(
        self, school_id: int, meeting_id: int, item_id: int, field: TextField, body: str, known: Text
    ) -> Future[TextSaved]:
        """Save a text as typed; done when the future is: then it survives the end of the program.

        Args:
            school_id: the school.
            meeting_id: the meeting.
            item_id: the item.
            field: which text of the item.
            body: the whole text as it is now.
            known: the text as the writer last knew it to be on file; another one on file is kept beside this one.

        Raises (by the future):
            StoreError: it could not be stored now; the caller still holds the text.
            NotFoundError: there is no such item any more.
        """
        text = clean(body, keep_lines=True)
        return self._file.submit_write(
            lambda con: saying.save_text(con, school_id, meeting_id, item_id, field, text, known)
        )

    def toggle_barrier(self, school_id: int, meeting_id: int, item_id: int, barrier: str) -> bool:
        """Choose a barrier or take it back; whether it is chosen now."""
        return self._file.write(lambda con: saying.toggle_barrier(con, school_id, meeting_id, item_id, barrier))

    def set_barrier(self, school_id: int, meeting_id: int, item_id: int, barrier: str, chosen: bool) -> None:
        """Have a barrier chosen, or not, whatever it was before."""
        self._file.write(lambda con: saying.set_barrier(con, school_id, meeting_id, item_id, barrier, chosen))

    def decide(self, school_id: int, meeting_id: int, item_id: int, decision: str) -> str:
        """Set what is decided ("" takes it back); what was decided before."""
        return self._file.write(lambda con: saying.decide(con, school_id, meeting_id, item_id, decision))

    def take_decision_back(self, school_id: int, meeting_id: int, item_id: int, made: str, before: str) -> None:
        """Set what was decided `before` a decision was `made`.

        Raises:
            ChangedSinceError: something else was decided since.
        """
        self._file.write(lambda con: saying.take_decision_back(con, school_id, meeting_id, item_id, made, before))

    def discussed(self, school_id: int, meeting_id: int, item_id: int, done: bool) -> None:
        """Tick an item off, or take the tick away."""
        self._file.write(lambda con: saying.discussed(con, school_id, meeting_id, item_id, done))

    def go_to(self, school_id: int, meeting_id: int, item_id: int | None, left: int | None, seconds: int) -> None:
        """Keep which item is spoken of from now, and that the one `left` took some seconds more."""
        self._file.write(lambda con: saying.go_to(con, school_id, meeting_id, item_id, left, seconds))

    def pause(self) -> None:
        """Leave a running meeting for a while: views of the school count from now what was said so far."""
        self._file.write(saying.pause)
        self._loaded.refresh()

    def finish(self, school_id: int, meeting_id: int) -> str:
        """The meeting was held: its figures stay as it showed them last. What to warn of, else ""."""
        meeting = self.get(school_id, meeting_id)
        texts = None if self._kept(school_id, meeting_id).whole else self._figures.texts(meeting)

        def work(con: DuckDBPyConnection) -> None:
            if texts is not None:
                snapshots.keep(con, school_id, meeting_id, texts.whole, texts.pupils)
            saying.finish(con, school_id, meeting_id)

        self._file.write(work)
        self._loaded.refresh()
        return self._held()

    def reopen(self, school_id: int, meeting_id: int) -> None:
        """Go on with a meeting that was finished too soon; its figures stay as they were."""
        self._file.write(lambda con: saying.reopen(con, school_id, meeting_id))
        self._loaded.refresh()


def today() -> str:
    """The day a meeting is planned for unless another is named, ISO."""
    return clock.today().isoformat()


def _cleaned(new: NewMeeting) -> NewMeeting:
    return new._replace(attendees=clean(new.attendees))
