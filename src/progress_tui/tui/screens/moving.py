"""Which class or point is next to the one on screen."""

from __future__ import annotations

from progress_tui.domain.calendar import Point
from progress_tui.domain.views import ClassView
from progress_tui.store.directory import ClassEntry, Directory

ClassPlace = tuple[int, int, int]
"""(school id, class id, ordinal of the point)."""


def neighbour_class(directory: Directory | None, view: ClassView | None, step: int) -> ClassPlace | str:
    """The class `step` places on in the year on screen, round and round; or why there is none."""
    if directory is None or view is None:
        return "The school file is still being opened."
    classes = [entry for entry in directory.classes_of(Point(view.point).start_year) if entry.on_roll]
    ids = [entry.class_id for entry in classes]
    if len(ids) < 2 or view.class_id not in ids:
        return "There is no other class in this year."
    return (view.school_id, ids[(ids.index(view.class_id) + step) % len(ids)], view.point)


def neighbour_point(directory: Directory | None, view: ClassView | None, step: int) -> ClassPlace | str:
    """The class of the same name at the point before or after; or why there is none.

    In another year that is that year's class: other children, other expectation.
    """
    if directory is None or view is None or directory.school is None:
        return "The school file is still being opened."
    later = [ordinal for ordinal in directory.school.points if (ordinal - view.point) * step > 0]
    if not later:
        return f"There are no results {'after' if step > 0 else 'before'} {view.point_label}."
    ordinal = min(later) if step > 0 else max(later)
    classes = [entry for entry in directory.classes_of(Point(ordinal).start_year) if entry.on_roll]
    if not classes:
        return f"No class list is on file for {Point(ordinal).year_label}."
    same = next((entry for entry in classes if entry.name == view.class_name), classes[0])
    return (view.school_id, same.class_id, ordinal)


def class_words(entry: ClassEntry) -> str:
    """`4B · 30 pupils`."""
    name = f"Class {entry.name}" if entry.name.isdigit() else entry.name
    return f"{name} · {entry.on_roll} pupils"
