"""The records of documents about one pupil."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from progress_tui.domain import clock
from progress_tui.domain.errors import NotFoundError
from progress_tui.domain.mentoring import empty_record
from progress_tui.domain.subjects import SUBJECTS, subject_label
from progress_tui.exporting.documents.records import ConferenceRecord, PupilRecord, Section
from progress_tui.workspace.gathering import people

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint
    from progress_tui.exporting.redactor import Person
    from progress_tui.workspace.exporting import Asked, Sources

KEPT: Final = (
    "Copies and backups of the school file, which hold what it held when they were made.",
    "Documents that were exported before: the audit says when and of what kind, not where they are now.",
    "Files that were imported: they stay where they are; only what was read from them is in the school file.",
    "Names that somebody wrote into a note, an action or a record of another child: look for them in a full export.",
)


def conference_record(sources: Sources, asked: Asked) -> ConferenceRecord:
    """The mentoring record of a child at a half-term, and what went up since the last results.

    Raises:
        NotFoundError: the school or the pupil is not on file.
    """
    at = sources.loaded.at(asked.school_id, asked.ordinal)
    pupil_id = asked.pupil_id or 0
    everybody = people.of_school(sources, asked.school_id, asked.ordinal)
    person = _person(everybody, pupil_id)
    class_name = "" if person.class_name == people.LEFT else person.class_name
    history = sources.mentoring.history(asked.school_id, pupil_id)
    record = next((one for one in history if one.ordinal == asked.ordinal), empty_record(asked.ordinal))
    before = [one for one in history if one.ordinal < asked.ordinal]
    return ConferenceRecord(
        school=at.name,
        fictional=at.fictional,
        person=person,
        class_name=class_name,
        point_label=at.point.label,
        point_code=str(at.point),
        words=sources.mentoring.words,
        record=record,
        before=before[-1] if before else None,
        up=_went_up(sources, at, asked),
        subjects=tuple(SUBJECTS.items()),
        people=everybody,
        made=clock.now(),
    )


def _person(everybody: tuple[Person, ...], pupil_id: int) -> Person:
    found = next((one for one in everybody if one.pupil_id == pupil_id), None)
    if found is None:
        raise NotFoundError("That pupil is not on file")
    return found


def _went_up(sources: Sources, at: SchoolAtPoint, asked: Asked) -> tuple[str, ...]:
    """Subjects in which the child's result is higher than the one before, of the same kind."""
    roll = at.summary.roll
    class_ids = roll.filter(roll["pupil_id"] == asked.pupil_id)["class_id"].drop_nulls().to_list()
    if not class_ids:
        return ()
    view = sources.loaded.class_view(asked.school_id, class_ids[0], asked.ordinal)
    row = next((one for one in view.rows if one.pupil_id == asked.pupil_id), None)
    return () if row is None else tuple(subject_label(name) for name, one in row.subjects.items() if one.change == "up")


def pupil_record(sources: Sources, asked: Asked) -> PupilRecord:
    """Everything held on a pupil.

    Raises:
        NotFoundError: the school or the pupil is not on file.
    """
    from progress_tui.store import subject_access

    at = sources.loaded.at(asked.school_id, asked.ordinal)
    pupil_id = asked.pupil_id or 0
    everybody = people.of_school(sources, asked.school_id, asked.ordinal)
    person = _person(everybody, pupil_id)
    held = sources.file.read(lambda con: subject_access.of_pupil(con, asked.school_id, pupil_id))
    return PupilRecord(
        school=at.name,
        fictional=at.fictional,
        person=person if person.class_name != people.LEFT else person._replace(class_name=""),
        sections=tuple(_in_words(Section(one.table, one.title, one.columns, one.rows, one.free)) for one in held),
        people=everybody,
        made=clock.now(),
        kept=KEPT,
    )


def _in_words(section: Section) -> Section:
    """A section whose cells hold JSON, part by part in words: what a meeting kept, what a row was before."""
    if section.table not in ("snapshot", "before_image", "import_rejected", "audit", "meta"):
        return section
    at = section.free[0]
    rows = tuple((*row[:at], part, *row[at + 1 :]) for row in section.rows for part in _parts(row[at]))
    return section._replace(rows=rows)


def _parts(text: str) -> list[str]:
    """A JSON text as lines, one for each of its largest parts; any other text as it is."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return [text]
    if not isinstance(value, dict):
        return [text]
    card = value.get("card")
    if isinstance(card, dict):
        agreed = [f"agreed before: {_words(one)}" for one in value.get("agreed", [])]
        return [*_card_lines(card), *agreed] or [text]
    return [_words(value) or text]


def _card_lines(card: dict[str, object]) -> list[str]:
    """What a meeting kept of a child's card: flags and each series in a line of its own, the rest part by part."""
    pupil, lines = card.get("pupil"), []
    if isinstance(pupil, dict):
        for title, key in (("flag", "flags"), ("good news", "good")):
            lines += [f"{title}: {one.get('sentence', '')}" for one in _listed(pupil.get(key))]
    for series in _listed(card.get("series")):
        results = [f"{one.get('point', '')} {_code(one)}" for one in _listed(series.get("results"))]
        lines.append(f"{series.get('series', '')}: {'; '.join(results)}")
    # Names and results of the row stand in these parts, and in the sections above.
    rest = {key: part for key, part in card.items() if key not in ("pupil", "series", "point", "school", "attended")}
    return [*lines, *(f"{_label(key)}: {words}" for key, part in rest.items() if (words := _words(part)))]


def _listed(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _code(one: dict[str, object]) -> str:
    result = one.get("result")
    return str(result.get("code") or "no result") if isinstance(result, dict) else ""


def _words(value: object) -> str:
    """What JSON holds, without what is empty: `result: code At, kind value; point Aut2`."""
    if isinstance(value, dict):
        return ", ".join(f"{_label(key)} {words}" for key, part in value.items() if (words := _words(part)))
    if isinstance(value, list):
        return "; ".join(words for part in value if (words := _words(part)))
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _label(key: str) -> str:
    return key.replace("_", " ")
