"""Pupils as lists and cards hand them on: each with the class view it is shown in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from progress_tui.domain.views import ClassView, PupilShown


class Person(NamedTuple):
    """One pupil of a list, and the class at the point the list is of."""

    view: ClassView
    pupil: PupilShown


def people_of(view: ClassView, keys: Iterable[int]) -> list[Person]:
    """Pupils of one class, in the order of the keys."""
    rows = {row.pupil_id: row for row in view.rows}
    return [Person(view, rows[key]) for key in keys]
