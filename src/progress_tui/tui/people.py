"""Pupils as lists and cards hand them on: each with the class view it is shown in."""

from __future__ import annotations

from typing import NamedTuple

from progress_tui.domain.views import ClassView, PupilShown


class Person(NamedTuple):
    """One pupil of a list, and the class at the point the list is of."""

    view: ClassView
    pupil: PupilShown
