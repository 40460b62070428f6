"""The counts for governors, from the class grids and from what meetings noted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from progress_tui.domain.calendar import academic_year_label, year_group_label
from progress_tui.domain.standing import Standing
from progress_tui.domain.subjects import CORE, subject_label, subject_order
from progress_tui.domain.text import counted
from progress_tui.domain.views import ClassView, PupilShown, SubjectHeading
from progress_tui.exporting.documents.records import GovernorsRecord, GroupCount, Parting
from progress_tui.exporting.documents.suppression import FEWEST

if TYPE_CHECKING:
    from progress_tui.analysis.school_at_point import SchoolAtPoint

RWM: Final = "rwm"

_SENS: Final = {"N": "No SEND", "K": "SEND support", "E": "EHCP"}
_WITH: Final = {
    "Pupil premium not known": "Not pupil premium", "EAL not known": "Not EAL", "SEND not known": "No SEND",
}  # fmt: skip
"""Group of those of whom it is not known → the group they are counted with when they are few."""

_YES_NO: Final = {True: 0, False: 1, None: 2}


class _Judged(NamedTuple):
    """A child's result in a subject: what it was judged by, and whether the expected standard is met."""

    series: str
    met: bool


class _Child(NamedTuple):
    row: PupilShown
    judged: Mapping[str, _Judged]


def counts(at: SchoolAtPoint, views: Sequence[ClassView], made: datetime) -> GovernorsRecord:
    """The counts of a school.

    Args:
        at: the school at the point.
        views: every class at the point.
        made: local time.
    """
    children = [_Child(row, _judged(view, row)) for view in views for row in view.rows]
    series = _series(children)
    subjects = tuple((one, "All three" if one == RWM else subject_label(one)) for one in series)
    year = at.point.start_year
    meetings = _meetings(at, year, {child.row.pupil_id for child in children})
    return GovernorsRecord(
        school=at.name,
        fictional=at.fictional,
        point_label=at.point.label,
        point_code=str(at.point),
        year_label=academic_year_label(year),
        on_roll=len(children),
        subjects=subjects,
        partings=tuple(_parting(label, children, group, series) for label, group in _PARTINGS),
        actions=_actions(at, year),
        overdue=_overdue(at, year),
        classes=len(views),
        met_classes=len(meetings.classes),
        meetings=meetings.held,
        spoken_of=len(meetings.spoken_of),
        barriers=meetings.barriers,
        measures=tuple(_measures(children, series, at.summary.roll.height)),
        made=made,
    )


def _judged(view: ClassView, row: PupilShown) -> dict[str, _Judged]:
    """What of a child is held against an expected standard now."""
    found = {}
    for heading in view.subjects:
        shown = row.subjects.get(heading.subject)
        now = shown.results[-1] if shown is not None and shown.results else None
        if now is not None and now.kind == "value" and now.standing is not None and heading.has_expectation:
            found[heading.subject] = _Judged(_kind(heading), now.standing >= Standing.AT)
    if view.combines and all(subject in found for subject in CORE):
        kinds = " / ".join(dict.fromkeys(found[subject].series for subject in CORE))
        found[RWM] = _Judged(kinds, all(found[subject].met for subject in CORE))
    return found


def _kind(heading: SubjectHeading) -> str:
    return heading.series.removeprefix(heading.label).strip() or heading.series


