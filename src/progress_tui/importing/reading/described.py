"""A table, and what its source says itself of the columns."""

from __future__ import annotations

from dataclasses import dataclass

from progress_tui.importing.facts import Question
from progress_tui.importing.reading.table import SourceTable
from progress_tui.importing.recognising.mapping import ImportMapping


@dataclass(frozen=True)
class Described:
    """A source that was read.

    Attributes:
        table: its rows.
        mapping: what its columns mean, where the format says so (CTF, OneRoster); None where that has to be recognised.
        questions: what must be answered before its table is whole.
    """

    table: SourceTable
    mapping: ImportMapping | None = None
    questions: tuple[Question, ...] = ()
