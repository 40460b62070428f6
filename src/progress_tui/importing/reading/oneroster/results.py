"""The results of a OneRoster archive: what each is of, when it was, and on which scale it may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from progress_tui.analysis.half_terms import half_terms, point_of
from progress_tui.domain.calendar import Point
from progress_tui.domain.pupils import display_name
from progress_tui.domain.scales import Scale
from progress_tui.domain.subjects import subject_label
from progress_tui.domain.text import counted
from progress_tui.importing.facts import Rejection
from progress_tui.importing.parsing.values import parse_date
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.oneroster.archive import Archive, Line
from progress_tui.importing.reading.oneroster.people import People, Student
from progress_tui.importing.reading.pupil_rows import Part, PupilRows
from progress_tui.importing.reading.table import Row, SourceTable
from progress_tui.importing.recognising.asking import Asking
from progress_tui.importing.recognising.headings import read_phrase
from progress_tui.importing.recognising.mapping import ResultRule
from progress_tui.importing.recognising.recognise import recognise

SUBJECT: Final = "Subject"
"""Heading of the subjects."""
ASSESSMENT: Final = "Assessment"
"""Heading of the titles of line items."""
TERM: Final = "Term"
"""Heading of the points of results."""
RESULT: Final = "Result"
"""Heading of the scores."""

_GRADED: Final = ("", "fully graded")
_ONE_TERM: Final = timedelta(days=130)
_SHEET: Final = 1


@dataclass(frozen=True, slots=True)
class _Item:
    """A line item: its subject as a label (`""` when nothing names one), title, and what dates it."""

    subject: str
    title: str
    half_term: str
    year: int | None
    period: Point | None


class Scores:
    """Takes the results of an archive."""

    def __init__(self, people: People, rows: PupilRows, part: Part, rejected: list[Rejection]) -> None:
        """Results go into `part` of `rows`, under `SUBJECT`, `ASSESSMENT`, `TERM` and `RESULT`."""
        self._people, self._rows, self._part, self._rejected = people, rows, part, rejected
        self._ungraded: Counter[str] = Counter()
        self._points: dict[tuple[str, str], dict[str, Point]] = defaultdict(dict)
        self._taken: list[Row] = []

    def read(self, archive: Archive, cleaner: Cleaner, numbers: Mapping[str, int]) -> None:
        """Read lineItems.csv and results.csv; `numbers` of the pupils among the rows, by id."""
        people, items = self._people, dict[str, _Item]()
        deleted = set()
        for line in archive.lines("lineItems", cleaner, ("sourcedId", "title", "classSourcedId")):
            if any(True for _ in people.live("lineItems", [line])):
                items[line["sourcedid"]] = self._item(line)
            else:
                deleted.add(line["sourcedid"])
        needs = ("lineItemSourcedId", "studentSourcedId", "score")
        for line in people.live("results", archive.lines("results", cleaner, needs)):
            pupil, item = line["studentsourcedid"], line["lineitemsourcedid"]
            if pupil in people.gone or item in deleted:
                people.deleted["results"] += 1
            elif line["scorestatus"].casefold() not in _GRADED:
                self._ungraded[line["scorestatus"]] += 1
            elif line["score"]:
                self._result(line, people.students.get(pupil), items.get(item), numbers)

    def _item(self, line: Line) -> _Item:
        people = self._people
        taught = people.classes.get(line["classsourcedid"], Line(0, {}))
        course = people.courses.get(taught["coursesourcedid"], Line(0, {}))
        title = read_phrase(line["title"])
        # What is said of the subject comes before names, in which it may only be hidden.
        said = [taught["subjects"], course["subjects"], line["title"], course["title"], taught["title"]]
        subjects = [found for text in said if (found := read_phrase(text.split(",")[0]).subject)]
        plain = next((text.split(",")[0].strip() for text in said[:2] if text), "")
        return _Item(
            subject=subject_label(title.subject or next(iter(subjects), "")) if title.subject or subjects else plain,
            title=line["title"],
            half_term=title.point,
            year=title.academic_year,
            period=self._period(line["gradingperiodsourcedid"]),
        )

    def _period(self, name: str) -> Point | None:
        """The half-term that a grading period names, or ends in where it is not longer than a term."""
        session = self._people.sessions.get(name)
        if session is None:
            return None
        starts, ends = parse_date(session["startdate"]), parse_date(session["enddate"])
        if ends is None:
            return None
        point = point_of(ends, half_terms())
        said = read_phrase(session["title"]).point
        if said:
            return Point.of(point.start_year, said)
        return point if starts is not None and ends - starts <= _ONE_TERM else None

    def _result(self, line: Line, student: Student | None, item: _Item | None, numbers: Mapping[str, int]) -> None:
        score = line["score"]
        shown = display_name(student.surname, student.forename, student.upn) if student is not None else ""

        def reject(reason: str) -> None:
            self._rejected.append(Rejection(line.row, RESULT, score, reason, "results.csv", shown))

        if student is None:
            reject("Its pupil is not among the pupils of users.csv.")
        elif item is None:
            reject("Its line item is not in lineItems.csv.")
        elif not item.subject:
            reject(f"Nothing says which subject “{item.title[:60]}” is of.")
        else:
            point = _when(line, item)
            if point is None:
                reject("Neither its date nor a grading period says when it was.")
                return
            term = f"{point.year_label} {point.code}"
            self._points[item.subject, item.title][term] = point
            cells = item.subject, item.title, term, score
            self._rows.add(numbers[student.id], line.row, point.start_year, self._part, cells, _SHEET)
            self._taken.append((line.row, [student.id, item.subject, item.title, score]))

    def rules(self, file: str, scales: Mapping[str, Scale], asking: Asking) -> tuple[ResultRule, ...]:
        """The rules of the results, their scales recognised or asked as in any long table; none while one is open."""
        if not self._taken:
            return ()
        table = SourceTable.of_rows(file, "", ["ID", SUBJECT, ASSESSMENT, RESULT], self._taken)
        found = recognise(table, scales, asking)
        if RESULT in asking.pending:
            return ()
        rules = []
        for rule in found.results:
            key = rule.where.get(SUBJECT, ""), rule.where.get(ASSESSMENT, "")
            for term, point in sorted(self._points[key].items()):
                where = {**rule.where, TERM: term}
                rules.append(
                    replace(rule, where=where, academic_year=point.start_year, point=point.code, year_group=None)
                )
        return tuple(rules)

    def notes(self) -> Iterator[str]:
        """What was left out, counted."""
        for status, count in sorted(self._ungraded.items()):
            yield f"Not stored: {counted(count, 'result')} with the score status “{status[:40]}”."


def _when(line: Line, item: _Item) -> Point | None:
    """When a result was: as the title of its line item says, by its grading period, else by its date."""
    day = parse_date(line["scoredate"])
    point = item.period or (None if day is None else point_of(day, half_terms()))
    if item.half_term:
        year = item.year if item.year is not None else (None if point is None else point.start_year)
        return None if year is None else Point.of(year, item.half_term)
    return point
