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
        speaks_of: the subject, by id, that terms of the filter such as `target<0` speak of where `subject` names none.
    """

    filter: str = ""
    class_name: str = ""
    year_group: str = ""
    subject: str = ""
    speaks_of: str = ""


EVERYBODY = Whom()
"""Every pupil on roll, every subject."""
