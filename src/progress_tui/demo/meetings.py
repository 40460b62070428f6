"""Last half-term's meetings of the demo school, one a class, and the notes written since September."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from progress_tui.demo.attainment import Attainment, Column
from progress_tui.demo.attendance import Sessions
from progress_tui.demo.figures import CURRENT_YEAR, SUBJECTS, Figures, scale
from progress_tui.demo.phrases import Need, Theme, phrases
from progress_tui.demo.pupils import Pupil
from progress_tui.domain.calendar import Point
from progress_tui.domain.subjects import subject_label

ActionStatus = Literal["open", "done", "stopped", "carried"]
ActionEffect = Literal["none", "some", "clear", "unknown"]
TODAY = date(2026, 11, 23)
"""The demo school's today, a Monday in autumn 2."""
MEETING_POINT = Point.of(CURRENT_YEAR, "Aut1")
_FIRST_MEETING = date(2026, 10, 5)
_TERM_START, _HALF_TERM, _BACK = date(2026, 9, 7), date(2026, 10, 26), date(2026, 11, 2)
_SUMMER = Point.of(CURRENT_YEAR - 1, "Sum2")
_OFTEN_ABSENT = 0.08
_ATTENDEES = ("head teacher, deputy, SENCO, class teacher", "deputy, SENCO, class teacher",
              "head teacher, assessment lead, class teacher", "deputy, assessment lead, class teacher, TA")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoNote:
    """A note on a pupil; `written` is local time, `author` a role."""

    upn: str
    body: str
    written: datetime
    author: str


@dataclass(frozen=True, slots=True)
class DemoAction:
    """Something agreed: what, by which role, by when, and what came of it."""

    what: str
    owner: str
    due: date
    status: ActionStatus
    effect: ActionEffect


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One pupil in a meeting: what was seen, the teacher's view, barriers, decision and actions."""

    upn: str
    seen: str
    teacher_view: str
    barriers: tuple[str, ...]
    decision: str
    actions: tuple[DemoAction, ...]


