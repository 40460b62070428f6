"""Screen 6: what meetings agreed and what happened next: actions, support, the meetings themselves.

What is asked and what can be done in a part stands in `views/action_parts`, `views/support_parts` and
`views/meeting_parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import visible
from progress_tui.tui.commands import common
from progress_tui.tui.commands import meetings as do
from progress_tui.tui.commands.base import Command, bindings
from progress_tui.tui.place import Place
from progress_tui.tui.screens.parts_screen import PartsScreen
from progress_tui.tui.screens.view_screen import Answer, Asked
from progress_tui.tui.views.action_parts import owned_by
from progress_tui.tui.views.meetings_parts import PARTS
from progress_tui.tui.views.part import Part, PartChanged, PartDesk
from progress_tui.tui.views.report_table import columns_of, rows_of
from progress_tui.tui.views.support_parts import FOR_LEADERS, OF_A_CLASS
from progress_tui.tui.widgets.table_model import Cell, Column, Row
from progress_tui.tui.within import progress_app
from progress_tui.workspace import Workspace

_COMMANDS = {command.name: command for command in do.OF_PARTS}


class MeetingsScreen(PartsScreen):
    """Parts are chosen by `v`; every row opens to its pupils, or to what its desk opens."""

    NAME: ClassVar[str] = "meetings"
    TITLE_WORDS: ClassVar[str] = "Meetings"
    MENU: ClassVar[str] = "What is shown of the meetings"
    OFFERED: ClassVar[tuple[type[Command], ...]] = do.MEETINGS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(do.MEETINGS, crowded=do.CROWDED)]

    def __init__(self, wide: bool = True) -> None:
        """Begin with the open actions: what was agreed last time, done?"""
        super().__init__(wide)
        self.part = "open"
        self._narrowed = False
        """Whether a part of one class took the place of the whole school."""
        self.owner = ""
        """Whose actions are listed, "" for everybody's."""
        self._begins = False
        """Whether another part was asked for: the cursor begins anew, on its first figure."""

    @property
    def parts(self) -> Mapping[str, Part]:
        """What is chosen from."""
        return PARTS

    def options(self) -> Hashable:
        """The part, and whose actions; in projector mode costs give way to what everybody may see."""
        return (self._shown_part, self.owner) if self.owner else self._shown_part

    @property
    def _shown_part(self) -> str:
        """The part, or the one that takes its place in projector mode."""
        return FOR_LEADERS.get(self.part, self.part) if self.hidden else self.part

    def question(self, asked: Asked) -> Callable[[Workspace], Report]:
        """What the part asks, of one person's actions alone where they were opened."""
        owner = asked.options[1] if isinstance(asked.options, tuple) else ""
        return owned_by(str(owner), asked) if owner else super().question(asked)

    @property
    def desk(self) -> PartDesk:
        """What is done in the part that is shown."""
        return PARTS[self.part].desk(self)

    @property
    def row(self) -> Mapping[str, object] | None:
        """The report's row under the cursor."""
        at = self.table.cursor_key
        return None if self.answer is None or at is None else self.answer.report.rows[at]

    def show_part(self, name: str | None) -> None:
        """Show another part; the footer shows its keys. A provision map begins with the class."""
        if name is not None and (name in OF_A_CLASS) != self._narrowed:
            self._wide, self._narrowed = (False, self._wide) if name in OF_A_CLASS else (True, False)
        if name is not None and self.owner:
            self.owner = self.part = ""  # everybody's again, whichever part it is
        self._begins = self._begins or name not in (None, self.part)
        super().show_part(name)
        self.refresh_bindings()

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """The report's columns, the most telling first; what is overdue stands out in words and colour."""
        part, report = PARTS[self.part], answer.report
        columns, rows = (
            columns_of(report, flexible=part.flexible),
            rows_of(report, self.called, _style, self.typed_without_names),
        )
        columns = [one._replace(width=_width(part, one)) for one in columns]
        order = [place for key in part.order for place, one in enumerate(report.fields) if one.key == key]
        if not order:
            return columns, rows
        first, *others = (columns[place] for place in order)
        shown = [first._replace(frozen=True), *(one._replace(frozen=False) for one in others)]
        late = {at for at, row in enumerate(report.rows) if row.get("overdue") is True}
        return shown, [
            row._replace(
                cells=tuple(
                    _late(row.cells[place])
                    if row.key in late and report.fields[place].key == "due"
                    else row.cells[place]
                    for place in order
                )
            )
            for row in rows
        ]

    def show(self) -> None:
        """As every view; where there is nothing it says of what."""
        super().show()
        if self._begins and self.table.visible_keys:
            self._begins = False
            self.table.move_to(self.table.visible_keys[0], self.table.columns[0].key)
        if self.answer is not None and not self.answer.report.rows and self.filtered is None:
            self.table.empty_text = PARTS[self.part].empty

    def more_words(self) -> str:
        """Which part it is, and of whom."""
        if self.owner:
            return f" · {PARTS[self.part].title} of {self.typed_without_names(self.owner)} · esc: everybody"
        kept = " · costs are hidden in projector mode" if self._shown_part != self.part else ""
        return f" · {self.title_words()}{kept} · v: other parts"

    def typed_without_names(self, text: str) -> str:
        """What somebody typed, without any name of the school while names are hidden."""
        return self.answer.hiding.hide_typed(text) if self.hidden and self.answer is not None else text

    def title_words(self) -> str:
        """The part that is shown."""
        return PARTS[self._shown_part].title

    def detail(self) -> Content | None:
        """What the desk says of the row under the cursor; a text typed by hand may name a child."""
        row, at = self.row, self.table.cursor_key
        if self.answer is None or row is None or at is None:
            return None
        words = self.desk.words(row, self.answer.report.cells()[at])
        return Content(visible(self.typed_without_names(words))) if words else None

    def open_cell(self, row: int, column: str) -> None:
        """What the desk opens, else the pupils behind the cell."""
        if self.answer is not None and not self.desk.opens(self.answer.report.rows[row], column):
            super().open_cell(row, column)

    # -- what is done in a part

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of other parts do nothing here, and the footer does not show them."""
        command = _COMMANDS.get(str(parameters[0])) if action == "issue" and parameters else None
        return (command is None or self.part in command.parts) and super().check_action(action, parameters)

    def show_owner(self, owner: str) -> None:
        """List what one person is to do; back leads to the list of everybody."""
        self.owner, self.part, self.answer, self._begins = owner, "open", None, True
        self.ask()
        self.refresh_bindings()

    def show_class(self, place: Place) -> None:
        """List what is open in a class."""
        self._wide, self.part, self.answer, self._begins = False, "open", None, True
        self.go(place)
        self.refresh_bindings()

    @on(common.Back)
    def _back_to_owners(self, message: Message) -> None:
        if self.owner and not (self.place is not None and self.place.filter):
            message.prevent_default()
            self.show_part("owners")

    @on(do.OfPart)
    def _of_part(self, message: do.OfPart) -> None:
        if self.part in message.parts:
            self.desk.do(message)
        else:  # from the palette, which lists what the whole screen can do
            where = " or ".join(f"“{PARTS[name].title}”" for name in message.parts)
            progress_app(self).say(f"That is done in {where}: v shows them.")

    @on(PartChanged)
    def _part_changed(self, message: PartChanged) -> None:
        app = progress_app(self)
        if message.change is not None:
            app.changes.add(message.change.words, message.change.undo)
        if message.said:
            app.say(message.said)
        self.ask()

    def undo_here(self) -> bool:
        """What the desk takes back of the row under the cursor."""
        return self.desk.undo_here()


def _width(part: Part, one: Column) -> int:
    """The width that the part wants; columns that are numbered (`support_3`) have one in common."""
    return part.widths.get(one.key, part.widths.get(one.key.rstrip("0123456789"), one.width))


def _late(cell: Cell) -> Cell:
    """A due date that is past: the mark says so where colour does not."""
    return cell._replace(text=f"{cell.text} !")


def _style(row: Mapping[str, object], one: Field) -> str:
    """What is past its due date stands out; what is settled is grey."""
    if one.key in ("due", "status") and row.get("overdue") is True:
        return "severity-2"
    if one.key == "overdue" and isinstance(row.get("overdue"), int) and row["overdue"]:
        return "severity-2"
    if one.key == "asked" and row.get("asked"):
        return "severity-2"
    return ""
