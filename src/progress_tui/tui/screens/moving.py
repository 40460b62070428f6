"""Which class or point is next to the one on screen."""

from __future__ import annotations

from progress_tui.domain.calendar import Point
from progress_tui.store.directory import ClassEntry, Directory
from progress_tui.tui.place import Place

_OPENING = "The school file is still being opened."


def in_class(place: Place, entry: ClassEntry) -> Place:
    """The same place in another class."""
    return place._replace(class_id=entry.class_id, class_name=entry.name)


def neighbour_class(directory: Directory | None, place: Place | None, step: int) -> Place | str:
    """The class `step` places on in the year on screen, round and round; or why there is none."""
    if directory is None or place is None:
        return _OPENING
    classes = [entry for entry in directory.classes_of(Point(place.point).start_year) if entry.on_roll]
    ids = [entry.class_id for entry in classes]
    if len(ids) < 2 or place.class_id not in ids:
        return "There is no other class in this year."
    return in_class(place, classes[(ids.index(place.class_id) + step) % len(ids)])


def neighbour_point(directory: Directory | None, place: Place | None, step: int) -> Place | str:
    """The class of the same name at the point before or after; or why there is none.

    In another year that is that year's class: other children, other expectation.
    """
    if directory is None or place is None or directory.school is None:
        return _OPENING
    later = [ordinal for ordinal in directory.school.points if (ordinal - place.point) * step > 0]
    if not later:
        return f"There are no results {'after' if step > 0 else 'before'} {Point(place.point).label}."
    ordinal = min(later) if step > 0 else max(later)
    classes = [entry for entry in directory.classes_of(Point(ordinal).start_year) if entry.on_roll]
    if not classes:
        return f"No class list is on file for {Point(ordinal).year_label}."
    same = next((entry for entry in classes if entry.name == place.class_name), classes[0])
    return in_class(place, same)._replace(point=ordinal)


def class_words(entry: ClassEntry) -> str:
    """`4B · 30 pupils`."""
    name = f"Class {entry.name}" if entry.name.isdigit() else entry.name
    return f"{name} · {entry.on_roll} pupils"