def _series(children: Sequence[_Child]) -> dict[str, str]:
    """Subject → the assessment most children have in it: others are not counted with it."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for child in children:
        for subject, one in child.judged.items():
            used[subject][one.series] += 1
    order = sorted(used, key=lambda subject: (subject == RWM, subject_order(subject)))
    return {subject: used[subject].most_common(1)[0][0] for subject in order}


def _by_year(row: PupilShown) -> tuple[int, str]:
    year = row.year_group
    return (99, "Year group not known") if year is None else (year, year_group_label(year))


def _by_send(row: PupilShown) -> tuple[int, str]:
    label = _SENS.get(row.sen or "", "SEND not known" if row.sen is None else "Earlier SEND status")
    return [*_SENS.values(), "Earlier SEND status", "SEND not known"].index(label), label


def _by_sex(row: PupilShown) -> tuple[int, str]:
    return {"F": (0, "Girls"), "M": (1, "Boys")}.get(row.sex or "", (2, "Sex not known"))


def _by_pp(row: PupilShown) -> tuple[int, str]:
    place = _YES_NO[row.pp]
    return place, ("Pupil premium", "Not pupil premium", "Pupil premium not known")[place]


def _by_eal(row: PupilShown) -> tuple[int, str]:
    place = _YES_NO[row.eal]
    return place, ("EAL", "Not EAL", "EAL not known")[place]


_PARTINGS: Final[tuple[tuple[str, Callable[[PupilShown], tuple[int, str]]], ...]] = (
    ("At the expected standard, by year group", _by_year),
    ("By pupil premium", _by_pp),
    ("By SEND", _by_send),
    ("By English as an additional language", _by_eal),
    ("By sex", _by_sex),
)


def _parting(
    label: str,
    children: Sequence[_Child],
    group: Callable[[PupilShown], tuple[int, str]],
    series: Mapping[str, str],
) -> Parting:
    """The roll by one question; a group nobody is in does not stand there."""
    held: dict[tuple[int, str], list[_Child]] = defaultdict(list)
    for child in children:
        held[group(child.row)].append(child)
    _put_few_unknown_with_others(held)
    return Parting(label, tuple(_count(name, held[place, name], series) for place, name in sorted(held)))


def _put_few_unknown_with_others(held: dict[tuple[int, str], list[_Child]]) -> None:
    """A few of whom it is not known stand with those who are not: alone they would take another group out with them."""
    unknown = next((key for key in held if key[1] in _WITH), None)
    if unknown is None or len(held[unknown]) >= FEWEST:
        return
    home = next((key for key in held if key[1] == _WITH[unknown[1]]), None)
    if home is not None:
        held[home[0], f"{home[1]}, or not known"] = [*held.pop(home), *held.pop(unknown)]


def _count(label: str, children: Sequence[_Child], series: Mapping[str, str]) -> GroupCount:
    met = {}
    for subject, name in series.items():
        judged = [child.judged[subject] for child in children if subject in child.judged]
        counted_ones = [one.met for one in judged if one.series == name]
        if counted_ones:
            met[subject] = (sum(counted_ones), len(counted_ones))
    return GroupCount(label, len(children), met)


def _measures(children: Sequence[_Child], series: Mapping[str, str], on_roll: int) -> list[str]:
    said = [
        "k of n: children at the expected standard or above, of those with a result that is held against one. "
        "All three: reading, writing and maths together."
    ]
    for subject, name in series.items():
        others = sum(subject in child.judged and child.judged[subject].series != name for child in children)
        if others and subject != RWM:
            said.append(
                f"{subject_label(subject)} is counted by “{name}” alone; results of other assessments are not in it."
            )
    if on_roll > len(children):
        said.append(f"Children in no class are not counted: {counted(on_roll - len(children), 'child', 'children')}.")
    return said


class _Meetings(NamedTuple):
    held: int
    classes: set[int]
    spoken_of: set[int]
    barriers: dict[str, int]


def _meetings(at: SchoolAtPoint, year: int, on_roll: Collection[int]) -> _Meetings:
    """What the held meetings of a school year came to, for the children who are on roll now."""
    rows = at.frames.meetings.select("meeting_id", "class_id", "ordinal", "status").iter_rows()
    held = {number: class_id for number, class_id, ordinal, status in rows if status == "held" and ordinal // 6 == year}
    spoken, named = set[int](), defaultdict[str, set[int]](set)
    items = at.frames.meeting_items.select("meeting_id", "pupil_id", "discussed", "barriers").iter_rows()
    for number, pupil_id, discussed, barriers in items:
        if number in held and discussed and pupil_id in on_roll:
            spoken.add(pupil_id)
            for barrier in barriers or ():
                named[barrier].add(pupil_id)
    return _Meetings(len(held), set(held.values()), spoken, {name: len(ids) for name, ids in named.items()})


def _agreed(at: SchoolAtPoint, year: int) -> list[tuple[str, object]]:
    """Status and due day of each piece of work agreed in a school year; one that was carried on counts once."""
    from progress_tui.analysis.under_way import is_last

    rows = at.frames.actions.filter(is_last()).select("agreed", "status", "due").iter_rows()
    return [(status, due) for agreed, status, due in rows if _school_year(agreed) == year]


def _school_year(day: datetime) -> int:
    return day.year if day.month >= 9 else day.year - 1


def _actions(at: SchoolAtPoint, year: int) -> dict[str, int]:
    return dict(Counter(status for status, _ in _agreed(at, year)))


def _overdue(at: SchoolAtPoint, year: int) -> int:
    return sum(status == "open" and str(due) < at.today.isoformat() for status, due in _agreed(at, year))
