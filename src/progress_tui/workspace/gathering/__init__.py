"""How each kind of document gets its record: one function a kind, from where things come from and what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from progress_tui.workspace.gathering.meeting import meeting_record
from progress_tui.workspace.gathering.school import actions_record, governors_record, senco_record
from progress_tui.workspace.gathering.single import conference_record, pupil_record

if TYPE_CHECKING:
    from progress_tui.exporting.documents.building import AnyRecord
    from progress_tui.exporting.documents.kinds import KindId
    from progress_tui.workspace.exporting import Asked, Sources

    Gather = Callable[[Sources, Asked], AnyRecord]

GATHERERS: Final[Mapping[KindId, Gather]] = {
    "teacher": meeting_record,
    "slt": meeting_record,
    "prep": meeting_record,
    "pack": meeting_record,
    "senco": senco_record,
    "actions": actions_record,
    "governors": governors_record,
    "conference": conference_record,
    "pupil": pupil_record,
}
"""Kind → what gathers its record."""
