"""What can be counted in each column of a class: k of n, and who they are. The grid and `show class` count by these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.views import ClassView, PupilShown, ResultShown, SubjectHeading

PERSISTENT: Final = 10.0
"""Absence in per cent from which it is persistent."""

_MET: Final = "at the expected standard"
_JUDGED: Final = ("with a judged result", "without a judged result")
_EVERYONE: Final = ("on roll", "")


class Tally(NamedTuple):
    """Who is counted in a column, and of whom.

    Attributes:
        what: those counted, in words: `at the expected standard in Reading at Autumn 2 2026-27`.
        of: those asked about: `with a judged result`.
        without: what is said of the others: `have no judged result`; "" where everybody is asked about.
        counted: bit i is set where row i of the view is counted; every one of them is asked about.
        asked: bit i is set where row i of the view is asked about.
        below: whether those are counted who are below.
    """

    what: str
    of: str
    without: str
    counted: int
    asked: int
    below: bool = False


def bits(rows: Sequence[PupilShown], holds: Callable[[PupilShown], bool]) -> int:
    """Bit i is set where it holds of row i."""
    return int("0" + "".join("1" if holds(row) else "0" for row in reversed(rows)), 2)


def bits_of(view: ClassView, pupil_ids: Iterable[int]) -> int:
    """Bit i is set where row i is one of these pupils."""
    wanted = frozenset(pupil_ids)
    return bits(view.rows, lambda row: row.pupil_id in wanted)


def ids_of(view: ClassView, mask: int) -> tuple[int, ...]:
    """The pupils whose bits are set, in the order of the view."""
    return tuple(row.pupil_id for place, row in enumerate(view.rows) if mask >> place & 1)


def tally(view: ClassView, key: str) -> Tally | None:
    """What is counted in the column of a key, None where nothing is.

    Args:
        view: the class.
        key: `pp`, `sen`, `eal`, `absence`, `rwm`, `flags`, that of a column beside (`gld`, `reading:test`), or of a
            subject: `reading:12157` (the ordinal of a point), `reading:target`, `reading:distance`.
    """
    if key in _OF_PUPILS:
        return _tally(view, *_OF_PUPILS[key])
    if key == "rwm":
        what = f"{_MET} in reading, writing and maths together"
        of = ("with a judged result in all three", "without a judged result in one of the three or more")
        return _tally(view, what, of, _met_in_all, _judged_in_all)
    places = {heading.key: place for place, heading in enumerate(view.beside)}
    if key in places:
        return _of_beside(view, places[key])
    subject, _, part = key.partition(":")
    found = view.heading(subject)
    return None if found is None else _of_subject(view, found, part)


Holds = Callable[[PupilShown], bool]

_Asked = tuple[str, str]
"""Those asked about, and the others, in words."""

_KNOWN: Final = ("of whom it is known", "of whom it is not known")
_OF_PUPILS: Final[dict[str, tuple[str, _Asked, Holds, Holds | None]]] = {
    "pp": ("with pupil premium", _KNOWN, lambda row: bool(row.pp), lambda row: row.pp is not None),
    "sen": ("with SEND", _KNOWN, lambda row: row.sen not in (None, "N"), lambda row: row.sen is not None),
    "eal": (
        "with English as an additional language", _KNOWN, lambda row: bool(row.eal), lambda row: row.eal is not None
    ),
    "absence": (
        "absent for 10 % of sessions or more", ("whose absence is known", "whose absence is not known"),
        lambda row: row.absence is not None and row.absence >= PERSISTENT, lambda row: row.absence is not None,
    ),
    "flags": ("with a flag", _EVERYONE, lambda row: bool(row.flags), None),
}  # fmt: skip
"""Key → words, of whom, who is counted, who is asked about (None: everybody)."""


def _met_in_all(row: PupilShown) -> bool:
    return row.core == (len(CORE), len(CORE))


def _judged_in_all(row: PupilShown) -> bool:
    return row.core[1] == len(CORE)


def _tally(view: ClassView, what: str, of: _Asked, counted: Holds, asked: Holds | None, below: bool = False) -> Tally:
    everyone = (1 << len(view.rows)) - 1 if asked is None else bits(view.rows, asked)
    return Tally(what, *of, bits(view.rows, counted) & everyone, everyone, below)


def _of_beside(view: ClassView, place: int) -> Tally:
    def result(row: PupilShown) -> ResultShown:
        return row.beside[place].result

    heading = view.beside[place]
    return _of_results(view, result, heading.has_expectation, f": {heading.label}")


def _of_subject(view: ClassView, heading: SubjectHeading, part: str) -> Tally | None:
    subject, label = heading.subject, heading.label
    if part == "target":
        return _tally(
            view, f"with a target in {label}", _EVERYONE, lambda row: bool(row.subjects[subject].target), None
        )
    if part == "distance":
        against = "target" if heading.has_targets else "the expected standard"
        of = ("with a target and a result", "without a target or a result") if heading.has_targets else _JUDGED
        return _tally(
            view, f"below {against} in {label}", of, lambda row: (row.subjects[subject].distance or 0) < 0,
            lambda row: row.subjects[subject].distance is not None, below=True,
        )  # fmt: skip
    ordinals = [point.ordinal for point in heading.points]
    if not part.isdecimal() or int(part) not in ordinals:
        return None
    at = ordinals.index(int(part))

    def result(row: PupilShown) -> ResultShown:
        return row.subjects[subject].results[at]

    now = at == len(ordinals) - 1
    judged = heading.has_expectation if now else any(result(row).standing is not None for row in view.rows)
    return _of_results(view, result, judged, f" in {label} at {Point(int(part)).label}")


def _of_results(view: ClassView, result: Callable[[PupilShown], ResultShown], judged: bool, where: str) -> Tally:
    """At the expected standard of those judged; where nothing is expected, with a result of everyone."""
    if not judged:
        return _tally(view, f"with a result{where}", _EVERYONE, lambda row: result(row).kind == "value", None)

    def standing(row: PupilShown) -> int:
        """0 for a result that is not held against the standard."""
        found = result(row)
        return (found.standing or 0) if found.kind == "value" else 0

    return _tally(
        view, f"{_MET}{where}", _JUDGED, lambda row: standing(row) >= Standing.AT, lambda row: standing(row) > 0
    )
