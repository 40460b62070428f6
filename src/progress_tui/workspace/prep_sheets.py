"""Prep sheets that come back filled: looked at first, then stored as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.calendar import Point
from progress_tui.domain.errors import NotFoundError, ProgressError
from progress_tui.domain.meetings import Meeting
from progress_tui.domain.reports import Field, Report
from progress_tui.domain.text import counted
from progress_tui.importing.prep_sheet.placing import Comment, NotPlaced, Placement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from progress_tui.domain.views import PupilShown
    from progress_tui.store.prep_sheets import Stored
    from progress_tui.workspace.core import Workspace

__all__ = ["Comment", "Looked", "NotPlaced", "Placement", "Taken", "look", "sheet_report", "take", "take_back"]


class Looked(NamedTuple):
    """A sheet and the meeting it is for; nothing of it is stored."""

    meeting: Meeting
    placement: Placement

    @property
    def words(self) -> str:
        """What storing it would do, in a sentence."""
        placement = self.placement
        fresh, changed, same = (
            sum(one.outcome == outcome for one in placement.comments) for outcome in ("new", "changed", "same")
        )
        parts = [
            counted(fresh, "new comment"),
            f"{changed} changed since the last sheet" if changed else "",
            f"{same} on file already" if same else "",
            f"{placement.empty} left empty" if placement.empty else "",
            f"{counted(len(placement.not_placed), 'line')} not placed" if placement.not_placed else "",
        ]
        return ", ".join(filter(None, parts))


class Taken(NamedTuple):
    """What was stored of a sheet."""

    looked: Looked
    stored: tuple[Stored, ...]

    @property
    def words(self) -> str:
        """What was stored, in a sentence."""
        meeting, parted = self.looked.meeting, sum(one.parted for one in self.stored)
        said = f"{counted(len(self.stored), 'comment')} of {self.looked.placement.file} stored for {meeting.class_name}"
        both = f"; {parted} beside another sheet's that was read meanwhile" if parted else ""
        return f"{said}{both}."


def look(workspace: Workspace, path: Path, meeting_id: int | None = None) -> Looked:
    """What a filled sheet holds and where it would go; nothing is stored.

    Args:
        workspace: the school file.
        path: the sheet, .docx or .csv.
        meeting_id: the meeting it has to be for; any meeting on file without it.

    Raises:
        ProgressError: it cannot be read, or is the sheet of another meeting, class or file; the sentence says why.
    """
    from progress_tui.importing.prep_sheet.placing import meeting_of, place
    from progress_tui.importing.prep_sheet.reading import read_sheet
    from progress_tui.store import prep_sheets
    from progress_tui.store.meetings import reading

    sheet = read_sheet(path)
    number = meeting_of(sheet)
    directory = workspace.directory()
    meeting = workspace.file.read(
        lambda con: reading.meeting(con, prep_sheets.school_of(con, meeting_id or number), meeting_id or number)
    )
    school = next(one.name for one in directory.schools if one.school_id == meeting.school_id)
    return Looked(meeting, place(sheet, meeting, school))


def take(workspace: Workspace, looked: Looked) -> Taken:
    """Store the comments of a sheet that was looked at: all of them, or none.

    Raises:
        ProgressError: nothing in it is new, the meeting was held or deleted meanwhile, or the file cannot be written.
    """
    from progress_tui.store import prep_sheets
    from progress_tui.store.meetings import reading

    meeting = looked.meeting
    comments = [
        prep_sheets.Brought(one.item.item_id, one.body, one.item.text("prep")) for one in looked.placement.changes
    ]
    if not comments:
        return Taken(looked, ())

    def write(con: DuckDBPyConnection) -> tuple[Stored, ...]:
        if reading.meeting(con, meeting.school_id, meeting.meeting_id).status == "held":
            raise ProgressError(f"The meeting of {meeting.class_name} was held meanwhile", "Nothing was stored.")
        return prep_sheets.store(con, meeting.school_id, meeting.meeting_id, comments)

    return Taken(looked, workspace.file.write(write))


def take_back(workspace: Workspace, taken: Taken) -> None:
    """Put back what stood there before a sheet was stored; where more was written since, both texts stay.

    Raises:
        ProgressError: the meeting is not on file any more, or the file cannot be written.
    """
    from progress_tui.store import prep_sheets

    meeting = taken.looked.meeting
    workspace.file.write(lambda con: prep_sheets.take_back(con, meeting.school_id, meeting.meeting_id, taken.stored))


_FIELDS: Final = (
    Field("about", "about"), Field("outcome", "stored as"), Field("row", "row", "count"), Field("text", "text"),
)  # fmt: skip
_NOT_PLACED: Final = "not placed"


def sheet_report(workspace: Workspace, looked: Looked) -> Report:
    """A sheet as a report: each comment with whom it is about, then what could not be placed and why."""
    meeting, placement = looked.meeting, looked.placement
    names = {row.pupil_id: row.name for row in _view(workspace, meeting)}
    rows: list[dict[str, object]] = [
        {
            "about": names.get(one.item.pupil_id, "a child no longer in the class")
            if one.item.pupil_id is not None
            else one.item.question or "the class",
            "outcome": one.outcome,
            "row": None,
            "text": _on_one_line(one.body),
        }
        for one in placement.comments
    ]
    rows += [
        {"about": one.why, "outcome": _NOT_PLACED, "row": one.row or None, "text": _on_one_line(one.body)}
        for one in placement.not_placed
    ]
    return Report(
        f"{placement.file} ▸ {meeting.class_name} ▸ {Point(meeting.ordinal).label}",
        str(Point(meeting.ordinal)),
        _FIELDS,
        tuple(rows),
        (f"{looked.words}.", *placement.notes),
        {"meeting": meeting.meeting_id, "empty": placement.empty},
    )


def _on_one_line(text: str) -> str:
    return " / ".join(text.splitlines())


def _view(workspace: Workspace, meeting: Meeting) -> tuple[PupilShown, ...]:
    try:
        return workspace.class_view(meeting.school_id, meeting.class_id, meeting.ordinal).rows
    except NotFoundError:
        return ()
