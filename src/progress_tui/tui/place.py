"""Where one is in the school file: what every screen shows follows from it, and it goes along from screen to screen."""

from __future__ import annotations

from typing import NamedTuple

from progress_tui.domain.views import ClassView


class Place(NamedTuple):
    """What is looked at.

    Attributes:
        school_id: the school; `school` its name.
        class_id: the class; `class_name` its name. Screens of the whole school keep it for the way back.
        point: the point's ordinal.
        subject: the subject shown in full, "" where none has results.
        filter: the filter in force, as text of the filter language; "" for everybody.
    """

    school_id: int
    school: str
    class_id: int
    class_name: str
    point: int
    subject: str = ""
    filter: str = ""

    def shows(self, view: ClassView) -> bool:
        """Whether a class view is of this school, class and point."""
        return (view.school_id, view.class_id, view.point) == (self.school_id, self.class_id, self.point)


def place_of(view: ClassView, subject: str = "", text: str = "") -> Place:
    """The place of a class view: the subject is its first where it has not the one given.

    Args:
        view: the class.
        subject: the subject to stay on where the class has results in it.
        text: the filter to stay with.
    """
    if view.heading(subject) is None:
        subject = view.subjects[0].subject if view.subjects else ""
    return Place(view.school_id, view.school, view.class_id, view.class_name, view.point, subject, text)
