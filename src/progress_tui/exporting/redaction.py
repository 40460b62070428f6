"""The one redaction step: a `NotesRecord` goes in, and what every format writes comes out.

Formats take a `RedactedRecord` only, and only `redact` can make one, so that no format can be added that forgets to
hide names. A redacted record holds no reference to the record it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass
from datetime import datetime

from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import Flag, NameMode
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import clean
from progress_tui.domain.views import USUAL_POINTS, FlagShown, NoteShown, PupilShown, SubjectHeading, SubjectShown
from progress_tui.exporting.names import NameHider, Replacement
from progress_tui.exporting.record import NotesRecord

_SEAL = object()


@dataclass(frozen=True, slots=True)
class RedactedNote:
    """A note with names hidden; `written` and `changed` are local time, ISO to the minute."""

    written: str
    changed: str
    body: str


@dataclass(frozen=True, slots=True)
class RedactedPupil:
    """One pupil as exported.

    Attributes:
        name: as the name mode has it: the full name, the initials, or a number in the order shown (`Pupil 1`).
        absence: percentage, None when not known.
        subjects: subject id → figures, for the subjects on screen.
        flags: with their sentences redacted and without evidence.
        notes: in the order they were given.
    """

    name: str
    year_group: int | None
    pp: Flag
    sen: str | None
    eal: Flag
    absence: float | None
    subjects: Mapping[str, SubjectShown]
    flags: tuple[FlagShown, ...]
    notes: tuple[RedactedNote, ...]


@dataclass(frozen=True, slots=True)
class RedactedRecord:
    """What a format may write. Made by `redact` only.

    Attributes:
        point_label: in words (`Autumn 2 2026-27`); `point_code` short (`2026-27:Aut2`).
        names: how names were hidden.
        filter: the filter in words, `""` when none was on.
        unknown: pupils left out of the filter because a value was not known.
        on_roll: N on roll in the whole class.
        counted: every subject of the class, for the counts of the whole class.
        headings: the subjects whose figures were on screen, with their latest points (`USUAL_POINTS`).
        no_results: label of the subject on screen when the class has no result in it, else `""`.
        pupils: in the order shown.

    Raises:
        TypeError: made by anything but `redact`.
    """

    school: str
    fictional: bool
    class_label: str
    point_label: str
    point_code: str
    names: NameMode
    made: datetime
    filter: str
    unknown: int
    on_roll: int
    counted: tuple[SubjectHeading, ...]
    headings: tuple[SubjectHeading, ...]
    no_results: str
    pupils: tuple[RedactedPupil, ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("a RedactedRecord is made by redact() only")


def redact(record: NotesRecord, names: NameMode, replaced: list[Replacement] | None = None) -> RedactedRecord:
    """`record` with names as `names` has them.

    Args:
        record: what was on screen.
        names: `full` leaves names; `initials` puts initials for the name of every pupil of the class, in free text
            too; `none` numbers the pupils in the order shown and says "the pupil" or "another pupil" in free text.
        replaced: where given, every name hidden in free text is added to it, for those who look before they write.

    In free text a name counts as a whole word with a capital, with or without its accents, alone or as part of a
    double name. Names of anyone outside the class cannot be known, and stay.
    """
    view, hider = record.view, NameHider(record.view.rows, names)
    heading = view.heading(record.subject)
    headings = ((heading,) if heading else ()) if record.subject else view.subjects
    by_id = {row.pupil_id: row for row in view.rows}
    redacted = RedactedRecord(
        school=clean(view.school),
        fictional=view.fictional,
        class_label=clean(view.class_label),
        point_label=clean(view.point_label),
        point_code=str(Point(view.point)),
        names=names,
        made=record.made,
        filter=_filter_words(record, hider),
        unknown=record.unknown,
        on_roll=view.on_roll,
        counted=view.subjects,
        headings=tuple(heading._replace(points=heading.points[-USUAL_POINTS:]) for heading in headings),
        no_results=subject_label(record.subject) if record.subject and heading is None else "",
        pupils=tuple(
            _pupil(by_id[pupil_id], number, record.notes, headings, hider)
            for number, pupil_id in enumerate(record.shown, start=1)
        ),
        seal=_SEAL,
    )
    if replaced is not None:
        replaced += hider.replaced
    return redacted


def _pupil(
    row: PupilShown,
    number: int,
    notes: Sequence[NoteShown],
    headings: Sequence[SubjectHeading],
    hider: NameHider,
) -> RedactedPupil:
    own, name = row.pupil_id, hider.name(row, number)
    return RedactedPupil(
        name=name,
        year_group=row.year_group,
        pp=row.pp,
        sen=row.sen,
        eal=row.eal,
        absence=row.absence,
        subjects={
            h.subject: _figures(row.subjects[h.subject], own, hider) for h in headings if h.subject in row.subjects
        },
        flags=tuple(
            flag._replace(sentence=hider.hide(flag.sentence, own, where=f"{name}, flag"), evidence="", rows=())
            for flag in row.flags
        ),
        notes=tuple(
            RedactedNote(note.written, note.changed, hider.hide(note.body, own, keep_lines=True, where=f"{name}, note"))
            for note in notes
            if note.pupil_id == own
        ),
    )


def _figures(shown: SubjectShown, own: int, hider: NameHider) -> SubjectShown:
    # A code that is not on the scale is free text that somebody typed into a cell.
    results = tuple(
        result._replace(code=hider.hide(result.code, own, where="a result that is not on the scale"))
        if result.kind == "unknown"
        else result
        for result in shown.results[-USUAL_POINTS:]
    )
    return shown._replace(results=results)


def _filter_words(record: NotesRecord, hider: NameHider) -> str:
    if record.filter_description:
        return hider.hide_in_filter(record.filter_description)
    if not record.filter_text:
        return ""
    # The filter as typed may hold any piece of a name, and nothing marks which words are names.
    return clean(record.filter_text) if hider.names == "full" else "as typed on screen (not given here: may hold names)"
