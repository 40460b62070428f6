"""A meeting while it runs: the agenda at the left, the child at the right, what is said and decided below.

Two modes: keys act (command mode), or a text is written; `escape` leads from the text back to the keys. Everything is
stored as it is typed or chosen, and where the meeting is, so it goes on at the same child whatever ended the program.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.widgets import Static, TextArea

from progress_tui.domain.agenda import Snapshot
from progress_tui.domain.meetings import Item, Meeting, MeetingWords, TextField, TextSaved
from progress_tui.domain.views import PupilShown
from progress_tui.tui.commands import runner as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.commands.common import OpenMeeting
from progress_tui.tui.habits.saving import KeepsText, Saver, saved_or_said
from progress_tui.tui.meeting.agenda_lines import neighbour
from progress_tui.tui.meeting.choosing import RunnerChoices
from progress_tui.tui.meeting.desk import Held, MeetingAt, RunnerDesk, TimeLost, words_of
from progress_tui.tui.meeting.face import RunnerFace
from progress_tui.tui.meeting.pad import Pad
from progress_tui.tui.meeting.texts import FIELDS
from progress_tui.tui.meeting.timer import Clock
from progress_tui.tui.widgets.agenda_list import AgendaList
from progress_tui.tui.widgets.field_editor import FieldArea, FieldRow
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.within import Renewed, progress_app

TICK: Final = 5.0
"""Seconds from one look at the clock to the next; it shows minutes."""
KEEP: Final = 30.0
"""Seconds after which the time is kept though nobody moves."""
TALL: Final = 34
"""Lines of the screen from which texts have more of them."""


class RunnerScreen(Screen[None], OffersCommands, KeepsText, Renewed):
    """Holds one meeting; dismisses when it is paused."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.RUNNER
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.RUNNER)]
    AUTO_FOCUS = "AgendaList"

    DEFAULT_CSS = """
    RunnerScreen {
        & #meeting { height: 1fr; }
        & #side { width: 1fr; height: 100%; }
        & .whom { height: 1; padding: 0 1; background: $primary; color: $text; }
        & #shown { height: 1fr; }
        & #facts, & #beside { width: 1fr; height: 100%; padding: 0 1; background: $background; }
        & #beside { width: 50%; background: $surface; }
        & .recorded { height: auto; max-height: 6; padding: 0 1; background: $panel; }
        & #texts { height: auto; padding: 0 1; }
        & .status { height: auto; min-height: 1; max-height: 3; padding: 0 1; color: $text-muted; }
        & .status.wrong { color: $text-warning; text-style: bold; }
        &.wide AgendaList { width: 36; }
        &.tall .recorded { border-top: solid $foreground 30%; max-height: 8; }
    }
    """

    def __init__(self, at: MeetingAt) -> None:
        """Hold the meeting `at`, which runs."""
        super().__init__()
        self.at = at
        self.meeting: Meeting | None = None
        self.snapshot: Snapshot | None = None
        self._item_id: int | None = None
        self._subject = ""
        self._mode = "", False
        self._clock = Clock(0, {})

    def compose(self) -> ComposeResult:
        """Where one is; the agenda and the side with everything about the item; footer."""
        yield Static("", classes="crumb", markup=False)
        with Horizontal(id="meeting"):
            yield AgendaList(compact=True, markup=False)
            with Vertical(id="side"):
                yield Static("Opening the meeting …", classes="whom", markup=False)
                with Horizontal(id="shown"):
                    with VerticalScroll(id="facts", can_focus=False):
                        yield Static("", markup=False)
                    with VerticalScroll(id="beside", can_focus=False):
                        yield Static("", markup=False)
                yield Static("", classes="recorded", markup=False)
                with Vertical(id="texts"):
                    for field, name in FIELDS.items():
                        yield FieldRow(field, name)
                yield Static("", classes="status", markup=False)
        yield FooterLine()

    # -- what it works with

    @property
    def keeper(self) -> Saver[TextSaved]:
        """What saves the texts."""
        return self.pad.saver

    @cached_property
    def desk(self) -> RunnerDesk:
        """The thread workers."""
        return RunnerDesk(self, self.at)

    @cached_property
    def pad(self) -> Pad:
        """The texts."""
        return Pad(self, self.desk.store)

    @cached_property
    def words(self) -> MeetingWords:
        """What a meeting offers."""
        return words_of(self)

    @cached_property
    def face(self) -> RunnerFace:
        """What paints the screen."""
        return RunnerFace(self)

    @cached_property
    def choices(self) -> RunnerChoices:
        """The dialogs."""
        return RunnerChoices(self)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    @property
    def item(self) -> Item | None:
        """What is spoken of."""
        return self.meeting.item(self._item_id) if self.meeting is not None and self._item_id is not None else None

    @property
    def pupil(self) -> PupilShown | None:
        """The child that is spoken of."""
        item = self.item
        if item is None or item.pupil_id is None or self.snapshot is None:
            return None
        return self.snapshot.pupil(item.pupil_id)

    @property
    def writing(self) -> FieldArea | None:
        """The text that is written in; None in command mode."""
        return self.focused if isinstance(self.focused, FieldArea) else None

    # -- what is shown

    def on_mount(self) -> None:
        """Ask for the meeting; the clock begins when it is here."""
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self.set_interval(TICK, self._tick)
        self.set_interval(KEEP, self._keep_time)
        self.desk.begin()

    @on(Held)
    def _held(self, message: Held) -> None:
        first = self.meeting is None
        self.pad.catch_up()  # while it is known what the editors are about
        self.meeting = message.meeting
        self.snapshot = message.snapshot or self.snapshot
        if message.change is not None:
            progress_app(self).changes.add(message.change.words, message.change.undo)
        if message.said:
            progress_app(self).say(message.said)
        if first:
            self._begin(message.meeting)
            return
        if message.meeting.status == "held" and self.app.screen is self:
            progress_app(self).say("The meeting was finished by another program.", warning=True)
            self.when_saved(self.dismiss)
        self.pad.take(message.meeting.items)
        if self.item is None:
            self.go_to(neighbour(message.meeting.items, None, 0))  # it was taken off the agenda elsewhere
        self.show()

    def _begin(self, meeting: Meeting) -> None:
        """Go on where the meeting was left."""
        self._clock = Clock(meeting.seconds, {item.item_id: item.seconds for item in meeting.items})
        self._clock.run(time.monotonic())
        left = meeting.place if meeting.place is not None and meeting.item(meeting.place) is not None else None
        self.go_to(left if left is not None else neighbour(meeting.items, None, 0))
        progress_app(self).release_keys()

    def go_to(self, item_id: int | None) -> None:
        """Speak of another item: it is on file at once that the meeting is there."""
        if item_id is None or item_id == self._item_id:
            return
        self.pad.catch_up()
        spent = self._clock.to_item(item_id, time.monotonic())
        self._item_id = item_id
        self.desk.keep(item_id, spent)
        if self.item is not None:
            self.pad.show_item(self.item)
        self.query_one("#facts", VerticalScroll).scroll_home(animate=False)
        self.query_one("#beside", VerticalScroll).scroll_home(animate=False)
        self.show()

    def show(self) -> None:
        """Paint what is known now."""
        meeting, snapshot, item = self.meeting, self.snapshot, self.item
        if meeting is None or snapshot is None:
            return
        self.face.crumb(meeting, self._clock.times(time.monotonic()))
        self.face.agenda(meeting, snapshot, self._item_id)
        if item is not None:
            self._subject = self.face.item(item, snapshot, self._subject)
            self.face.recorded(item)
        self.pad.show_mark()
        self._show_keys()

    def _show_keys(self) -> None:
        """The footer is made anew where other keys work than before."""
        mode = self.item.kind if self.item is not None else "", self.writing is not None
        if mode != self._mode:
            self._mode = mode
            self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """What stands where depends on the size."""
        if event.size.width:
            self.set_class(event.size.width >= 110, "wide")
            self.set_class(event.size.height >= TALL, "tall")
            self.pad.arrange()
            self.call_after_refresh(self.show)

    def renew(self) -> None:
        """Another program wrote to the file, or a change was taken back."""
        if self.snapshot is not None:
            self.desk.load(self.snapshot.taken)

    def _names_changed(self) -> None:
        self.pad.hide(self.hidden)
        self.show()

    # -- the clock

    def _tick(self) -> None:
        if self.meeting is not None and self._clock.runs and self.app.screen is self:
            self.face.crumb(self.meeting, self._clock.times(time.monotonic()))

    def _keep_time(self) -> None:
        if self._item_id is not None and self._clock.runs:
            self.desk.keep(self._item_id, self._clock.take(time.monotonic()))

    @on(TimeLost)
    def _time_lost(self, message: TimeLost) -> None:
        self._clock.give_back(message.spent)

    def on_screen_suspend(self) -> None:
        """Behind another screen or the lock nobody is in the meeting; a dialog belongs to it."""
        from progress_tui.tui.dialogs.lock import LockScreen

        above = self.app.screen
        if self._clock.runs and (not above.is_modal or isinstance(above, LockScreen)):
            self._keep_time()
            self._clock.pause(time.monotonic())

    def on_screen_resume(self) -> None:
        """The meeting goes on."""
        if self.meeting is not None:
            self._clock.run(time.monotonic())

    # -- texts

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        if isinstance(event.text_area, FieldArea):
            self.pad.typed(event.text_area)

    def spoken_of(self, item_id: int) -> None:
        """Something was written of an item: it is discussed, on file too."""
        meeting, item = self.meeting, self.meeting.item(item_id) if self.meeting is not None else None
        if meeting is not None and item is not None and not item.discussed:
            items = tuple(one._replace(discussed=True) if one is item else one for one in meeting.items)
            self.meeting = meeting._replace(items=items)
            if self.snapshot is not None:
                self.face.agenda(self.meeting, self.snapshot, self._item_id)

    def write(self, field: TextField, text: str = "") -> None:
        """Write in a text; `text` is put in at its end first."""
        self.pad.write(field, text)

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        """Keys act, or a text is written: the footer and the mark say so."""
        self.pad.arrange()
        self.pad.show_mark()
        self._show_keys()

    @on(FieldArea.Left)
    def _left_text(self, message: FieldArea.Left) -> None:
        if message.step:
            self.pad.write_next(message.field, message.step)
            return
        self.pad.leave()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a text is written the keys of command mode do nothing, and the footer does not show them."""
        if action == "issue" and parameters:
            name = str(parameters[0])
            item = self.item
            if self.writing is not None and name not in do.WHILE_WRITING:
                return False
            if name in do.OF_A_CHILD and item is not None and item.kind != "pupil":
                return False
        return super().check_action(action, parameters)

    @on(AgendaList.Moved)
    def _moved(self, message: AgendaList.Moved) -> None:
        self.go_to(message.item_id)

    @on(do.NextItem)
    def _next(self) -> None:
        self._step(1, "This was the last item. r reads back what was agreed.")

    @on(do.PreviousItem)
    def _previous(self) -> None:
        self._step(-1, "This is the first item.")

    def _step(self, step: int, at_the_end: str) -> None:
        if self.meeting is None:
            return
        there = neighbour(self.meeting.items, self._item_id, step)
        if there is None:
            progress_app(self).say(at_the_end)
        self.go_to(there)

    @on(do.WriteNote)
    @on(do.WriteTeacherView)
    @on(do.WriteInClass)
    @on(do.WriteSeen)
    def _write(self, message: Command) -> None:
        self.write(do.FIELD_OF[type(message)])

    @on(do.Barriers)
    @on(do.Decide)
    @on(do.AddAction)
    @on(do.ChangeAction)
    @on(do.LastTime)
    @on(do.DismissFlag)
    @on(do.Support)
    @on(do.Questions)
    @on(do.ReadBack)
    @on(do.Export)
    def _choose(self, message: Command) -> None:
        self.choices.offer(message)

    @on(do.Discussed)
    def _discussed(self) -> None:
        if self.item is not None:
            self.desk.tick(self.item, not self.item.discussed)

    @on(do.RefreshFigures)
    def _refresh(self) -> None:
        self.desk.refresh("The figures are those on file now.")

    @on(do.ChartSubject)
    def _other_subject(self) -> None:
        self._subject = self.choices.next_subject(self._subject)
        self.show()

    @on(do.ScrollDown)
    @on(do.ScrollUp)
    def _scroll(self, message: Command) -> None:
        facts = self.query_one("#facts", VerticalScroll)
        scroll = facts.scroll_page_down if isinstance(message, do.ScrollDown) else facts.scroll_page_up
        scroll(animate=False)

    @on(do.Pause)
    def _pause(self) -> None:
        self.when_saved(self._leave)

    def _leave(self) -> None:
        app = progress_app(self)
        app.say(f"The meeting is paused; {app.keys_of(OpenMeeting)} goes on with it.")
        self.desk.pause()
        self.dismiss()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Do something that leads away once everything that is typed is on file; else say why not."""

        async def wait() -> None:
            if await saved_or_said([self], progress_app(self).say):
                then()

        self.run_worker(wait(), group="leaving", exclusive=True)
