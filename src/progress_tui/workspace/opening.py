"""Where a school file opens: which class, at which point, and what is painted before it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, did_you_mean
from progress_tui.domain.pupils import unique_initials
from progress_tui.domain.text import fold
from progress_tui.domain.views import ClassView, PupilShown
from progress_tui.store.directory import ClassEntry, Directory

if TYPE_CHECKING:
    from progress_tui.domain.meetings import Meeting


@dataclass(frozen=True, slots=True)
class Opened:
    """What the first screen needs: the directory and, where a class is on file, its view (an outline on a miss).

    Attributes:
        meeting: the meeting of the class to show above it, None for none.
    """

    directory: Directory
    view: ClassView | None
    meeting: Meeting | None = None


def place(listed: Directory, class_name: str | None, point: Point | None) -> tuple[ClassEntry, int] | None:
    """The class and the ordinal to open on."""
    school = listed.school
    if school is None or not listed.classes:
        return None
    last = school.points[-1] if school.points else listed.classes[0].academic_year * 6
    ordinal = point.ordinal if point is not None else last
    classes = listed.classes_of(Point(ordinal).start_year)
    if class_name is not None:
        return find_class(classes, class_name, Point(ordinal)), ordinal
    return (classes[0], ordinal) if classes else None


def classes_called(classes: Sequence[ClassEntry], name: str) -> list[ClassEntry]:
    """Those of this name, case and accents ignored, in the order given."""
    return [one for one in classes if fold(name) in (fold(one.name), fold(f"Class {one.name}"))]


def find_class(classes: Sequence[ClassEntry], name: str, point: Point) -> ClassEntry:
    """The class with this name, case and accents ignored.

    Raises:
        NotFoundError: there is none in the point's year.
    """
    found = classes_called(classes, name)
    if found:
        return found[0]
    raise NotFoundError(
        f"There is no class “{name}” in {point.year_label}",
        remedy=did_you_mean(name, [entry.name for entry in classes]),
    )


def outline(
    listed: Directory, entry: ClassEntry, ordinal: int, rows: list[tuple[int, str, str, str, int | None, str | None]]
) -> ClassView:
    """A class painted before it is judged: names, in order."""
    school = listed.school
    initials = unique_initials([(surname, forename, fallback) for _, surname, forename, fallback, _, _ in rows])
    return ClassView(
        school_id=school.school_id if school else 0,
        school=school.name if school else "",
        fictional=school.fictional if school else False,
        class_id=entry.class_id,
        class_name=entry.name,
        point=ordinal,
        point_label=Point(ordinal).label,
        subjects=(),
        rows=tuple(
            PupilShown(i, surname, forename, fallback, letters, year_group, sex, None, None, None, None, {})
            for (i, surname, forename, fallback, year_group, sex), letters in zip(rows, initials, strict=True)
        ),
        complete=False,
    )