@dataclass(frozen=True, slots=True)
class DemoMeeting:
    """A held meeting: class, start year, half-term code, day, length in minutes, who was there (roles), items."""

    class_name: str
    academic_year: int
    point: str
    held_on: date
    minutes: int
    attendees: str
    items: tuple[DemoItem, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """What is known of the children when people write about them; both are keyed by UPN."""

    attainment: Mapping[str, Attainment]
    attendance: Mapping[tuple[str, int], Sessions]

    def needs(self, pupil: Pupil) -> set[Need]:
        """Which special themes fit a child."""
        sessions = self.attendance[pupil.upn, CURRENT_YEAR]
        found: set[Need] = {""}
        if pupil.eal:
            found.add("eal")
        if pupil.has_sen(CURRENT_YEAR) != "N":
            found.add("send")
        if sessions.absence >= _OFTEN_ABSENT:
            found.add("absence")
        if (
            pupil.joined.start_year == CURRENT_YEAR
            and pupil.joined.half_term <= MEETING_POINT.half_term
            and pupil.cohort
        ):
            found.add("new")
        return found


def meet(class_name: str, place: int, pupils: Sequence[Pupil], records: Records, rng: random.Random) -> DemoMeeting:
    """One class's meeting of autumn 1.

    Args:
        class_name: `4B`.
        place: the class's place in the round of meetings, from 0; two are held a day.
        pupils: the children of the class.
        records: their results and attendance.
        rng: chance.
    """
    held_on = _FIRST_MEETING + timedelta(days=place // 2 + (2 if place >= 10 else 0))
    present = [pupil for pupil in pupils if pupil.at_school(MEETING_POINT)]
    pressing = sorted(present, key=lambda pupil: -_concern(pupil, records)[0])[:9]
    chosen = rng.sample(pressing, rng.randint(3, 5))
    used: set[str] = set()
    items = tuple(_item(pupil, records, held_on, used, rng) for pupil in chosen)
    return DemoMeeting(
        class_name=class_name,
        academic_year=CURRENT_YEAR,
        point=MEETING_POINT.code,
        held_on=held_on,
        minutes=rng.choice((30, 35, 40, 45, 50, 60)),
        attendees=rng.choice(_ATTENDEES),
        items=items,
    )


def write_notes(pupils: Sequence[Pupil], records: Records, source: Figures, rng: random.Random) -> list[DemoNote]:
    """The notes of this autumn, oldest first; some are on the class that `source` shows."""
    _, kinds = phrases()
    show = [pupil for pupil in pupils if pupil.class_name(CURRENT_YEAR) == source.targets.show_class]
    early = [pupil for pupil in pupils if pupil.cohort >= 1 and pupil.at_school(MEETING_POINT)]
    texts = [(kind, text) for kind in kinds for text in kind.texts]
    rng.shuffle(texts)
    notes = []
    for number, (kind, text) in enumerate(texts[: rng.randint(28, len(texts))]):
        circle = show if number < 6 else early
        fitting = [p for p in circle if kind.needs in records.needs(p) and p.at_school(MEETING_POINT)] or early
        able = [pupil for pupil in fitting if kind.needs in records.needs(pupil)]
        if able:
            notes.append(DemoNote(rng.choice(able).upn, text, _school_hour(rng), kind.author))
    return sorted(notes, key=lambda note: (note.written, note.upn))


def _school_hour(rng: random.Random) -> datetime:
    """Some weekday in term before today, between the first bell and the caretaker's keys."""
    weekdays = [
        day
        for day in (_TERM_START + timedelta(days=i) for i in range((TODAY - _TERM_START).days))
        if day.weekday() < 5 and not _HALF_TERM <= day < _BACK
    ]
    return datetime.combine(rng.choice(weekdays), time(rng.randint(8, 16), rng.randint(0, 59)))


def _concern(pupil: Pupil, records: Records) -> tuple[float, str]:
    """How much there is to talk about, and in which subject, by what was on file at the meeting."""
    attainment = records.attainment[pupil.upn]
    scores = {}
    for subject in SUBJECTS:
        now = attainment.bands.get((MEETING_POINT.ordinal, subject))
        before = attainment.bands.get((_SUMMER.ordinal, subject))
        target = attainment.targets.get(subject)
        scores[subject] = (
            (max(0, target - now) if target and now else 0)
            + (2 * max(0, before - now) if before and now else 0)
            + (0.5 if now == 3 else 0)
        )
    subject = max(SUBJECTS, key=lambda name: scores[name])
    absence = records.attendance[pupil.upn, CURRENT_YEAR].absence
    return sum(scores.values()) + (1.5 if absence >= _OFTEN_ABSENT else 0), subject


def _item(pupil: Pupil, records: Records, held_on: date, used: set[str], rng: random.Random) -> DemoItem:
    subject = _concern(pupil, records)[1]
    theme = theme_for(pupil, subject, records, used, rng)
    used.add(theme.barrier)
    subject = subject if subject in theme.subjects else theme.subjects[0]
    seen = " ".join(part for part in (_evidence(pupil, subject, theme, records), rng.choice(theme.seen)) if part)
    barriers = [theme.barrier]
    if rng.random() < 0.3:
        other = theme_for(pupil, subject, records, {*used, "assessment error"}, rng).barrier
        barriers += [other] if other != theme.barrier else []
    chosen = rng.sample(theme.actions, min(len(theme.actions), rng.choice((1, 1, 2))))
    return DemoItem(
        upn=pupil.upn,
        seen=seen,
        teacher_view=rng.choice(theme.teacher_view),
        barriers=tuple(barriers),
        decision=rng.choice(theme.decisions),
        actions=tuple(_action(what, owner, held_on, rng) for what, owner in chosen),
    )


def theme_for(pupil: Pupil, subject: str, records: Records, used: Iterable[str], rng: random.Random) -> Theme:
    """A theme that fits child and subject; one not yet used in this meeting if there is one."""
    needs = records.needs(pupil)
    fitting = [
        theme
        for theme in phrases()[0]
        if theme.needs in needs and subject in theme.subjects and max(pupil.cohort, 0) in theme.years
    ]
    fresh = [theme for theme in fitting if theme.barrier not in used] or fitting
    special = [theme for theme in fresh if theme.needs]
    return rng.choice(special if special and rng.random() < 0.6 else fresh)


def _evidence(pupil: Pupil, subject: str, theme: Theme, records: Records) -> str:
    """What was on file then: last year's absence where that is the theme, otherwise the last two judgements."""
    if theme.barrier == "attendance":
        sessions = records.attendance.get((pupil.upn, CURRENT_YEAR - 1))
        if sessions is None or sessions.absence < _OFTEN_ABSENT:
            return ""
        return f"{sessions.authorised + sessions.unauthorised} of {sessions.possible} sessions missed last year."
    return judgements(pupil, subject, records, ((_SUMMER, "(summer)"), (MEETING_POINT, "(autumn 1)")))


def judgements(pupil: Pupil, subject: str, records: Records, points: Sequence[tuple[Point, str]]) -> str:
    """`Reading: Securely at (summer), At (autumn 1).`: the teacher's bands on file; empty without any.

    Args:
        pupil: the child.
        subject: subject id.
        records: the results.
        points: where to look, with the words for each.
    """
    cells = records.attainment[pupil.upn].cells
    labels = []
    for point, words in points:
        raw = cells.get(Column.of(point.start_year, point.code, subject, "TA").heading, "")
        reading = scale("bands").read(raw)
        if reading.kind == "value":
            labels.append(f"{scale('bands').describe(reading)} {words}")
    return f"{subject_label(subject)}: {', '.join(labels)}." if labels else ""


def _action(what: str, owner: str, held_on: date, rng: random.Random) -> DemoAction:
    due = held_on + timedelta(days=7 * rng.choice((2, 4, 5, 6, 7, 8, 9)))
    if _HALF_TERM <= due < _BACK:
        due += timedelta(days=7)
    weights = (20, 65, 6, 9) if due < TODAY else (86, 14, 0, 0)
    statuses: tuple[ActionStatus, ...] = ("open", "done", "stopped", "carried")
    status = rng.choices(statuses, weights)[0]
    effect: ActionEffect = "unknown"
    if status == "done":
        effect = rng.choices(("none", "some", "clear", "unknown"), (15, 45, 30, 10))[0]
    elif status == "stopped":
        effect = "none"
    return DemoAction(what, owner, due, status, effect)
