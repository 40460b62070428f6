"""The pupils of a OneRoster archive: who they are, in which class and year group, in which school year."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from progress_tui.domain.calendar import academic_year_of, year_group_label, year_group_of
from progress_tui.domain.data_files import DataTable
from progress_tui.importing.facts import Question
from progress_tui.importing.parsing.values import parse_date, tidy_upn
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.oneroster.archive import Archive, Line
from progress_tui.importing.recognising.asking import Asking
from progress_tui.resources import data_folder, read_toml

GRADES: Final = "grades"
"""The question what grades mean."""
LEAVE_OUT: Final = "ignore"
"""The answer that leaves year groups out."""

_UPN: Final = re.compile(r"[A-Z]\d{11}[A-Z\d]", re.ASCII)
_USER_ID: Final = re.compile(r"\{\s*UPN\s*:\s*([^{}]*)\}", re.IGNORECASE)
_DELETED: Final = "tobedeleted"


@dataclass(frozen=True, slots=True)
class Student:
    """A pupil.

    Attributes:
        row: in users.csv.
        upn, born, sex, grade: as they stand, `""` where nothing says so; `school` the id of an org.
    """

    row: int
    id: str
    upn: str
    surname: str
    forename: str
    born: str
    sex: str
    grade: str
    school: str


@dataclass(slots=True)
class People:
    """The pupils of an archive and what goes with them.

    Attributes:
        students: by id.
        classes: id → row of classes.csv; `courses` and `sessions` likewise.
        orgs: id → name; `class_of` pupil → class title; `year_of` pupil → start year.
        deleted: file → how many rows were left out as deleted; `gone` the ids of pupils among them.
        others: how many users are no pupils; `unplaced` how many pupils no one class is said of.
    """

    students: dict[str, Student] = field(default_factory=dict)
    classes: dict[str, Line] = field(default_factory=dict)
    courses: dict[str, Line] = field(default_factory=dict)
    sessions: dict[str, Line] = field(default_factory=dict)
    orgs: dict[str, str] = field(default_factory=dict)
    class_of: dict[str, str] = field(default_factory=dict)
    year_of: dict[str, int] = field(default_factory=dict)
    deleted: Counter[str] = field(default_factory=Counter)
    gone: set[str] = field(default_factory=set)
    others: int = 0
    unplaced: int = 0

    def live(self, name: str, lines: Iterable[Line]) -> Iterable[Line]:
        """The rows of a file that are not marked as deleted; the others are counted."""
        for line in lines:
            if line["status"].casefold() == _DELETED:
                self.deleted[name] += 1
                if name == "users":
                    self.gone.add(line["sourcedid"])
            else:
                yield line

    def schools(self) -> dict[str, str]:
        """Id → name of the schools of the pupils; blank names where all pupils are in one."""
        found = {student.school for student in self.students.values()}
        return {school: self.orgs.get(school, school) if len(found) > 1 else "" for school in found}


def read_people(archive: Archive, cleaner: Cleaner) -> People:
    """Read users, demographics, orgs, classes, enrolments and sessions.

    Raises:
        ProgressError: a file cannot be read or lacks a column.
    """
    people = People()

    def by_id(name: str) -> dict[str, Line]:
        return {line["sourcedid"]: line for line in people.live(name, archive.lines(name, cleaner, ("sourcedId",)))}

    people.sessions, people.courses, people.classes = by_id("academicSessions"), by_id("courses"), by_id("classes")
    people.orgs = {name: line["name"] for name, line in by_id("orgs").items()}
    born = by_id("demographics")
    needs = ("sourcedId", "role", "givenName", "familyName")
    for line in people.live("users", archive.lines("users", cleaner, needs)):
        if line["role"].casefold() == "student":
            people.students[line["sourcedid"]] = _student(line, born.get(line["sourcedid"]))
        else:
            people.others += 1
    _place(people, archive, cleaner)
    return people


def _student(line: Line, born: Line | None) -> Student:
    said = _USER_ID.search(line["userids"])
    upn = tidy_upn(said[1]) if said else ""
    if not upn and _UPN.fullmatch(tidy_upn(line["identifier"])):
        upn = tidy_upn(line["identifier"])
    return Student(
        row=line.row,
        id=line["sourcedid"],
        upn=upn,
        surname=line["familyname"],
        forename=line["givenname"],
        born=born["birthdate"] if born else "",
        sex=born["sex"] if born else "",
        grade=line["grades"].split(",")[0].strip().upper(),
        school=(line["orgsourcedids"] or line["orgsourcedid"]).split(",")[0].strip(),
    )


def _place(people: People, archive: Archive, cleaner: Cleaner) -> None:
    """Put every pupil in a class: the homeroom, or the only class there is; else nobody can say which it is."""
    held: dict[str, list[Line]] = defaultdict(list)
    for line in people.live("enrollments", archive.lines("enrollments", cleaner, ("classSourcedId", "userSourcedId"))):
        found = people.classes.get(line["classsourcedid"])
        if (
            found is not None
            and line["usersourcedid"] in people.students
            and line["role"].casefold() in ("", "student")
        ):
            held[line["usersourcedid"]].append(found)
    for pupil, classes in held.items():
        homes = [each for each in classes if each["classtype"].casefold() == "homeroom"] or classes
        titles = {each["title"] or each["classcode"] for each in homes}
        years = [year for each in homes if (year := _year_of(each, people.sessions)) is not None]
        if years:
            people.year_of[pupil] = max(years)
        if len(titles) == 1:
            people.class_of[pupil] = titles.pop()
        else:
            people.unplaced += 1
    usual = max((year for line in people.sessions.values() if (year := session_year(line)) is not None), default=None)
    if usual is not None:
        for pupil in people.students:
            people.year_of.setdefault(pupil, usual)


def _year_of(line: Line, sessions: Mapping[str, Line]) -> int | None:
    terms = [sessions[name.strip()] for name in line["termsourcedids"].split(",") if name.strip() in sessions]
    return max((year for term in terms if (year := session_year(term)) is not None), default=None)


def session_year(line: Line) -> int | None:
    """The start year of a session: by the day it ends on, since American years begin in August."""
    ends = parse_date(line["enddate"])
    if ends is not None:
        return academic_year_of(ends)
    said = line["schoolyear"]
    return int(said) - 1 if len(said) == 4 and said.isascii() and said.isdecimal() else None


# -- grades


@cache
def _grades() -> dict[str, dict[str, int]]:
    top = DataTable("grades.toml", "", read_toml(data_folder() / "oneroster" / "grades.toml"))
    top.only("source", "date", "american", "english")
    found = {}
    for name in ("american", "english"):
        table = top.table(name)
        content = table.content if table is not None else {}
        found[name] = {grade: table.need(grade, int, "a year group") for grade in content} if table is not None else {}
    return found


def year_groups(people: People, asking: Asking) -> dict[str, str] | None:
    """Grade → year group as text, once the school has said what grades mean; None until then and without grades."""
    grades = sorted({student.grade for student in people.students.values() if student.grade})
    if not grades:
        return None
    known = _grades()
    sample = next((grade for grade in ("04", *grades) if grade in grades and grade in known["american"]), grades[0])

    def named(usage: str) -> str:
        group = known[usage].get(sample.zfill(2))
        return f"grade {sample} is {'not known' if group is None else year_group_label(group)}"

    question = Question(
        GRADES,
        "Which year groups are the grades of the users? "
        f"american: {named('american')}; english: {named('english')}; {LEAVE_OUT}: leave year groups out.",
        ("american", "english", LEAVE_OUT),
        _likelier(people, known),
    )
    answer = asking.ask(question)
    if answer is None or answer == LEAVE_OUT:
        return None
    groups = {grade: known[answer].get(grade.zfill(2)) for grade in grades}
    # A grade that the list does not know stays as it is, so that the parser names the rows.
    return {grade: grade if group is None else _text(group) for grade, group in groups.items()}


def _text(group: int) -> str:
    return year_group_label(group).removeprefix("Y")


def _likelier(people: People, known: Mapping[str, Mapping[str, int]]) -> str:
    """The usage that fits the ages of more pupils; the American one where nothing speaks for either."""
    votes: Counter[str] = Counter()
    for student in people.students.values():
        born, year = parse_date(student.born), people.year_of.get(student.id)
        if born is not None and year is not None and date(1990, 1, 1) < born:
            votes.update(
                usage for usage in known if known[usage].get(student.grade.zfill(2)) == year_group_of(born, year)
            )
    return max(("american", "english"), key=lambda usage: votes[usage])
