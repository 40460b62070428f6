"""Ten questions of a meeting, answered by hand from the raw tables of a school file.

Nothing of the program's analysis is used: bands, targets, falls, support and meetings are read as domain.md says, in
plain Python over rows. Codes of the demo school are known here by heart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

CORE = ("reading", "writing", "maths")
RANK = {
    "wb": 1, "b": 2, "below": 2, "jb": 3, "just below": 3, "at": 4, "at expected": 4, "sec": 5, "ab": 6, "above": 6,
}  # fmt: skip
"""The bands as the demo school types them."""
AT, JUST_BELOW = 4, 3
POINTS = {
    "w": 3, "1c": 7, "1b": 9, "1a": 11, "2c": 13, "2b": 15, "2a": 17, "3c": 19, "3b": 21, "3a": 23, "4c": 25, "4b": 27,
    "4a": 29, "5c": 31, "5b": 33, "5a": 35, "6c": 37, "6b": 39, "6a": 41,
}  # fmt: skip
"""Level points; P levels are a child's own small steps and no part of a year group's gain."""
NOW = 2026 * 6 + 1
"""Autumn 2 2026-27."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Two groups at the expected standard: k of n each."""

    first: tuple[int, int]
    second: tuple[int, int]

    @property
    def children(self) -> int:
        """The gap as children of the smaller group."""
        (k1, n1), (k2, n2) = self.first, self.second
        return abs(k1 * n2 - k2 * n1) // max(n1, n2)


