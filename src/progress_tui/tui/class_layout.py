"""From a class view to the columns and rows of the pupil table, for a subject and a width."""

from __future__ import annotations

from typing import Final

from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import subject_letter
from progress_tui.domain.text import fold
from progress_tui.domain.views import (
    ClassView,
    FlagShown,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
    point_names,
)
from progress_tui.tui.widgets.table_model import Cell, Column, Row

NARROW: Final = 100
MEDIUM: Final = 120
WIDE: Final = 160
"""From these widths (in cells) on the grid shows more."""

_STYLES: Final = {
    Standing.WELL_BELOW: "well-below",
    Standing.BELOW: "below",
    Standing.JUST_BELOW: "just-below",
    Standing.AT: "at",
    Standing.SECURE: "at",
    Standing.ABOVE: "above",
}
_ARROWS: Final = {"up": "▲", "down": "▼", "same": "", "": ""}
_NOTE_MARK: Final = "✎"
_SHORTEST: Final = 15
_COUNTED: Final = 20
_SENTENCE: Final = 40
"""The least width of the flags column for a flag in short, that with how many more there are, and its sentence."""

_SHORT: Final = {
    "below": "below exp.",
    "just-below": "just below",
    "below-target": "below tgt",
    "quiet-decline": "declining",
    "stalled-below": "stalled",
    "behind-start": "since start",
    "subject-gap": "subject gap",
    "test-vs-teacher": "test≠tchr",
    "rwm-near": "RWM near",
    "depth-near": "near higher",
    "attendance": "absence",
    "no-data": "no result",
    "support-not-working": "support?",
    "action-overdue": "overdue",
    "not-discussed": "undiscussed",
}
"""Flags in at most eleven cells; a flag that is not listed is short itself."""


def name_of(row: PupilShown, hidden: bool) -> str:
    """How a pupil is called on screen: initials in projector mode."""
    return row.initials if hidden else row.name


def columns_for(view: ClassView, subject: str, width: int) -> list[Column]:
    """The columns that a screen of `width` cells shows, the subject in full, on wider screens the others in short."""
    name_width = 16 if width < MEDIUM else (22 if width < WIDE else 28)
    columns = [Column("name", "Pupil", name_width, frozen=True), Column("note", _NOTE_MARK, 1, frozen=True)]
    if any(row.pp is not None or row.sen is not None or row.eal is not None for row in view.rows):
        columns += [
            Column("pp", "PP", 2, "center"),
            Column("sen", "SEND" if width >= NARROW else "SEN", 4 if width >= NARROW else 3, "center"),
            Column("eal", "EAL", 3, "center"),
        ]
    if any(row.absence is not None for row in view.rows):
        columns.append(Column("absence", "Abs", 4, "right"))
    for heading in view.subjects:
        if heading.subject == subject:
            columns += _full(heading, width)
        elif width >= MEDIUM:
            columns += _short(heading)
    room = _SHORTEST if width < MEDIUM else (_COUNTED if width < WIDE else _SENTENCE)
    return [*columns, Column("flags", "Flags", room, flexible=True)]


def _full(heading: SubjectHeading, width: int) -> list[Column]:
    points = heading.points if width >= NARROW else heading.points[-3:]
    names = [name + ("" if point.comparable else "*") for point, name in zip(points, point_names(points), strict=True)]
    columns = [
        Column(f"{heading.subject}:{point.ordinal}", name, max(4, len(name)), group=heading.label)
        for point, name in zip(points, names, strict=True)
    ]
    if heading.has_targets:
        columns.append(Column(f"{heading.subject}:target", "Tgt", 3, group=heading.label))
    if heading.has_targets or heading.has_expectation:
        columns.append(Column(f"{heading.subject}:distance", "±", 3, "right", group=heading.label))
    return columns


def _short(heading: SubjectHeading) -> list[Column]:
    columns = [Column(f"{heading.subject}:{heading.points[-1].ordinal}", "Now", 4, group=heading.label)]
    if heading.has_targets or heading.has_expectation:
        columns.append(Column(f"{heading.subject}:distance", "±", 3, "right", group=heading.label))
    return columns


def rows_for(view: ClassView, columns: list[Column], subject: str, noted: frozenset[int], hidden: bool) -> list[Row]:
    """The rows in the default order: furthest below target first, then by name."""
    order = sorted(view.rows, key=lambda row: (_distance_key(row.subjects.get(subject)), fold(row.name)))
    names = {row.pupil_id: place for place, row in enumerate(view.rows)}
    return [
        Row(
            row.pupil_id,
            tuple(
                flags_cell(row, subject, column.width)
                if column.key == "flags"
                else _cell(column.key, view, row, names[row.pupil_id], noted, hidden)
                for column in columns
            ),
        )
        for row in order
    ]


