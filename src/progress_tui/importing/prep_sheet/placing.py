"""Where the answers of a prep sheet go in a meeting, what would change, and what cannot be placed: in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from progress_tui.domain.errors import ProgressError
from progress_tui.domain.meetings import Item, Meeting
from progress_tui.domain.prep_sheets import MISSING, MOST_CHARACTERS, reference_of
from progress_tui.domain.text import counted
from progress_tui.importing.prep_sheet.reading import Sheet, SheetLine

Outcome = Literal["new", "changed", "same"]
"""What a comment does: it is the first on its item, takes the place of an earlier sheet's, or is on file already."""

_OTHER_SHEET: Final = "Read the sheet that was written for this meeting, or write a new one."


class Comment(NamedTuple):
    """A comment and where it goes.

    Attributes:
        item: on the agenda.
        body: what the teacher wrote.
        before: what an earlier sheet said there, "" for none.
    """

    item: Item
    body: str
    before: str

    @property
    def outcome(self) -> Outcome:
        """What it does."""
        if self.body == self.before:
            return "same"
        return "changed" if self.before else "new"


class NotPlaced(NamedTuple):
    """A line that cannot be stored.

    Attributes:
        row: of the sheet; 0 where it speaks of no row.
        why: a sentence.
        body: the text it holds, so that nothing a teacher wrote gets lost without a word; "" for none.
    """

    row: int
    why: str
    body: str = ""


class Placement(NamedTuple):
    """A sheet beside the meeting it was read for.

    Attributes:
        file: the name of the sheet.
        comments: what would be stored, in the order of the agenda; those that are on file already included.
        not_placed: what cannot be, in the order of the sheet.
        empty: how many items of the sheet the teacher left empty.
        notes: what else is to be known, in sentences.
    """

    file: str
    comments: tuple[Comment, ...]
    not_placed: tuple[NotPlaced, ...]
    empty: int
    notes: tuple[str, ...]

    @property
    def changes(self) -> tuple[Comment, ...]:
        """The comments that would change something."""
        return tuple(one for one in self.comments if one.outcome != "same")


def meeting_of(sheet: Sheet) -> int:
    """The number of the meeting that a sheet is for.

    Raises:
        ProgressError: its lines are of several meetings.
    """
    numbers = sorted({line.reference.meeting_id for line in sheet.lines})
    if len(numbers) > 1:
        raise ProgressError(
            f"{sheet.file} holds lines of {len(numbers)} meetings",
            "Nothing was stored: it is not known which of them it is for.",
            "Read the sheet of each meeting by itself.",
        )
    return numbers[0]


def place(sheet: Sheet, meeting: Meeting, school: str) -> Placement:
    """Where the answers of a sheet go.

    Args:
        sheet: as it came back.
        meeting: as it is on file, of the number that `meeting_of` gives.
        school: the school's name.

    Raises:
        ProgressError: it is the sheet of another meeting, class or school file, or the meeting was held.
    """
    if meeting_of(sheet) != meeting.meeting_id:
        raise ProgressError(
            f"{sheet.file} is the sheet of another meeting",
            f"It is not for this meeting of {meeting.class_name}. Nothing was stored.",
            _OTHER_SHEET,
        )
    if meeting.status == "held":
        raise ProgressError(
            f"The meeting of {meeting.class_name} was held already", "Its record is closed: nothing was stored."
        )
    items = {item.item_id: item for item in meeting.items}
    true = {item_id: str(reference_of(school, meeting, item)) for item_id, item in items.items()}
    true[0] = str(reference_of(school, meeting, None))
    if not any(str(line.reference) == true.get(line.reference.item_id) for line in sheet.lines):
        raise ProgressError(
            f"{sheet.file} is the sheet of another meeting",
            f"None of its references is of this meeting of {meeting.class_name} in this school file. "
            "Nothing was stored.",
            _OTHER_SHEET,
        )
    texts, not_placed = _sorted(sheet, true)
    wanted, lost = _missing_among(texts, meeting)
    comments = tuple(
        Comment(item, wanted[item.item_id], item.text("prep").body) for item in meeting.items if item.item_id in wanted
    )
    seen = {line.reference.item_id for line in sheet.lines}
    left_out = [item for item in meeting.items if item.item_id not in seen and item.kind == "pupil"]
    notes = [*sheet.notes, *_left_out(len(left_out))]
    empty = sum(not text for item_id, text in texts.items() if item_id)
    return Placement(sheet.file, comments, (*not_placed, *lost), empty, tuple(notes))


def _left_out(count: int) -> Iterator[str]:
    if count:
        what = counted(count, "child on the agenda has", "children on the agenda have")
        yield f"{what} no line in the sheet: deleted there, or put on the agenda later."


def _sorted(sheet: Sheet, true: Mapping[int, str]) -> tuple[dict[int, str], list[NotPlaced]]:
    """The text of each item, and the lines that cannot be placed."""
    texts: dict[int, str] = {}
    not_placed: list[NotPlaced] = []
    doubled = {item_id for item_id in true if len(_texts_of(sheet, item_id)) > 1}
    for line in sheet.lines:
        why = _why_not(line, true, doubled)
        if not why:
            texts[line.reference.item_id] = texts.get(line.reference.item_id) or line.body
        elif line.body:
            not_placed.append(NotPlaced(line.row, why, line.body))
    return texts, not_placed


def _texts_of(sheet: Sheet, item_id: int) -> set[str]:
    """The different texts of an item's lines, empty ones left out."""
    return {line.body for line in sheet.lines if line.reference.item_id == item_id and line.body}


def _why_not(line: SheetLine, true: Mapping[int, str], doubled: set[int]) -> str:
    """Why a line cannot be placed; "" where it can."""
    item_id = line.reference.item_id
    if item_id not in true:
        return "Its child or question is not on the agenda any more."
    if str(line.reference) != true[item_id]:
        return "Its reference was changed: it is not known whom it is about."
    if not line.whole:
        return "Its columns are not those of the heading line, so the answer cannot be told from the rest."
    if item_id in doubled:
        return "The sheet has two lines of this reference with different texts."
    if len(line.body) > MOST_CHARACTERS:
        return f"It has more than {MOST_CHARACTERS:,} characters; shorten it."
    return ""


def _missing_among(texts: Mapping[int, str], meeting: Meeting) -> tuple[dict[int, str], list[NotPlaced]]:
    """The texts that are not empty, with the answer to who is missing under the first question of the class."""
    wanted = {item_id: text for item_id, text in texts.items() if text and item_id}
    missing = texts.get(0, "")
    if not missing:
        return wanted, []
    home = next((item for item in meeting.items if item.kind == "class"), None)
    if home is None:
        return wanted, [NotPlaced(0, "The agenda has no question of the class to put it under.", missing)]
    own = wanted.get(home.item_id, "")
    wanted[home.item_id] = "\n".join(filter(None, (own, f"{MISSING} {missing}")))
    return wanted, []
