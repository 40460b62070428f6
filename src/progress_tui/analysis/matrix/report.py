"""A matrix in words: rows of cells for JSON, a table with a column for each heading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from progress_tui.analysis.behind import Find, Said, not_known, those, told
from progress_tui.analysis.choosing import chosen, subject_named
from progress_tui.analysis.laid_report import LaidReport, listed
from progress_tui.analysis.matrix.axes import Axis
from progress_tui.analysis.matrix.cells import Cell, Lacking, Matrix, Pupil, matrix
from progress_tui.analysis.school_at_point import SchoolAtPoint, Selection
from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import UsageError
from progress_tui.domain.reports import Behind, Field, FieldKind, Report
from progress_tui.domain.whom import Whom

_EMPTY = "·"
_UNLIKE = "≠"


def matrix_report(at: SchoolAtPoint, whom: Whom, a: str = "", b: str = "", names: bool = False) -> Report:
    """A matrix as `show matrix` prints it.

    Args:
        at: the school at a point.
        whom: the pupils asked about, and the subject where a or b names none.
        a: what stands down the side (`matrix.axes.axis_of`); the subject's teacher assessment without it.
        b: what stands along the top; the subject's test without it.
        names: whether the cells of a table hold names rather than counts; JSON always holds both.

    Raises:
        UsageError: a or b is not known, both are the same, or neither they nor a subject is named.
        NotFoundError: no such class, year group or saved filter.
    """
    subject = subject_named(at, whom.subject)
    if subject is None and not (a and b):
        raise UsageError(
            "A matrix needs two sides",
            remedy="Write --a reading@Sum2 --b reading, or --subject reading for its teacher assessment and its test.",
        )
    selected = chosen(at, whom, subject)
    found = matrix(at, a or "teacher", b or "test", selected, subject)
    return _report(at, found, selected, names=names)


def _report(at: SchoolAtPoint, found: Matrix, selection: Selection, *, names: bool) -> Report:
    heads = _unique([f"{found.a.title} ↓ {found.b.title} →", *found.columns, "All"])
    kind: FieldKind = "text" if names else "count"
    fields = (Field("group", heads[0]), *(Field(f"cell_{i}", label, kind) for i, label in enumerate(heads[1:-1], 1)))
    lines = [
        [heading, *(_shown(found.cells.get((row, place), Cell()), names) for place in range(len(found.columns))), total]
        for row, (heading, total) in enumerate(zip(found.rows, found.row_totals, strict=True))
    ]
    lines.append(["All", *found.column_totals, found.both])
    said = told(_notes(at, found, selection, names=names))
    return LaidReport(
        title=at.title("Matrix"),
        point=str(at.point),
        fields=(*fields, Field("n", heads[-1], "count")),
        rows=tuple(_row(found, row) for row in range(len(found.rows))),
        notes=said.notes,
        more={
            "a": _axis(found.a),
            "b": _axis(found.b),
            "columns": [
                {"group": heading, "n": total}
                for heading, total in zip(found.columns, found.column_totals, strict=True)
            ],
            "both": found.both,
            "selected": found.selected,
            "on_roll": found.on_roll,
            "lacking": [{"why": one.why, "n": len(one.pupils), **_listed(one.pupils)} for one in found.lacking],
            "filter": selection.description,
            "unknown": selection.unknown,
        },
        lines=tuple(dict(zip(heads, line, strict=True)) for line in lines),
        behind=_behind(at, found),
        behind_notes=said.behind,
    )


def _behind(at: SchoolAtPoint, found: Matrix) -> Find:
    """The children of a cell (`cell_1` …), of a row or column, or of all; the line after the last row is “All”."""

    def find(row: int, key: str) -> Behind:
        place = int(key.removeprefix("cell_")) - 1 if key.startswith("cell_") else None
        words = [f"{found.a.title} {found.rows[row]}"] if row < len(found.rows) else []
        words += [] if place is None else [f"{found.b.title} {found.columns[place]}"]
        ids = {
            pupil_id
            for (line, column), cell in found.cells.items()
            if row in (line, len(found.rows)) and place in (column, None)
            for pupil_id, _ in cell.pupils
        }
        return those(at.frames, ids, *(words or [f"{found.a.title} and {found.b.title}"]))

    return find


def _unique(labels: Sequence[str]) -> list[str]:
    """Labels that differ from each other: a group may be called as a heading is."""
    found: list[str] = []
    for label in labels:
        number, chosen = 1, label
        while chosen in found:
            number += 1
            chosen = f"{label} ({number})"
        found.append(chosen)
    return found


def _shown(cell: Cell, names: bool) -> str:
    if not cell.pupils:
        return "" if names else _EMPTY
    unlike = set(cell.disagree)
    if names:
        return "; ".join(f"{pupil[1]} {_UNLIKE}" if pupil in unlike else pupil[1] for pupil in cell.pupils)
    if not unlike:
        return str(len(cell.pupils))
    every = len(unlike) == len(cell.pupils)
    return f"{len(cell.pupils)} {_UNLIKE}" if every else f"{len(cell.pupils)} ({len(unlike)} {_UNLIKE})"


def _row(found: Matrix, row: int) -> dict[str, object]:
    cells = [found.cells.get((row, place), Cell()) for place in range(len(found.columns))]
    return {
        "group": found.rows[row],
        "n": found.row_totals[row],
        "cells": [
            {
                "group": heading,
                "n": len(cell.pupils),
                **_listed(cell.pupils),
                "disagree_ids": [pupil_id for pupil_id, _ in cell.disagree],
            }
            for heading, cell in zip(found.columns, cells, strict=True)
        ],
    }


def _listed(pupils: Sequence[Pupil]) -> dict[str, object]:
    return {"pupil_ids": [pupil_id for pupil_id, _ in pupils], "names": [name for _, name in pupils]}


def _axis(axis: Axis) -> dict[str, object]:
    return {
        "title": axis.title,
        "source": axis.source,
        "name": axis.name,
        "point": None if axis.ordinal is None else str(Point(axis.ordinal)),
    }


def _notes(at: SchoolAtPoint, found: Matrix, selection: Selection, *, names: bool) -> list[Said]:
    cells = list(found.cells.values())
    every = [key for cell in cells for key, _ in cell.pupils]
    notes: list[Said] = [
        (
            f"{found.both} of {found.selected} on roll have both: {selection.description}.",
            partial(those, at.frames, every, f"{found.a.title} and {found.b.title}"),
        )
    ]
    for one in found.lacking:
        keys = [key for key, _ in one.pupils]
        notes.append((_lacking_words(one, names=names), partial(those, at.frames, keys, one.why)))
    if selection.unknown:
        words = f"Left out as what the filter asks is not known of them: {selection.unknown}."
        notes.append((words, not_known(at, selection)))
    if selection.hint:
        notes.append(selection.hint)
    if found.older:
        notes.append(f"{found.older} of the tests {_are(found.older)} from before {at.point.code}.")
    unlike = [key for cell in cells for key, _ in cell.disagree]
    if unlike:
        words = (
            f"{_UNLIKE} {len(unlike)} {'child' if len(unlike) == 1 else 'children'}: test and teacher's judgement "
            "disagree. Which of the two tells more is a question for the teacher."
        )
        notes.append((words, partial(those, at.frames, unlike, "test and teacher disagree")))
    if sum(found.row_totals) > found.both or sum(found.column_totals) > found.both:
        notes.append("Some children stand in two groups: the totals count each child once.")
    return notes


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _lacking_words(one: Lacking, *, names: bool) -> str:
    return f"{len(one.pupils)} {one.why}: {listed([name for _, name in one.pupils], every=names)}."
