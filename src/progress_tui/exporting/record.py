"""What an export of notes holds: the class as it was on screen, and the notes on the pupils shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from progress_tui.domain.views import ClassView, NoteShown


@dataclass(frozen=True, slots=True)
class NotesRecord:
    """Notes and figures as they were on screen, names and all.

    No format takes this: `redaction.redact` turns it into a `RedactedRecord`, which formats do take.

    Attributes:
        view: the whole class at the point; its rows also say whose names are to be hidden in free text.
        shown: pupil ids in the order on screen, filtered and sorted; each is a row of `view`.
        subject: id of the subject on screen, `""` when all were.
        filter_text: the filter as typed, `""` without one.
        filter_description: the filter in words; a word that was searched for in names stands in double quotes.
        unknown: pupils the filter left out because a value it asks for is not known.
        notes: notes on the pupils shown; a note on any other pupil is not exported.
        made: local time of the export.

    Raises:
        ValueError: `shown` names a pupil twice, or one who is not in `view`.
    """

    view: ClassView
    shown: tuple[int, ...]
    subject: str
    filter_text: str
    filter_description: str
    unknown: int
    notes: tuple[NoteShown, ...]
    made: datetime

    def __post_init__(self) -> None:
        if len(set(self.shown)) != len(self.shown):
            raise ValueError("a pupil is shown twice")
        strangers = set(self.shown) - {row.pupil_id for row in self.view.rows}
        if strangers:
            raise ValueError(f"{len(strangers)} of the pupils shown are not in the class")
