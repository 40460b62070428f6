"""The pupil card: flags with what they rest on, results now and over time, what is done for the child, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.card import PupilView
from progress_tui.domain.text import visible
from progress_tui.domain.views import ClassView, FlagShown, PupilShown
from progress_tui.tui.card.desk import CardDesk, ClassChanged, CohortFound
from progress_tui.tui.card.layout import Block, ResultAt, card_blocks, card_text, chart, charted
from progress_tui.tui.classroom.layout import name_of
from progress_tui.tui.commands import card as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.messages import CardReady
from progress_tui.tui.people import Person
from progress_tui.tui.widgets.block_list import BlockList
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.within import Renewed, progress_app

WIDE = 120
"""Columns from which the chart stands beside the text."""
_CHART = 58
"""Percent of the columns that the chart then takes, as the style sheet says."""
_EDGES = 2
"""Columns at the edges of the card."""
_FRAME = 3
"""Columns of a part of the card that are its padding and its scrollbar."""


class PupilScreen(Screen[int], OffersCommands, Renewed):
    """One pupil of a list; dismisses with the pupil it was left on."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.CARD
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.CARD)]

    DEFAULT_CSS = """
    PupilScreen #card { height: 1fr; }
    PupilScreen BlockList { width: 1fr; height: 100%; }
    PupilScreen #chart { width: 58%; max-width: 124; height: 100%; padding: 0 1; background: $surface; }
    """

    def __init__(self, people: Sequence[Person], at: int) -> None:
        """Show the pupil at place `at` of `people`, the list it was opened from in its order; maybe of many classes."""
        super().__init__()
        self._people, self._at = list(people), at
        self._card: PupilView | None = None
        self._blocks: list[Block] = []
        self._subject = ""

    def compose(self) -> ComposeResult:
        """Header, the card with its chart beside it on wide screens, footer."""
        yield Static("", classes="crumb", markup=False)
        with Horizontal(id="card"):
            yield BlockList(markup=False)
            with VerticalScroll(id="chart", can_focus=False):
                yield Static("", markup=False)
        yield FooterLine()

    def on_mount(self) -> None:
        """Show what the class knows at once; the card follows."""
        self.blocks.focus()
        self.watch(self.app, "names_hidden", self._names_changed, init=False)
        self._load()

    @property
    def person(self) -> Person:
        """The pupil on the card, and the class view that knows it."""
        return self._people[self._at]

    @property
    def pupil(self) -> PupilShown:
        """The pupil on the card."""
        return self.person.pupil

    @property
    def view(self) -> ClassView:
        """The class the pupil is shown in."""
        return self.person.view

    @property
    def card(self) -> PupilView | None:
        """The card of the pupil shown, None while it is loading."""
        card = self._card
        return card if card is not None and card.pupil.pupil_id == self.pupil.pupil_id else None

    @property
    def text(self) -> str:
        """The whole card as plain text, what lies below the edge of the screen included."""
        return card_text(self._blocks)

    @property
    def blocks(self) -> BlockList:
        """The blocks of the card."""
        return self.query_one(BlockList)

    @property
    def hidden(self) -> bool:
        """Whether names are hidden (projector mode)."""
        return progress_app(self).names_hidden

    @property
    def who(self) -> str:
        """What the pupil is called on the screen."""
        return name_of(self.pupil, self.hidden)

    @property
    def desk(self) -> CardDesk:
        """The thread workers of this screen."""
        return CardDesk(self)

    # -- what is shown

    def _load(self) -> None:
        self._show()
        self.desk.load(self.person)

    @on(CardReady)
    def _card_ready(self, message: CardReady) -> None:
        # The card of the pupil before may come last: it must not take the place of this one's.
        if message.card.pupil.pupil_id == self.pupil.pupil_id:
            self._card = message.card
            self._show()

    def _show(self) -> None:
        hidden, card = self.hidden, self.card
        wide = self.size.width >= WIDE
        shown = self._shown_places()
        count = f"{shown.index(self._at) + 1} of {len(shown)}" if self._at in shown else f"of {len(shown)}"
        place = f"{count}{'   names hidden' if hidden else ''}"
        words = f"{self.who} ▸ {self.view.class_label} ▸ {self.view.point_label}   {place}"
        self.query_one(".crumb", Static).update(Content(visible(words)), layout=False)
        subject = self.charted_subject()
        beside = self.query_one("#chart", VerticalScroll)
        beside.display = wide and bool(subject)
        inside = self.size.width - _EDGES
        chart_width = inside * _CHART // 100 if beside.display else 0
        room = inside - chart_width - _FRAME
        self._blocks = card_blocks(self.pupil, card, hidden, "" if beside.display else subject, room)
        self.blocks.show([(block.section, block.content) for block in self._blocks])
        if card is not None and beside.display:
            panels = chart(card, subject, chart_width - _FRAME, self.size.height - 2)
            self.query_one("#chart > Static", Static).update(Content("\n").join(panels))

    def charted_subject(self) -> str:
        """Whose chart is shown: the subject chosen, else that of the first flag, else the one looked at elsewhere."""
        known = charted(self.card) if self.card is not None else []
        wanted = [self._subject, *(flag.subject for flag in self.pupil.flags), *known]
        return next((subject for subject in wanted if subject in known), "")

    def on_resize(self, event: Resize) -> None:
        """Where the chart stands depends on the width."""
        if event.size.width:
            self._show()

    def renew(self) -> None:
        """A change was taken back, or another program wrote to the file."""
        self.desk.renew(self.person)

    # -- moving

    def _shown_places(self) -> list[int]:
        """Places in the list of those who may be shown now: only this class's in projector mode."""
        here = progress_app(self).place
        if not self.hidden or here is None:
            return list(range(len(self._people)))
        return [at for at, one in enumerate(self._people) if one.view.class_id == here.class_id]

    def _names_changed(self) -> None:
        """With names hidden, a pupil of another class gives way to one of this class, or the card closes."""
        shown = self._shown_places()
        if self._at in shown:
            self._show()
        elif shown:
            self._at = next((at for at in shown if at > self._at), shown[0])
            self._load()
        else:
            app = progress_app(self)
            app.say(f"Other classes are hidden in projector mode. {app.way_out_of_hiding}", warning=True)
            self.dismiss(self.pupil.pupil_id)

    def _step(self, step: int) -> None:
        shown = self._shown_places()
        if self._at in shown:
            self._at = shown[(shown.index(self._at) + step) % len(shown)]
        self._load()
        self.blocks.home()

    @on(do.PreviousPupil)
    def _previous(self) -> None:
        self._step(-1)

    @on(do.NextPupil)
    def _next(self) -> None:
        self._step(1)

    @on(do.NextSection)
    def _next_section(self) -> None:
        self.blocks.action_section(1)

    @on(do.PreviousSection)
    def _section_before(self) -> None:
        self.blocks.action_section(-1)

    @on(do.ChartSubject)
    def _other_subject(self) -> None:
        subjects = charted(self.card) if self.card is not None else []
        if len(subjects) < 2:
            progress_app(self).say("There is no chart of another subject.")
            return
        self._subject = subjects[(subjects.index(self.charted_subject()) + 1) % len(subjects)]
        self._show()

    @on(do.Back)
    def _back(self) -> None:
        self.dismiss(self.pupil.pupil_id)

    # -- what is under the cursor

    @property
    def about(self) -> FlagShown | ResultAt | None:
        """The flag or the result under the cursor."""
        at = self.blocks.at
        return self._blocks[at].about if at is not None and at < len(self._blocks) else None

    @on(do.OpenBlock)
    @on(BlockList.Opened)
    def _open(self) -> None:
        held = self.about
        if isinstance(held, FlagShown):
            # A flag leads to the results it rests on.
            self._to_result_of(held)
        elif isinstance(held, ResultAt) and held.result.rank:
            self.desk.find_cohort(self.person, held)
        else:
            progress_app(self).say("Nothing to open here: results with a position in the year group can be opened.")

    def _to_result_of(self, flag: FlagShown) -> None:
        found = (
            place
            for place, block in enumerate(self._blocks)
            if isinstance(block.about, ResultAt) and block.about.series.subject == flag.subject
        )
        place = next(found, None)
        if place is None:
            progress_app(self).say("This flag is of no single subject; the line under it says what it rests on.")
        else:
            self.blocks.move_to(place)

    @on(CohortFound)
    def _cohort_found(self, message: CohortFound) -> None:
        self.desk.show_cohort(message)

    @on(do.WriteCardNote)
    def _write(self) -> None:
        from progress_tui.tui.dialogs.note import NoteEditor

        self.app.push_screen(NoteEditor(self.view, self.pupil), self._written)

    def _written(self, _: bool | None) -> None:
        self._load()

    @on(do.DismissFlag)
    def _dismiss_flag(self) -> None:
        held = self.about
        if not isinstance(held, FlagShown):
            where = "Put the cursor on a flag to dismiss it." if self.pupil.flags else "There is no flag to dismiss."
            progress_app(self).say(where)
            return
        from progress_tui.tui.dialogs.dismiss import DismissDialog

        person = self.person
        self.app.push_screen(
            DismissDialog(held, self.who),
            lambda reason: self.desk.dismiss(person, held, reason) if reason else None,
        )

    @on(do.CardAction)
    def _action(self) -> None:
        self.desk.agree(self.person, self.who)

    @on(do.CardSupport)
    def _support(self) -> None:
        held = self.about
        subject = held.subject if isinstance(held, FlagShown) else self.charted_subject()
        self.desk.support(self.person, subject, self.who)

    @on(do.MentoringRecord)
    def _record(self) -> None:
        from progress_tui.tui.screens.mentoring_screen import MentoringScreen

        self.app.push_screen(MentoringScreen(self._people, self._at), self._record_left)

    def _record_left(self, pupil_id: int | None) -> None:
        self._at = next((at for at, one in enumerate(self._people) if one.pupil.pupil_id == pupil_id), self._at)
        self.desk.renew(self.person)

    @on(do.QueryResult)
    def _query(self) -> None:
        held = self.about
        if isinstance(held, ResultAt):
            self.desk.query(self.person, held, self.who)
        else:
            progress_app(self).say("Put the cursor on a result to mark it as wrong.")

    @on(ClassChanged)
    def _class_changed(self, message: ClassChanged) -> None:
        """A flag went or a result was marked: the class is judged anew, and the pupils of it with it."""
        rows = {row.pupil_id: row for row in message.view.rows}
        self._people = [
            Person(message.view, rows[one.pupil.pupil_id])
            if one.view.class_id == message.view.class_id and one.pupil.pupil_id in rows
            else one
            for one in self._people
        ]
        app = progress_app(self)
        if message.flag is not None:
            app.changes.add(message.flag.words, message.flag.undo)
        if message.said:
            app.say(message.said)
        self._load()

    @on(do.ExportCard)
    def _export(self) -> None:
        from progress_tui.tui.exporting.opening import export_of_pupil

        export_of_pupil(self, self.view, self.pupil.pupil_id, self.who)

    @on(do.CopyCard)
    def _copy(self) -> None:
        at = self.blocks.at
        line = self._blocks[at].content.plain if at is not None and at < len(self._blocks) else ""
        title = f"{self.who} ▸ {self.view.class_label} ▸ {self.view.point_label}"
        self.desk.copy(line, f"{title}\n\n{self.text}")
