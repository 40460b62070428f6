"""The pupils behind a figure: who they are, where they stand, why they are flagged."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from progress_tui.domain.reports import Behind
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted, visible
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.tui.classroom.layout import MEDIUM, distance_cell, flags_cell, name_of, result_cell
from progress_tui.tui.commands import common as do
from progress_tui.tui.commands.base import Command, OffersCommands, bindings
from progress_tui.tui.people import Person
from progress_tui.tui.widgets.class_table import ClassTable
from progress_tui.tui.widgets.footer_line import FooterLine
from progress_tui.tui.widgets.heading import Heading
from progress_tui.tui.widgets.pupil_table import PupilTable
from progress_tui.tui.widgets.table_messages import HeadingClicked
from progress_tui.tui.widgets.table_messages import Opened as RowOpened
from progress_tui.tui.widgets.table_model import Cell, Column, Row
from progress_tui.tui.within import progress_app


class ListScreen(Screen[None], OffersCommands):
    """Lists pupils of one class or of several; `enter` opens a card, `escape` leads back to the figure."""

    OFFERED: ClassVar[tuple[type[Command], ...]] = do.LIST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.LIST)]

    def __init__(self, behind: Behind, people: list[Person], left_out: int = 0) -> None:
        """List some pupils.

        Args:
            behind: what they have in common.
            people: who they are, in order.
            left_out: pupils of other classes that are hidden in projector mode.
        """
        super().__init__()
        self._behind, self._people, self._left_out = behind, people, left_out
        self._subject = ""

    def compose(self) -> ComposeResult:
        """Heading, who they are, table, footer."""
        yield Heading("")
        yield Static("", classes="counts", markup=False)
        yield ClassTable()
        yield FooterLine()

    def on_mount(self) -> None:
        """Show them in the subject the figure is of, else in the one that is looked at."""
        place = progress_app(self).place
        named = self._behind.subject
        taught = any(one.view.heading(named) is not None for one in self._people)
        self._subject = named if taught or place is None else place.subject
        self.watch(self.app, "names_hidden", self._show, init=False)
        self.table.focus()

    @property
    def table(self) -> PupilTable:
        """The list."""
        return self.query_one(PupilTable)

    @property
    def shown(self) -> list[Person]:
        """Those who may be shown now: only this class's in projector mode."""
        app = progress_app(self)
        if not app.names_hidden or app.place is None:
            return self._people
        return [one for one in self._people if one.view.class_id == app.place.class_id]

    def on_resize(self, event: Resize) -> None:
        """Columns depend on the width."""
        if event.size.width:
            self._show()

    def _show(self) -> None:
        hidden, shown = progress_app(self).names_hidden, self.shown
        mark = "   names hidden" if hidden else ""
        self.query_one(Heading).show(f"{self._behind.words}{mark}")
        left_out = len(self._people) - len(shown) + self._left_out
        where = f" · {counted(left_out, 'pupil', 'pupils')} of other classes hidden" if left_out else ""
        about = f" · {subject_label(self._subject)} at {shown[0].view.point_label}" if shown and self._subject else ""
        self.query_one(".counts", Static).update(
            Content(visible(f"{counted(len(shown), 'pupil', 'pupils')}{about}{where}")), layout=False
        )
        columns = self._columns()
        self.table.set_data(columns, [self._row(number, one, columns, hidden) for number, one in enumerate(shown)])

    def _columns(self) -> list[Column]:
        wide = self.size.width >= MEDIUM
        return [
            Column("name", "Pupil", 26 if wide else 18, frozen=True),
            Column("class", "Class", max([5, *(min(12, len(one.view.class_name)) for one in self._people)])),
            Column("pp", "PP", 2, "center"),
            Column("sen", "SEN", 3, "center"),
            Column("now", "Now", 5),
            Column("target", "Tgt", 4),
            Column("distance", "±", 3, "right"),
            Column("flags", "Flags", 40 if wide else 20, flexible=True),
        ]

    def _row(self, number: int, one: Person, columns: list[Column], hidden: bool) -> Row:
        cells = _cells(one.view, one.pupil, self._subject, hidden, columns[-1].width)
        return Row(number, tuple(cells[column.key] for column in columns))

    @on(do.OpenFigure)
    @on(RowOpened)
    def _open(self) -> None:
        at = self.table.cursor_key
        if at is not None:
            from progress_tui.tui.screens.pupil_screen import PupilScreen

            shown, order = self.shown, self.table.visible_keys
            self.app.push_screen(PupilScreen([shown[key] for key in order], order.index(at)))

    @on(do.AgreeAction)
    def _agree_action(self) -> None:
        at = self.table.cursor_key
        if at is not None:
            from progress_tui.tui.agreeing import agree
            from progress_tui.tui.dialogs.action_form import ActionAsked

            view, pupil = self.shown[at]
            who = name_of(pupil, progress_app(self).names_hidden)
            asked = ActionAsked(view.school_id, view.class_id, pupil.pupil_id, who, view.class_label)
            agree(self, asked, self._show)

    @on(do.PutInSupport)
    def _put_in_support(self) -> None:
        from progress_tui.tui.support.starting import PupilsHere, offer_support, once

        shown, at = self.shown, self.table.cursor_key
        if not shown:
            return
        one = shown[at if at is not None else 0]
        ids = once([shown[key].pupil.pupil_id for key in self.table.visible_keys])
        under = one.pupil.pupil_id if at is not None else None
        here = PupilsHere(under, name_of(one.pupil, progress_app(self).names_hidden), ids, self._subject)
        offer_support(self, one.view.school_id, one.view.point, here, filtered=True, changed=self._show)

    @on(do.ChangeSubject)
    def _change_subject(self) -> None:
        subjects = list(dict.fromkeys(heading.subject for one in self._people for heading in one.view.subjects))
        if subjects:
            at = subjects.index(self._subject) if self._subject in subjects else -1
            self._subject = subjects[(at + 1) % len(subjects)]
            self._show()

    @on(do.SortColumn)
    def _sort(self) -> None:
        self.table.sort_or_reverse(self.table.cursor_column)

    @on(HeadingClicked)
    def _heading_clicked(self, message: HeadingClicked) -> None:
        self.table.sort_or_reverse(message.column_key)

    @on(do.DefaultOrder)
    def _default_order(self) -> None:
        self.table.default_order()

    @on(do.ToggleFrozen)
    def _toggle_frozen(self) -> None:
        self.table.toggle_frozen()

    @on(do.Copy)
    def _copy(self) -> None:
        from progress_tui.tui.table_desk import copy_menu

        copy_menu(self, self.table)

    @on(do.WholeCell)
    def _whole_cell(self) -> None:
        from progress_tui.tui.table_desk import show_cell

        show_cell(self, self.table)

    @on(do.CloseList)
    def _close(self) -> None:
        self.dismiss()


def _cells(view: ClassView, pupil: PupilShown, subject: str, hidden: bool, room: int) -> dict[str, Cell]:
    """One pupil, by column."""
    shown = pupil.subjects.get(subject)
    name = name_of(pupil, hidden)
    return {
        "name": Cell(name, "", name),
        "class": Cell(view.class_name, "", view.class_name),
        "pp": Cell("?" if pupil.pp is None else "●" if pupil.pp else "", "", float(bool(pupil.pp))),
        "sen": Cell("?" if pupil.sen is None else "" if pupil.sen == "N" else pupil.sen, "", pupil.sen or ""),
        "now": result_cell(shown.results[-1], shown.change) if shown is not None else Cell("·", "missing"),
        "target": Cell(shown.target, "muted") if shown is not None else Cell(""),
        "distance": distance_cell(shown) if shown is not None else Cell(""),
        "flags": flags_cell(pupil, subject, room),
    }
