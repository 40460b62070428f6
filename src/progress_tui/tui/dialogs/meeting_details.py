"""Asks when a meeting is, how long it takes and who is there."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from progress_tui.domain.errors import UsageError
from progress_tui.domain.meetings import MOST_MINUTES, Meeting, MeetingDetails
from progress_tui.domain.text import clean, visible
from progress_tui.tui.card.records import day
from progress_tui.tui.within import progress_app, workspace_of

_LONGEST = 200


class DetailsDialog(ModalScreen[MeetingDetails]):
    """Three lines; `enter` goes on to the next and stores from the last; dismisses with what is new, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="details.cancel"),
        Binding("down", "app.focus_next", show=False, id="details.next"),
        Binding("up", "app.focus_previous", show=False, id="details.before"),
    ]

    def __init__(self, meeting: Meeting) -> None:
        """Change the details of `meeting`."""
        super().__init__()
        self._meeting = meeting
        self._day: date | None = date.fromisoformat(meeting.held_on)

    def compose(self) -> ComposeResult:
        """Day, minutes, people, and how the day was understood."""
        meeting = self._meeting
        hidden = progress_app(self).names_hidden and bool(meeting.attendees)
        with Vertical(classes="dialog"):
            yield Static(Content(visible(f"The meeting of {meeting.class_name}")), classes="title")
            with Horizontal(classes="line"):
                yield Static("When", classes="label", markup=False)
                yield Input(day(meeting.held_on), id="when", max_length=40, compact=True)
            with Horizontal(classes="line"):
                yield Static("Minutes", classes="label", markup=False)
                yield Input(str(meeting.minutes), id="minutes", max_length=3, compact=True)
            with Horizontal(classes="line"):
                yield Static("Who", classes="label", markup=False)
                yield Input(
                    "" if hidden else meeting.attendees,
                    id="who",
                    max_length=_LONGEST,
                    placeholder="hidden; typing replaces it" if hidden else "the class teacher, the head …",
                    compact=True,
                )
            yield Static("", classes="status", markup=False)
            yield Static(
                "friday, 12 jan, in 2 weeks … · enter: on, and at the end stored · esc: leave",
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """Begin with the day."""
        self.query_one("#when", Input).focus()
        self.query_one("#when", Input).action_select_all()

    @on(Input.Changed, "#when")
    def _when(self, message: Input.Changed) -> None:
        """Say how the day is understood, as it is typed."""
        try:
            found = workspace_of(self).actions.read_due(message.value)
        except UsageError as error:
            self._day = None
            self._say(f"{error.title}. {error.remedy}", wrong=True)
        else:
            self._day = found.day
            self._say(" · ".join(filter(None, (found.words, found.caution))))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        if message.input.id != "who":
            self.focus_next(Input)
            return
        held = self._checked()
        if held is not None:
            self.dismiss(held)

    def _checked(self) -> MeetingDetails | None:
        """What is typed; None where a line is not understood, and the cursor goes there."""
        typed = self.query_one("#minutes", Input).value.strip()
        if self._day is None:
            self.query_one("#when", Input).focus()
            return None
        if not typed.isdecimal() or not 1 <= int(typed) <= MOST_MINUTES:
            self._say(f"Minutes: a number from 1 to {MOST_MINUTES}.", wrong=True)
            self.query_one("#minutes", Input).focus()
            return None
        who = clean(self.query_one("#who", Input).value)
        if not who and progress_app(self).names_hidden:
            who = self._meeting.attendees
        return MeetingDetails(self._day.isoformat(), int(typed), who)

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    def action_cancel(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