class ByHand:
    """A school file's raw rows, and answers from them."""

    def __init__(self, path: Path, today: date | None = None) -> None:
        """Read everything that is asked about; the file is let go at once."""
        self.today = today or date.today()
        with duckdb.connect(str(path), read_only=True) as con:
            self.names = {
                pupil: f"{surname}, {forename}"
                for pupil, surname, forename in con.execute("SELECT pupil_id, surname, forename FROM pupil").fetchall()
            }
            self.places: dict[int, tuple[str, int]] = {
                pupil: (name, year)
                for pupil, name, year in con.execute(
                    "SELECT pupil_id, name, year_group FROM enrolment e JOIN class c USING (school_id, class_id) "
                    "WHERE e.academic_year = 2026"
                ).fetchall()
            }
            self._results: dict[tuple[str, str], dict[int, dict[int, str]]] = {}
            for subject, scale, pupil, ordinal, raw in con.execute(
                "SELECT subject, scale, pupil_id, ordinal, raw FROM result JOIN series USING (school_id, series_id)"
            ).fetchall():
                self._results.setdefault((subject, scale), {}).setdefault(pupil, {})[ordinal] = raw.strip()
            self._targets: dict[tuple[str, int], int] = {
                (subject, pupil): RANK[raw.strip().casefold()]
                for subject, pupil, raw in con.execute(
                    "SELECT subject, pupil_id, raw FROM target JOIN series USING (school_id, series_id) "
                    "WHERE scale = 'bands' AND ordinal >= ?",
                    [NOW],
                ).fetchall()
            }
            self.premium = {
                pupil: bool(pp)
                for pupil, pp in con.execute(
                    "SELECT pupil_id, pp FROM characteristics WHERE academic_year = 2026 AND pp IS NOT NULL"
                ).fetchall()
            }
            self._supported = {
                pupil
                for pupil, starts, ends in con.execute(
                    "SELECT pupil_id, starts, ends FROM support JOIN support_member USING (school_id, support_id)"
                ).fetchall()
                if starts <= self.today and (ends is None or ends >= self.today)
            }
            self._live = {
                pupil
                for (pupil,) in con.execute(
                    "SELECT pupil_id FROM action WHERE status IN ('open', 'carried')"
                ).fetchall()
            }
            self._meetings: dict[int, tuple[int, date]] = {
                meeting: (class_id, held)
                for meeting, class_id, held in con.execute(
                    "SELECT meeting_id, class_id, held_on FROM meeting WHERE status = 'held' AND ordinal <= ?", [NOW]
                ).fetchall()
                if held <= self.today
            }
            self._spoken = set(con.execute("SELECT meeting_id, pupil_id FROM meeting_item").fetchall())
            self._last_year: dict[int, int] = dict(
                con.execute("SELECT pupil_id, year_group FROM enrolment WHERE academic_year = 2025").fetchall()
            )
            self._classes = con.execute("SELECT pupil_id, class_id FROM enrolment").fetchall()

    # -- whom

    def on_roll(self, class_name: str = "") -> set[int]:
        """Who is on the list of the year, of a class or of the school."""
        return {pupil for pupil, (name, _) in self.places.items() if class_name in ("", name)}

    def of_every_class(self, asked: Callable[[str], set[int]]) -> set[int]:
        """What is asked of a class, of every class of the year."""
        return set().union(*(asked(name) for name in {name for name, _ in self.places.values()}))

    def band(self, subject: str, pupil: int, ordinal: int = NOW) -> int | None:
        """The band at a point, 1 to 6; None without one, and for a code that says why there is none."""
        raw = self._results.get((subject, "bands"), {}).get(pupil, {}).get(ordinal)
        return None if raw is None else RANK.get(raw.casefold())

    def _score(self, subject: str, pupil: int) -> int | None:
        """The latest standardised score of the last two half-terms."""
        held = self._results.get((subject, "standardised"), {}).get(pupil, {})
        found = [held[ordinal] for ordinal in sorted(held) if NOW - 2 <= ordinal <= NOW and held[ordinal].isdigit()]
        return int(found[-1]) if found else None

    # -- the ten questions

    def below_target(self, subject: str = "reading", class_name: str = "4B") -> set[int]:
        """Who is below target: fewer bands than the target, which bands ask at every point until it is due."""
        found = set()
        for pupil in self.on_roll(class_name):
            band, target = self.band(subject, pupil), self._targets.get((subject, pupil))
            if band is not None and target is not None and band < target:
                found.add(pupil)
        return found

    def of_these_premium(self, pupils: Iterable[int]) -> set[int]:
        """Which of them attract pupil premium."""
        return {pupil for pupil in pupils if self.premium.get(pupil)}

    def fell(self, subjects: Iterable[str] = CORE, class_name: str = "4B") -> set[int]:
        """Whose band is lower than the latest one before it, at most a year back."""
        found = set()
        for pupil in self.on_roll(class_name):
            for subject in subjects:
                now = self.band(subject, pupil)
                before = [self.band(subject, pupil, ordinal) for ordinal in range(NOW - 1, NOW - 7, -1)]
                last = next((band for band in before if band is not None), None)
                if now is not None and last is not None and now < last:
                    found.add(pupil)
        return found

    def without_support(self, pupils: Iterable[int]) -> set[int]:
        """Who is in no support that runs today."""
        return set(pupils) - self._supported

    def without_help(self, pupils: Iterable[int]) -> set[int]:
        """Who has neither support that runs today nor an action that is open or carried."""
        return set(pupils) - self._supported - self._live

    def near_in_one(self, class_name: str = "4B") -> set[int]:
        """At the expected standard in two of reading, writing and maths, just below in the third."""
        found = set()
        for pupil in self.on_roll(class_name):
            bands = [self.band(subject, pupil) for subject in CORE]
            met = sum(band is not None and band >= AT for band in bands)
            if (met, bands.count(JUST_BELOW)) == (2, 1):
                found.add(pupil)
        return found

    def disagree(self, class_name: str = "4B") -> set[int]:
        """The teacher says at the expected standard and the test under 85, or below it and the test 105 or more."""
        found = set()
        for pupil in self.on_roll(class_name):
            for subject in CORE:
                band, score = self.band(subject, pupil), self._score(subject, pupil)
                if band is not None and score is not None and (score < 85 if band >= AT else score >= 105):
                    found.add(pupil)
        return found

    def at_expected(self, pupils: Iterable[int], subject: str) -> tuple[int, int]:
        """k at the expected standard of n with a band."""
        bands = [band for pupil in pupils if (band := self.band(subject, pupil)) is not None]
        return sum(band >= AT for band in bands), len(bands)

    def premium_gap(self, subject: str, class_name: str = "") -> Gap:
        """Pupil premium beside the others, of those of whom it is known."""
        here = self.on_roll(class_name)
        return Gap(
            self.at_expected({pupil for pupil in here if self.premium.get(pupil) is True}, subject),
            self.at_expected({pupil for pupil in here if self.premium.get(pupil) is False}, subject),
        )

    def gains(self, subject: str) -> Mapping[int, tuple[float, int]]:
        """Mean level points from summer to summer in the last complete year, by the year group of that year; with n."""
        end = 2025 * 6 + 5
        held = self._results[subject, "nc-levels"]
        found: dict[int, list[int]] = {}
        for pupil, year in self._last_year.items():
            now, before = (POINTS.get(held.get(pupil, {}).get(ordinal, "").casefold()) for ordinal in (end, end - 6))
            if now is not None and before is not None:
                found.setdefault(year, []).append(now - before)
        return {year: (sum(own) / len(own), len(own)) for year, own in found.items()}

    def not_talked_about(self, class_name: str = "4B") -> set[int]:
        """In none of the last three meetings of the classes the child was in."""
        found = set()
        for pupil in self.on_roll(class_name):
            classes = {class_id for own, class_id in self._classes if own == pupil}
            held = sorted((day, meeting) for meeting, (class_id, day) in self._meetings.items() if class_id in classes)
            last = held[-3:]
            if len(last) == 3 and not any((meeting, pupil) in self._spoken for _, meeting in last):
                found.add(pupil)
        return found

    def not_assessed(self, subjects: Iterable[str] = CORE, class_name: str = "4B") -> set[int]:
        """Who has no band now in any of the subjects: nothing on file, or a code that says why."""
        return {
            pupil
            for pupil in self.on_roll(class_name)
            if any(self.band(subject, pupil) is None for subject in subjects)
        }
