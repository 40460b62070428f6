"""Builds small schools by hand: every figure of a test stands in the test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from progress_tui.analysis.class_view import class_views
from progress_tui.analysis.flags import evidence_key, flags_of
from progress_tui.analysis.frames import SCHEMAS, SchoolFrames
from progress_tui.analysis.school_at_point import SchoolAtPoint
from progress_tui.analysis.summary import Summary
from progress_tui.domain.calendar import Point, parse_academic_year
from progress_tui.domain.views import ClassView, FlagShown

YEAR = "2026-27"
NOW = "2026-27:Aut2"
TODAY = date(2026, 11, 23)


def when(text: str) -> Point:
    """`2026-27:Aut2` as a point."""
    found = Point.parse(text)
    assert found is not None, text
    return found


@dataclass
class SmallSchool:
    """Rows of the frames of one school, added one by one; pupils and classes are numbered as they come."""

    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    classes: dict[tuple[int, str], int] = field(default_factory=dict)
    series: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def pupil(self, name: str = "", class_name: str = "4B", year_group: int | None = 4, dob: date | None = None) -> int:
        """A pupil on the class list of 2026-27; the pupil's number."""
        number = len(self.rows["pupils"]) + 1
        surname, forename = name or f"Child{number:02d}", "" if name else "A"
        self.rows["pupils"].append((number, surname, forename, surname.casefold(), f"Pupil {number}", dob, None))
        self.enrol(number, YEAR, class_name, year_group)
        return number

    def enrol(self, pupil: int, year: str, class_name: str | None, year_group: int | None) -> None:
        """Put a pupil on the class list of a year; no name is no class."""
        start = start_year(year)
        class_id = None
        if class_name is not None:
            class_id = self.classes.setdefault((start, class_name), len(self.classes) + 1)
        self.rows["enrolments"].append((pupil, start, year_group, class_id, class_name, None, None))

    def result(
        self, pupil: int, point: str, raw: str, subject: str = "reading", scale: str = "bands", kind: str = "teacher"
    ) -> None:
        """A result; each (subject, scale, kind) is a series of its own."""
        self.rows["results"].append((pupil, self._series(subject, scale, kind), when(point).ordinal, raw))

    def target(
        self, pupil: int, due: str, raw: str, subject: str = "reading", scale: str = "bands", kind: str = "teacher"
    ) -> None:
        """A target due at a point."""
        self.rows["targets"].append((pupil, self._series(subject, scale, kind), when(due).ordinal, raw))

    def characteristics(self, pupil: int, year: str = YEAR, /, **flags: bool | str | None) -> None:
        """fsm, fsm6, lac, plac, service, pp, eal, sen of a year; what is not named is unknown."""
        names = list(SCHEMAS["characteristics"])[2:]
        assert set(flags) <= set(names)
        self.rows["characteristics"].append((pupil, start_year(year), *(flags.get(name) for name in names)))

    def sex(self, pupil: int, sex: str) -> None:
        """`F` or `M`; unknown without it."""
        self.rows["pupils"][pupil - 1] = (*self.rows["pupils"][pupil - 1][:-1], sex)

    def attendance(
        self,
        pupil: int,
        possible: int | None = None,
        authorised: int | None = None,
        unauthorised: int | None = None,
        percentage: float | None = None,
        point: str | None = None,
    ) -> None:
        """A year's attendance, or the attendance up to a point."""
        ordinal = None if point is None else when(point).ordinal
        start = start_year(YEAR) if point is None else when(point).start_year
        self.rows["attendance"].append((pupil, start, ordinal, possible, authorised, unauthorised, percentage))

    def action(
        self,
        pupil: int | None,
        agreed: date,
        due: date,
        status: str = "open",
        effect: str = "unknown",
        owner: str = "TA",
        what: str = "",
        **more: int | str | date,
    ) -> int:
        """An action for a pupil, or of a class where `more` names one; its number. `more` are other columns."""
        number = len(self.rows["actions"]) + 1
        row = {
            "action_id": number, "pupil_id": pupil, "what": what or f"Action {number}", "owner": owner,
            "agreed": agreed, "due": due, "status": status, "effect": effect, "effect_note": "", "revision": 1, **more,
        }  # fmt: skip
        self.rows["actions"].append(tuple(row.get(name) for name in SCHEMAS["actions"]))
        return number

    def support(
        self, name: str, pupils: dict[int, str], starts: date, ends: date | None = None, subject: str = "reading"
    ) -> int:
        """A support group with the effect noted for each pupil; its number."""
        number = len(self.rows["support"]) + 1
        self.rows["support"].append((number, name, subject, starts, ends, "TA"))
        self.rows["support_members"] += [
            (number, pupil, "", "", effect, None, None, "") for pupil, effect in pupils.items()
        ]
        return number

    def meeting(
        self, class_name: str, held_on: date, discussed: list[int], point: str = NOW, status: str = "held"
    ) -> int:
        """A meeting on a class of the point's year, with the pupils it spoke of; its number."""
        number = len(self.rows["meetings"]) + 1
        class_id = self.classes[when(point).start_year, class_name]
        self.rows["meetings"].append((number, class_id, when(point).ordinal, held_on, status, "progress"))
        for pupil in discussed:
            item = len(self.rows["meeting_items"]) + 1
            self.rows["meeting_items"].append((item, number, "pupil", pupil, True, [], "monitor"))
        return number

    def grade(self, pupil: int, point: str, strand: str, grade: int) -> None:
        """A grade of a mentoring record: 1 green, 2 amber, 3 red."""
        label = ("green", "amber", "red")[grade - 1]
        self.rows["strand_grades"].append((pupil, when(point).ordinal, strand, grade, label))

    def query(self, pupil: int, point: str, raw: str, reason: str = "", subject: str = "reading") -> None:
        """Mark a result on bands as wrong."""
        series = self._series(subject, "bands", "teacher")
        self.rows["queried"].append((pupil, series, when(point).ordinal, raw, reason))

    def dismiss(self, pupil: int, flag: FlagShown, reason: str = "was ill") -> None:
        """Dismiss a flag as it stands."""
        self.rows["dismissals"].append((pupil, flag.flag, flag.subject, evidence_key(flag.evidence), reason))

    def frames(self) -> SchoolFrames:
        """The frames, checked as those from a school file are."""
        return SchoolFrames.checked(
            {name: pl.DataFrame(rows, schema=dict(SCHEMAS[name]), orient="row") for name, rows in self.rows.items()}
        )

    def summary(self, point: str = NOW, today: date = TODAY) -> Summary:
        """The school at a point."""
        return Summary(self.frames(), when(point), today)

    def at(self, point: str = NOW, today: date = TODAY) -> SchoolAtPoint:
        """The school at a point with everything derived of it, as views take it."""
        return SchoolAtPoint(self.frames(), when(point), "Small School", False, today)

    def flags(self, point: str = NOW) -> dict[int, tuple[FlagShown, ...]]:
        """Flags by pupil at a point."""
        return flags_of(self.summary(point))

    def flag(self, pupil: int, flag: str, point: str = NOW) -> list[tuple[str, int, str]]:
        """(subject, severity, sentence) of every flag of one rule on one pupil."""
        return [
            (shown.subject, shown.severity, shown.sentence)
            for shown in self.flags(point).get(pupil, ())
            if shown.flag == flag
        ]

    def views(self, point: str = NOW) -> dict[str, ClassView]:
        """Class views at a point, by class name."""
        summary = self.summary(point)
        found = class_views(summary, flags_of(summary), 1, "Small School", False)
        return {view.class_name: view for view in found.values()}

    def _series(self, subject: str, scale: str, kind: str) -> int:
        key = (subject, scale, kind)
        if key not in self.series:
            self.series[key] = len(self.series) + 1
            label = f"{subject.capitalize()} {kind} ({scale})"
            self.rows["series"].append(
                (self.series[key], "-".join(key), subject, kind, kind, scale, "", label, None, None)
            )
        return self.series[key]


def start_year(label: str) -> int:
    """`2026-27` → 2026."""
    found = parse_academic_year(label)
    assert found is not None, label
    return found
