"""Answers about a whole school, or about every school of a file: one thin method a view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.store.directory import Directory
    from progress_tui.workspace.loaded import Loaded


class Judging:
    """Views of schools. Methods may be called from worker threads."""

    def __init__(self, loaded: Loaded, find_school: Callable[[str | None], Directory]) -> None:
        """Answer from what `loaded` holds; `find_school` is the workspace's."""
        self._loaded = loaded
        self._find_school = find_school

    def at(self, school: str | None = None, point: str | None = None) -> SchoolAtPoint:
        """A school at a point.

        Args:
            school: code or name; without one the only (or first) school.
            point: `2026-27:Aut2` or `Aut2`; without one the latest with results.

        Raises:
            NotFoundError: no such school, or nothing on file.
            UsageError: the point is not one.
        """
        listed = self._find_school(school)
        entry = listed.school
        if entry is None or listed.school_id is None or not listed.classes:
            raise NotFoundError(
                "There are no pupils on file", remedy="Bring a pupil list or results in with “progress-tui import”."
            )
        last = Point(entry.points[-1] if entry.points else listed.classes[0].academic_year * 6)
        return self._loaded.at(listed.school_id, chosen_point(point, last).ordinal)

    def every_school(self, point: str | None = None) -> list[SchoolAtPoint]:
        """Every school of the file at one point: the one named, else the latest any of them has results at.

        Raises:
            NotFoundError: nothing on file.
            UsageError: the point is not one.
        """
        listed = self._find_school(None)
        schools = [self._find_school(entry.code) for entry in listed.schools]
        last = max((entry.school.points[-1] for entry in schools if entry.school and entry.school.points), default=None)
        if last is None:
            raise NotFoundError("There are no results on file", remedy="Bring some in with “progress-tui import”.")
        when = chosen_point(point, Point(last))
        return [self._loaded.at(entry.school_id, when.ordinal) for entry in schools if entry.school_id is not None]


def chosen_point(text: str | None, last: Point) -> Point:
    """The point a command names, `last` without one; a point without a year is of the year of `last`.

    Raises:
        UsageError: the text is not a point.
    """
    if text is None:
        return last
    found = Point.parse(text, last.start_year)
    if found is None:
        raise UsageError(f"“{text}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
    return found
