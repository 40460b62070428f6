"""Counts for governors: no name, no child, no class; small groups left out so that none can be worked out.

Nothing here ranks classes or teachers: groups are year groups and groups of the whole school.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from progress_tui.domain.text import counted
from progress_tui.exporting.documents.document import (
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from progress_tui.exporting.documents.records import GovernorsRecord, GroupCount, Parting
from progress_tui.exporting.documents.suppression import FEWEST, Counts, left_out
from progress_tui.exporting.redactor import Redactor

HIDDEN: Final = "…"
"""What stands for a figure that is left out; the same for small groups and for those left out beside them."""

SUPPRESSION: Final = (
    f"{HIDDEN} stands where a figure is left out: a group of fewer than {FEWEST} children, and the next smallest "
    "groups beside it where the small one could otherwise be worked out from the totals."
)

_STATUSES: Final[Mapping[str, str]] = {"open": "open", "done": "done", "stopped": "stopped", "carried": "carried on"}


def build(record: GovernorsRecord, redactor: Redactor) -> Document:
    """The counts of a school at a point."""
    tables = _tables(record)
    roll_shown = not any("" in table.totals_left_out() for table in tables)
    return Document(
        kind="governors",
        title="Pupil progress: figures for governors",
        school=record.school,
        scope=record.point_label,
        audience="For governors: counts only. It names no child and no class.",
        names=redactor.names,
        made=record.made,
        fictional=record.fictional,
        blocks=(
            Paragraph(SUPPRESSION, "lead"),
            *(block for table in tables for block in _attainment(record, table)),
            PageBreak(),
            *_meetings(record, roll_shown),
            *_actions(record),
            *_barriers(record),
        ),
        footer=(
            *record.measures,
            "Groups overlap: the same child is in several tables. The figures describe children's results; they are no "
            "measure of anybody's teaching.",
        ),
        file_parts=tuple(record.point_code.split(":")),
        nameless=True,
    )


class _Table:
    """One way to part the roll, and which of its figures are left out."""

    def __init__(self, parting: Parting, subjects: tuple[tuple[str, str], ...]) -> None:
        self.parting = parting
        self.last = len(parting.groups)
        rolls = Counts(tuple((group.on_roll,) for group in parting.groups), whole_rows=True)
        self._rolls = {row for row, _ in left_out(rolls)}
        self._met = {subject: set(self._left_out(subject)) for subject, _ in subjects}

    def _left_out(self, subject: str) -> Iterator[int]:
        groups = self.parting.groups
        rows = [row for row, group in enumerate(groups) if subject in group.met]
        if not rows:
            return
        cells = [(met, of - met) for met, of in (groups[row].met[subject] for row in rows)]
        # A reader knows that no more can be assessed than are on roll, where that is shown.
        most = {at: groups[row].on_roll for at, row in enumerate(rows) if row not in self._rolls}
        forced = frozenset(at for at, row in enumerate(rows) if row in self._rolls)
        for at, _ in left_out(Counts(cells, whole_rows=True, most=most), rows=forced):
            yield rows[at] if at < len(rows) else self.last

    def totals_left_out(self) -> set[str]:
        """Subjects whose whole is left out; `""` is the roll."""
        found = {subject for subject, rows in self._met.items() if self.last in rows}
        return found | ({""} if self.last in self._rolls else set())

    def leave_totals_out(self, subjects: set[str]) -> None:
        """Leave out here too what another table leaves out: the whole school is the same in all of them."""
        self._rolls |= {self.last} if "" in subjects else set()
        for subject in subjects & set(self._met):
            self._met[subject].add(self.last)

    def roll(self, row: int, number: int) -> Cell:
        """Children on roll in a group; the last row is the whole."""
        return HIDDEN if row in self._rolls else number

    def met(self, row: int, subject: str, figures: tuple[int, int] | None) -> str:
        """`45 of 58`."""
        if row in self._met[subject]:
            return HIDDEN
        return "not assessed" if figures is None else f"{figures[0]} of {figures[1]}"


def _tables(record: GovernorsRecord) -> list[_Table]:
    tables = [_Table(parting, record.subjects) for parting in record.partings]
    totals = set[str]().union(*(table.totals_left_out() for table in tables))
    for table in tables:
        table.leave_totals_out(totals)
    return tables


def _attainment(record: GovernorsRecord, table: _Table) -> Iterator[Block]:
    parting = table.parting
    yield Heading(parting.label)
    columns = (
        Column("Group", weight=2), Column("On roll", "count"), *(Column(label) for _, label in record.subjects),
    )  # fmt: skip
    rows = tuple(
        (
            group.label,
            table.roll(row, group.on_roll),
            *(table.met(row, subject, group.met.get(subject)) for subject, _ in record.subjects),
        )
        for row, group in enumerate((*parting.groups, _whole(parting, record.subjects)))
    )
    yield Table(parting.label, columns, rows)


def _whole(parting: Parting, subjects: tuple[tuple[str, str], ...]) -> GroupCount:
    """The whole school: every child is in one of the groups."""
    met = {}
    for subject, _ in subjects:
        figures = [group.met[subject] for group in parting.groups if subject in group.met]
        if figures:
            met[subject] = (sum(one for one, _ in figures), sum(of for _, of in figures))
    return GroupCount("Whole school", sum(group.on_roll for group in parting.groups), met)


def _meetings(record: GovernorsRecord, roll_shown: bool) -> Iterator[Block]:
    yield Heading("Progress meetings")
    spoken = f"{record.spoken_of} of {record.on_roll} on roll" if roll_shown else str(record.spoken_of)
    few = record.spoken_of < FEWEST or 0 < record.on_roll - record.spoken_of < FEWEST
    yield Facts(
        (
            (f"Meetings held in {record.year_label}", str(record.meetings)),
            ("Classes that met", f"{record.met_classes} of {record.classes}"),
            ("Children spoken of", "none yet" if not record.meetings else HIDDEN if few else spoken),
        )
    )


def _actions(record: GovernorsRecord) -> Iterator[Block]:
    """By status. Each is about a child, so that small counts are left out as those of children are."""
    yield Heading("Actions agreed")
    numbers = [record.actions.get(status, 0) for status in _STATUSES]
    if not sum(numbers):
        yield Paragraph("No action is on file.")
        return
    counts = Counts(tuple((one,) for one in numbers), row_totals=False)
    hidden = {row for row, column in left_out(counts) if column == 0}
    words = (*_STATUSES.values(), "in all")
    rows = tuple(
        (label, HIDDEN if row in hidden else number)
        for row, (label, number) in enumerate(zip(words, (*numbers, sum(numbers)), strict=True))
    )
    yield Table("Actions agreed", (Column("Status", weight=3), Column("Actions", "count")), rows)
    open_ones = record.actions.get("open", 0)
    if 0 not in hidden and record.overdue >= FEWEST and open_ones - record.overdue >= FEWEST:
        yield Paragraph(f"{record.overdue} of the {open_ones} open ones are past their due date.")


def _barriers(record: GovernorsRecord) -> Iterator[Block]:
    yield Heading("Barriers named in meetings")
    named = sorted(record.barriers.items(), key=lambda one: (-one[1], one[0]))
    rows = tuple((barrier, number) for barrier, number in named if number >= FEWEST)
    columns = (Column("Barrier", weight=3), Column("Children", "count"))
    yield Table(
        "Barriers named in meetings", columns, rows, empty=f"No barrier was named for {FEWEST} children or more."
    )
    left = len(named) - len(rows)
    if left:
        what = counted(left, "barrier that was", "barriers that were")
        yield Paragraph(f"Left out: {what} named for fewer than {FEWEST} children.")
