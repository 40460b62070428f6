"""Which pupils, and which subject, somebody asks a view about: as typed, before any school is looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Whom:
    """Pupils and subject as they were asked for; empty texts ask for everything.

    Attributes:
        filter: a filter (docs/filters.md).
        class_name: one class, by name.
        year_group: one year group, as `4`, `Y4` or `R`.
        subject: one subject, by id or label.
    """

    filter: str = ""
    class_name: str = ""
    year_group: str = ""
    subject: str = ""


EVERYBODY = Whom()
"""Every pupil on roll, every subject."""
