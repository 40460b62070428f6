"""Planning a meeting: its agenda with the reasons, whom it leaves out, when it is and who comes."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.agenda import AutoAgenda
from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Meeting, NewItem
from progress_tui.domain.text import visible
from progress_tui.tui.card.hanging import INDENT, hung
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import planning as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.meeting.plan_desk import Begun, PlanChanged, PlanDesk, PlanGone, PlanRead
from progress_tui.tui.meeting.planning import PlanLine, Proposal, not_on, places, plan_lines, summary, when_words
from progress_tui.tui.people import Person
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.widgets.table_model import Cell, Column, Row
from progress_tui.tui.within import Renewed, progress_app

_WIDE: Final = 110
"""Columns from which reasons have more room."""
_TALL: Final = 36
"""Lines from which the item under the cursor has more of them."""
_EDGES: Final = 2
"""Columns at the edges of the words under the agenda."""
_QUESTION: Final = 0
"""Stands for a question of the class among the children offered, whose ids are never 0."""


class PlanScreen(Screen[None], OffersCommands, Renewed):
    """One planned meeting; every change is stored at once and taken back by `u`."""

    AUTO_FOCUS = "PupilTable"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.PLAN
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.PLAN)]

    DEFAULT_CSS = """
    PlanScreen PupilTable { height: 1fr; }
    PlanScreen .when { height: 1; padding: 0 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, meeting: Meeting) -> None:
        """Plan `meeting`; the reasons follow from a thread."""
        super().__init__()
        self._meeting = meeting
        self._proposal: Proposal | None = None
        self._lines: list[PlanLine] = []
        self.desk = PlanDesk(self)

    def compose(self) -> ComposeResult:
        """Where one is, when it is, what is on the agenda, the item under the cursor in full, footer."""
        yield Heading("meetings")
        yield Static("", classes="when", markup=False)
        yield Static("", classes="counts", markup=False)
        yield ClassTable(empty_text="One moment …")
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Ask for the reasons."""
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self.watch(self.table, "place", self._show_detail, init=False)
        self.desk.read()

    @property
    def meeting(self) -> Meeting:
        """The meeting as it was last known to be on file."""
        return self._meeting

    @property
    def agenda(self) -> AutoAgenda | None:
        """What the figures propose, None while it is worked out."""
        return self._proposal.agenda if self._proposal is not None else None

    @property
    def table(self) -> ClassTable:
        """The agenda."""
        return self.query_one(ClassTable)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden."""
        return progress_app(self).names_hidden

    @property
    def line(self) -> PlanLine | None:
        """The line under the cursor."""
        at = self.table.cursor_key
        return self._lines[at] if at is not None and at < len(self._lines) else None

    def renew(self) -> None:
        """A change was taken back, or another program wrote to the file."""
        self.desk.read()

    # -- what is shown

    @on(PlanRead)
    def _read(self, message: PlanRead) -> None:
        if message.meeting.meeting_id != self._meeting.meeting_id:
            return
        held = message.stay_on or self._stay_on()
        self._meeting, self._proposal = message.meeting, message.proposal
        self._show()
        self._go_to(held)

    @on(PlanGone)
    def _gone(self) -> None:
        if self.is_current:
            progress_app(self).say("This meeting is not on file any more.")
            self.dismiss()

    @on(PlanChanged)
    def _changed(self, message: PlanChanged) -> None:
        app = progress_app(self)
        if message.change is not None:
            app.changes.add(message.change.words, message.change.undo)
        if message.said:
            app.say(message.said)
        self.desk.read(message.stay_on)

    def _stay_on(self) -> tuple[int | None, int | None]:
        """The item or the child under the cursor."""
        line = self.line
        if line is None:
            return None, None
        return line.item.item_id if line.item else None, line.pupil.pupil_id if line.pupil else None

    def _go_to(self, held: tuple[int | None, int | None]) -> None:
        item_id, pupil_id = held
        for at, line in enumerate(self._lines):
            mine = line.item is not None and line.item.item_id == item_id
            if mine or (pupil_id is not None and line.pupil is not None and line.pupil.pupil_id == pupil_id):
                self.table.move_to(at)
                return

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if event.size.width:
            self.set_class(event.size.height >= _TALL, "tall")
            self._show()

    def _names_changed(self) -> None:
        """The plan of another class closes with names hidden."""
        from progress_tui.tui.meeting.opening import may_show

        if may_show(self, self._meeting):
            self._show()
        elif self.is_current:
            self.dismiss()

    def _show(self) -> None:
        meeting, proposal = self._meeting, self._proposal
        mark = "   names hidden" if self.hidden else ""
        what = "Plan" if meeting.kind == "progress" else "Plan the hand-over"
        self.query_one(Heading).show(f"{what} ▸ {meeting.class_name} ▸ {Point(meeting.ordinal).label}{mark}")
        # Who comes is typed by hand, and may name a child's parent.
        told = meeting._replace(attendees="who comes is hidden") if self.hidden and meeting.attendees else meeting
        self.query_one(".when", Static).update(Content(visible(when_words(told))), layout=False)
        if proposal is None:
            return
        self.query_one(".counts", Static).update(Content(visible(summary(meeting, proposal.agenda))), layout=False)
        self._lines = plan_lines(meeting, proposal, self.hidden)
        wide = self.size.width >= _WIDE
        columns = [
            Column("place", "", 2, "right", frozen=True),
            Column("who", "Who", 26 if wide else 20, frozen=True),
            Column("why", "Why", 36 if wide else 21),
            Column("first", "What we see first", 20, flexible=True),
        ]
        rows = [
            _row(at, line, number)
            for at, (line, number) in enumerate(zip(self._lines, places(self._lines), strict=True))
        ]
        self.table.set_data(columns, rows)
        self.table.empty_text = "Nothing is on the agenda yet: + puts a child on it."
        self._show_detail()

    def _show_detail(self) -> None:
        line = self.line
        if line is None or line.is_heading:
            words = Content("")
        else:
            parts: list[str | tuple[str, str]] = [(visible(line.who), "bold"), f"  {visible(line.why)}"]
            parts += [f"\n{INDENT}{hung(told, self.size.width - _EDGES - len(INDENT))}" for told in line.told]
            words = Content.assemble(*parts)
        self.query_one(".detail", Static).update(words, layout=False)

    # -- the agenda

    @on(do.AddItem)
    def _add(self) -> None:
        line = self.line
        if self.agenda is None:
            return
        if line is not None and line.item is None and line.pupil is not None:
            self._put_on(line.pupil.pupil_id)
            return
        from progress_tui.tui.dialogs.picker import Picker

        offered = [
            (f"{name_of(one.pupil, self.hidden)} · {one.words or 'nothing is asked'}", one.pupil.pupil_id)
            for one in not_on(self._meeting, self.agenda)
        ]
        offered.append(("Something else: ask about the whole class …", _QUESTION))
        title = f"Put a child of {self._meeting.class_name} on the agenda"
        self.app.push_screen(Picker(title, offered), self._chosen)

    def _chosen(self, pupil_id: int | None) -> None:
        if pupil_id == _QUESTION:
            from progress_tui.tui.dialogs.class_question import ClassQuestionDialog

            self.app.push_screen(ClassQuestionDialog(self._meeting.class_name), self._asked)
        elif pupil_id is not None:
            self._put_on(pupil_id)

    def _put_on(self, pupil_id: int) -> None:
        """After the item under the cursor, else after the last child: class questions stay together."""
        line = self.line
        children = [item for item in self._meeting.items if item.kind == "pupil"]
        here = line.item if line is not None else None
        after = here if here is not None and here.kind == "pupil" else children[-1] if children else None
        self.desk.add(NewItem("pupil", pupil_id), after.item_id if after is not None else None)

    def _asked(self, question: str | None) -> None:
        if question:
            asked = [item for item in self._meeting.items if item.kind == "class"]
            self.desk.add(NewItem("class", question=question), asked[-1].item_id if asked else None)

    @on(do.RemoveItem)
    def _remove(self) -> None:
        line = self.line
        if line is None or line.item is None:
            progress_app(self).say("That is not on the agenda.")
        else:
            others = [item for item in self._meeting.items if item.item_id != line.item.item_id]
            self.desk.remove(line.item, others[min(line.item.place, len(others)) - 1] if others else None)

    @on(do.MoveUp)
    def _up(self) -> None:
        self._move(-1)

    @on(do.MoveDown)
    def _down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        line = self.line
        if line is None or line.item is None:
            progress_app(self).say("That is not on the agenda: + puts it there.")
            return
        if 1 <= line.item.place + step <= len(self._meeting.items):
            self.desk.move(line.item, line.item.place + step)

    @on(do.OpenItem)
    @on(RowOpened)
    def _open(self) -> None:
        line, agenda = self.line, self.agenda
        if agenda is None or line is None or line.pupil is None:
            progress_app(self).say("There is a card of every child; this line is about none.")
            return
        from progress_tui.tui.screens.pupil_screen import PupilScreen

        people = [Person(agenda.view, one.pupil) for one in self._lines if one.pupil is not None]
        at = next(place for place, one in enumerate(people) if one.pupil.pupil_id == line.pupil.pupil_id)
        self.app.push_screen(PupilScreen(people, at))

    # -- when and who, the sheet, the beginning

    @on(do.MeetingDetails)
    def _details(self) -> None:
        from progress_tui.tui.dialogs.meeting_details import DetailsDialog

        before = self._meeting.details
        self.app.push_screen(
            DetailsDialog(self._meeting), lambda after: self.desk.change(before, after) if after else None
        )

    @on(do.PrepSheet)
    def _prep(self) -> None:
        from progress_tui.tui.meeting.prep_desk import PrepDesk

        PrepDesk(self).ask()

    @on(do.StartMeeting)
    def _begin(self) -> None:
        if not self._meeting.items:
            progress_app(self).say("Nothing is on the agenda yet: + puts a child on it.")
        else:
            progress_app(self).hold_keys()
            self.desk.begin()

    @on(Begun)
    def _begun(self) -> None:
        """The running meeting takes the place of its plan."""
        from progress_tui.tui.meeting.opening import to_runner

        to_runner(self, self._meeting)

    @on(do.ExportMeeting)
    def _export(self) -> None:
        from progress_tui.tui.meeting.exporting import export_meeting

        export_meeting(self, self._meeting, "prep")

    @on(do.LeavePlan)
    def _leave(self) -> None:
        self.dismiss()


def _row(at: int, line: PlanLine, number: str) -> Row:
    """A line of the table; children who are not on the agenda are grey, and have no number."""
    if line.is_heading:
        return Row(at, (Cell(line.who), Cell(""), Cell(""), Cell("")), "muted", spans=True)
    grey = "muted" if line.item is None else ""
    pressing = f"severity-{line.severity}" if line.severity else grey
    return Row(at, (Cell(number, grey), Cell(line.who, grey), Cell(line.why, grey), Cell(line.first, pressing)), grey)
