"""A record of any kind becomes a document, and says what was put for names."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from progress_tui.domain.pupils import NameMode
from progress_tui.exporting.documents import actions, conference, governors, pack, prep, pupil, senco, slt, teacher
from progress_tui.exporting.documents.document import Document
from progress_tui.exporting.documents.kinds import KindId, check_names, find_kind
from progress_tui.exporting.documents.records import (
    ActionsRecord,
    ConferenceRecord,
    GovernorsRecord,
    MeetingRecord,
    PupilRecord,
    SencoRecord,
)
from progress_tui.exporting.redactor import Person, Redactor, Replacement

AnyRecord: TypeAlias = MeetingRecord | SencoRecord | ActionsRecord | ConferenceRecord | GovernorsRecord | PupilRecord

_OF_MEETINGS = {"teacher": teacher.build, "slt": slt.build, "prep": prep.build, "pack": pack.build}


class Built(NamedTuple):
    """A document, what was put for names in free text, and how many children it names."""

    document: Document
    replacements: tuple[Replacement, ...]
    children: int


def build_document(kind: KindId, record: AnyRecord, names: NameMode) -> Built:
    """The document of a record; the same record may be built again with names written otherwise.

    Raises:
        UsageError: the kind cannot be written with names like that.
        ValueError: the record is of another kind of document.
    """
    redactor = Redactor(_people(record), check_names(find_kind(kind), names))
    document = _build(kind, record, redactor)
    return Built(document, redactor.replacements, redactor.named)


def _people(record: AnyRecord) -> tuple[Person, ...]:
    return () if isinstance(record, GovernorsRecord) else record.people


def _build(kind: KindId, record: AnyRecord, redactor: Redactor) -> Document:
    match record:
        case MeetingRecord() if kind in _OF_MEETINGS:
            return _OF_MEETINGS[kind](record, redactor)
        case SencoRecord() if kind == "senco":
            return senco.build(record, redactor)
        case ActionsRecord() if kind == "actions":
            return actions.build(record, redactor)
        case ConferenceRecord() if kind == "conference":
            return conference.build(record, redactor)
        case GovernorsRecord() if kind == "governors":
            return governors.build(record, redactor)
        case PupilRecord() if kind == "pupil":
            return pupil.build(record, redactor)
    raise ValueError(f"a {type(record).__name__} is no record of {kind}")
