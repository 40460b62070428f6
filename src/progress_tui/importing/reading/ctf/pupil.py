"""What the Pupil element of a Common Transfer File says, as cells of a table. Texts come out as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from progress_tui.importing.parsing.values import parse_date, parse_sessions
from progress_tui.importing.reading.guarded.xml_records import Element

WHO: Final = {
    "upn": "UPN",
    "former_upn": "Former UPN",
    "surname": "Surname",
    "forename": "Forename",
    "dob": "DOB",
    "sex": "Sex",
}
"""Field of a mapping → heading: what says who the pupil is, in the order of `who`."""

OF_A_YEAR: Final = {
    "year_group": "NC year",
    "fsm": "FSM",
    "fsm6": "FSM ever 6",
    "lac": "In care",
    "service": "Service child",
    "first_language": "First language",
    "sen": "SEN",
}
"""What holds in the school year of the file, in the order of `of_a_year`."""

SESSIONS: Final = {
    "possible": "Sessions possible",
    "authorised": "Sessions authorised",
    "unauthorised": "Sessions unauthorised",
}
"""Sessions of a school year, in the order of `Attended.sessions`."""

_NO_YEAR_GROUP: Final = ("X", "M")  # outside the National Curriculum, and classes of several years
_EVER: Final = 6


@dataclass(frozen=True, slots=True)
class Attended:
    """The sessions of a pupil in a school year.

    Attributes:
        year: as it stands, `line` where.
        sessions: possible, authorised and unauthorised absences; `problem` why they cannot be used, else `""`.
    """

    line: int
    year: str
    sessions: tuple[str, str, str]
    problem: str = ""


def who(pupil: Element) -> list[str]:
    """UPN, former UPN, surname, forename, date of birth and sex; the legal names before the preferred ones."""
    return [
        _said(pupil, "UPN"),
        _said(pupil, "FormerUPN"),
        _said(pupil, "Surname", "LegalSurname", "PreferredSurname"),
        _said(pupil, "Forename", "LegalForename", "PreferredForename"),
        _said(pupil, "DOB", "BirthDate"),
        _said(pupil, "Sex", "Gender"),
    ]


def of_a_year(pupil: Element, on: date) -> list[str]:
    """Year group, free meals now and in six years, care, service child, first language and SEN on a day."""
    year_group = _said(pupil, "NCyearActual")
    free_meals, ever = _free_meals(pupil, on)
    return [
        "" if year_group.strip().upper() in _NO_YEAR_GROUP else year_group,
        free_meals,
        ever,
        _below(pupil, "LookedAfter", "InCare") or _said(pupil, "InCare"),
        _said(pupil, "ServiceChild", "ServiceChildIndicator"),
        _first_language(pupil),
        _sen(pupil, on),
    ]


def attended(pupil: Element) -> list[Attended]:
    """The sessions of each school year; those of several schools in one year are added up."""
    by_year: dict[str, list[tuple[tuple[str, str], Attended]]] = {}
    for attendance in pupil.named("Attendance"):
        for year in attendance.children:
            if any(name.startswith("Sessions") for name in year.fields):
                fields = year.fields
                school = fields.get("LEA", "").strip(), fields.get("Estab", "").strip()
                by_year.setdefault(fields.get("Year", "").strip(), []).append((school, _sessions(year)))
    return [figures for held in by_year.values() for figures in _added(held)]


def _details(pupil: Element) -> Iterator[Element]:
    yield pupil
    yield from pupil.named("BasicDetails")


def _said(pupil: Element, *names: str) -> str:
    """The first of some elements that is there and not blank, in the pupil or among the basic details."""
    for name in names:
        for element in _details(pupil):
            text = element.fields.get(name, "")
            if text and not text.isspace():
                return text
    return ""


def _below(pupil: Element, around: str, name: str) -> str:
    return next((element.fields[name] for element in _inside(pupil, around) if name in element.fields), "")


def _inside(pupil: Element, *names: str) -> Iterator[Element]:
    """The elements of some names in the pupil or the basic details."""
    for element in _details(pupil):
        for child in element.children:
            if child.name in names:
                yield child


def _day(element: Element, *names: str) -> date | None:
    text = next((element.fields[name] for name in names if element.fields.get(name, "").strip()), "")
    return parse_date(text.strip())


def _free_meals(pupil: Element, on: date) -> tuple[str, str]:
    """Whether there are free meals on a day, and whether there were within six years; `""` where nothing says so.

    Free meals of another country of the United Kingdom do not count. That they were not within six years is never
    said: a history may begin late.
    """
    plain = _said(pupil, "FSMeligible")
    spans = []
    for history in _inside(pupil, "FSMhistory"):
        for instance in history.named("FSMinstance"):
            start = _day(instance, "FSMstartDate")
            if start is not None and instance.fields.get("UKcountry", "").strip().upper() in ("", "ENG"):
                spans.append((start, _day(instance, "FSMendDate")))
    if not spans:
        return plain, ""
    now = any(start <= on and (end is None or end >= on) for start, end in spans)
    before = date(on.year - _EVER, on.month, min(on.day, 28))
    ever = any(start <= on and (end is None or end >= before) for start, end in spans)
    return "Y" if now else "N", "Y" if ever else ""


def _first_language(pupil: Element) -> str:
    plain = _said(pupil, "FirstLanguage")
    if plain:
        return plain
    spoken: dict[str, str] = {}
    for languages in _inside(pupil, "Languages"):
        for kind in languages.children:
            spoken.setdefault(kind.fields.get("LanguageType", "").strip().upper(), kind.fields.get("LanguageCode", ""))
    return spoken.get("F", "")


def _sen(pupil: Element, on: date) -> str:
    """The provision on a day: the one begun last that has not ended; `""` where two begun together differ."""
    held = []
    for element in _inside(pupil, "SENhistory", "SEN"):
        for instance in (element, *element.named("SEN"), *element.named("SENinstance")):
            provision = instance.fields.get("SENprovision", "").strip()
            start, end = _day(instance, "StartDate", "SENstartDate"), _day(instance, "EndDate", "SENendDate")
            if provision and (start is None or start <= on) and (end is None or end >= on):
                held.append((start or date.min, provision))
    if not held:
        return _said(pupil, "SENprovision") if not list(_inside(pupil, "SENhistory", "SEN")) else ""
    last = max(start for start, _ in held)
    found = {provision for start, provision in held if start == last}
    return found.pop() if len(found) == 1 else ""


def _sessions(year: Element) -> Attended:
    """The sessions of one year in one school; authorised absences follow from the sessions attended."""
    fields = {name: text.strip() for name, text in year.fields.items()}
    possible, authorised = fields.get("SessionsPossible", ""), fields.get("SessionsAuthorised", "")
    unauthorised, present = fields.get("SessionsUnauthorised", ""), fields.get("SessionsAttended", "")
    problem = ""
    if possible and not authorised:
        counts = [parse_sessions(text) for text in (possible, present, unauthorised or "0")]
        figures = [count for count in counts if count is not None]
        if len(figures) < len(counts):
            problem = "Neither authorised absences nor sessions attended are given, so absence is not known."
        elif figures[1] + figures[2] > figures[0]:
            problem = f"{figures[1]} attended and {figures[2]} missed are more than the {figures[0]} possible."
        else:
            authorised = str(figures[0] - figures[1] - figures[2])
    return Attended(year.line, fields.get("Year", ""), (possible, authorised, unauthorised), problem)


def _added(held: Sequence[tuple[tuple[str, str], Attended]]) -> list[Attended]:
    """The sessions of one year, added up where they are of different schools and whole numbers."""
    figures = [attended for _, attended in held]
    schools = {school for school, _ in held}
    counts = [[parse_sessions(text or "0") for text in each.sessions] for each in figures]
    whole = [[count for count in each if count is not None] for each in counts]
    complete = all(len(each) == len(SESSIONS) for each in whole)
    if len(held) == 1 or len(schools) < len(held) or not complete or any(each.problem for each in figures):
        return figures
    possible, authorised, unauthorised = (str(sum(column)) for column in zip(*whole, strict=True))
    return [Attended(figures[0].line, figures[0].year, (possible, authorised, unauthorised))]
