"""Reading a meeting back before it ends: every action aloud, what is decided, what is still missing; then finish."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.text import counted, visible
from progress_tui.tui.commands import planning as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.meeting.read_back import BackLine, back_lines, missing, stored_words
from progress_tui.tui.meeting.speaking import Voice, speaker_of, voice_of
from progress_tui.tui.messages import Trouble
from progress_tui.tui.widgets.block_list import BlockList
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.within import Renewed, progress_app, workspace_of

_FRAME = 4
"""Columns of the list that are its padding and its scroll bar."""


class ReadBackScreen(Screen[int], OffersCommands, Renewed):
    """One running meeting, read back; dismisses with the item to go to, or None to go on where it was left."""

    AUTO_FOCUS = "BlockList"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.READ_BACK
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.READ_BACK)]

    DEFAULT_CSS = """
    ReadBackScreen BlockList { height: 1fr; padding: 0 1; }
    ReadBackScreen .counts { text-style: bold; }
    """

    class Read(Message):
        """The meeting as it is on file, and who is spoken of."""

        def __init__(self, meeting: Meeting, voice: Voice) -> None:
            super().__init__()
            self.meeting, self.voice = meeting, voice

    class Finished(Message):
        """The meeting is held; `warning` is what went wrong beside it, else ""."""

        def __init__(self, meeting: Meeting, warning: str) -> None:
            super().__init__()
            self.meeting, self.warning = meeting, warning

    def __init__(self, school_id: int, meeting_id: int) -> None:
        """Read back a meeting."""
        super().__init__()
        self._key = school_id, meeting_id
        self._read: ReadBackScreen.Read | None = None
        self._lines: list[BackLine] = []
        self._finishing = False

    def compose(self) -> ComposeResult:
        """Where one is, how complete it is, what is read aloud, footer."""
        yield Heading("meetings", "Read back")
        yield Static("One moment …", classes="counts", markup=False)
        yield BlockList(markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Read the meeting."""
        self.watch(self.app, "names_hidden", self._show, init=False)
        self.renew()

    @property
    def text(self) -> str:
        """What is read aloud, as plain text."""
        return "\n".join(f"{line.section}\n{line.content.plain}" for line in self._lines)

    def renew(self) -> None:
        """A change was taken back, or another program wrote to the file."""
        workspace, key = workspace_of(self), self._key

        def work() -> None:
            try:
                meeting = workspace.meetings.get(*key)
                voice = voice_of(workspace, meeting, workspace.meetings.snapshot(*key))
            except ProgressError as error:
                self.post_message(Trouble(error))
            else:
                self.post_message(self.Read(meeting, voice))

        self.run_worker(work, thread=True, exclusive=True, group="read-back")

    @on(Read)
    def _was_read(self, message: Read) -> None:
        self._read = message
        self._show()
        progress_app(self).release_keys()

    def on_resize(self, event: Resize) -> None:
        """Lines depend on the width."""
        if event.size.width:
            self._show()

    def _show(self) -> None:
        read = self._read
        if read is None:
            return
        meeting, hidden = read.meeting, progress_app(self).names_hidden
        mark = "   names hidden" if hidden else ""
        self.query_one(Heading).show(f"Read back ▸ {meeting.class_name} ▸ {Point(meeting.ordinal).label}{mark}")
        gaps = len(missing(meeting))
        told = f"{counted(gaps, 'thing is', 'things are')} still missing" if gaps else "Nothing is missing"
        self.query_one(".counts", Static).update(
            Content(visible(f"{told} · {counted(len(meeting.actions), 'action')} agreed · F: finish")), layout=False
        )
        speaker = speaker_of(read.voice, hidden, self.size.width - _FRAME)
        self._lines = back_lines(meeting, speaker)
        self.query_one(BlockList).show([(line.section, line.content) for line in self._lines])

    # -- commands

    @on(do.GoToItem)
    @on(BlockList.Opened)
    def _go_to(self) -> None:
        at = self.query_one(BlockList).at
        item_id = self._lines[at].item_id if at is not None and at < len(self._lines) else None
        if item_id is None:
            progress_app(self).say("This line belongs to no single item.")
        else:
            self.dismiss(item_id)

    @on(do.NextPart)
    def _next(self) -> None:
        self.query_one(BlockList).action_section(1)

    @on(do.PreviousPart)
    def _before(self) -> None:
        self.query_one(BlockList).action_section(-1)

    @on(do.GoOn)
    def _go_on(self) -> None:
        if not self._finishing:
            self.dismiss(None)

    @on(do.ExportMeeting)
    def _export(self) -> None:
        if self._read is None:
            return
        from progress_tui.tui.meeting.exporting import export_meeting

        export_meeting(self, self._read.meeting, "teacher")

    # -- the end

    @on(do.FinishMeeting)
    def _finish(self) -> None:
        read = self._read
        if read is None or self._finishing:
            return
        from progress_tui.tui.dialogs.confirm import ConfirmDialog

        gaps = len(missing(read.meeting))
        lead = f"{counted(gaps, 'thing is', 'things are')} still missing. " if gaps else ""
        question = ConfirmDialog(
            f"Finish the meeting of {read.meeting.class_name}?",
            f"{lead}Its figures and texts are kept as they are from then on; its actions go on.",
            "finish it",
            "go on with it",
        )
        self.app.push_screen(question, self._answered)

    def _answered(self, wanted: bool | None) -> None:
        if not wanted:
            return
        self._finishing = True
        progress_app(self).hold_keys()
        workspace, key = workspace_of(self), self._key

        def work() -> None:
            try:
                warning = workspace.meetings.finish(*key)
                self.post_message(self.Finished(workspace.meetings.get(*key), warning))
            except ProgressError as error:
                self.app.call_from_thread(self._not_finished)
                self.post_message(Trouble(error))

        self.run_worker(work, thread=True, group="finish")

    def _not_finished(self) -> None:
        self._finishing = False

    @on(Finished)
    def _finished(self, message: Finished) -> None:
        """The record takes the place of the meeting; a meeting that was ended too soon is opened again by `u`."""
        from progress_tui.tui.meeting.opening import to_record

        app, workspace, key = progress_app(self), workspace_of(self), self._key
        app.changes.add(
            f"the meeting of {message.meeting.class_name} was finished", lambda: workspace.meetings.reopen(*key)
        )
        app.say(f"{stored_words(message.meeting)} e exports them.", seconds=12)
        if message.warning:
            app.say(message.warning, warning=True, seconds=30)
        to_record(self, message.meeting)
