"""The mentoring record of a child: strands graded by a letter each, targets, what the child and the mentor say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key, Resize
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Text
from progress_tui.domain.mentoring import (
    PERSONAL,
    Graded,
    HalfTermRecord,
    MentoringWords,
    Target,
    TargetStatus,
    Who,
)
from progress_tui.domain.subjects import CORE, subject_label
from progress_tui.domain.text import visible
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import mentoring as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.dialogs.key_menu import Choice, KeyMenu
from progress_tui.tui.mentoring.desk import RecordChanged, RecordDesk, RecordRead
from progress_tui.tui.mentoring.layout import (
    Columns,
    CommentRow,
    RecordBlock,
    StrandRow,
    TargetRow,
    headings,
    record_blocks,
    side_by_side,
)
from progress_tui.tui.people import Person
from progress_tui.tui.widgets.block_list import BlockList
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.within import Renewed, progress_app

_MARKS: Final[dict[str, TargetStatus]] = {"m": "met", "n": "not yet"}
"""Letters that mark the target under the cursor."""

_SUBJECT_KEYS: Final = {"reading": "r", "writing": "w", "maths": "m", "gps": "g", "science": "s", "phonics": "f"}
_PERSONAL_KEY: Final = "e"


class MentoringScreen(Screen[int], OffersCommands, Renewed):
    """The record of one pupil of a list; dismisses with the pupil it was left on.

    Letters that grade and that mark targets are data (the school's own grades) and no bindings, as in a menu.
    """

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.MENTORING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.MENTORING)]

    def __init__(self, people: Sequence[Person], at: int) -> None:
        """Show the pupil at place `at` of `people`, at the point the list is of."""
        super().__init__()
        self._people, self._at = list(people), at
        self._ordinal = self.person.view.point
        self._read: RecordRead | None = None
        self._blocks: list[RecordBlock] = []

    def compose(self) -> ComposeResult:
        """Whose record, the half-terms, the rows, what the letters do here, footer."""
        yield Static("", classes="crumb", markup=False)
        yield Static("", classes="counts halves", markup=False)
        yield BlockList(markup=False)
        yield Static("", classes="detail", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """The rows have the keys."""
        self.blocks.focus()
        self.watch(self.app, "names_hidden", self._hidden_changed, init=False)
        self.watch(self.blocks, "highlighted", self._show_detail, init=False)
        self._load()

    @property
    def person(self) -> Person:
        """The pupil whose record it is."""
        return self._people[self._at]

    @property
    def blocks(self) -> BlockList:
        """The rows."""
        return self.query_one(BlockList)

    @cached_property
    def desk(self) -> RecordDesk:
        """What works on threads."""
        return RecordDesk(self)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    @property
    def columns(self) -> Columns:
        """The half-terms side by side."""
        return side_by_side(self.history, self._ordinal, max(40, self.size.width - 4))

    @property
    def history(self) -> tuple[HalfTermRecord, ...]:
        """What is on file of the pupil shown."""
        read = self._read
        return read.history if read is not None and read.pupil_id == self.person.pupil.pupil_id else ()

    def renew(self) -> None:
        """A change was taken back, or another program wrote to the file."""
        self._load()

    # -- what is shown

    def _load(self) -> None:
        self._show()
        self.desk.load(self.person.view.school_id, self.person.pupil.pupil_id)

    @on(RecordRead)
    def _record_read(self, message: RecordRead) -> None:
        if message.pupil_id == self.person.pupil.pupil_id:
            if message.problem and self._read is None:
                progress_app(self).say(message.problem, warning=True)
            self._read = message
            self._show()

    def _show(self) -> None:
        who, read = name_of(self.person.pupil, self.hidden), self._read
        hidden = "   names hidden" if self.hidden else ""
        where = f"{self.person.view.class_label} ▸ Mentoring record ▸ {Point(self._ordinal).label}"
        self.query_one(".crumb", Static).update(Content(visible(f"{who} ▸ {where}{hidden}")), layout=False)
        if read is None:
            return
        columns = self.columns
        self.query_one(".halves", Static).update(headings(columns), layout=False)
        self._blocks = record_blocks(columns, read.words, self.hidden)
        self.blocks.show([(block.section, block.content) for block in self._blocks])
        self._show_detail()

    def _show_detail(self) -> None:
        self.query_one(".detail", Static).update(Content(visible(self._hint())), layout=False)

    def _hint(self) -> str:
        """What can be done with the row under the cursor."""
        held = self.about
        if isinstance(held, StrandRow) and self._read is not None:
            grades = " · ".join(f"{one.key} {one.label}" for one in self._read.words.grades)
            return f"{held.label}: {grades} · - takes the grade away"
        if isinstance(held, TargetRow) and held.target is not None:
            return "m met · n not yet · enter changes the words · - takes it away"
        if isinstance(held, TargetRow):
            return "No such target in this half-term: t sets one, o goes on with those not met yet."
        return "enter writes it; it is saved as it is typed" if isinstance(held, CommentRow) else ""

    def on_resize(self, event: Resize) -> None:
        """How many half-terms stand side by side depends on the width."""
        if event.size.width:
            self._show()

    def _hidden_changed(self) -> None:
        """With names hidden the child of another class is not shown."""
        place = progress_app(self).place
        if self.hidden and place is not None and self.person.view.class_id != place.class_id:
            self.dismiss(self.person.pupil.pupil_id)
        else:
            self._show()

    @property
    def about(self) -> StrandRow | TargetRow | CommentRow | None:
        """What the cursor is on."""
        at = self.blocks.at
        return self._blocks[at].about if at is not None and at < len(self._blocks) else None

    # -- letters

    def on_key(self, event: Key) -> None:
        """A letter grades the strand under the cursor and goes on to the next, or marks the target."""
        letter, held = event.character or "", self.about
        if isinstance(held, StrandRow) and self._read is not None:
            grade = next((one for one in self._read.words.grades if one.key == letter), None)
            if grade is not None:
                event.stop()
                event.prevent_default()
                self._grade(held, Graded(grade.place, grade.label))
        elif isinstance(held, TargetRow) and held.target is not None and letter in _MARKS:
            event.stop()
            event.prevent_default()
            self._mark(held.target, _MARKS[letter])

    def _grade(self, strand: StrandRow, graded: Graded | None) -> None:
        view, pupil_id, ordinal = self.person.view, self.person.pupil.pupil_id, self._ordinal
        self.desk.change(
            lambda mentoring: mentoring.grade(view.school_id, pupil_id, ordinal, strand.id, graded), said=graded is None
        )
        if graded is not None and self._read is not None:
            at = self.blocks.at
            if at is not None and at + 1 < len(self._blocks) and isinstance(self._blocks[at + 1].about, StrandRow):
                self.blocks.action_cursor_down()

    def _mark(self, target: Target, status: TargetStatus) -> None:
        school_id = self.person.view.school_id
        if status != target.status:
            self.desk.change(lambda mentoring: mentoring.change_target(school_id, target, status=status), said=False)

    @on(RecordChanged)
    def _changed(self, message: RecordChanged) -> None:
        app, change = progress_app(self), message.change
        app.changes.add(change.words, change.undo)
        if message.said:
            app.say(f"{change.words[:1].upper()}{change.words[1:]}. u takes it back.")
        self._load()

    # -- writing

    @on(do.Write)
    @on(BlockList.Opened)
    def _write(self) -> None:
        held = self.about
        if isinstance(held, CommentRow):
            self._comment(held.who)
        elif isinstance(held, TargetRow) and held.target is not None:
            self._change_words(held.target)
        elif isinstance(held, TargetRow):
            self._ask_target(held.subject)
        elif isinstance(held, StrandRow) and self._read is not None:
            words: MentoringWords = self._read.words
            choices = [Choice(one.key, one.label, Graded(one.place, one.label)) for one in words.grades]
            self.app.push_screen(KeyMenu(held.label, choices), partial(self._graded, held))

    def _graded(self, strand: StrandRow, graded: Graded | None) -> None:
        if graded is not None:
            self._grade(strand, graded)

    def _may_write(self) -> bool:
        """Whether texts may be on the screen; they are hidden in projector mode."""
        app = progress_app(self)
        if self.hidden:
            app.say(f"Targets and comments are hidden in projector mode. {app.way_out_of_hiding}", warning=True)
        return not self.hidden

    @on(do.SetTarget)
    def _set_target(self) -> None:
        if not self._may_write():
            return
        subjects = [*CORE, *(one.subject for one in self.person.view.subjects)]
        choices = [Choice(_SUBJECT_KEYS.get(one, ""), subject_label(one), one) for one in dict.fromkeys(subjects)]
        choices.append(Choice(_PERSONAL_KEY, "Personal", PERSONAL))
        self.app.push_screen(KeyMenu("A target in which subject?", choices), self._ask_target)

    def _ask_target(self, subject: str | None) -> None:
        if subject is None or not self._may_write():
            return
        from progress_tui.tui.dialogs.line import LineDialog

        title = f"Target in {subject_label(subject).lower()}" if subject else "Personal target"
        dialog = LineDialog(title, "", "what the child will be able to do; the child reads it")
        self.app.push_screen(dialog, partial(self._target_written, subject))

    def _target_written(self, subject: str, text: str | None) -> None:
        view, pupil_id, ordinal = self.person.view, self.person.pupil.pupil_id, self._ordinal
        if text:
            self.desk.change(
                lambda mentoring: mentoring.add_target(view.school_id, pupil_id, ordinal, subject, text), said=False
            )

    def _change_words(self, target: Target) -> None:
        if not self._may_write():
            return
        from progress_tui.tui.dialogs.line import LineDialog

        school_id = self.person.view.school_id

        def written(text: str | None) -> None:
            if text and text != target.body:
                self.desk.change(lambda mentoring: mentoring.change_target(school_id, target, text), said=False)

        self.app.push_screen(LineDialog("The target in other words", target.body, "what it says"), written)

    @on(do.CarryTargets)
    def _carry(self) -> None:
        view, pupil_id, ordinal = self.person.view, self.person.pupil.pupil_id, self._ordinal
        self.desk.change(lambda mentoring: mentoring.carry(view.school_id, pupil_id, ordinal))

    @on(do.TakeAway)
    def _take_away(self) -> None:
        held, school_id = self.about, self.person.view.school_id
        if isinstance(held, StrandRow) and held.id in self.columns.now.grades:
            self._grade(held, None)
        elif isinstance(held, TargetRow) and held.target is not None:
            target = held.target
            self.desk.change(lambda mentoring: mentoring.remove_target(school_id, target))
        else:
            progress_app(self).say("Put the cursor on a grade or a target of this half-term.")

    @on(do.ChildSays)
    def _child_says(self) -> None:
        self._comment("child")

    @on(do.MentorSays)
    def _mentor_says(self) -> None:
        self._comment("mentor")

    def _comment(self, who: Who) -> None:
        if not self._may_write() or self._read is None:
            return
        from progress_tui.tui.dialogs.comment import CommentEditor, CommentOf

        view, pupil = self.person.view, self.person.pupil
        by = "What the child says" if who == "child" else "What the mentor says"
        title = f"{by} · {name_of(pupil, self.hidden)} · {Point(self._ordinal).label}"
        text = self.columns.now.comments.get(who, Text())
        of = CommentOf(view.school_id, pupil.pupil_id, self._ordinal, who)
        self.app.push_screen(CommentEditor(title, of, text), self._commented)

    def _commented(self, _: bool | None) -> None:
        self._load()

    @on(do.ConferenceSheet)
    def _sheet(self) -> None:
        from progress_tui.tui.exporting.opening import open_export
        from progress_tui.workspace.exports import ExportPlace

        view, pupil = self.person.view, self.person.pupil
        place = ExportPlace(view.school_id, self._ordinal, view.class_id, pupil_id=pupil.pupil_id)
        open_export(self, place, f"{name_of(pupil, self.hidden)} · {Point(self._ordinal).label}", "conference")

    # -- moving

    @on(do.EarlierHalfTerm)
    def _earlier(self) -> None:
        self._ordinal -= 1
        self._show()

    @on(do.LaterHalfTerm)
    def _later(self) -> None:
        if self._ordinal < self.person.view.point:
            self._ordinal += 1
            self._show()
        else:
            progress_app(self).say("This is the point that is looked at; . on the class grid shows a later one.")

    @on(do.NextSection)
    def _next_section(self) -> None:
        self.blocks.action_section(1)

    @on(do.PreviousSection)
    def _section_before(self) -> None:
        self.blocks.action_section(-1)

    @on(do.PreviousPupil)
    def _previous(self) -> None:
        self._step(-1)

    @on(do.NextPupil)
    def _next(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        place = progress_app(self).place
        shown = [
            at
            for at, one in enumerate(self._people)
            if not self.hidden or place is None or one.view.class_id == place.class_id
        ]
        if self._at in shown:
            self._at = shown[(shown.index(self._at) + step) % len(shown)]
        self._read = None
        self.blocks.show([])
        self._load()

    @on(do.Back)
    def _back(self) -> None:
        self.dismiss(self.person.pupil.pupil_id)
