"""The audit of a school file, for people: its lines in plain words, and whether its chain holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import counted, visible
from progress_tui.store import audit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.store.engine import SchoolFile

_FIELDS: Final = (
    Field("number", "number", "count"),
    Field("made", "made"),
    Field("what", "what"),
    Field("detail", "detail"),
)
_FIRST: Final = ("number", "file", "pupil")
"""What tells most of a line and comes first, however little of it there is room for."""
_CHECKED: Final = (Field("lines", "lines", "count"), Field("holds", "holds"), Field("broken_at", "broken at", "count"))


class Chain(NamedTuple):
    """How many lines the audit has, and the number of the first that does not hold, None where all do."""

    lines: int
    broken_at: int | None

    def words(self) -> str:
        """The same in a sentence."""
        if self.broken_at is not None:
            return f"The audit does not hold from line {self.broken_at}: a line was changed or taken out."
        return f"The audit holds: {counted(self.lines, 'line')}, each resting on the one before."


class Auditing:
    """Reads the audit of one school file; what is done in the file, and what leaves it by copying, adds to it."""

    def __init__(self, file: SchoolFile, bring_up_to_date: Callable[[], None]) -> None:
        """Read from `file`; `bring_up_to_date` migrates an older one before it is asked something."""
        self._file = file
        self._bring_up_to_date = bring_up_to_date

    def copied(self, kind: str, rows: int) -> None:
        """Note that rows were copied to the clipboard: what kind of thing and how many, and never what stands in them.

        Raises:
            StoreError: it could not be noted.
        """
        self._bring_up_to_date()
        self._file.write(lambda con: audit.append(con, "copy", {"kind": kind, "rows": rows}))

    def report(self, since: date | None = None) -> Report:
        """The lines, the newest last.

        Args:
            since: the first day that is listed; every day without one.
        """
        self._bring_up_to_date()
        held, chain = self._file.read(lambda con: (audit.lines(con), _chain(con)))
        rows = tuple(
            {
                "number": one.number,
                "made": one.made.isoformat(" ", "minutes"),
                "what": visible(one.what),
                "detail": "; ".join(told := told_by(one.detail)),
                "told": told,
            }
            for one in held
            if since is None or one.made.date() >= since
        )
        notes = () if chain.broken_at is None else (chain.words(),)
        return Report("Audit", "", _FIELDS, rows, notes)

    def chain(self) -> Chain:
        """Whether every line is as it was written, and none before it is gone."""
        self._bring_up_to_date()
        return self._file.read(_chain)

    def checked(self) -> tuple[Report, Chain]:
        """`chain`, and the same as a report of one row."""
        chain = self.chain()
        row = {"lines": chain.lines, "holds": chain.broken_at is None, "broken_at": chain.broken_at}
        return Report("Audit", "", _CHECKED, (row,), (chain.words(),)), chain


def told_by(detail: str) -> tuple[str, ...]:
    """What a line tells beside its kind, each as `key: value`, most telling first; what is no JSON object as it is."""
    try:
        told = json.loads(detail)
    except ValueError:
        told = detail
    if not isinstance(told, dict):
        return (visible(detail),)
    first = [key for key in _FIRST if key in told]
    keys = [*first, *(key for key in told if key not in first)]
    return tuple(visible(f"{str(key).replace('_', ' ')}: {_value_words(told[key])}") for key in keys)


def _value_words(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_value_words, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value_words(inner)}" for key, inner in value.items())
    return str(value)


def _chain(con: DuckDBPyConnection) -> Chain:
    return Chain(len(audit.lines(con)), audit.broken_at(con))
