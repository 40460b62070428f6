"""The pupils behind a figure, each with the class view that lists and cards show them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.views import ClassView, PupilShown

if TYPE_CHECKING:
    from progress_tui.workspace.core import Workspace


def people(
    workspace: Workspace, school_id: int, ordinal: int, pupil_ids: Sequence[int]
) -> list[tuple[ClassView, PupilShown]]:
    """Pupils in the order given, with the class they are in at the point, or were in last.

    Args:
        workspace: the file.
        school_id: the school.
        ordinal: the point.
        pupil_ids: who; those who were in no class of the school are left out.
    """
    at = workspace.school_at(school_id, ordinal)
    class_of = dict(at.summary.roll.select("pupil_id", "class_id").drop_nulls().iter_rows())
    found = []
    for pupil_id in pupil_ids:
        try:
            if pupil_id in class_of:
                view = workspace.class_view(school_id, class_of[pupil_id], ordinal)
            else:
                view = workspace.class_of_pupil(school_id, pupil_id, None)
                before = Point(ordinal)
                if Point(view.point) > before:
                    view = workspace.class_of_pupil(school_id, pupil_id, before)
        except NotFoundError:
            continue
        found += [(view, row) for row in view.rows if row.pupil_id == pupil_id]
    return found
