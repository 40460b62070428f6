"""A document, whatever the file format: blocks of plain text and typed figures that every format renders alike.

All text in it is redacted already and plain: nothing in it is markup, a formula or a link, and no format may take it
for one. A document holds no pupil's id, no path and no reference to the record it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, NamedTuple, TypeAlias

from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.wording import moment

Cell: TypeAlias = str | int | float | bool | date | None
"""What a table holds; None is an empty cell, and a text that says why a figure is missing is a str in any column."""

Kind = Literal["text", "count", "number", "percent", "date", "yes_no"]
"""What a column holds: `percent` is of 100 (`96.5`), `date` a day, `yes_no` a bool (None: not known)."""

Manner = Literal["normal", "lead", "small", "quote"]
"""How a paragraph reads: as text, as the sentence to read first, as small print, or as what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the first below the title of the document, 3 the last."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text; line feeds in it stay line breaks, empty lines part paragraphs."""

    text: str
    manner: Manner = "normal"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what stands for each, such as `Held on` and `23 November 2026`."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        label: its heading.
        kind: what its cells hold.
        weight: how much of the width a column of text gets beside others of text.
    """

    label: str
    kind: Kind = "text"
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells.

    Attributes:
        title: caption, and the name of its sheet in a workbook; unique within a document where there are several.
        columns: at least one.
        rows: each as long as `columns`.
        empty: what is said in its place when there are no rows.

    Raises:
        ValueError: a row is not as long as the columns.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "None."

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of the table is not as long as its columns")


class ChartPoint(NamedTuple):
    """One point of a line.

    Attributes:
        label: when, such as `Aut2`; points of several lines that share a label stand above each other.
        value: where it is drawn; None leaves a gap.
        words: the figure in words, such as `Just below` or `97`; `""` is the plain number.
        error: half the width of its error band, None without one.
    """

    label: str
    value: float | None
    words: str = ""
    error: float | None = None


class ChartLine(NamedTuple):
    """A line of a chart: what it is of, and its points in order of time."""

    label: str
    points: tuple[ChartPoint, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Results over time; formats that cannot draw give `table_of(chart)`, and those that can give both.

    Attributes:
        title: what it shows.
        lines: at most four, on one scale.
        expected: where the expected standard is drawn, None without one.
        expected_words: what that line is called, such as `expected standard (100)`.
        ticks: values of the scale and their words, lowest first; empty for plain numbers.
    """

    title: str
    lines: tuple[ChartLine, ...]
    expected: float | None = None
    expected_words: str = ""
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Room to write an answer, on paper or in the file, which can be read in again.

    Attributes:
        label: the question.
        reference: what marks the answer when the file comes back (`M12-3-teacher_view`); printed small beside it. It
            holds ASCII letters, digits, `-` and `_` only, is unique in the document, and never a name; "" for none.
        lines: lines of room on paper.
        text: what is filled in already.
    """

    label: str
    reference: str
    lines: int = 3
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Table | Chart | Answer | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """One document.

    Attributes:
        kind: id of what it is, such as `teacher`; the end of the file name.
        title: in words, such as `Pupil progress meeting: teacher's copy`.
        school: name of the school.
        scope: what it is about, such as `4B · Autumn 2 2026-27`.
        audience: whom it is for, a sentence such as `For the class teacher. Not for parents.`; on every page.
        names: how pupils are named in it.
        made: local time it was made.
        fictional: whether the data is made up; said at the top.
        blocks: what it holds.
        footer: sentences at its end, small.
        file_parts: what the file is named after, before `kind`: redacted text, such as class and point.
        landscape: whether its pages are wide; a table that needs it makes them wide too.
        nameless: whether it is of no single child, so that nothing is to be said of how they are named.
        large: whether it is set in large type, for a child to read.
        flat: the children or groups of it as one table, a row for each, to sort and filter: a sheet of its own in a
            workbook.
        flat_is_whole: whether that table holds what the document says, so that CSV gives it and nothing else.
    """

    kind: str
    title: str
    school: str
    scope: str
    audience: str
    names: NameMode
    made: datetime
    fictional: bool
    blocks: tuple[Block, ...]
    footer: tuple[str, ...] = ()
    file_parts: tuple[str, ...] = ()
    landscape: bool = False
    nameless: bool = False
    large: bool = False
    flat: Table | None = None
    flat_is_whole: bool = False


FICTIONAL: Final = "Fictional data: no child here is real."
_NAMES: Final[dict[NameMode, str]] = {"full": "full", "initials": "initials", "none": "none, pupils are numbered"}


def closing(document: Document) -> tuple[str, ...]:
    """The small print of a document: how names are written, when it was made, and its own sentences."""
    names = "" if document.nameless else f"Names: {_NAMES[document.names]}. "
    return (f"{names}Exported {moment(document.made)}.", *document.footer)


def table_of(chart: Chart) -> Table:
    """The figures of a chart as a table: a row for each line, a column for each label, in order of time."""
    labels = list(dict.fromkeys(point.label for line in chart.lines for point in line.points))
    rows = []
    for line in chart.lines:
        words = {point.label: figure_words(point) for point in line.points}
        rows.append((line.label, *(words.get(label, "") for label in labels)))
    if chart.expected is not None and chart.expected_words:
        standard = dict(chart.ticks).get(chart.expected, f"{chart.expected:g}")
        rows.append((chart.expected_words, *(standard for _ in labels)))
    columns = (Column("Series", weight=2), *(Column(label) for label in labels))
    return Table(chart.title, columns, tuple(rows), empty="No results.")


def figure_words(point: ChartPoint) -> str:
    """A point as it is read: `97 ± 5`, `Just below`; a gap says so."""
    if point.value is None:
        return point.words or "no result"
    words = point.words or f"{round(point.value, 1) + 0.0:g}"
    return words if point.error is None else f"{words} ± {round(point.error, 1):g}"


def tables_of(document: Document) -> tuple[Table, ...]:
    """Every table of a document in order, charts as their figures."""
    found = (table_of(one) if isinstance(one, Chart) else one for one in document.blocks)
    return tuple(one for one in found if isinstance(one, Table))
