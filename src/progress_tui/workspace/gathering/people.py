"""Whose names a document may hold or may find in free text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from progress_tui.domain.pupils import unique_initials
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.exporting.redactor import Person

if TYPE_CHECKING:
    from progress_tui.workspace.exporting import Sources


LEFT: Final = "left"
"""What stands for the class of a child who is in none, to tell initials apart."""


def of_class(view: ClassView) -> tuple[Person, ...]:
    """The children of a class."""
    return tuple(_person(row, "") for row in view.rows)


def of_classes(views: Iterable[ClassView]) -> tuple[Person, ...]:
    """The children of several classes, with their class."""
    return tuple(_person(row, view.class_name) for view in views for row in view.rows)


def of_school(sources: Sources, school_id: int, ordinal: int) -> tuple[Person, ...]:
    """Every child of a school, those who left or are in no class included: actions and notes speak of them too."""
    found = of_classes(sources.loaded.class_views(school_id, ordinal).values())
    known = {one.pupil_id for one in found}
    pupils = sources.loaded.at(school_id, ordinal).frames.pupils
    others = [
        row for row in pupils.select("pupil_id", "surname", "forename", "fallback").iter_rows() if row[0] not in known
    ]
    initials = unique_initials([row[1:] for row in others])
    gone = (
        Person(pupil_id, surname, forename, fallback, own, LEFT)
        for (pupil_id, surname, forename, fallback), own in zip(others, initials, strict=True)
    )
    return (*found, *gone)


def _person(row: PupilShown, class_name: str) -> Person:
    return Person(row.pupil_id, row.surname, row.forename, row.fallback, row.initials, class_name)