def _distance_key(shown: SubjectShown | None) -> float:
    return float("inf") if shown is None or shown.distance is None else shown.distance


def _cell(key: str, view: ClassView, row: PupilShown, place: int, noted: frozenset[int], hidden: bool) -> Cell:
    if key == "name":
        return Cell(name_of(row, hidden), "", place)
    if key == "note":
        return Cell(_NOTE_MARK if row.pupil_id in noted else "", "", row.pupil_id in noted)
    if key == "absence":
        if row.absence is None:
            return Cell("·", "missing")
        return Cell(f"{row.absence:.1f}", "below" if row.absence >= 10 else "", row.absence)
    if key in ("pp", "sen", "eal"):
        return _characteristic_cell(key, row)
    subject, _, part = key.partition(":")
    shown = row.subjects.get(subject)
    heading = view.heading(subject)
    if shown is None or heading is None:
        return Cell("")
    if part == "target":
        return Cell(shown.target or "·", "muted" if shown.target else "missing")
    if part == "distance":
        return distance_cell(shown)
    ordinals = [point.ordinal for point in heading.points]
    index = ordinals.index(int(part))
    return result_cell(shown.results[index], shown.change if index == len(ordinals) - 1 else "")


def _characteristic_cell(key: str, row: PupilShown) -> Cell:
    if key == "sen":
        if row.sen is None:
            return Cell("?", "missing")
        return Cell("" if row.sen == "N" else row.sen, "", 0.0 if row.sen == "N" else 1.0)
    flag = row.pp if key == "pp" else row.eal
    if flag is None:
        return Cell("?", "missing")
    return Cell("●" if flag else "", "", 1.0 if flag else 0.0)


def result_cell(result: ResultShown, change: str) -> Cell:
    """A result with the direction of its change."""
    if result.kind == "missing":
        return Cell("·", "missing")
    if result.kind != "value":
        return Cell(result.code or "–", "muted")
    style = _STYLES[Standing(result.standing)] if result.standing is not None else ""
    return Cell(result.code + _ARROWS[change], style, result.notch)


def distance_cell(shown: SubjectShown) -> Cell:
    """How far from the target, or from the expected standard."""
    if shown.distance is None:
        return Cell("", "missing")
    if shown.distance == 0:
        return Cell("0", "muted", 0.0)
    sign = "−" if shown.distance < 0 else "+"
    return Cell(f"{sign}{abs(shown.distance):g}", "below" if shown.distance < 0 else "", shown.distance)


def flags_in_order(row: PupilShown, subject: str) -> list[FlagShown]:
    """The most pressing first; of equally pressing ones those of the subject shown in full."""
    return sorted(row.flags, key=lambda flag: (-flag.severity, flag.subject != subject))


def flags_cell(row: PupilShown, subject: str, room: int) -> Cell:
    """The most pressing flag, how many more where there is room, and its whole sentence where there is more."""
    if not row.flags:
        return Cell("", sort=0.0)
    first = flags_in_order(row, subject)[0]
    more = f" +{len(row.flags) - 1}" if len(row.flags) > 1 and room > _SHORTEST else ""
    letter = subject_letter(first.subject) if first.subject else ""
    short = f"{letter} {_SHORT.get(first.flag, first.flag)}".strip()
    words = f"⚑{first.severity}{more} {first.sentence}" if room >= _SENTENCE else f"⚑{first.severity} {short}{more}"
    return Cell(words, f"severity-{first.severity}", row.severity + len(row.flags) / 100)


def counts_line(view: ClassView, width: int) -> str:
    """`30 on roll · at expected: Reading 19 of 28 …`, letters for subjects where room is short."""
    parts = []
    for heading in view.subjects:
        label = heading.label if width >= MEDIUM else subject_letter(heading.subject)
        if heading.has_expectation:
            parts.append(f"{label} {heading.expected} of {heading.assessed}")
        else:
            parts.append(f"{label} {heading.assessed} assessed")
    if not parts:
        return f"{view.on_roll} on roll"
    judged = any(heading.has_expectation for heading in view.subjects)
    lead = "at expected: " if judged else "no expected standard on this scale: "
    return f"{view.on_roll} on roll · {lead}" + "  ".join(parts)
