"""Finds what a command names, and lays views out as rows. The field names are documented in docs/command-line.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from progress_tui.cli.mentoring import record_fields, record_lines
from progress_tui.cli.printing import Format, emit, emit_json, emit_rows, say
from progress_tui.cli.pupils import the_only
from progress_tui.domain import clock
from progress_tui.domain.calendar import HALF_TERMS, Point, academic_year_of, year_group_label
from progress_tui.domain.card import PupilView
from progress_tui.domain.errors import NotFoundError, UsageError, did_you_mean
from progress_tui.domain.mentoring import HalfTermRecord
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE
from progress_tui.domain.tallies import bits_of, tally
from progress_tui.domain.text import fold
from progress_tui.domain.views import (
    USUAL_POINTS,
    BesideHeading,
    BesideShown,
    ClassView,
    FlagShown,
    PointHeading,
    PupilShown,
    SubjectHeading,
)
from progress_tui.store.directory import Directory
from progress_tui.workspace import Filtered, Workspace, find_class


def classes_of(workspace: Workspace, class_name: str | None, school: str | None, point: str | None) -> list[ClassView]:
    """The class that is named, or every class of the school at the point."""
    listed, school_id, when = school_and_point(workspace, school, point)
    classes = listed.classes_of(when.start_year)
    if class_name is not None:
        classes = (find_class(classes, class_name, when),)
    return [workspace.class_view(school_id, found.class_id, when.ordinal) for found in classes if found.on_roll]


def school_and_point(workspace: Workspace, school: str | None, point: str | None) -> tuple[Directory, int, Point]:
    """The school that is named, or the first, its id, and the point that is named, or the latest with results.

    Raises:
        NotFoundError: no class is on file.
        UsageError: the point is not one.
    """
    listed = workspace.find_school(school)
    if listed.school is None or listed.school_id is None or not listed.classes:
        raise NotFoundError("There are no classes on file", remedy="Bring a class list in with “progress-tui import”.")
    when = _latest(workspace, school)
    chosen = Point.parse(point, when.start_year) if point is not None else when
    if chosen is None:
        raise UsageError(f"“{point}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
    return listed, listed.school_id, chosen


def _latest(workspace: Workspace, school: str | None) -> Point:
    """The latest point with results, else the beginning of the latest year with a class list, else of this year."""
    listed = workspace.find_school(school)
    if listed.school is not None and listed.school.points:
        return Point(listed.school.points[-1])
    return Point((listed.classes[0].academic_year if listed.classes else academic_year_of(clock.today())) * 6)


def class_of(workspace: Workspace, class_name: str, school: str | None, point: str | None) -> ClassView:
    """One class at a point."""
    views = classes_of(workspace, class_name, school, point)
    if not views:
        raise NotFoundError(f"The class “{class_name}” has nobody on roll")
    return views[0]


def subject_of(view: ClassView, name: str) -> str | None:
    """The id of the subject that is named, None without a name."""
    if not name:
        return None
    for heading in view.subjects:
        if fold(name) in (fold(heading.subject), fold(heading.label)):
            return heading.subject
    known = [heading.subject for heading in view.subjects]
    raise UsageError(f"{view.class_label} has no subject “{name}”", remedy=did_you_mean(name, known))


def pupil_of(workspace: Workspace, name: str, school: str | None, point: str | None) -> tuple[PupilView, Point]:
    """The card of the one pupil with this UPN, source id or name, and the point that is shown.

    Raises:
        NotFoundError: none, or several; then the sentence lists them.
    """
    view, pupil_id = pupil_in_class(workspace, name, school, point)
    return workspace.pupil_view(view, pupil_id), Point(view.point)


def pupil_in_class(workspace: Workspace, name: str, school: str | None, point: str | None) -> tuple[ClassView, int]:
    """The same pupil in the class at the point, and the pupil's id.

    Raises:
        NotFoundError: none, or several; then the sentence lists them.
    """
    listed = workspace.find_school(school)
    if listed.school_id is None:
        raise NotFoundError("There are no pupils on file", remedy="Bring some in with “progress-tui import”.")
    found = workspace.find_pupils(listed.school_id, name)
    if not found and school is None:
        for other in listed.schools[1:]:
            found = workspace.find_pupils(other.school_id, name)
            if found:
                return pupil_in_class(workspace, name, other.code, point)
    pupil_id, _ = the_only(found, name)
    chosen = Point.parse(point, _latest(workspace, school).start_year) if point else None
    if point and chosen is None:
        raise UsageError(f"“{point}” is not a point", remedy="Write it as 2026-27:Aut2 or Aut2.")
    return workspace.class_of_pupil(listed.school_id, pupil_id, chosen), pupil_id


def show_class(view: ClassView, filtered: Filtered, subject: str | None, form: Format) -> None:
    """Print a class."""
    wanted = frozenset(filtered.keys)
    rows = [row for row in view.rows if row.pupil_id in wanted]
    headings = [heading for heading in view.subjects if subject in (None, heading.subject)]
    title = f"{view.school} ▸ {view.class_label} ▸ {view.point_label}"
    if form == "json":
        emit_json(
            {
                "title": title,
                "point": str(Point(view.point)),
                "n": len(rows),
                "on_roll": view.on_roll,
                "fictional": view.fictional,
                "filter": {"text": filtered.text, "description": filtered.description, "unknown": filtered.unknown},
                "subjects": [_heading_fields(heading) for heading in headings],
                "beside": [_beside_fields(heading) for heading in _beside_of(view, subject)],
                "counts": list(_count_fields(view, filtered, headings, subject)),
                "rows": [_pupil_fields(row, view, headings, subject) for row in rows],
            }
        )
        return
    flat = [dict(_flat_fields(row, view, subject)) for row in rows]
    columns = [key for key, _ in _flat_fields(view.rows[0], view, subject)]
    numbers = frozenset(key for key in columns if key.endswith("±") or key == "absence")
    emit_rows(flat, form, title, numbers, columns)
    if form == "table":
        emit(f"{len(rows)} of {view.on_roll} on roll: {filtered.description}")
        for heading in headings:
            if heading.has_expectation:
                emit(f"{heading.label}: {heading.expected} of {heading.judged} assessed at the expected standard")
        if view.combines and subject is None:
            met, judged = view.combined
            emit(f"Reading, writing and maths together: {met} of {judged} at the expected standard")
    if filtered.hint:
        say(filtered.hint)


def _heading_fields(heading: SubjectHeading) -> dict[str, object]:
    return {
        "subject": heading.subject,
        "series": heading.series,
        "scale": heading.scale,
        "assessed": heading.assessed,
        "judged": heading.judged,
        "expected": heading.expected if heading.has_expectation else None,
        "targets": heading.has_targets,
    }


def _beside_of(view: ClassView, subject: str | None) -> list[BesideHeading]:
    """The columns beside: all, or those of one subject."""
    return [heading for heading in view.beside if subject in (None, heading.subject)]


def _beside_fields(heading: BesideHeading) -> dict[str, object]:
    return {
        "key": heading.key,
        "kind": heading.kind,
        "subject": heading.subject,
        "label": heading.label,
        "series": heading.series,
        "scale": heading.scale,
        "assessed": heading.assessed,
        "judged": heading.judged,
        "expected": heading.expected if heading.has_expectation else None,
    }


def _count_fields(
    view: ClassView, filtered: Filtered, headings: list[SubjectHeading], subject: str | None
) -> Iterator[dict[str, object]]:
    """What each column of the class grid counts of the pupils shown."""
    keys = ["pp", "sen", "eal", "absence", *(heading.key for heading in _beside_of(view, subject))]
    for heading in headings:
        keys += [f"{heading.subject}:{point.ordinal}" for point in heading.points]
        keys += [f"{heading.subject}:target"] if heading.has_targets else []
        keys += [f"{heading.subject}:distance"] if heading.has_targets or heading.has_expectation else []
    keys += ["rwm"] if view.combines and subject is None else []
    shown = bits_of(view, filtered.keys)
    for key in [*keys, "flags"]:
        found = tally(view, key)
        if found is not None:
            counted, asked = (found.counted & shown).bit_count(), (found.asked & shown).bit_count()
            name, _, part = key.partition(":")
            column = f"{name}:{Point(int(part))}" if part.isdecimal() else key
            yield {"column": column, "what": found.what, "k": counted, "n": asked, "of": found.of}


def _pupil_fields(
    row: PupilShown, view: ClassView, headings: list[SubjectHeading], subject: str | None
) -> dict[str, object]:
    subjects = {}
    for heading in headings:
        shown = row.subjects[heading.subject]
        subjects[heading.subject] = {
            "current": shown.results[-1].code,
            "kind": shown.results[-1].kind,
            "standing": _standing(shown.results[-1].standing),
            "target": shown.target,
            "distance": shown.distance,
            "change": shown.change,
            "results": [
                {
                    "point": str(Point(point.ordinal)),
                    "series": point.series,
                    "code": result.code,
                    "kind": result.kind,
                    "standing": _standing(result.standing),
                }
                for point, result in zip(heading.points, shown.results, strict=True)
            ],
        }
    return {
        "pupil_id": row.pupil_id,
        "name": row.name,
        "class": view.class_name,
        "year_group": row.year_group,
        "sex": row.sex,
        "pp": row.pp,
        "sen": row.sen,
        "eal": row.eal,
        "absence": None if row.absence is None else round(row.absence, 1),
        "subjects": subjects,
        "beside": _shown_beside(row, view, subject),
        "rwm": _together(row) if view.combines else None,
        "flags": [_flag_fields(flag) for flag in row.flags],
        "good": [_flag_fields(flag) for flag in row.good],
    }


def _shown_beside(row: PupilShown, view: ClassView, subject: str | None) -> dict[str, object]:
    """History and tests of the subjects shown, by key."""
    return {
        heading.key: {
            "point": str(Point(shown.ordinal)) if shown.ordinal else None,
            "code": shown.result.code,
            "kind": shown.result.kind,
            "standing": _standing(shown.result.standing),
            "change": shown.change,
        }
        for heading, shown in zip(view.beside, row.beside, strict=True)
        if subject in (None, heading.subject)
    }


def _together(row: PupilShown) -> bool | None:
    """Whether the expected standard is met in reading, writing and maths; None where a judged result is missing."""
    met, judged = row.core
    return met == judged if judged == len(CORE) else None


def _flag_fields(flag: FlagShown) -> dict[str, object]:
    return {"flag": flag.flag, "subject": flag.subject, "severity": flag.severity, "sentence": flag.sentence}


def _standing(standing: int | None) -> str | None:
    return None if standing is None else Standing(standing).label


def _flat_fields(row: PupilShown, view: ClassView, subject: str | None) -> Iterator[tuple[str, object]]:
    """A pupil as one line, for all subjects or for one."""
    beside = list(zip(view.beside, row.beside, strict=True))
    yield "pupil", row.name
    yield "year", year_group_label(row.year_group)
    yield "pp", row.pp
    yield "send", row.sen
    yield "eal", row.eal
    yield "absence", None if row.absence is None else f"{row.absence:.1f}"
    if subject is None:
        yield from ((held.label, shown.result.code) for held, shown in beside if not held.subject)
    for heading in view.subjects:
        if subject not in (None, heading.subject):
            continue
        own = [(held, shown) for held, shown in beside if held.subject == heading.subject]
        yield from ((held.label, taken.result.code) for held, taken in own if held.kind == "history")
        shown = row.subjects[heading.subject]
        for point, result in list(zip(heading.points, shown.results, strict=True))[-USUAL_POINTS:]:
            yield f"{heading.label} {_column_of(point, heading)}", result.code
        yield from ((held.label, _with_age(taken, view.point)) for held, taken in own if held.kind == "test")
        if heading.has_targets:
            yield f"{heading.label} target", shown.target
        if heading.has_targets or heading.has_expectation:
            yield f"{heading.label} ±", _signed(shown.distance)
    if view.combines and subject is None:
        yield "RWM", _together(row)
    yield "flags", " ".join(flag.sentence for flag in row.flags)


def _with_age(taken: BesideShown, now: int) -> str:
    """The code of the latest test; `103 (Sum2)` where it was taken at an earlier point."""
    return f"{taken.result.code} ({Point(taken.ordinal).code})" if 0 < taken.ordinal < now else taken.result.code


def _column_of(point: PointHeading, heading: SubjectHeading) -> str:
    """`Aut2`; with its year where it is a year old or of another series, so that no two columns are named alike."""
    recent = heading.points[-1].ordinal - point.ordinal < len(HALF_TERMS)
    return point.code if point.comparable and recent else point.label


def _signed(distance: float | None) -> str | None:
    """`-1`, `0`, `+2`."""
    return None if distance is None else (f"{distance:+g}" if distance else "0")


def _card_fields(view: PupilView, rows: list[dict[str, object]]) -> dict[str, object]:
    """What the card holds beside its title: the results as `rows` with their marks, the rest by name."""
    marks = [result.queried for series in view.series for result in series.results]
    content = view.to_json()
    plain = (
        "dob", "identifiers", "characteristics", "refusals", "attendance", "attended", "targets", "notes", "meetings",
        "support", "dismissed",
    )  # fmt: skip
    return {
        "rows": [{**row, "queried": mark} for row, mark in zip(rows, marks, strict=True)],
        "series": [
            {
                "series": series.series,
                "error": series.error,
                "expected": [{"point": str(Point(one.ordinal)), "code": one.code} for one in series.expected],
                "targets": [
                    {"point": str(Point(one.ordinal)), "code": one.code, "words": one.words} for one in series.targets
                ],
            }
            for series in view.series
        ],
        **{key: content[key] for key in plain},
        "grades": [
            {"point": str(Point(one.ordinal)), "strand": one.strand, "grade": one.grade, "label": one.label}
            for one in view.grades
        ],
        "flags": content["pupil"]["flags"],
        "good": content["pupil"]["good"],
    }


def show_pupil(view: PupilView, when: Point, form: Format, history: Sequence[HalfTermRecord] = ()) -> None:
    """Print a pupil's card as it is at a point, with the mentoring record up to it."""
    title = f"{view.pupil.name} ▸ {view.class_name} ▸ {view.school}"
    rows: list[dict[str, object]] = [
        {
            "series": series.series,
            "subject": series.subject,
            "scale": series.scale,
            "point": str(Point(result.ordinal)),
            "code": result.result.code,
            "kind": result.result.kind,
            "standing": _standing(result.result.standing),
            "words": result.words,
            "change": result.change,
            "rank": result.rank,
        }
        for series in view.series
        for result in series.results
    ]
    if form == "json":
        record = {"mentoring": record_fields(history, when)}
        emit_json({"title": title, "point": str(when), "n": len(rows), **_card_fields(view, rows), **record})
        return
    emit_rows(rows, form, title)
    if form == "table":
        if not rows:
            emit("There are no results on file.")
        for flag in view.pupil.flags:
            emit(f"⚑{flag.severity} {flag.sentence}")
        for news in view.pupil.good:
            emit(f"★ {news.sentence}")
        for refusal in view.refusals:
            emit(f"Not computed: {refusal.reason} {refusal.offered}")
        for note in view.notes:
            emit(f"Note {note.written}: {note.body}")
        for line in record_lines(history, when):
            emit(line)
