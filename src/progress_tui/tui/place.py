"""Where one is in the school file: what every screen shows follows from it, and it goes along from screen to screen."""

from __future__ import annotations

from typing import NamedTuple


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
