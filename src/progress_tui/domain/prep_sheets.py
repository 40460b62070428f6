"""The prep sheet on its way to the teacher and back: what marks an answer, without a name.

A sheet goes out with a reference beside each box and comes back filled; the reference says where its answer belongs.
It also holds a check, so that the sheet of another school file, or of a meeting that was planned anew under the same
number, never puts a comment under the wrong child.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final, NamedTuple

from progress_tui.domain.meetings import TEXT_FIELDS, Item, Meeting, TextField

MOST_CHARACTERS: Final = 4_000
"""Most characters of one answer; the box on the sheet holds about 400."""

_CHECK_LENGTH: Final = 6
_DASH: Final = r"\s*[-‐‑–−]\s*"
_REFERENCE: Final = re.compile(
    rf"(?<![A-Za-z0-9])M(?P<meeting>[0-9]{{1,9}}){_DASH}(?P<item>[0-9]{{1,9}}){_DASH}(?P<field>[a-z_]{{1,20}})"
    rf"{_DASH}(?P<check>[0-9a-f]{{{_CHECK_LENGTH}}})(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)


class AnswerReference(NamedTuple):
    """Where an answer belongs.

    Attributes:
        check: a few digits that only this item of this meeting of this school has.
    """

    meeting_id: int
    item_id: int
    field: TextField
    check: str

    def __str__(self) -> str:
        return f"M{self.meeting_id}-{self.item_id}-{self.field}-{self.check}"


def reference_of(school: str, meeting: Meeting, item: Item, field: TextField = "teacher_view") -> AnswerReference:
    """What marks the answer on an item of a meeting.

    Args:
        school: the school's name.
        meeting: the meeting the sheet is for.
        item: on its agenda.
        field: which text the answer is.
    """
    told = (school, meeting.class_name, meeting.ordinal, meeting.meeting_id, item.item_id, item.pupil_id)
    check = hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:_CHECK_LENGTH]
    return AnswerReference(meeting.meeting_id, item.item_id, field, check)


class Found(NamedTuple):
    """A reference in a text, and what stands behind it there."""

    reference: AnswerReference
    rest: str


def find_reference(text: str) -> Found | None:
    """The first reference in a text; None without one, or where it is of no field that a sheet can fill."""
    match = _REFERENCE.search(text)
    if match is None:
        return None
    field = next((one for one in TEXT_FIELDS if one == match["field"].casefold()), None)
    if field is None:
        return None
    reference = AnswerReference(int(match["meeting"]), int(match["item"]), field, match["check"].casefold())
    return Found(reference, text[match.end() :])
