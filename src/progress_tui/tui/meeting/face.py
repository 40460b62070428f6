"""Paints the screen of a running meeting: where one is, the agenda, the child, what is recorded, the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from progress_tui.domain.agenda import Snapshot
from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Item, Meeting
from progress_tui.domain.text import visible
from progress_tui.tui.card.layout import chart, charted
from progress_tui.tui.meeting.agenda_lines import agenda_lines, class_label, done_words
from progress_tui.tui.meeting.child_side import side
from progress_tui.tui.meeting.recorded import recorded
from progress_tui.tui.meeting.timer import Times, clock_words
from progress_tui.tui.widgets.agenda_list import AgendaList

if TYPE_CHECKING:
    from progress_tui.tui.screens.runner_screen import RunnerScreen

BESIDE = 150
"""Columns of the screen from which the chart stands beside the text."""
AIRY = 30
"""Lines of the screen from which sections are parted by a line."""
_CHART = 50
"""Percent of the side that the chart then takes, as the style sheet says."""
_FRAME = 3
"""Columns of padding and scrollbar of a part."""


class RunnerFace:
    """Writes on one screen."""

    def __init__(self, screen: RunnerScreen) -> None:
        """Write on `screen`."""
        self._screen = screen

    def crumb(self, meeting: Meeting, times: Times) -> None:
        """What is held, how far it is, how long it runs."""
        screen = self._screen
        room = screen.size.width - 2
        kind = "Hand-over" if meeting.kind == "hand-over" else "Meeting"
        clock = f"{done_words(meeting.items)} · {clock_words(times, meeting.minutes)}"
        parts = [class_label(meeting), kind, *(["names hidden"] if screen.hidden else []), Point(meeting.ordinal).label]
        left = max(8, room - cell_len(clock) - 2)
        if cell_len(" ▸ ".join(parts)) > left:
            parts.pop()
        words = visible(" ▸ ".join(parts))
        if cell_len(words) > left:
            words = f"{set_cell_size(words, left - 1)}…"
        screen.query_one(".crumb", Static).update(Content(f"{set_cell_size(words, left)}  {clock}"), layout=False)

    def agenda(self, meeting: Meeting, snapshot: Snapshot, at: int | None) -> None:
        """The items, and how many of those who are to be asked about are not among them."""
        rows = snapshot.shown.view.rows
        listed = {item.pupil_id for item in meeting.items}
        more = sum(pupil_id not in listed for pupil_id in snapshot.shown.asked)
        proposed = {one.question for one in snapshot.shown.questions}
        lines = agenda_lines(meeting, {row.pupil_id: row for row in rows}, self._screen.hidden, more, proposed)
        self._screen.query_one(AgendaList).show(lines, at)

    @property
    def _side_width(self) -> int:
        """Columns beside the agenda."""
        return self._screen.size.width - self._screen.query_one(AgendaList).outer_size.width

    def item(self, item: Item, snapshot: Snapshot, subject: str) -> str:
        """The item that is spoken of; the subject whose chart is shown."""
        screen = self._screen
        facts = screen.query_one("#facts", VerticalScroll)
        beside = screen.query_one("#beside", VerticalScroll)
        card = snapshot.cards.get(item.pupil_id or 0)
        known = charted(card) if card is not None else []
        pupil = snapshot.pupil(item.pupil_id) if item.pupil_id is not None else None
        wanted = [subject, *(flag.subject for flag in pupil.flags)] if pupil is not None else [subject]
        shown = next((one for one in (*wanted, *known) if one in known), "")
        beside.display = screen.size.width >= BESIDE and bool(shown)
        whole = self._side_width
        room = whole * (100 - _CHART) // 100 if beside.display else whole
        told = side(item, snapshot, screen.hidden, room - _FRAME, "" if beside.display else shown)
        self._whom(told.title, told.beside, whole - 2)
        facts.query_one(Static).update(_parts(told.parts, screen.size.height >= AIRY))
        if beside.display and card is not None:
            height = screen.query_one("#shown").size.height
            panels = chart(card, shown, whole - room - _FRAME, height)
            beside.query_one(Static).update(Content("\n").join(panels))
        return shown

    def _whom(self, title: str, known: str, room: int) -> None:
        words = visible(title)
        left = max(0, room - cell_len(words) - 3)
        about = visible(known)
        while cell_len(about) > left:
            about = about.partition(" · ")[2]  # the year group is the first to go: the class says it
        self._screen.query_one(".whom", Static).update(
            Content.assemble((words, "bold"), "   ", (about, "not bold")), layout=False
        )

    def recorded(self, item: Item) -> None:
        """Barriers, decision, actions."""
        screen = self._screen
        static = screen.query_one(".recorded", Static)
        static.update(recorded(item, screen.words, screen.hidden, self._side_width - 2))

    def mark(self, words: str, wrong: bool) -> None:
        """What is saved."""
        status = self._screen.query_one(".status", Static)
        held = status.content
        if isinstance(held, Content) and held.plain == visible(words) and status.has_class("wrong") == wrong:
            return  # said at every key
        status.set_class(wrong, "wrong")
        status.update(Content(visible(words)))


def _parts(parts: tuple[tuple[str, Content], ...], airy: bool) -> Content:
    """Texts under their headings; with `airy` a line of air above each heading."""
    lines: list[Content] = []
    for place, (heading, content) in enumerate(parts):
        if heading != (parts[place - 1][0] if place else ""):
            if lines and airy:
                lines.append(Content(""))
            if heading:
                lines.append(Content.assemble((visible(heading), "bold $text-accent")))
        lines.append(content)
    return Content("\n").join(lines)
