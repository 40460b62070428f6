"""Documents of a meeting, from its screens."""

from __future__ import annotations

from textual.dom import DOMNode

from progress_tui.domain.meetings import Meeting


def export_meeting(screen: DOMNode, meeting: Meeting, kind: str) -> None:
    """Offer to write a document of a meeting.

    Args:
        screen: where it is asked.
        meeting: which.
        kind: the document to begin with, such as `prep` or `teacher`.
    """
    from progress_tui.tui.exporting.opening import open_export
    from progress_tui.workspace.exports import ExportPlace

    place = ExportPlace(meeting.school_id, meeting.ordinal, meeting.class_id, meeting_id=meeting.meeting_id)
    open_export(screen, place, f"the meeting of {meeting.class_name}", kind)
