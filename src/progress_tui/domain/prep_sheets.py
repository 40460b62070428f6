"""The prep sheet on its way to the teacher and back: what marks an answer, without a name.

A sheet goes out with a reference in each line of its tables and comes back filled; the reference says where the answers
of the line belong. It also holds a check, so that the sheet of another school file, or of a meeting that was planned
anew under the same number, never puts a comment under the wrong child.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final, NamedTuple

from progress_tui.domain.meetings import Item, Meeting

MOST_CHARACTERS: Final = 4_000
"""Most characters of what is kept of one line; the boxes on the sheet hold about 400."""

REFERENCE: Final = "Reference"
"""The heading of the column of references."""


class AnswerColumn(NamedTuple):
    """A column that the teacher fills in.

    Attributes:
        label: its heading.
        lead: what stands before its text where it is kept together with the other columns'.
    """

    label: str
    lead: str = ""


ANSWERS: Final = (
    AnswerColumn("What the numbers don't show"),
    AnswerColumn("What stops them, what was tried", "What stops them, what was tried: "),
    AnswerColumn("Answer"),
)
"""The columns that the teacher fills in: of children the first two, of the class the last."""

MISSING: Final = "Who should be on the list and is not?"
"""The question of the sheet that belongs to no item."""

_CHECK_LENGTH: Final = 6
# A word processor may have made another dash of a hyphen.
_DASH: Final = r"\s*[-\u2010-\u2015\u2212]\s*"
_REFERENCE: Final = re.compile(
    rf"\s*M(?P<meeting>[0-9]{{1,9}}){_DASH}(?P<item>[0-9]{{1,9}}){_DASH}(?P<check>[0-9a-f]{{{_CHECK_LENGTH}}})\s*",
    re.IGNORECASE | re.ASCII,
)


class AnswerReference(NamedTuple):
    """Where the answers of a line belong.

    Attributes:
        item_id: the item, 0 for none.
        check: a few digits that only this item of this meeting of this school has.
    """

    meeting_id: int
    item_id: int
    check: str

    def __str__(self) -> str:
        return f"M{self.meeting_id}-{self.item_id}-{self.check}"


def reference_of(school: str, meeting: Meeting, item: Item | None) -> AnswerReference:
    """What marks the line of an item.

    Args:
        school: the school's name.
        meeting: the meeting the sheet is for.
        item: on its agenda; None for the question who is missing.
    """
    item_id, pupil_id = (item.item_id, item.pupil_id) if item is not None else (0, None)
    told = (school, meeting.class_name, meeting.ordinal, meeting.meeting_id, item_id, pupil_id)
    check = hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:_CHECK_LENGTH]
    return AnswerReference(meeting.meeting_id, item_id, check)


def as_reference(text: str) -> AnswerReference | None:
    """The reference that a cell holds; None where it holds anything else."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    return AnswerReference(int(match["meeting"]), int(match["item"]), match["check"].casefold())
