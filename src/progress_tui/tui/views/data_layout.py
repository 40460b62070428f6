"""From the reports on the data itself to columns and rows: lists of results as a grid, and what may tell who is meant.

Nothing is counted in here: every figure is one of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from rich.cells import cell_len

from progress_tui.domain.calendar import Point
from progress_tui.domain.reports import Report
from progress_tui.domain.subjects import subject_label, subject_order
from progress_tui.tui.views.report_table import columns_of, rows_of
from progress_tui.tui.widgets.table_model import Cell, Column, Row

HIDDEN: Final = "··"
"""Stands on a projector for what may tell who a pupil is."""

_SHORT: Final = {"teacher assessment": "teacher", "none": "any", "screening check": "check"}
_GAPS: Final = 0.9
"""Below this share of the roll a list has gaps: one or two children away are no gap."""

_NARROWEST, _WIDEST = 8, 13
"""Cells of a column of the grid: `29 of 30` fits the narrowest."""


class Grid(NamedTuple):
    """The lists of results as a grid: a row for each class, a column for each list that is asked of any class.

    Attributes:
        cells: (row key, column key) → index of the report's row.
    """

    columns: list[Column]
    rows: list[Row]
    cells: Mapping[tuple[int, str], int]


class Whole(NamedTuple):
    """A row whole, as its dialog shows it.

    Attributes:
        title: which row it is; holds nothing that may tell who a child is.
        about: what is said before the cells.
        cells: heading → text; `marked` the heading of the one that is spoken of.
        hint: what to do with it.
    """

    title: str
    about: str
    cells: Mapping[str, str]
    marked: str = ""
    hint: str = ""


def lists_grid(report: Report, through_the_year: bool) -> Grid:
    """The lists of a completeness report; bands are the subjects, or the points of the year where one is looked at."""
    classes = list(dict.fromkeys(str(row["class"]) for row in report.rows))
    named = _Lists(report, through_the_year)
    columns = [Column("class", "Class", max([5, *(min(14, cell_len(name)) for name in classes)]), frozen=True)]
    columns += [
        Column(one, head, max(_NARROWEST, min(_WIDEST, cell_len(head))), "right", group=band)
        for one, (band, head) in named.heads.items()
    ]
    cells = {(classes.index(str(row["class"])), named.of[at]): at for at, row in enumerate(report.rows)}
    rows = [
        Row(
            place,
            (
                Cell(name, "", f"{place:04d}"),
                *(_list_cell(report, cells.get((place, column.key))) for column in columns[1:]),
            ),
        )
        for place, name in enumerate(classes)
    ]
    return Grid(columns, rows, cells)


class _Lists:
    """The columns of the grid. A class without anything in a subject stands under the first list of that subject."""

    def __init__(self, report: Report, through_the_year: bool) -> None:
        found = {(_time(row) if through_the_year else 0, str(row["subject"])) for row in report.rows}
        bands = sorted(found, key=lambda one: (one[0], subject_order(one[1])))
        self.heads: dict[str, tuple[str, str]] = {}
        self.of: dict[int, str] = {}
        for time, subject in bands:
            own = [
                (at, row)
                for at, row in enumerate(report.rows)
                if row["subject"] == subject and (not through_the_year or _time(row) == time)
            ]
            band = str(own[0][1]["point"]).partition(":")[2] if through_the_year else subject_label(subject)
            kinds = sorted({_kind(row) for _, row in own if row["series"]}) or [(9, "none", "")]
            twice = _twice(own)
            for at, row in own:
                kind = _kind(row) if row["series"] else kinds[0]
                key = f"{time}|{subject}|{kind[1]}|{kind[2] if kind[1] in twice else ''}"
                self.of[at] = key
            for kind in kinds:
                key = f"{time}|{subject}|{kind[1]}|{kind[2] if kind[1] in twice else ''}"
                self.heads[key] = band, kind[2] if kind[1] in twice else _SHORT.get(kind[1], kind[1])


def ordinal_of(text: str) -> int:
    """The ordinal of a point as reports name it."""
    point = Point.parse(text)
    return point.ordinal if point is not None else 0


def _time(row: Mapping[str, object]) -> int:
    return ordinal_of(str(row["point"]))


def _kind(row: Mapping[str, object]) -> tuple[int, str, str]:
    """What parts the lists of a subject: teacher assessment first, then the others by name."""
    name = str(row["assessment"])
    return (0 if "teacher" in name else 1, name, str(row["scale"]))


def _twice(own: list[tuple[int, Mapping[str, object]]]) -> set[str]:
    """The assessments of which one class has lists on two scales: only then the scale is named."""
    seen = [(str(row["class"]), str(row["assessment"])) for _, row in own if row["series"]]
    return {name for pair in set(seen) for name in [pair[1]] if seen.count(pair) > 1}


def _list_cell(report: Report, at: int | None) -> Cell:
    """`30 ✓`, `29 of 30`; a list with gaps stands out, one that is not begun more; a dot where nobody is asked."""
    if at is None:
        return Cell("·", "muted")
    row = report.rows[at]
    results, roll = int(str(row["results"])), int(str(row["on_roll"]))
    share = results / roll if roll else 0.0
    if results == roll:
        return Cell(f"{results} ✓", "muted", share)
    style = "severity-3" if not results else "severity-2" if share < _GAPS or row["unreadable"] else ""
    return Cell(f"{results} of {roll}", style, share)


def list_words(row: Mapping[str, object]) -> str:
    """A list in a sentence: what is there, what is missing and why, where it came from."""
    subject = subject_label(str(row["subject"]))
    what = f"{row['class']} · {subject}" + (f" · {row['assessment']}" if row["series"] else "")
    there = f"{row['results']} of {row['on_roll']} on roll have a result at {str(row['point']).partition(':')[2]}"
    parts = [f"{row['missing']} missing"] if row["missing"] else []
    parts += [str(row["why"])] if row["why"] else []
    source = f" From {row['file']}, {row['imported']}." if row["file"] else ""
    return f"{what}: {there}{'; ' if parts else ''}{', '.join(parts)}.{source}"


def scale_words(row: Mapping[str, object]) -> str:
    """A series in a sentence: its scale, what is expected on it, since when it has results."""
    odd = f"; {row['unreadable']} not readable on it" if row["unreadable"] else ""
    return (
        f"{row['subject']} · {row['assessment']} is read on {row['scale']} ({row['where']}); "
        f"expected: {row['expected']}. "
        f"{row['results']} results of {row['pupils']} pupils, {row['first']} to {row['last']}{odd}."
    )


def national_words(row: Mapping[str, object]) -> str:
    """A national measure in a sentence: whose children, where it was published, when it was written down."""
    return f"{row['measure']}, {row['taken']}: {row['source']}, written down on {row['noted'] or 'no known day'}."


def audit_words(row: Mapping[str, object]) -> str:
    """What a line of the audit tells, which its column may have no room for."""
    return f"enter: the whole line · {row['detail']}"


WORDS: Final[Mapping[str, Callable[[Mapping[str, object]], str]]] = {
    "scales": scale_words,
    "national": national_words,
    "audit": audit_words,
}
"""Part → its row in a sentence."""

# -- plain tables


def imports_table(report: Report) -> tuple[list[Column], list[Row]]:
    """The imports: those undone are grey, those that left something out stand out."""
    return columns_of(report, flexible="file"), rows_of(
        report,
        lambda row: None,  # noqa: ARG005 – no pupil is named
        lambda row, one: (
            "muted"
            if row["made"] is None
            else "severity-2"
            if one.key == "rejected" and row["rejected"]
            else ""
        ),
    )  # fmt: skip


def unmatched_table(report: Report, hidden: bool) -> tuple[list[Column], list[Row]]:
    """What was not taken; on a projector nothing that may name a child."""
    columns = columns_of(report, flexible="reason")
    private = {"pupil"} if hidden else set[str]()
    return columns, _masked(report, lambda row: private | ({"value", "reason"} if hidden and row["whole"] else set()))


def queried_table(
    report: Report, called: Callable[[Mapping[str, object]], str | None], hidden: bool
) -> tuple[list[Column], list[Row]]:
    """The marked results; a reason is typed by hand and may name a child."""
    rows = rows_of(report, called)
    if hidden:
        at = next(place for place, one in enumerate(report.fields) if one.key == "reason")
        rows = [row._replace(cells=(*row.cells[:at], Cell(HIDDEN), *row.cells[at + 1 :])) for row in rows]
    return columns_of(report, flexible="reason"), rows


def _masked(report: Report, private: Callable[[Mapping[str, object]], set[str]]) -> list[Row]:
    rows = rows_of(report, lambda row: str(row.get("pupil") or ""))
    keys = [one.key for one in report.fields]
    return [
        row._replace(
            cells=tuple(
                Cell(HIDDEN) if key in private(source) and cell.text else cell
                for key, cell in zip(keys, row.cells, strict=True)
            )
        )
        for row, source in zip(rows, report.rows, strict=True)
    ]


# -- a row whole


def row_not_taken(row: Mapping[str, object]) -> Whole:
    """A row of a source that was not taken: where it stands, why, every cell that the import reads."""
    sheet = f"{row['sheet']}, " if row["sheet"] else ""
    where = f"row {row['row']}" if row["row"] else "the whole file"
    value = f" “{row['value']}”" if row["value"] else ""
    cells = row["cells"] if isinstance(row["cells"], Mapping) else {}
    kept = "" if cells else "\nThe other cells of the row were not kept."
    return Whole(
        f"{row['file']}: {sheet}{where}",
        f"{row['column']}{value}: {row['reason']}{kept}",
        {str(heading): str(text) for heading, text in cells.items()},
        str(row["column"]),
        "Correct it in the source and import that again.",
    )


def audit_line(row: Mapping[str, object]) -> Whole:
    """A line of the audit: its number and time, what was done, what is kept of it."""
    told = row["told"] if isinstance(row["told"], tuple) else ()
    cells = dict(str(one).partition(": ")[::2] for one in told)
    return Whole(f"Audit, line {row['number']}: {row['made']}", str(row["what"]), cells)


WHOLE: Final[Mapping[str, Callable[[Mapping[str, object]], Whole]]] = {"unmatched": row_not_taken, "audit": audit_line}
"""Part → a row of it whole, where `enter` shows that."""
