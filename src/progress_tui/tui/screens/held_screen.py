"""A meeting that was held: what it showed, was said and was agreed. Nothing in it changes, but its actions go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.text import visible
from progress_tui.tui.commands import planning as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.meeting.held import HeldBlock, held_blocks
from progress_tui.tui.meeting.planning import when_words
from progress_tui.tui.meeting.speaking import Voice, open_card, speaker_of, voice_of
from progress_tui.tui.messages import Trouble
from progress_tui.tui.widgets.block_list import BlockList
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.within import Renewed, progress_app, workspace_of

if TYPE_CHECKING:
    from progress_tui.domain.agenda import Snapshot

_FRAME = 4
"""Columns of the list that are its padding and its scroll bar."""


class HeldScreen(Screen[None], OffersCommands, Renewed):
    """The record of one meeting, made of its snapshot and its texts."""

    AUTO_FOCUS = "BlockList"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.HELD
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.HELD)]

    DEFAULT_CSS = """
    HeldScreen BlockList { height: 1fr; padding: 0 1; }
    """

    class Read(Message):
        """The meeting as it is on file, what it showed, and who is spoken of."""

        def __init__(self, meeting: Meeting, snapshot: Snapshot | None, voice: Voice) -> None:
            super().__init__()
            self.meeting, self.snapshot, self.voice = meeting, snapshot, voice

    def __init__(self, meeting: Meeting) -> None:
        """Look at `meeting`."""
        super().__init__()
        self._meeting = meeting
        self._read: HeldScreen.Read | None = None
        self._blocks: list[HeldBlock] = []

    def compose(self) -> ComposeResult:
        """Where one is, when it was, the record, footer."""
        yield Heading("meetings")
        yield Static("", classes="counts", markup=False)
        yield BlockList(markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Read the record."""
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self.renew()

    @property
    def text(self) -> str:
        """The whole record as plain text."""
        return "\n".join(f"{block.section}\n{block.content.plain}" for block in self._blocks)

    def renew(self) -> None:
        """An action was settled, or another program wrote to the file."""
        workspace, held = workspace_of(self), self._meeting

        def work() -> None:
            try:
                meeting = workspace.meetings.get(held.school_id, held.meeting_id)
                try:
                    snapshot = workspace.meetings.snapshot(held.school_id, held.meeting_id)
                except NotFoundError:
                    snapshot = None
                self.post_message(self.Read(meeting, snapshot, voice_of(workspace, meeting, snapshot)))
            except ProgressError as error:
                self.post_message(Trouble(error))

        self.run_worker(work, thread=True, exclusive=True, group="held")

    @on(Read)
    def _was_read(self, message: Read) -> None:
        self._meeting, self._read = message.meeting, message
        if message.meeting.status == "running" and self.is_current:
            # It was finished too soon, and that was taken back.
            from progress_tui.tui.meeting.opening import to_runner

            to_runner(self, message.meeting)
        else:
            self._show()
        progress_app(self).release_keys()

    def _names_changed(self) -> None:
        """The record of another class closes with names hidden."""
        from progress_tui.tui.meeting.opening import may_show

        if may_show(self, self._meeting):
            self._show()
        elif self.is_current:
            self.dismiss()

    def on_resize(self, event: Resize) -> None:
        """Lines depend on the width."""
        if event.size.width:
            self._show()

    def _show(self) -> None:
        app, meeting = progress_app(self), self._meeting
        hidden = app.names_hidden
        mark = "   names hidden" if hidden else ""
        self.query_one(Heading).show(f"Meeting ▸ {meeting.class_name} ▸ {Point(meeting.ordinal).label}{mark}")
        told = meeting._replace(attendees="who was there is hidden") if hidden and meeting.attendees else meeting
        self.query_one(".counts", Static).update(Content(visible(f"Held {when_words(told)}")), layout=False)
        if self._read is None:
            return
        read = self._read
        speaker = speaker_of(read.voice, hidden, self.size.width - _FRAME)
        self._blocks = held_blocks(meeting, read.snapshot, speaker)
        self.query_one(BlockList).show([(block.section, block.content) for block in self._blocks])

    # -- commands

    @on(do.NextPart)
    def _next(self) -> None:
        self.query_one(BlockList).action_section(1)

    @on(do.PreviousPart)
    def _before(self) -> None:
        self.query_one(BlockList).action_section(-1)

    @on(do.OpenHeld)
    @on(BlockList.Opened)
    def _open(self) -> None:
        """The child's card as it is today, which is another thing than what the meeting showed."""
        at = self.query_one(BlockList).at
        pupil_id = self._blocks[at].pupil_id if at is not None and at < len(self._blocks) else None
        if pupil_id is None:
            progress_app(self).say("There is a card of every child; this part is about none.")
            return
        open_card(self, self._meeting, pupil_id)

    @on(do.ExportMeeting)
    def _export(self) -> None:
        from progress_tui.tui.meeting.exporting import export_meeting

        export_meeting(self, self._meeting, "teacher")

    @on(do.CloseHeld)
    def _close(self) -> None:
        self.dismiss()
