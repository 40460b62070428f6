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
