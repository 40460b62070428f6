"""The mentoring record of a child as blocks of text: strands, targets and comments, half-terms side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Final, NamedTuple

from rich.cells import set_cell_size
from textual.content import Content

from progress_tui.domain.calendar import Point
from progress_tui.domain.meetings import Text
from progress_tui.domain.mentoring import PERSONAL, HalfTermRecord, MentoringWords, Target, Who, empty_record
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.domain.text import visible

LABEL: Final = 16
"""Cells of the names at the left."""

_COLUMN: Final = 27
"""Cells a half-term needs at least."""

_GAP: Final = 2
_STYLES: Final = {"good": "$text-success bold", "middle": "$text-warning bold", "low": "$text-error bold"}
_SIGNS: Final = {"met": "✓", "not yet": "·", "carried": "→"}
_SAYS: Final[tuple[tuple[Who, str], ...]] = (("child", "The child says"), ("mentor", "The mentor says"))

Styled = tuple[str, str]
"""A line of a cell and its style."""


class StrandRow(NamedTuple):
    """A strand to grade; `place` among the strands."""

    id: str
    label: str
    place: int


class TargetRow(NamedTuple):
    """The place of a target; `target` is the one of the half-term shown, None where it has none there."""

    subject: str
    place: int
    target: Target | None


class CommentRow(NamedTuple):
    """What somebody says in the half-term shown."""

    who: Who
    text: Text


class RecordBlock(NamedTuple):
    """One row of the record: its section, what it shows, what it is about."""

    section: str
    content: Content
    about: StrandRow | TargetRow | CommentRow | None


class Columns(NamedTuple):
    """The half-terms side by side, the one shown last; `width` of each in cells."""

    records: tuple[HalfTermRecord, ...]
    width: int

    @property
    def now(self) -> HalfTermRecord:
        """The half-term shown."""
        return self.records[-1]


def side_by_side(history: Sequence[HalfTermRecord], now: int, width: int) -> Columns:
    """The half-term shown with as many before it as there is room for.

    Args:
        history: what is on file, the oldest first.
        now: the ordinal of the half-term shown.
        width: cells there are.
    """
    room = max(1, (width - LABEL) // (_COLUMN + _GAP))
    before = [one for one in history if one.ordinal < now and not one.is_empty]
    own = next((one for one in history if one.ordinal == now), empty_record(now))
    records = (*before[len(before) - min(room - 1, len(before)) :], own) if room > 1 else (own,)
    return Columns(records, (width - LABEL) // len(records) - _GAP)


def headings(columns: Columns) -> Content:
    """The half-terms, above their columns."""
    names = [Point(one.ordinal).label for one in columns.records]
    cells = [set_cell_size(name, columns.width + _GAP) for name in names]
    return Content.assemble(" " * LABEL, ("".join(cells).rstrip(), "bold"))


def record_blocks(columns: Columns, words: MentoringWords, hidden: bool) -> list[RecordBlock]:
    """The rows of the record.

    Args:
        columns: the half-terms.
        words: what the school grades and by what.
        hidden: without texts, which may hold a name.
    """
    blocks = [*_strands(columns, words)]
    if hidden:
        said = Content.assemble(("Targets and comments are hidden in projector mode.", "$text-muted"))
        return [*blocks, RecordBlock("Targets", said, None)]
    return [*blocks, *_targets(columns), *_comments(columns)]


def _strands(columns: Columns, words: MentoringWords) -> Iterator[RecordBlock]:
    labels = {one.id: one.label for one in words.strands}
    own = dict.fromkeys(labels)
    # Strands that were graded before and are not graded any more stay in the record.
    own |= dict.fromkeys(strand for record in columns.records for strand in record.grades)
    keys = " ".join(one.key for one in words.grades)
    for place, strand in enumerate(own):
        cells: list[list[Styled]] = []
        for number, record in enumerate(columns.records):
            held = record.grades.get(strand)
            if held is None:
                cells.append([(f"·  {keys}" if record is columns.now else "·", "$text-muted")])
                continue
            grade = words.grade(held.grade, held.label)
            before = columns.records[number - 1].grades.get(strand) if number else None
            cells.append([(f"{grade.letter}  {grade.label}{_moved(held.grade, before)}", _STYLES[grade.colour])])
        row = StrandRow(strand, labels.get(strand, strand), place)
        yield RecordBlock("Strands", _line(row.label, cells, columns.width), row)


def _moved(grade: int, before: object) -> str:
    """` ▲` better than the half-term beside it, ` ▼` lower."""
    earlier = getattr(before, "grade", grade)
    return " ▲ better" if grade < earlier else " ▼ lower" if grade > earlier else ""


def _targets(columns: Columns) -> Iterator[RecordBlock]:
    places = {(one.subject, one.place) for record in columns.records for one in record.targets}
    if not places:
        none = Content.assemble(("None yet. t sets one.", "$text-muted"))
        yield RecordBlock("Targets", none, None)
    for subject, place in sorted(places, key=lambda one: (one[0] == PERSONAL, subject_order(one[0]), one[1])):
        held = [
            next((one for one in record.targets if (one.subject, one.place) == (subject, place)), None)
            for record in columns.records
        ]
        label = subject_label(subject) if subject else "Personal"
        numbered = f"{label} {place}" if subject else label
        cells = [_target(one, columns.width) for one in held]
        yield RecordBlock("Targets", _line(numbered, cells, columns.width), TargetRow(subject, place, held[-1]))


def _target(target: Target | None, width: int) -> list[Styled]:
    if target is None:
        return [("", "")]
    style = "$text-success" if target.status == "met" else "$text-muted" if target.status == "carried" else ""
    lines = _wrapped(f"{target.body} ({target.status})", width - 2)
    return [(f"{_SIGNS[target.status]} {lines[0]}", style), *((f"  {line}", style) for line in lines[1:])]


def _comments(columns: Columns) -> Iterator[RecordBlock]:
    keys = {"child": "c", "mentor": "w"}
    for who, label in _SAYS:
        cells: list[list[Styled]] = []
        for record in columns.records:
            text = record.comments.get(who, Text())
            if text.body:
                paragraphs = text.body.splitlines()
                cells.append([(line, "") for part in paragraphs for line in _wrapped(part, columns.width)])
            else:
                cells.append([(f"{keys[who]} writes it" if record is columns.now else "", "$text-muted")])
        row = CommentRow(who, columns.now.comments.get(who, Text()))
        yield RecordBlock("Comments", _line(label, cells, columns.width), row)


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(visible(text), max(12, width)) or [""]


def _line(label: str, cells: Sequence[Sequence[Styled]], width: int) -> Content:
    """The cells of a row beside each other, on as many lines as the longest needs."""
    parts: list[str | Styled] = []
    for number, line in enumerate(zip_longest(*cells, fillvalue=("", ""))):
        parts.append(f"{chr(10) if number else ''}{set_cell_size('' if number else visible(label), LABEL)}")
        for place, (text, style) in enumerate(line):
            cell = text if place == len(cells) - 1 else set_cell_size(text, width + _GAP)
            parts.append((cell, style) if style else cell)
    return Content.assemble(*parts)
