"""Screen 6: what earlier meetings agreed and what happened next: actions, support, the meetings themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual.content import Content

from progress_tui.domain.reports import Field
from progress_tui.domain.text import visible
from progress_tui.tui.screens.parts_screen import Ask, PartsScreen
from progress_tui.tui.screens.view_screen import Answer
from progress_tui.tui.views.report_table import columns_of, rows_of
from progress_tui.tui.widgets.table_model import Cell, Column, Row

if TYPE_CHECKING:
    from progress_tui.analysis.effect.actions import State
    from progress_tui.analysis.effect.meetings import By as ActionsBy


class Part(NamedTuple):
    """One part of the screen.

    Attributes:
        key: the letter that chooses it; `words` what the menu calls it, `title` what the heading does.
        ask: what is asked of the workspace.
        order: the fields shown, the most telling first; all of them, as they come, where none are named.
        flexible: the field that takes the width left over.
        empty: what is said where there is nothing.
    """

    key: str
    words: str
    title: str
    ask: Ask
    order: tuple[str, ...] = ()
    flexible: str = ""
    empty: str = "No action is on file."


def _agreed(state: State) -> Ask:
    return lambda workspace, asked: workspace.judging.actions(
        asked.whom(), state, school=asked.place.school, point=asked.point
    )


def _counted(by: ActionsBy) -> Ask:
    return lambda workspace, asked: workspace.judging.action_counts(asked.whom(), by, asked.place.school, asked.point)


def _support(running: bool) -> Ask:
    return lambda workspace, asked: workspace.judging.support(
        running, asked.place.school, asked.point, whom=asked.whom()
    )


_OPEN: Final = ("pupil", "class_name", "what", "due", "owner", "results", "agreed")
_ACTIONS: Final = ("pupil", "class_name", "what", "status", "effect", "results", "owner", "due", "agreed")
_SUPPORT: Final = ("name", "subject", "staff", "starts", "ends", "members", "change", "effects", "asked")

PARTS: Final[Mapping[str, Part]] = {
    "open": Part(
        "o", "Actions that are open", "Open actions", _agreed("open"), _OPEN, "what", "No action is open.",
    ),
    "overdue": Part(
        "d", "Actions past their due date", "Overdue actions", _agreed("overdue"), _OPEN, "what",
        "No action is past its due date.",
    ),
    "all": Part("l", "All actions, with the results since", "Actions", _agreed("all"), _ACTIONS, "what"),
    "owners": Part("w", "Actions by who does them", "Actions by who", _counted("owner")),
    "classes": Part("c", "Actions by class", "Actions by class", _counted("class")),
    "running": Part(
        "s", "Support that runs today, and its effect", "Support", _support(running=True), _SUPPORT, "change",
        "No support runs today.",
    ),
    "support": Part(
        "e", "All support, with entry, exit and effect", "All support", _support(running=False), _SUPPORT, "change",
        "No support is on file.",
    ),
    "meetings": Part(
        "m", "Earlier meetings, class by class", "Meetings",
        lambda workspace, asked: workspace.judging.meetings(asked.whom(), asked.place.school, asked.point),
        empty="No meeting is on file.",
    ),
}  # fmt: skip
"""Name → part, in the order of the menu."""


class MeetingsScreen(PartsScreen):
    """Parts are chosen by `v`; every row opens to its pupils."""

    NAME: ClassVar[str] = "meetings"
    TITLE_WORDS: ClassVar[str] = "Meetings"
    MENU: ClassVar[str] = "What is shown of the meetings"

    def __init__(self, wide: bool = True) -> None:
        """Begin with the open actions: what was agreed last time, done?"""
        super().__init__(wide)
        self.part = "open"

    @property
    def parts(self) -> Mapping[str, Part]:
        """What is chosen from."""
        return PARTS

    def lay_out(self, answer: Answer) -> tuple[list[Column], list[Row]]:
        """The report's columns, the most telling first; what is overdue stands out in words and colour."""
        part, report = PARTS[self.part], answer.report
        columns, rows = (
            columns_of(report, flexible=part.flexible),
            rows_of(report, self.called, _style, self.without_names),
        )
        order = [place for key in part.order for place, one in enumerate(report.fields) if one.key == key]
        if not order:
            return columns, rows
        first, *others = (_marked(columns[place]) for place in order)
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
        if self.answer is not None and not self.answer.report.rows and self.filtered is None:
            self.table.empty_text = PARTS[self.part].empty

    def more_words(self) -> str:
        """Which part it is."""
        return f" · {PARTS[self.part].title} · v: other parts"

    def detail(self) -> Content | None:
        """The action or support under the cursor, whole."""
        row = self.table.cursor_key
        if self.answer is None or row is None:
            return None
        held = self.answer.report.rows[row]
        if "what" in held:
            due = f"{held['owner']} by {held['due']}{', overdue' if held['overdue'] else ''}"
            noted = "" if held["effect"] in ("unknown", "") else f" · effect noted: {held['effect']}"
            return self._said(f"{held['what']}: {due}, agreed {held['agreed']} · {held['status']}{noted}")
        if "staff" in held:
            line = self.answer.report.cells()[row]
            parts = [f"{name}: {text}" for name, text in line.items() if text and name in _SAID]
            return self._said(f"{held['name']} · {' · '.join(parts)}")
        return None

    def _said(self, text: str) -> Content:
        """A text typed by hand may name a child."""
        return Content(visible(self.without_names(text)))


def _marked(column: Column) -> Column:
    """The column of due dates has room for the mark of those that are past."""
    return column._replace(width=12) if column.key == "due" else column


def _late(cell: Cell) -> Cell:
    """A due date that is past: the mark says so where colour does not."""
    return cell._replace(text=f"{cell.text} !")


_SAID: Final = ("effect noted", "results since", "to ask")


def _style(row: Mapping[str, object], one: Field) -> str:
    """What is past its due date stands out; what is settled is grey."""
    if one.key in ("due", "status") and row.get("overdue") is True:
        return "severity-2"
    if one.key == "overdue" and isinstance(row.get("overdue"), int) and row["overdue"]:
        return "severity-2"
    if one.key == "asked" and row.get("asked"):
        return "severity-2"
    return ""
