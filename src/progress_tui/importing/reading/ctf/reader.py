"""Common Transfer Files (CTF): the pupils and statutory results that one school sends to another, as a table.

The format says itself what everything means, so nothing has to be recognised; the codes of the assessments are in
`data/ctf`. Row numbers are the lines of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final, NoReturn

from progress_tui.domain.calendar import academic_year_label, academic_year_of, parse_academic_year
from progress_tui.domain.errors import ProgressError
from progress_tui.domain.pupils import display_name
from progress_tui.domain.text import clean, fold
from progress_tui.importing.facts import Rejection
from progress_tui.importing.parsing.values import parse_date
from progress_tui.importing.reading.cleaning import Cleaner
from progress_tui.importing.reading.ctf.codes import kinds
from progress_tui.importing.reading.ctf.pupil import OF_A_YEAR, SESSIONS, WHO, attended, of_a_year, who
from progress_tui.importing.reading.ctf.results import ASSESSMENT, RESULT, Results
from progress_tui.importing.reading.described import Described
from progress_tui.importing.reading.guarded.limits import MAX_ROWS, more_than
from progress_tui.importing.reading.guarded.xml_records import Element, records
from progress_tui.importing.reading.pupil_rows import YEAR, Part, PupilRows
from progress_tui.importing.recognising.mapping import ImportMapping

_ROOT: Final = "ctfile"
_PUPILS: Final = "CTFpupilData"
_REMEDY: Final = "Export a CTF (common transfer file) from the school's system, or the data as CSV."
_SAME_NAME: Final = (
    "Another pupil of the file has this name, and this one has neither UPN nor date of birth: which child is which is "
    "not known."
)


def read_ctf(content: bytes, file: str, sha256: str) -> Described:
    """Read a Common Transfer File.

    Args:
        content: the bytes, unpacked.
        file: its name, for the sentences.
        sha256: of the bytes as they lie on disk (hexadecimal).

    Raises:
        ProgressError: it is no CTF (the sentence says what it is), has no pupils, is damaged or beyond a limit.
    """
    notes: list[str] = []
    reader = _Reader(file)
    for element in records(content, file, ("Header", "Pupil"), notes):
        reader.take(element)
    notes += reader.finish()
    table = reader.rows.table(file, sha256, notes, reader.rejected, keep=("UPN", "Surname", "Forename"))
    fields = {**WHO, "academic_year": YEAR, **OF_A_YEAR, **SESSIONS}
    pupil = {name: heading for name, heading in fields.items() if heading in table.headings}
    rules = tuple(reader.results.rules.values())
    return Described(table, ImportMapping(file.split(".", 1)[0], pupil, results=rules))


class _Reader:
    """Takes the header and the pupils of a file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._root = ""
        self._header: Element | None = None
        self._year, self._made = 0, date.min
        self._cleaner = Cleaner()
        self._elsewhere = 0
        self._never: Counter[str] = Counter()
        self._attended: list[tuple[int, int]] = []  # (place of a row, its Year as it stands)
        self._names: Counter[tuple[str, str]] = Counter()
        self._nameless: list[tuple[Element, list[str]]] = []
        self._of_a_year, self._sessions = Part(tuple(OF_A_YEAR.values())), Part(tuple(SESSIONS.values()))
        results = Part((ASSESSMENT, RESULT))
        self.rows = PupilRows(tuple(WHO.values()), (self._of_a_year, self._sessions, results))
        self.rejected: list[Rejection] = []
        self.results = Results(self.rows, results, self.rejected, self._cleaner)

    def take(self, element: Element) -> None:
        """Take the root, the header or a pupil."""
        if not self._root:
            self._root = element.name
            if element.name.casefold() != _ROOT and element.name.casefold() != "message":
                self._refuse_kind()
        elif element.name == "Header":
            if self._header is None:
                self._header = element
                self._read_header(element)
        elif not element.inside or element.inside[-1] != _PUPILS or self._root.casefold() != _ROOT:
            self._elsewhere += 1
        else:
            self._pupil(element)

    def finish(self) -> list[str]:
        """The notes of the whole file.

        Raises:
            ProgressError: it is no CTF, or has no pupils.
        """
        if self._root.casefold() != _ROOT:
            self._refuse_kind()
        self._settle_same_names()
        if not len(self.rows) and not self.rejected:
            where = f"Pupils that stand elsewhere than under {_PUPILS}: {self._elsewhere:,}." if self._elsewhere else ""
            raise ProgressError(f"{self._file} holds no pupils", where, "Export it again and choose the pupils.")
        return list(self._notes())

    # -- what the file is

    def _refuse_kind(self) -> NoReturn:
        """Say what the file is instead."""
        said = []
        for element in (self._header, *(self._header.children if self._header else ())):
            fields = element.fields if element is not None else {}
            said += [fields[name] for name in ("Collection", "DocumentName") if name in fields]
        words = [fold(text).replace(" ", "").upper() for text in (*said, self._root)]
        known = {**kinds().collections, **kinds().roots}
        kind = next((known[word] for word in words if word in known), "")
        if not kind and any("CENSUS" in word for word in words):
            kind = kinds().collections["CENSUS"]
        if not kind and "ATFPUPILDATA" in words:
            kind = kinds().roots["ATFILE"]
        if kind:
            article = "an" if kind[0] in "aeiou" else "a"
            raise ProgressError(f"{self._file}: this is {article} {kind}, not a CTF", remedy=_REMEDY)
        raise ProgressError(
            f"{self._file} is not a CTF",
            f"It is XML of another kind: it begins with <{clean(self._root)[:60]}>.",
            _REMEDY,
        )

    def _read_header(self, header: Element) -> None:
        name = fold(header.fields.get("DocumentName", ""))
        if self._root.casefold() != _ROOT or "census" in name:
            self._refuse_kind()
        made = parse_date(header.fields.get("DateTime", "").strip()[:10])
        school = next(iter(header.named("SourceSchool")), header)
        text = clean(school.fields.get("AcademicYear", ""))
        year = int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else parse_academic_year(text)
        if (year is None or not 1980 <= year <= 2100) and made is not None:
            year = academic_year_of(made)
        if year is None or not 1980 <= year <= 2100:
            raise ProgressError(
                f"{self._file} names no school year",
                f"The AcademicYear of its header is “{text[:20]}”, and the header has no date either.",
                "Export it again.",
            )
        self._year = year
        self._made = made if made is not None else date(year + 1, 8, 31)

    # -- pupils

    def _pupil(self, pupil: Element) -> None:
        if self._header is None:
            raise ProgressError(f"{self._file} has no header", "A CTF says in it of which school year it is.", _REMEDY)
        cells = [self._cleaner(text, pupil.line) for text in who(pupil)]
        upn, _, surname, forename, dob, _ = cells
        name = fold(surname), fold(forename)
        self._names[name] += 1
        self._count_never(pupil)
        if not upn and parse_date(dob) is None and any(name):
            self._nameless.append((pupil, cells))
        else:
            self._rows_of(pupil, cells)

    def _settle_same_names(self) -> None:
        """Pupils with nothing but a name: taken only where no other pupil of the file has it."""
        for pupil, cells in self._nameless:
            if self._names[fold(cells[2]), fold(cells[3])] == 1:
                self._rows_of(pupil, cells)
            else:
                shown = display_name(cells[2], cells[3])
                self.rejected.append(Rejection(pupil.line, "", shown, _SAME_NAME, pupil=shown))

    def _rows_of(self, pupil: Element, cells: list[str]) -> None:
        """The rows of a pupil: one for the year of the file, one for each year of attendance, one for each result."""
        rows, shown = self.rows, display_name(cells[2], cells[3], cells[0])
        number = rows.pupil(cells)
        yearly = [self._cleaner(text, pupil.line) for text in of_a_year(pupil, self._made)]
        rows.add(number, pupil.line, self._year, self._of_a_year, yearly)
        for year in attended(pupil):
            text = clean(year.year)
            problem = year.problem
            if not (len(text) == 4 and text.isascii() and text.isdecimal() and 1980 <= int(text) <= self._year + 1):
                problem = "This is not a year such as 2025."
            if problem:
                self.rejected.append(Rejection(year.line, "Attendance", text[:80], problem, pupil=shown))
                continue
            sessions = [self._cleaner(cell, year.line) for cell in year.sessions]
            self._attended.append((rows.add(number, year.line, None, self._sessions, sessions), int(text)))
        self.results.take(pupil, number, shown, self._year)
        if len(rows) > MAX_ROWS:
            raise more_than(MAX_ROWS, "results", self._file)

    def _count_never(self, pupil: Element) -> None:
        never = kinds().never
        details = pupil.named("BasicDetails")
        found = {child.name for element in (pupil, *details) for child in element.children}
        found |= {name for element in (pupil, *details) for name, text in element.fields.items() if text.strip()}
        self._never.update(found & never.keys())

    # -- notes

    def _notes(self) -> Iterator[str]:
        yield self._from_where()
        if self._elsewhere:
            yield f"Pupils that do not stand under {_PUPILS} were left out: {self._elsewhere:,}."
        yield from self._settle_attendance()
        yield from self.results.notes()
        if self._never:
            named = [f"{name} ({kinds().never[name]})" for name in sorted(self._never)]
            yield f"Not stored (the app has no use for it): {', '.join(named)}."
        yield from self._cleaner.notes()

    def _from_where(self) -> str:
        """The school a file comes from is where the pupils were, often before they came here: it is only told."""
        header = self._header or Element("Header", 0)
        school = next(iter(header.named("SourceSchool")), header).fields
        name = clean(school.get("SchoolName", ""))[:80]
        number = "/".join(filter(None, (clean(school.get(key, ""))[:10] for key in ("LEA", "Estab"))))
        version = clean(header.fields.get("CTFversion", ""))[:10]
        where = f"{name} ({number})" if name and number else name or number or "a school that it does not name"
        made = f"CTF {version}".strip()
        return f"{made} from {where}, school year {academic_year_label(self._year)}; that school's name is not stored."

    def _settle_attendance(self) -> Iterator[str]:
        """Whether the Year of attendance is the one a school year begins or ends in: none lies in the future."""
        if not self._attended:
            return
        ends = any(year > self._year for _, year in self._attended)
        for place, year in self._attended:
            self.rows.years[place] = year - 1 if ends else year
        word = "ends" if ends else "begins"
        yield f"The Year of attendance is taken as the one in which the school year {word}."
