"""The form of a support group: begun for some children, or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from progress_tui.domain.errors import ProgressError, UsageError, did_you_mean
from progress_tui.domain.subjects import SUBJECTS, subject_label
from progress_tui.domain.support import MemberRecord, SupportRecord
from progress_tui.domain.text import fold, visible
from progress_tui.tui.dialogs.support_choice import remember
from progress_tui.tui.support.asked import SupportAsked
from progress_tui.tui.within import progress_app, workspace_of
from progress_tui.workspace.supporting import SupportChange

_STAFF: Final = ("TA", "class teacher", "SENCO", "deputy", "learning mentor", "reading volunteer")
_MANY: Final = "several subjects, or none"


class _Line(NamedTuple):
    """One line of the form: its id, what it is called, what stands in it while it is empty."""

    id: str
    label: str
    hint: str


_LINES: Final = (
    _Line("name", "What", "what it is called, such as Phonics catch-up"),
    _Line("subject", "Subject", f"empty: {_MANY}"),
    _Line("staff", "Who gives it", "a role: TA, class teacher, SENCO …"),
    _Line("starts", "First day", "today"),
    _Line("ends", "Last day", "none while it runs · end of term, 12 weeks, 18/12/26"),
    _Line("note", "Note", "what is done, how often; no child's name"),
)
_COST: Final = _Line("cost", "Cost £", "of the whole group; shown to senior leaders only")


class SupportForm(ModalScreen[SupportChange]):
    """Asks for a group's facts; dismisses with what was done, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="support-form.cancel"),
        Binding("down", "app.focus_next", show=False, id="support-form.down"),
        Binding("up", "app.focus_previous", show=False, id="support-form.up"),
    ]

    class Known(Message):
        """What groups on file are called and who gives them."""

        def __init__(self, names: list[str], staff: list[str]) -> None:
            super().__init__()
            self.names, self.staff = names, staff

    class Done(Message):
        """It is stored, or why not."""

        def __init__(self, change: SupportChange | None, error: ProgressError | None) -> None:
            super().__init__()
            self.change, self.error = change, error

    def __init__(
        self, asked: SupportAsked, number: int = 0, group: SupportRecord | None = None, costs: bool = False
    ) -> None:
        """Make the form.

        Args:
            asked: the children a new group is for, and its subject.
            number: the group that is changed; 0 begins one.
            group: as it was read.
            costs: whether the cost is asked for: only where senior leaders look.
        """
        super().__init__()
        self._asked, self._number, self._group = asked, number, group
        self._lines = (*_LINES, _COST) if costs else _LINES
        self._storing = False

    def compose(self) -> ComposeResult:
        """A line a fact, and how the form is left."""
        whom = f" for {self._asked.who}" if self._asked.who else ""
        title = f"New support{whom}" if self._group is None else f"Change “{self._group.name}”"
        held = self._values()
        with Vertical(classes="dialog form"):
            yield Static(Content(visible(title)), classes="title")
            for line in self._lines:
                with Horizontal(classes="line"):
                    yield Static(line.label, classes="label", markup=False)
                    yield Input(held.get(line.id, ""), placeholder=line.hint, compact=True, id=line.id)
            yield Static("", classes="days hint", markup=False)
            yield Static(
                "enter stores it · ↑ ↓ another line · → takes the offer · esc leaves", classes="status", markup=False
            )

    def _values(self) -> dict[str, str]:
        """What the lines begin with."""
        group = self._group
        if group is None:
            return {"subject": subject_label(self._asked.subject) if self._asked.subject else ""}
        return {
            "name": group.name,
            "subject": subject_label(group.subject) if group.subject else "",
            "staff": group.staff,
            "starts": f"{group.starts:%d/%m/%Y}",
            "ends": f"{group.ends:%d/%m/%Y}" if group.ends is not None else "",
            "note": group.note,
            "cost": "" if group.cost is None else f"{group.cost:.2f}".removesuffix(".00"),
        }

    def on_mount(self) -> None:
        """Begin with the name; what groups on file are called is offered while it is typed."""
        self.query_one("#name", Input).focus()
        self.query_one("#subject", Input).suggester = SuggestFromList(list(SUBJECTS.values()), case_sensitive=False)
        if not progress_app(self).names_hidden:
            self._work(self._look)

    def _work(self, what: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                what()
            except ProgressError as error:
                self.post_message(self.Done(None, error))

        self.run_worker(guarded, thread=True, group="support")

    def _look(self) -> None:
        groups = workspace_of(self).supporting.groups(self._asked.school_id).values()
        self.post_message(
            self.Known(_once(one.name for one in groups), _once([*_STAFF, *(one.staff for one in groups)]))
        )

    @on(Known)
    def _known(self, message: Known) -> None:
        self.query_one("#name", Input).suggester = SuggestFromList(message.names, case_sensitive=False)
        self.query_one("#staff", Input).suggester = SuggestFromList(message.staff, case_sensitive=False)

    # -- what is typed

    def _typed(self, name: str) -> str:
        found = self.query(f"#{name}").results(Input)
        return next((one.value.strip() for one in found), "")

    @on(Input.Changed, "#starts, #ends")
    def _day_typed(self) -> None:
        """Say how the days are understood while they are typed."""
        said = []
        for name, words in (("starts", "from"), ("ends", "to")):
            try:
                day = self._day(name)
            except ProgressError:
                said.append(f"{words} …")
                continue
            if day is not None:
                said.append(f"{words} {day:%A %d %B %Y}")
        self.query_one(".days", Static).update(Content(visible(", ".join(said))))

    def _day(self, name: str) -> date | None:
        text = self._typed(name)
        if not text and name == "ends":
            return None
        # “12 weeks” of support are counted from its first day.
        since = self._day("starts") if name == "ends" else None
        return workspace_of(self).supporting.read_day(text, since).day

    def _read(self) -> SupportRecord:
        """The group as it is typed.

        Raises:
            UsageError: a line cannot be read; the sentence says which.
        """
        name = self._typed("name")
        if not name:
            raise UsageError("Say what it is called", remedy="Type a name such as “Phonics catch-up”.")
        starts = self._day("starts")
        if starts is None:
            raise UsageError("Say when it begins", remedy="Type a day such as today or 14/9/26.")
        held = self._group or SupportRecord("", "", starts, None, "", ())
        return replace(
            held,
            name=name,
            subject=_subject(self._typed("subject"), (held.subject, self._asked.subject)),
            staff=self._typed("staff"),
            starts=starts,
            ends=self._day("ends"),
            note=self._typed("note"),
            cost=_pounds(self._typed("cost")) if _COST in self._lines else held.cost,
        )

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self._storing:
            return
        try:
            group = self._read()
        except ProgressError as error:
            self._say(str(error), wrong=True)
            return
        self._storing = True
        self._work(lambda: self._store(group))

    def _store(self, group: SupportRecord) -> None:
        one, supporting = self._asked, workspace_of(self).supporting
        if self._group is not None:
            change = supporting.change(one.school_id, self._number, self._group, group)
        else:
            entries = supporting.measured(one.school_id, one.point, group.subject, group.starts, one.pupil_ids)
            members = tuple(MemberRecord(key, entries.get(key, "")) for key in one.pupil_ids)
            change = supporting.begin(one.school_id, replace(group, members=members))
        self.post_message(self.Done(change, None))

    @on(Done)
    def _done(self, message: Done) -> None:
        self._storing = False
        if message.change is None:
            self._say(str(message.error), wrong=True)
            return
        remember(self, message.change)
        self.dismiss(message.change)

    def _say(self, words: str, wrong: bool = False) -> None:
        status = self.query_one(".status", Static)
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))

    def action_cancel(self) -> None:
        """Leave without a change; what is being stored is waited for."""
        if not self._storing:
            self.dismiss(None)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))


def _subject(text: str, own: Iterable[str]) -> str:
    """The id of a subject as people write it, one of the school's `own` among them; "" for none."""
    if not text or fold(text) == fold(_MANY):
        return ""
    subjects = {*SUBJECTS, *(one for one in own if one)}
    known = {fold(name): subject for subject in subjects for name in (subject, subject_label(subject))}
    found = known.get(fold(text))
    if found is None:
        raise UsageError(f"“{text}” is no subject", remedy=did_you_mean(text, SUBJECTS.values()))
    return found


def _pounds(text: str) -> float | None:
    """A sum of money as typed: `480`, `£1,200`; None where nothing is."""
    plain = text.removeprefix("£").replace(",", "").strip()
    if not plain:
        return None
    try:
        return float(plain)
    except ValueError as error:
        raise UsageError(f"“{text}” is no sum of money", remedy="Type pounds, such as 480 or 1,200.") from error
