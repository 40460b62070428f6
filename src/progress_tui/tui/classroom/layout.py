"""What stands in the cells of a class: a letter or a glyph beside every colour, a sign for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from progress_tui.domain.calendar import year_group_label
from progress_tui.domain.pupils import Flag
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE, subject_letter
from progress_tui.domain.tallies import PERSISTENT
from progress_tui.domain.views import (
    BesideHeading,
    BesideShown,
    ClassView,
    FlagShown,
    PupilShown,
    ResultShown,
    SubjectHeading,
    SubjectShown,
)
from progress_tui.tui.widgets.table_model import Cell

MEDIUM: Final = 120
WIDE: Final = 160
"""From these widths (in cells) on the grid shows more."""

_STYLES: Final[dict[int, str]] = {
    Standing.WELL_BELOW: "well-below",
    Standing.BELOW: "below",
    Standing.JUST_BELOW: "just-below",
    Standing.AT: "at",
    Standing.SECURE: "at",
    Standing.ABOVE: "above",
}
_ARROWS: Final = {"up": "▲", "down": "▼", "same": "", "": ""}
NOTE_MARK: Final = "✎"
EARLIER: Final = "°"
"""After a test that was taken at an earlier point than the one looked at."""
_STATUTORY: Final = {
    ("gld", "Yes"): "✓", ("gld", "No"): "✗", ("eyfs", "1"): "Em", ("eyfs", "2"): "Exp", ("eyfs", "3"): "Exc",
}  # fmt: skip
"""Scale and code → how a statutory result is shown where its code says little by itself."""
_SHORTEST: Final = 15
_SENTENCE: Final = 34
"""The width of the flags column up to which it holds a flag in short, and from which it holds the first sentence."""

_SHORT: Final = {
    "below": "below exp.",
    "just-below": "just below",
    "below-target": "below tgt",
    "quiet-decline": "declining",
    "stalled-below": "stalled",
    "behind-start": "vs start",
    "subject-gap": "subject gap",
    "test-vs-teacher": "test≠tchr",
    "rwm-near": "RWM near",
    "depth-near": "higher?",
    "attendance": "absence",
    "no-data": "no result",
    "support-not-working": "support?",
    "action-overdue": "overdue",
    "not-discussed": "undiscussed",
}
"""Flags in at most ten cells (eleven where no subject stands before them); one that is not listed is short itself."""


def name_of(row: PupilShown, hidden: bool) -> str:
    """How a pupil is called on screen: initials in projector mode."""
    return row.initials if hidden else row.name


Maker = Callable[[PupilShown], Cell]


def cell_maker(key: str, view: ClassView, hidden: bool) -> Maker:
    """What makes the cells of a column, one a pupil. What is the same for all of them is looked up once.

    Args:
        key: of the column, as in `domain.tallies.tally`, or `year`.
        view: the class.
        hidden: whether names are hidden.
    """
    if key in _MAKERS:
        return _MAKERS[key]
    beside = {heading.key: place for place, heading in enumerate(view.beside)}
    if key in beside:
        return _beside_maker(view.beside[beside[key]], beside[key], view.point, hidden)
    subject, _, part = key.partition(":")
    heading = view.heading(subject)
    if heading is None:
        return lambda row: Cell("")  # noqa: ARG005 – the column is empty for everybody
    if part == "target":
        return lambda row: _target_cell(row.subjects[subject])
    if part == "distance":
        return lambda row: distance_cell(row.subjects[subject])
    return _result_maker(heading, int(part), hidden)


def _result_maker(heading: SubjectHeading, ordinal: int, hidden: bool) -> Maker:
    subject, ordinals = heading.subject, [point.ordinal for point in heading.points]
    at = ordinals.index(ordinal)
    if at < len(ordinals) - 1:
        return lambda row: result_cell(row.subjects[subject].results[at], "", hidden)
    return lambda row: result_cell(row.subjects[subject].results[at], row.subjects[subject].change, hidden)


def _beside_maker(heading: BesideHeading, place: int, now: int, hidden: bool) -> Maker:
    return lambda row: beside_cell(heading, row.beside[place], now, hidden)


def _year_cell(row: PupilShown) -> Cell:
    return Cell(year_group_label(row.year_group).removeprefix("Y"), "", row.year_group)


def _absence_cell(row: PupilShown) -> Cell:
    if row.absence is None:
        return Cell("·", "missing")
    return Cell(f"{row.absence:.1f}", "below" if row.absence >= PERSISTENT else "", row.absence)


def _target_cell(shown: SubjectShown) -> Cell:
    return Cell(shown.target or "·", "muted" if shown.target else "missing")


def _sen_cell(row: PupilShown) -> Cell:
    if row.sen is None:
        return Cell("?", "missing")
    return Cell("" if row.sen == "N" else row.sen, "", 0.0 if row.sen == "N" else 1.0)


def _flag_cell(flag: Flag) -> Cell:
    if flag is None:
        return Cell("?", "missing")
    return Cell("●" if flag else "", "", 1.0 if flag else 0.0)


def beside_cell(heading: BesideHeading, shown: BesideShown, now: int, hidden: bool = False) -> Cell:
    """A result of history, or the latest test: `°` says that it was taken before the point that is looked at."""
    cell = result_cell(shown.result, shown.change, hidden)
    if shown.result.kind != "value":
        return cell
    if heading.kind == "test":
        return cell._replace(text=f"{cell.text}{EARLIER}") if shown.ordinal < now else cell
    return cell._replace(text=_STATUTORY.get((heading.scale, shown.result.code), cell.text))


def _core_cell(row: PupilShown) -> Cell:
    """Reading, writing and maths together: `✓`, in how many of the three, or nothing where one has no result."""
    met, of = row.core
    if of < len(CORE):
        return Cell("·", "missing")
    return Cell("✓", "at", float(met)) if met == of else Cell(f"{met}/{of}", "just-below", float(met))


_MAKERS: Final[dict[str, Maker]] = {
    "year": _year_cell, "pp": lambda row: _flag_cell(row.pp), "sen": _sen_cell, "eal": lambda row: _flag_cell(row.eal),
    "absence": _absence_cell, "rwm": _core_cell,
}  # fmt: skip
"""Columns of no subject."""


def result_cell(result: ResultShown, change: str, hidden: bool = False) -> Cell:
    """A result with the direction of its change; what is no code of the scale may be a name, so it is not told then."""
    if result.kind == "missing":
        return Cell("·", "missing")
    if result.kind != "value":
        return Cell("?" if hidden and result.kind == "unknown" else result.code or "–", "muted")
    style = _STYLES[result.standing] if result.standing is not None else ""
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
